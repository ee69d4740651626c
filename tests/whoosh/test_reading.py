"""Our segments under Whoosh: what its readers, searchers and matchers are told, also in the odd cases."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from whoosh import query as q
from whoosh.index import FileIndex, open_dir
from whoosh.matching import ReadTooFar
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.searching import Searcher

from corpus.model import Document, Passage, Section
from corpus.passages import identify
from search.whoosh_engine import WhooshEngine
from search.whoosh_engine.format.container import DamagedFile
from search.whoosh_engine.index.manifest import SegmentEntry
from search.whoosh_engine.whoosh_codec.codec import Segment
from tests.marks import at

SAID = ("the drone", "the drones drone", "the", "", "a drone the end the")


def written(folder: Path, said: Sequence[str], speakers: Sequence[str | None] = (), id: str = "a") -> FileIndex:
    """An index of ours, with one segment more: a document of these passages."""
    speakers = speakers or [None] * len(said)
    passages = tuple(Passage(text=text, speaker=speaker) for text, speaker in zip(said, speakers, strict=True))
    section = Section(heading="", kind="body", passages=passages)
    with WhooshEngine(folder).session() as session:
        session.put(identify(Document(id=id, version=1, type="note", title="Notes", sections=(section,))))
        session.commit(mark=at(1))
    return open_dir(folder)


@pytest.fixture
def index(tmp_path: Path) -> FileIndex:
    return written(tmp_path / "index", SAID, ("Ann", "Bo", None, "Ann", "Ann"))


@pytest.fixture
def reader(index: FileIndex) -> Iterator[SegmentReader]:
    with index.reader() as found:
        yield found


def test_terms(reader: SegmentReader) -> None:
    assert list(reader.lexicon("stem")) == [b"a", b"drone", b"end", b"the"]
    assert list(reader.lexicon("exact")) == [b"a", b"drone", b"drones", b"end", b"the"]
    assert list(reader.lexicon("speaker")) == [b"Ann", b"Bo"]
    assert reader.doc_frequency("stem", "drone") == 3
    assert reader.frequency("stem", "drone") == 4
    assert reader.doc_frequency("exact", "drones") == reader.frequency("exact", "drones") == 1
    assert (reader.doc_frequency("speaker", "Ann"), reader.frequency("speaker", "Ann")) == (3, 3)


def test_terms_that_are_not_there(reader: SegmentReader) -> None:
    for field in ("exact", "stem", "speaker", "ordinal"):
        assert (field, "zebra") not in reader
    for field in ("exact", "stem", "speaker"):
        assert reader.doc_frequency(field, "zebra") == reader.frequency(field, "zebra") == 0
        with pytest.raises(TermNotFound):
            reader.term_info(field, "zebra")
        with pytest.raises(TermNotFound):
            reader.postings(field, "zebra")
    assert ("speaker", "") not in reader


def test_a_cursor(reader: SegmentReader) -> None:
    cursor = reader.cursor("exact")
    assert cursor.text() == "a"
    assert cursor.find("drone") == cursor.text() == "drone"
    assert cursor.find(b"e") == "end"
    assert cursor.next() == "the"
    assert cursor.term_info().doc_frequency() == 4
    assert cursor.next() is cursor.text() is cursor.term_info() is None
    assert not cursor.is_valid()
    assert cursor.first() == "a"
    assert reader.cursor("ordinal").text() is None


def test_what_is_told_of_a_term_may_be_changed_by_whoosh(reader: SegmentReader) -> None:
    info = reader.term_info("exact", "the")
    assert (info.min_length(), info.max_length(), info.max_weight(), info.min_id(), info.max_id()) == (1, 5, 2.0, 0, 4)
    info._minid += 100
    assert reader.term_info("exact", "the").min_id() == 0


def test_a_matcher(reader: SegmentReader) -> None:
    matcher = reader.postings("exact", "the")
    assert list(matcher.copy().all_ids()) == [0, 1, 2, 4]
    assert matcher.value_as("positions") == [0]
    matcher.skip_to(3)
    assert (matcher.id(), matcher.weight(), matcher.value_as("positions")) == (4, 2.0, [2, 4])
    assert matcher.format.decode_positions(matcher.value()) == [2, 4]
    matcher.skip_to(2)
    assert matcher.id() == 4
    matcher.next()
    assert not matcher.is_active()
    assert matcher.id() == 4
    with pytest.raises(ReadTooFar):
        matcher.skip_to(9)
    matcher.reset()
    assert matcher.id() == 0


def test_lengths_are_exact(tmp_path: Path) -> None:
    with written(tmp_path, ["word " * length for length in (0, 11, 130)]).reader() as reader:
        assert [reader.doc_field_length(doc, "exact") for doc in range(3)] == [0, 11, 130]
        assert reader.field_length("stem") == 141
        assert (reader.min_field_length("stem"), reader.max_field_length("stem")) == (0, 130)


def test_an_index_of_which_all_is_deleted(tmp_path: Path, index: FileIndex) -> None:
    with WhooshEngine(tmp_path / "index").session() as session:
        session.remove("a")
        session.commit(mark=at(2))
    with index.searcher() as searcher:
        assert searcher.doc_count_all() == 0
        assert not searcher.search(q.Term("exact", "the"))
        assert (searcher.reader().field_length("stem"), searcher.reader().min_field_length("stem")) == (0, 0)
    written(tmp_path / "index", ["new"])
    with index.searcher() as searcher:
        assert len(searcher.search(q.Term("exact", "new"))) == 1


@pytest.mark.parametrize("size", [7, 8, 9])
def test_which_docs_are_deleted(tmp_path: Path, size: int) -> None:
    """Whoosh asks whether the doc behind the last is deleted."""
    gone = SegmentEntry("MAIN_0123456789abcdef", size, 0).without(np.array([1]))
    segment = Segment(gone, "MAIN")
    assert [doc for doc in range(size + 9) if segment.is_deleted(doc)] == list(segment.deleted_docs()) == [1]
    assert (segment.doc_count(), segment.doc_count_all(), segment.has_deletions()) == (size - 1, size, True)


def test_one_searcher_serves_many_threads(tmp_path: Path, index: FileIndex) -> None:
    for number in range(3):
        texts = [
            f"the {' '.join(f'w{n}s' for n in range(number, 40) if doc % (n + 1) == 0)} drones" for doc in range(200)
        ]
        written(tmp_path / "index", texts, ["AB"[doc % 2] for doc in range(200)], id=f"b{number}")
    words = [f"w{n}" for n in range(12)]
    asked = [
        query
        for a, b in pairwise(words)
        for query in (
            q.And([q.Term("stem", a), q.Term("exact", f"{b}s")]), q.Or([q.Term("stem", a), q.Term("speaker", "A")]),
            q.Phrase("stem", [a, b]), q.Prefix("exact", a), q.FuzzyTerm("exact", f"{b}x"), q.Every("speaker"),
        )
    ]  # fmt: skip

    def answers(searcher: Searcher, queries: Sequence[q.Query]) -> list[list[tuple[int, float]]]:
        return [list(searcher.search(query, limit=20).items()) for query in queries]

    with index.searcher() as alone:
        expected = answers(alone, asked)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with index.searcher() as shared, ThreadPoolExecutor(8) as pool:
            turns = [asked[turn:] + asked[:turn] for turn in range(8)]
            for turn, found in enumerate(pool.map(lambda queries: answers(shared, queries), turns)):
                assert found == expected[turn:] + expected[:turn]
    finally:
        sys.setswitchinterval(interval)


def test_a_damaged_segment_does_not_open(tmp_path: Path, index: FileIndex) -> None:
    for path in (tmp_path / "index").glob("MAIN_*.*"):
        data = path.read_bytes()
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        with pytest.raises(DamagedFile, match=path.name):
            index.reader()
        path.write_bytes(data)
    index.reader().close()
