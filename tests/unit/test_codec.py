"""Our segments under Whoosh: what its readers, searchers and writers are told, also in the odd cases."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from whoosh import fields, query as q
from whoosh.codec.base import Codec as WhooshCodec
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage, RamStorage, StorageError
from whoosh.formats import Frequency
from whoosh.index import FileIndex
from whoosh.matching import ReadTooFar
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.searching import Searcher
from whoosh.sorting import FieldFacet
from whoosh.writing import IndexingError

from search.whoosh_engine.format.container import DamagedFile
from search.whoosh_engine.whoosh_codec.codec import Codec
from search.whoosh_engine.whoosh_codec.fields import whoosh_schema

SAID = ("the drone", "the drones drone", "the", "", "a drone the end the")


def said(text: str, speaker: str = "", **columns: Any) -> dict[str, Any]:
    words = text.split()
    return {"exact": words, "stem": [word.removesuffix("s") for word in words], "speaker": speaker, **columns}


def written(folder: Path, documents: Sequence[dict[str, Any]], codec: WhooshCodec | None = None) -> FileIndex:
    """An index of one segment."""
    folder.mkdir(exist_ok=True)
    index = FileStorage(str(folder)).create_index(whoosh_schema())
    writer = index.writer(codec=codec or Codec())
    for document in documents:
        writer.add_document(**document)
    writer.commit()
    return index


@pytest.fixture
def index(tmp_path: Path) -> FileIndex:
    return written(
        tmp_path / "index", [said(*each) for each in zip(SAID, ("Ann", "Bo", "", "Ann", "Ann"), strict=True)]
    )


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
    with written(tmp_path, [said("word " * length) for length in (0, 11, 1000)]).reader() as reader:
        assert [reader.doc_field_length(doc, "exact") for doc in range(3)] == [0, 11, 1000]
        assert reader.field_length("stem") == 1011
        assert (reader.min_field_length("stem"), reader.max_field_length("stem")) == (0, 1000)


def test_whoosh_skips_our_blocks(tmp_path: Path) -> None:
    texts = ["the drone", "drone drone", *["the drone and more words"] * 1000]
    with written(tmp_path, [said(text) for text in texts]).searcher() as searcher:
        collector = searcher.collector(limit=1)
        searcher.search_with_collector(q.Term("stem", "drone"), collector)
        assert [doc for doc, _ in collector.results().items()] == [1]
        assert collector.skipped_times == 8


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("field", ["speaker", "ordinal", "passage"])
def test_sorted_and_grouped_as_over_whoosh_s_own_columns(tmp_path: Path, field: str, reverse: bool) -> None:
    documents = [said(text, passage=f"p{n}", speaker="BA"[n % 2], ordinal=n % 3) for n, text in enumerate(SAID)]
    answers = []
    for codec in (W3Codec(), Codec()):
        index = written(tmp_path / type(codec).__name__, documents, codec)
        with index.searcher() as searcher:
            facet = FieldFacet(field, reverse=reverse)
            found = searcher.search(q.Every(), sortedby=facet, groupedby=field)
            answers.append(([hit["passage"] for hit in found], found.groups(field)))
    assert answers[0] == answers[1]


def test_an_index_of_which_all_is_deleted(index: FileIndex) -> None:
    writer = index.writer(codec=Codec())
    writer.delete_by_query(q.Every())
    writer.commit(optimize=True)
    with index.searcher() as searcher:
        assert searcher.doc_count_all() == 0
        assert not searcher.search(q.Term("exact", "the"))
        assert (searcher.reader().field_length("stem"), searcher.reader().min_field_length("stem")) == (0, 0)
    writer = index.writer(codec=Codec())
    writer.add_document(**said("new"))
    writer.commit(optimize=True)
    with index.searcher() as searcher:
        assert len(searcher.search(q.Term("exact", "new"))) == 1


def test_a_deletion_can_be_taken_back(index: FileIndex) -> None:
    writer = index.writer(codec=Codec())
    writer.delete_document(1)
    writer.delete_document(3)
    writer.delete_document(1, delete=False)
    assert [writer.is_deleted(doc) for doc in range(5)] == [False, False, False, True, False]
    writer.commit(merge=False)
    with index.reader() as reader:
        assert list(reader.all_doc_ids()) == [0, 1, 2, 4]
        assert (reader.doc_count(), reader.doc_count_all()) == (4, 5)
    with index.writer(codec=Codec(), compound=False) as writer:
        writer.delete_document(3, delete=False)
    with index.reader() as reader:
        assert not reader.has_deletions()


def test_a_writer_that_is_cancelled_leaves_no_file(index: FileIndex, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*.*"))
    writer = index.writer(codec=Codec())
    writer.add_document(**said("never"))
    writer.cancel()
    assert sorted(tmp_path.rglob("*.*")) == before


def test_one_searcher_serves_many_threads(index: FileIndex) -> None:
    for number in range(3):
        writer = index.writer(codec=Codec())
        for doc in range(200):
            text = " ".join(f"w{n}s" for n in range(number, 40) if doc % (n + 1) == 0)
            writer.add_document(**said(f"the {text} drones", passage=f"p{number}-{doc}", speaker="AB"[doc % 2]))
        writer.commit(merge=False)
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


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("text", fields.TEXT(), "a field of another name"),
        ("text", fields.STORED(), "that is only kept"),
        ("exact", fields.TEXT(phrase=False), "without positions"),
        ("exact", fields.TEXT(chars=True), "with characters"),
        ("exact", fields.TEXT(field_boost=2.0), "with a boost"),
        ("exact", fields.TEXT(stored=True), "stored"),
        ("exact", fields.TEXT(vector=Frequency()), "with a vector"),
        ("speaker", fields.KEYWORD(), "with frequencies"),
        ("speaker", fields.STORED(), "not in a column"),
        ("ordinal", fields.NUMERIC(), 7),
        ("ordinal", fields.ID(sortable=True), "7"),
    ],
)
def test_what_a_segment_cannot_hold_is_refused(tmp_path: Path, name: str, field: fields.FieldType, value: Any) -> None:
    schema = whoosh_schema()
    if name in schema:
        schema.remove(name)
    schema.add(name, field)
    index = FileStorage(str(tmp_path)).create_index(schema)
    with pytest.raises(fields.FieldConfigurationError, match=name), index.writer(codec=Codec()) as writer:
        writer.add_document(**{name: value})


@pytest.mark.parametrize(
    "document",
    [
        {"exact": ["one", "two"], "stem": ["one"]},
        {"exact": ["ones", "ones"], "stem": ["one", "ones"]},
        {"exact": ["one"], "stem": ["one"], "length": 2},
        {"exact": ["one"], "stem": ["one"], "_boost": 2.0},
        {"speaker": "Ann", "_speaker_boost": 2.0},
        {"speaker": "Ann", "_stored_speaker": "Bo"},
    ],
)
def test_documents_that_contradict_themselves_are_refused(tmp_path: Path, document: dict[str, Any]) -> None:
    index = FileStorage(str(tmp_path)).create_index(whoosh_schema())
    writer = index.writer(codec=Codec())
    with pytest.raises(IndexingError):  # noqa: PT012
        writer.add_document(**document)
        writer.commit()
    assert index.is_empty()


def test_ids_of_passages_are_ascii(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        written(tmp_path, [said("one", passage="é")])


@pytest.mark.parametrize("after", [[], [said("another")], [said("")]])
def test_words_of_a_document_that_failed_are_not_given_to_the_next(tmp_path: Path, after: list[dict[str, Any]]) -> None:
    index = FileStorage(str(tmp_path)).create_index(whoosh_schema())
    writer = index.writer(codec=Codec())
    writer.add_document(**said("first"))
    with pytest.raises(ValueError, match="surrogates"):
        writer.add_document(**said("of the second", title="\ud800"))
    for document in after:
        writer.add_document(**document)
    with pytest.raises(IndexingError):
        writer.commit()


def test_segments_are_kept_in_a_folder() -> None:
    index = RamStorage().create_index(whoosh_schema())
    with pytest.raises(StorageError):
        index.writer(codec=Codec())
