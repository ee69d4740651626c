"""What is found of a query, other spellings and languages among it, is what brute force finds, and what is marked."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import example, given, settings, strategies as st

from corpus.model import Document, Passage, Section
from corpus.passages import identify
from search.engine import Engine
from search.query.ast import And
from search.results.highlight import Marker
from search.results.understanding import Indexed, understood
from search.whoosh_engine import WhooshEngine
from tests.asking import ask
from tests.contract.oracle import BruteForceEngine
from tests.many import MANY
from tests.marks import at

WORDS = (
    *("cease-fire", "cease fire", "ceasefire", "Ceasefires", "the", "talks", "e-mail", "email", "E-mails", "Qur'an"),
    *("Quran", "Qurʾan", "1,500", "1500", "Müller", "Mueller", "Muller", "Häuser", "Haus", "haeuser", "house", "die"),
    *("dying", "Su 35", "su-35", "sued", "Prigozhin", "Progoshin", "飛行機", "飛行", "行機", "이란은", "이란", "UF₆"),
    *("UF6", "C++", "C", "maisons", "maison", "chevaux", "cheval", "drones 2024", "1,500-year", "al-Qur'an"),
)
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
documents = st.lists(
    st.tuples(st.sampled_from([None, "en", "de", "de-AT", "fr", "ja"]), st.lists(texts, min_size=1, max_size=3)),
    min_size=1,
    max_size=5,
)
queries = st.one_of(
    st.sampled_from(WORDS),
    texts,
    texts.map(lambda text: f'"{text}"~4'),
    st.tuples(texts, texts).map(" OR ".join),
    st.tuples(texts, texts).map(" -".join),
)


def made(given: list[tuple[str | None, list[str]]]) -> list[Document]:
    return [
        identify(
            Document(
                id=f"d{number}",
                version=1,
                type="note",
                title="",
                language=language,
                sections=(Section(heading="", kind="body", passages=tuple(Passage(text=text) for text in said)),),
            )
        )
        for number, (language, said) in enumerate(given)
    ]


def filled(engine: Engine, documents: list[Document]) -> Engine:
    with engine.session() as session:
        for document in documents:
            session.put(document)
        session.commit(mark=at(1))
    return engine


@settings(max_examples=150 * MANY, deadline=None)
@given(given=documents, query=queries)
@example(given=[(None, ["飛行"])], query="飛行機")
def test_what_is_found_is_what_brute_force_finds_and_what_is_marked(
    given: list[tuple[str | None, list[str]]], query: str
) -> None:
    held = made(given)
    found: list[set[str]] = []
    with tempfile.TemporaryDirectory() as folder:
        for engine in (WhooshEngine(Path(folder) / "index"), BruteForceEngine()):
            with filled(engine, held).snapshot() as snapshot:
                sought = understood(query, Indexed(snapshot)).sought.every
                found.append({hit.passage for hit in ask(snapshot, sought).hits})
    assert found[0] == found[1]
    marked = {
        passage.id
        for document in held
        for passage in document.passages()
        if Marker(sought, language=document.language or "").spans(passage.text)
    }
    assert found[0] <= marked or " -" in query
    if " " not in query and not isinstance(sought, And):  # of several, such as pairs of letters, some are marked
        assert found[0] == marked
