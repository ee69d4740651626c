"""A segment gives back the words that were put into it, each with its rows, counts and positions."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from hypothesis import given, settings, strategies as st

from corpus.model import Document, Passage, Section
from corpus.passages import identify
from search.analysis import Token, tokens
from search.whoosh_engine import arrays
from search.whoosh_engine.build import Builder
from search.whoosh_engine.segment import Segment

WORDS = ("drone", "drones", "factory", "factories", "Yak-130", "Zürich", "U.S.", "the", "…")

texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)


def document(id: str, texts: list[str]) -> Document:
    section = Section(heading="", kind="body", passages=tuple(Passage(text=text) for text in texts))
    return identify(Document(id=id, version=1, type="note", title="T", sections=(section,)))


def built(path: Path, documents: list[Document]) -> Segment:
    builder = Builder()
    for each in documents:
        builder.add(each)
    builder.write(path)
    return Segment(*arrays.read(path))


def check(segment: Segment, rows: list[list[Token]]) -> None:
    for field in ("exact", "stem"):
        places: dict[bytes, list[tuple[int, int]]] = defaultdict(list)
        for row, said in enumerate(rows):
            for position, token in enumerate(said):
                places[getattr(token, field).encode()].append((row, position))
        assert list(segment.words.lexicon(field)) == sorted(places)
        for number, text in enumerate(sorted(places)):
            found = segment.words.postings(field, number)
            counts = Counter(row for row, _ in places[text])
            assert found.rows.tolist() == sorted(counts)
            assert found.counts.tolist() == [counts[row] for row in sorted(counts)]
            assert found.positions.tolist() == [position for _, position in places[text]]
            assert segment.words.frequency(field, number) == len(counts)


@settings(deadline=None)
@given(documents=st.lists(st.tuples(st.sampled_from("abcd"), st.lists(texts, max_size=4)), max_size=6))
def test_what_is_put_in_comes_out(documents: list[tuple[str, list[str]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        segment = built(Path(folder) / "S", [document(id, said) for id, said in documents])
        check(segment, [tokens(text) for _, said in sorted(dict(documents).items()) for text in said])
