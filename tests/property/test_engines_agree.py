"""Whoosh and brute force agree on any corpus and any query: passages, totals, facets, order by date."""

from __future__ import annotations

import math
import tempfile
from collections import Counter
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from corpus.model import Document, Passage, Section
from corpus.passages import identify
from search.engine import Engine, Found, Page, Search, Sort, Weighted
from search.query.ast import Node
from search.query.parser import parse
from search.whoosh_engine import WhooshEngine
from tests.asking import COUNTED, ask
from tests.contract.oracle import BruteForceEngine
from tests.property.histories import Commit, commits, documents, fill, queries, rescorings, texts


def answer(engine: Engine, query: Node, sort: Sort) -> Page:
    with engine.snapshot() as snapshot:
        return ask(snapshot, query, sort=sort, limit=1000, facets=COUNTED, seconds=60)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=commits, asked=st.lists(queries, min_size=1, max_size=12))
def test_both_engines_give_the_same_answers(history: Sequence[Commit], asked: list[Node]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        whoosh, oracle = WhooshEngine(Path(folder) / "index"), BruteForceEngine()
        fill(whoosh, history)
        fill(oracle, history)
        for query in asked:
            ours, expected = (answer(engine, query, Sort.DATE) for engine in (whoosh, oracle))
            assert [hit.passage for hit in ours.hits] == [hit.passage for hit in expected.hits]
            assert [hit.in_document for hit in ours.hits] == [hit.in_document for hit in expected.hits]
            assert ours.total == expected.total
            assert ours.facets == expected.facets
            relevant, newest = (answer(whoosh, query, sort) for sort in (Sort.RELEVANCE, Sort.DATE_DESC))
            assert {hit.passage for hit in relevant.hits} == {hit.passage for hit in newest.hits}
            scores = [hit.score for hit in relevant.hits]
            assert scores == sorted(scores, reverse=True)
        with whoosh.snapshot() as ours_now, oracle.snapshot() as expected_now:
            assert ours_now.passage_count() == expected_now.passage_count()
            for query, sort in product(asked, (Sort.DATE_DESC, Sort.STORED_DESC, Sort.PLACE)):
                search = Search(query=query, sort=sort, limit=1000)
                ours, expected = (now.search(search, deadline=math.inf) for now in (ours_now, expected_now))
                assert [hit.passage for hit in ours.hits] == [hit.passage for hit in expected.hits]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    history=commits,
    query=queries,
    sort=st.sampled_from(Sort),
    rescore=rescorings,
    window=st.integers(1, 12),
)
def test_documents_come_in_the_order_of_their_first_hits(
    history: Sequence[Commit], query: Node, sort: Sort, rescore: list[Weighted], window: int
) -> None:
    search = Search(query=query, sort=sort, limit=1000, rescore=rescore, window=window)
    with tempfile.TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder) / "index")
        fill(engine, history)
        with engine.snapshot() as snapshot:
            hits = snapshot.search(search, deadline=math.inf).hits
            listed = snapshot.documents(search, deadline=math.inf)
    assert [*listed] == [Found(*each) for each in Counter(hit.document for hit in hits).items()]


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
        ours, expected = (answer(engine, node, Sort.DATE) for engine in (whoosh, oracle))
        assert [hit.passage for hit in ours.hits] == [hit.passage for hit in expected.hits]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(put=st.lists(documents, max_size=6, unique_by=lambda each: each.id), query=queries, rescore=rescorings)
def test_both_score_the_same_anew(put: list[Document], query: Node, rescore: list[Weighted]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        whoosh, oracle = WhooshEngine(Path(folder) / "index"), BruteForceEngine()
        pages = []
        for engine in (whoosh, oracle):
            fill(engine, [(put, ())])
            with engine.snapshot() as snapshot:
                pages.append(ask(snapshot, query, limit=1000, rescore=rescore, window=1000, seconds=60))
        ours, expected = ({hit.passage: hit.score for hit in page.hits} for page in pages)
        assert ours == pytest.approx(expected, rel=1e-4, abs=1e-4)
