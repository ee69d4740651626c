"""Histories of an index and queries over it, drawn for any engine."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from hypothesis import strategies as st

from corpus.dates import PartialDate
from corpus.library import Outline
from corpus.model import DOCUMENT_TYPES, Document, Passage, Person, Section
from corpus.passages import identify
from search.analysis import tokens
from search.engine import Engine, Weighted
from search.fields import FIELDS, SEVERAL
from search.query.ast import (
    TEXT_NODES,
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
    StoredAfter,
    Term,
    Wildcard,
)
from tests.marks import at

WORDS = ("drone", "drones", "factory", "factories", "Yak-130", "Yak130", "Zürich", "U.S.", "the", "a", "glide", "…")
NAMES = ("Ann Lee", "Bo Lee", "Ann", "Zoë Özil")
SHOWS = ("Iran Watch Listen", "A Show", "")
# Spelled like those above or like each other, and letters of several bytes.
SELDOM = (
    "drive", "dorne", "fact", "facts", "factor", "gilde", "zürcher", "straße", "война", "войны", "飛行", "𠀋",
    "x" * 64, "x" * 65, "x" * 70, *(f"w{letter}{other}" for letter in "abcd" for other in "abcde"),
)  # fmt: skip
IDS = ("a", "b", "c", "d", "e", "f", "a-2", "é", *(f"d{number}" for number in range(40)))

Commit = tuple[Sequence[Document], Sequence[str]]  # what is put, and what is removed after that

texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
names = st.sampled_from(NAMES)
roles = st.sampled_from([(), ("guest",), ("host", "guest")])
dates = st.none() | st.builds(PartialDate, st.integers(2019, 2022), st.integers(0, 3))
passages = st.builds(Passage, text=texts, speaker=st.none() | names)
sections = st.builds(
    Section,
    heading=st.just("") | texts,
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
    people=st.lists(st.builds(Person, name=names, roles=roles), max_size=2).map(tuple),
    sections=st.lists(sections, min_size=1, max_size=2).map(tuple),
).map(identify)


def _described(history: Sequence[Commit]) -> list[Commit]:
    """A history in which half of the documents that come again have other details, and the passages that they had."""
    known: dict[str, Document] = {}
    changed: list[Commit] = []
    for put, removed in history:
        same = [replace(each, sections=known.get(each.id, each).sections) for each in put if len(each.title) % 2]
        changed.append(([*same, *(each for each in put if len(each.title) % 2 == 0)], removed))
        known |= {each.id: each for each in changed[-1][0]}
    return changed


commits = st.lists(
    st.tuples(st.lists(documents, max_size=4), st.lists(st.sampled_from("abcdef"), max_size=2)), min_size=1, max_size=4
).map(_described)


def long_history(seed: int) -> Iterator[tuple[str, list[Commit]]]:
    """Stages of an index of some hundreds of passages, in which a few words are often and many seldom."""
    # One stream of chance for all: a thing more to draw makes all that is drawn after it another.
    chance = random.Random(seed)  # noqa: S311

    def documents(count: int) -> list[Document]:
        return [_document(chance, id) for id in chance.sample(IDS, count)]

    first: Commit = (documents(len(IDS) - 5), ())
    yield "one segment", [first]
    yield "deletions", [((), chance.sample(IDS, 6))]
    several: list[Commit] = [(documents(count), chance.sample(IDS, 6)) for count in (20, 1, 9)]
    yield "several segments", _described([first, *several])[1:]


def _document(chance: random.Random, id: str) -> Document:
    parts = [tuple(_passage(chance) for _ in range(chance.randint(1, 9))) for _ in range(chance.randint(1, 2))]
    return identify(
        Document(
            id=id,
            version=1,
            type=chance.choice(DOCUMENT_TYPES),
            title=_said(chance, 4),
            show=chance.choice(SHOWS) or None,
            date=chance.choice((None, PartialDate(chance.randint(2019, 2022), chance.randint(0, 3)))),
            language=chance.choice(("en", None)),
            people=tuple(Person(name=name) for name in chance.sample(NAMES, chance.randint(0, 2))),
            sections=tuple(
                Section(heading="", kind=chance.choice(("body", "background")), passages=part) for part in parts
            ),
        )
    )


def _passage(chance: random.Random) -> Passage:
    text, speaker = _said(chance, chance.choice((1, 5, 10, 40))), chance.choice((*NAMES, None))
    return Passage(text=text, speaker=speaker, person=speaker and (*NAMES, None)[len(text) % (len(NAMES) + 1)])


def _said(chance: random.Random, count: int) -> str:
    words = (*WORDS, *SELDOM)
    return " ".join(chance.choices(words, [1 / rank for rank in range(1, len(words) + 1)], k=count))


token = st.sampled_from([found for word in (*WORDS * 12, *SELDOM) for found in tokens(word)])
often = st.sampled_from(tokens("drone drones factory Yak-130 the"))
token_runs = st.lists(often | token, min_size=2, max_size=4).map(tuple)
days = st.none() | st.dates(dt.date(2019, 1, 1), dt.date(2022, 12, 31))
named = st.sampled_from([name for name, field in FIELDS.items() if field.kind == "name"])
forms = sorted({found.exact for word in (*WORDS, *SELDOM) for found in tokens(word)})


@st.composite
def misspelled(draw: st.DrawFn, words: st.SearchStrategy[str]) -> str:
    """A word with a few letters lost, doubled, taken for others or swapped with their neighbours."""
    text = draw(words)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        head, here, tail = text[:at], text[at : at + 1], text[at + 1 :]
        text = head + draw(st.sampled_from([tail, 2 * here + tail, f"x{tail}", tail[:1] + here + tail[1:]]))
    return text


@st.composite
def patterns(draw: st.DrawFn) -> str:
    """A word with signs in place of some of its letters."""
    text = draw(st.sampled_from(forms))
    for sign in draw(st.lists(st.sampled_from("*?"), min_size=1, max_size=2)):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + sign + text[draw(st.integers(at, min(at + 3, len(text)))) :]
    return text


leaves: dict[type[Node], st.SearchStrategy[Node]] = {
    Term: st.builds(Term, token, st.booleans()),
    Phrase: st.builds(Phrase, token_runs, st.booleans()),
    Near: st.builds(Near, token_runs, st.integers(0, 6) | st.sampled_from([30, 9999])),
    Wildcard: st.sampled_from(["dro*", "fac*s", "fa?tory", "ya?", "gl*de", "zz*"]).map(Wildcard)
    | patterns().map(Wildcard),
    Fuzzy: st.builds(Fuzzy, misspelled(st.sampled_from(forms)), st.integers(1, 3)),
    Field: st.one_of(
        st.builds(Field, named, st.lists(token, min_size=1).map(tuple)),
        st.builds(Field, named, (names | st.sampled_from(SHOWS[:2])).map(tokens).map(tuple)),
        st.builds(lambda name, value: Field(name, values=(value.casefold(),)), st.sampled_from(sorted(SEVERAL)), names),
        st.sampled_from(DOCUMENT_TYPES).map(lambda value: Field("type", values=(value,))),
        st.sampled_from("abcdef").map(lambda value: Field("in", values=(value,))),
        st.sampled_from(
            [
                ("mode", "said"),
                ("mode", "written"),
                ("role", "guest"),
                ("has", "show"),
                ("has", "date"),
                ("speaker", ""),
            ]
        ).map(lambda field: Field(field[0], values=field[1:])),
        st.sampled_from(["2019", "2020"]).map(lambda value: Field("year", values=(value, "2021"))),
        st.sampled_from(["en", "body"]).map(
            lambda value: Field("lang" if value == "en" else "section", values=(value,))
        ),
    ),
    DateRange: st.builds(DateRange, days, days),
    StoredAfter: st.builds(StoredAfter, st.integers(0, 4)),
    Everything: st.just(Everything()),
    Nothing: st.just(Nothing()),
}


def _one_of(*kinds: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """As st.one_of, but each is as likely as the others, however many it consists of."""
    return st.sampled_from(kinds).flatmap(lambda kind: kind)


def _groups(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    some = st.lists(nodes, min_size=1, max_size=4).map(tuple)
    return _one_of(some.map(And), some.map(Or), some.map(Or).map(Not))


_texts = st.one_of(*(leaves[kind] for kind in TEXT_NODES))
_any = st.one_of(*leaves.values())
_simple = _one_of(_texts, _texts, _any, _any.map(Not))
rescorings = st.lists(
    st.builds(
        Weighted,
        st.one_of(
            leaves[Term], leaves[Phrase], st.builds(Field, st.sampled_from(["title", "heading"]), st.tuples(token))
        ),
        st.sampled_from([0.25, 0.6, 1.0, 2.0]),
    ),
    max_size=6,
)
queries = _one_of(_simple, _groups(_simple), _groups(_one_of(_simple, _simple, _groups(_simple))))


def fill(engine: Engine, history: Sequence[Commit]) -> None:
    stored: dict[str, int] = {}
    for revision, (put, removed) in enumerate(history, 1):
        stored = {passage.id: revision for document in put for passage in document.passages()} | stored
        bodies = {each.id: Outline(each, str(hash((each.sections, each.people)))) for each in put}
        with engine.session() as session:
            described = session.describe([*bodies], bodies.get)
            for document in put:
                if document.id not in described:
                    session.put(document, body=bodies[document.id].body, stored=stored)
            for id in removed:
                session.remove(id)
            session.commit(mark=at(revision))
