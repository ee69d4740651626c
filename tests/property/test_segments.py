"""A segment gives back the words that were put into it, each with its rows, counts and positions."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
from hypothesis import given, settings, strategies as st

from corpus.model import Document, Passage, Section
from corpus.passages import identify
from search.analysis import Token, tokens
from search.whoosh_engine import arrays
from search.whoosh_engine.build import Builder, write
from search.whoosh_engine.schema import COLUMNS
from search.whoosh_engine.segment import Segment

WORDS = ("drone", "drones", "factory", "factories", "Yak-130", "Zürich", "U.S.", "the", "…")

texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)


def check(segment: Segment, rows: list[list[Token]]) -> None:
    """Compare a segment's words with those of its rows."""
    words = segment.words
    occurrences = sorted(
        (token.stem.encode(), row, position, token.exact.encode())
        for row, said in enumerate(rows)
        for position, token in enumerate(said)
    )
    for field in ("exact", "stem"):
        places: dict[bytes, list[tuple[int, int]]] = defaultdict(list)
        for stem, row, position, form in sorted(occurrences, key=lambda found: found[1:3]):
            places[form if field == "exact" else stem].append((row, position))
        assert list(words.lexicon(field)) == sorted(places)
        for number, text in enumerate(sorted(places)):
            found = words.postings(field, number)
            counts = Counter(row for row, _ in places[text])
            assert found.rows.tolist() == sorted(counts)
            assert found.counts.tolist() == [counts[row] for row in sorted(counts)]
            assert found.positions.tolist() == [position for _, position in places[text]]
            assert words.frequency(field, number) == len(counts)
    form_of = {(words.stem_of[form], words.code_of[form]): words.exact[form] for form in range(len(words.exact))}
    for middle in {0, len(words.stem) // 2}:
        halves = (words.span(first, last) for first, last in ((0, middle), (middle, len(words.stem))))
        assert occurrences == [
            (words.stem[stem], row, position, form_of[stem, code])
            for half in halves
            for stem, row, position, code in zip(*(part.tolist() for part in half), strict=True)
        ]


@settings(deadline=None)
@given(documents=st.lists(st.tuples(st.sampled_from("abcd"), st.lists(texts, max_size=4)), max_size=6))
def test_what_is_put_in_comes_out(documents: list[tuple[str, list[str]]]) -> None:
    builder = Builder()
    for id, said in documents:
        section = Section(heading="", kind="body", passages=tuple(Passage(text=text) for text in said))
        builder.add(identify(Document(id=id, version=1, type="note", title="T", sections=(section,))))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "S"
        builder.write(path)
        check(
            Segment(*arrays.read(path)),
            [tokens(text) for id in sorted(dict(documents)) for text in dict(documents)[id]],
        )


def written(path: Path, rows: list[list[Token]]) -> Segment:
    """The segment of these rows."""
    known = {token: number for number, token in enumerate(dict.fromkeys(token for row in rows for token in row))}
    words = np.array([known[token] for row in rows for token in row], np.uint32)
    lengths = np.array([len(row) for row in rows], np.int64)
    tables = {name: list(map(len, rows)) if name == "length" else [0] * len(rows) for name in COLUMNS}
    write(path, list(known), words, lengths, tables)
    return Segment(*arrays.read(path))


def test_what_does_not_fit_a_byte_comes_out(tmp_path: Path) -> None:
    again, run = Token("again", "again"), [Token(f"run{number}", "run") for number in range(600)]
    rows = [[again] * 4000, run, [], [again, *run[::7], again]]
    check(written(tmp_path / "S", rows), rows)


def test_rows_of_several_blocks_come_out(tmp_path: Path) -> None:
    often, seldom, late = Token("often", "often"), Token("oftener", "often"), Token("late", "late")
    rows = [[often] if row % 3 else [seldom, often, seldom] for row in range(3 << 16)]
    rows[5], rows[70_000], rows[-1] = [], [late], [late, often]
    check(written(tmp_path / "S", rows), rows)
