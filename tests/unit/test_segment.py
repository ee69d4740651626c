"""A segment's files: what is written is read again, and a byte that is not as it was written is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.model import Document, Passage, Section
from corpus.passages import identify
from search.whoosh_engine.format import (
    columns,
    container as arrays,
    occurrence_keys as keys,
    postings_writer as postings_writing,
)
from search.whoosh_engine.format.builder import SegmentBuilder, Words, write
from search.whoosh_engine.format.schema import COLUMNS
from search.whoosh_engine.format.segment import Segment

FILES = ("S.arrays", "S.docs", "S.bits", "S.counts", "S.positions", "S.ordinals")


def document(*texts: str, id: str = "a") -> Document:
    passages = tuple(Passage(text=text) for text in texts)
    return identify(
        Document(
            id=id,
            version=1,
            type="note",
            title="Notes",
            sections=(Section(heading="", kind="body", passages=passages),),
        )
    )


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of a segment that has every array."""
    monkeypatch.setattr(postings_writing, "DENSE", 1)  # only what is in all passages
    builder = SegmentBuilder()
    builder.add(document("drones drone the drones", "the drone", "the end", *["the drone"] * 3))
    builder.write(tmp_path / "S")
    return tmp_path / "S"


def test_a_flipped_bit_anywhere_is_told(written: Path) -> None:
    names = {path.name for path in written.parent.iterdir()}
    assert names == set(FILES)
    for path in written.parent.iterdir():
        data = path.read_bytes()
        for at in range(0, len(data), 7 if len(data) > 500 else 1):
            path.write_bytes(data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :])
            with pytest.raises(arrays.DamagedFile, match=path.name):
                arrays.read(written)
        path.write_bytes(data)
    arrays.read(written)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_lost_or_gained_its_end_is_told(written: Path, name: str) -> None:
    path = written.with_name(name)
    data = path.read_bytes()
    for changed in (b"", data[:1], data[:-1], data + b"\0"):
        path.write_bytes(changed)
        with pytest.raises(arrays.DamagedFile, match=name):
            arrays.read(written)


def test_no_word_is_left_of_a_document_that_was_taken_out(tmp_path: Path) -> None:
    builder, alone = SegmentBuilder(), SegmentBuilder()
    builder.add(document("gone words", id="a"))
    builder.add(document("other words", id="b"))
    builder.discard("a")
    builder.write(tmp_path / "S")
    alone.add(document("other words", id="b"))
    alone.write(tmp_path / "T")
    for path in tmp_path.glob("S.*"):
        assert path.read_bytes() == (tmp_path / f"T{path.suffix}").read_bytes()
    words = Segment(*arrays.read(tmp_path / "S")).words
    assert list(words.exact) == [b"other", b"words"]


def test_a_stem_of_more_occurrences_than_a_slice_comes_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "SLICE", 3)
    last, numbers = np.full(5, 7), np.arange(5)
    order = keys.Layout(doc=30, position=20, ordinal=10)
    (found,) = order.sorted(order.pack(keys.Occurrences(last, numbers, numbers, numbers)))
    assert found.doc.tolist() == [0, 1, 2, 3, 4]
    with pytest.raises(OverflowError):  # all 64 bits: the slices would never end
        keys.Layout(doc=30, position=20, ordinal=11).pack(keys.Occurrences(last, numbers, numbers, numbers))


def test_a_passage_of_more_words_than_a_position_can_say_is_refused(tmp_path: Path) -> None:
    found: dict[str, arrays.Array] = {}
    for name, kind in COLUMNS.items():
        found |= columns.write(name, [0 if kind is columns.Numbers else ""], kind)

    def written(length: int) -> Segment:
        lengths = np.array([length])
        write(tmp_path / "S", [(b"word", b"word")], Words(np.zeros(length, np.uint32), lengths), found)
        return Segment(*arrays.read(tmp_path / "S"))

    words = written(65_535).words
    assert words.counted("exact", 0)[1].tolist() == [65_535]
    assert words.occurrences("exact", 0)[1].tolist() == list(range(65_535))
    with pytest.raises(OverflowError):
        written(65_536)


def test_the_order_of_the_pieces_leaves_no_trace(tmp_path: Path) -> None:
    for name, order in (("S", ("counts", "ordinals")), ("T", ("ordinals", "counts"))):
        writer = arrays.Writer(tmp_path / name)
        for piece in order:
            writer.append(piece, np.arange(3))
        writer.close({}, 0)
    assert (tmp_path / "S.arrays").read_bytes() == (tmp_path / "T.arrays").read_bytes()
