"""Whoosh and brute force agree on any corpus and any query: passages, totals, facets, order by date."""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from pathlib import Path

from hypothesis import HealthCheck, given, settings, strategies as st

from corpus.dates import PartialDate
from corpus.model import DOCUMENT_TYPES, Document, Passage, Person, Section
from corpus.passages import identify
from search.analysis import tokens
from search.engine import FACETS, Engine, Page, Sort
from search.query.ast import (
    And,
    DateRange,
    Everything,
    Field,
    Fuzzy,
    Near,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Scope,
    Term,
    Wildcard,
)
from search.query.parser import parse
from search.whoosh_engine import WhooshEngine
from tests.contract.oracle import BruteForceEngine

WORDS = ("drone", "drones", "factory", "factories", "Yak-130", "Yak130", "Zürich", "U.S.", "the", "a", "glide", "…")
NAMES = ("Ann Lee", "Bo Lee", "Ann", "Zoë Özil")
SHOWS = ("Iran Watch Listen", "A Show", "")

texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
names = st.sampled_from(NAMES)
dates = st.none() | st.builds(PartialDate, st.integers(2019, 2022), st.integers(0, 3))
passages = st.builds(Passage, text=texts, speaker=st.none() | names)
sections = st.builds(
    Section,
    heading=st.just(""),
    kind=st.sampled_from(["body", "background"]),
    passages=st.lists(passages, min_size=1, max_size=4).map(tuple),
)
documents = st.builds(
    Document,
    id=st.sampled_from("abcdef"),
    version=st.just(1),
    type=st.sampled_from(DOCUMENT_TYPES),
    title=texts,
    show=st.sampled_from(SHOWS).map(lambda show: show or None),
    date=dates,
    language=st.sampled_from(["en", None]),
    people=st.lists(st.builds(Person, name=names), max_size=2).map(tuple),
    sections=st.lists(sections, min_size=1, max_size=2).map(tuple),
).map(identify)
commits = st.lists(
    st.tuples(st.lists(documents, max_size=4), st.lists(st.sampled_from("abcdef"), max_size=2)), min_size=1, max_size=4
)

token = st.sampled_from([found for word in WORDS for found in tokens(word)])
token_runs = st.lists(token, min_size=2, max_size=3).map(tuple)
days = st.none() | st.dates(dt.date(2019, 1, 1), dt.date(2022, 12, 31))
leaves = st.one_of(
    st.builds(Term, token, st.booleans()),
    st.builds(Phrase, token_runs, st.booleans()),
    st.builds(Near, token_runs, st.integers(1, 6)),
    st.sampled_from(["dro*", "fac*s", "fa?tory", "ya?", "gl*de", "zz*"]).map(Wildcard),
    st.builds(Fuzzy, st.sampled_from(["drnoe", "factry", "zurihc", "gilde"]), st.integers(1, 2)),
    st.builds(Field, st.sampled_from(["speaker", "person", "title", "show"]), st.lists(token, min_size=1).map(tuple)),
    names.map(lambda name: Field("speaker", tokens=tuple(tokens(name)))),
    st.sampled_from(DOCUMENT_TYPES).map(lambda value: Field("type", values=(value,))),
    st.sampled_from("abcdef").map(lambda value: Field("in", values=(value,))),
    st.sampled_from(["2019", "2020"]).map(lambda value: Field("year", values=(value, "2021"))),
    st.builds(DateRange, days, days),
    st.just(Everything()),
    st.just(Nothing()),
)
queries = st.recursive(
    leaves,
    lambda nodes: st.one_of(
        st.lists(nodes, min_size=1, max_size=4).map(lambda found: And(tuple(found))),
        st.lists(nodes, min_size=1, max_size=3).map(lambda found: Or(tuple(found))),
        nodes.map(Not),
    ),
    max_leaves=6,
)


def fill(engine: Engine, history: list[tuple[list[Document], list[str]]]) -> None:
    for revision, (put, removed) in enumerate(history, 1):
        with engine.session() as session:
            for document in put:
                session.put(document)
            for id in removed:
                session.remove(id)
            session.commit(revision=revision)


def answer(engine: Engine, query: Node, scope: Scope, sort: Sort) -> Page:
    with engine.snapshot() as snapshot:
        return snapshot.search(
            query, scope=scope, sort=sort, limit=1000, after=None, facets=FACETS, deadline=time.monotonic() + 60
        )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=commits, asked=st.lists(queries, min_size=1, max_size=12))
def test_both_engines_give_the_same_answers(history: list[tuple[list[Document], list[str]]], asked: list[Node]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        whoosh, oracle = WhooshEngine(Path(folder) / "index"), BruteForceEngine()
        fill(whoosh, history)
        fill(oracle, history)
        for query in asked:
            for scope in Scope:
                ours, expected = (answer(engine, query, scope, Sort.DATE) for engine in (whoosh, oracle))
                assert [hit.passage for hit in ours.hits] == [hit.passage for hit in expected.hits]
                assert (ours.total, ours.total_documents) == (expected.total, expected.total_documents)
                assert ours.facets == expected.facets
            relevant, newest = (answer(whoosh, query, Scope.ANY, sort) for sort in (Sort.RELEVANCE, Sort.DATE_DESC))
            assert {hit.passage for hit in relevant.hits} == {hit.passage for hit in newest.hits}
            scores = [hit.score for hit in relevant.hits]
            assert scores == sorted(scores, reverse=True)
        with whoosh.snapshot() as ours_now, oracle.snapshot() as expected_now:
            assert ours_now.passage_count() == expected_now.passage_count()


@settings(max_examples=150, deadline=None)
@given(texts=st.lists(texts, min_size=1, max_size=6), query=st.lists(st.sampled_from([
    "drone", "factory", '"drone factory"', "yak-130", "-drone", "OR", "AND", "NOT", "(", ")", "dro*", "factry~",
    "=drones", "title:drone", "zurich", '"', "date:2020", "u.s.",
]), min_size=1, max_size=6).map(" ".join))  # fmt: skip
def test_written_queries_find_the_same(texts: list[str], query: str) -> None:
    section = Section(heading="", kind="body", passages=tuple(Passage(text=text) for text in texts))
    document = identify(Document(id="a", version=1, type="note", title="T", sections=(section,)))
    with tempfile.TemporaryDirectory() as folder:
        whoosh, oracle = WhooshEngine(Path(folder) / "index"), BruteForceEngine()
        fill(whoosh, [([document], [])])
        fill(oracle, [([document], [])])
        node = parse(query).node
        for scope in Scope:
            ours, expected = (answer(engine, node, scope, Sort.DATE) for engine in (whoosh, oracle))
            assert [hit.passage for hit in ours.hits] == [hit.passage for hit in expected.hits]
