"""From passages to a segment: their words numbered, sorted as integers, and written."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.model import Document
from search.analysis import Vocabulary
from search.whoosh_engine.schema import COLUMNS, Row, rows
from search.whoosh_engine.segments import columns
from search.whoosh_engine.segments.arrays import Array, Writer
from search.whoosh_engine.segments.keys import SLICE, Occurrences, layout, spans
from search.whoosh_engine.segments.postings_writing import WordsWriter

LIMIT = 24_000_000  # words of one segment: some 400 MB while it is made


class Builder:
    """Takes documents in, and writes them as one segment, in order of their ids."""

    def __init__(self) -> None:
        self._vocabulary = Vocabulary()
        self._words = array("I")
        self._rows: dict[str, list[tuple[int, Row]]] = {}  # by document: where its words begin, and its columns

    def __len__(self) -> int:
        """How many words it holds, those of documents that were taken out again among them."""
        return len(self._words)

    @property
    def documents(self) -> int:
        """How many documents it holds."""
        return len(self._rows)

    def add(self, document: Document) -> None:
        """Take a document in, in place of an earlier one of its id."""
        found = self._rows[document.id] = []
        for row, text in rows(document):
            begin = len(self._words)
            self._vocabulary.append(text, self._words)
            found.append((begin, row._replace(length=len(self._words) - begin)))

    def discard(self, document_id: str) -> None:
        """Take a document out, where it is in."""
        self._rows.pop(document_id, None)

    def write(self, path: Path) -> int:
        """Write the files of the segment at `path`; how many rows it has."""
        found = [item for id in sorted(self._rows, key=str.encode) for item in self._rows[id]]
        held = [row for _, row in found]
        lengths = np.fromiter((row.length for row in held), np.int64, len(held))
        numbers = np.frombuffer(self._words, np.uint32)
        words = np.concatenate([numbers[begin : begin + row.length] for begin, row in found] or [numbers[:0]])
        tables = dict(zip(COLUMNS, zip(*held, strict=True), strict=True)) if held else dict.fromkeys(COLUMNS, ())
        write(path, self._forms(words), words, lengths, tables)
        return len(held)

    def _forms(self, words: Array) -> list[tuple[bytes, bytes]]:
        """The forms of these words, sorted, each with its stem; the words are renumbered in place."""
        tokens = self._vocabulary.tokens
        used = np.zeros(len(tokens), bool)  # what documents said that were taken out again is not
        for part in _slices(words):
            used[part] = True
        forms = sorted((tokens[n].exact.encode(), tokens[n].stem.encode(), n) for n in np.flatnonzero(used).tolist())
        form_of = np.zeros(len(tokens), np.uint32)
        form_of[[number for _, _, number in forms]] = np.arange(len(forms))
        for part in _slices(words):
            part[:] = form_of[part]
        return [(form, stem) for form, stem, _ in forms]


def write(
    path: Path,
    forms: Sequence[tuple[bytes, bytes]],
    words: Array,
    lengths: Array,
    tables: Mapping[str, Sequence[Any]],
) -> None:
    """Write a segment.

    `forms` are those that occur, sorted, each with its stem; `words` has the number of the form at each position of
    all rows in turn, `lengths` how many words each row has, and `tables` the columns.
    """
    stems = sorted({stem for _, stem in forms})
    number = {stem: at for at, stem in enumerate(stems)}
    stem_of = np.fromiter((number[stem] for _, stem in forms), np.int32, len(forms))
    writer = Writer(path)
    try:
        postings = WordsWriter(writer, len(lengths), stem_of, len(stems))
        order = layout(rows=len(lengths), positions=int(lengths.max(initial=1)), codes=postings.most_forms)
        keys = np.empty(len(words), np.uint64)
        starts = np.concatenate(([0], np.cumsum(lengths)))
        for first, last in spans(starts):
            begin, end = int(starts[first]), int(starts[last])
            found = words[begin:end]
            row = np.repeat(np.arange(first, last), lengths[first:last])
            position = np.arange(begin, end) - np.repeat(starts[first:last], lengths[first:last])
            keys[begin:end] = order.pack(Occurrences(stem_of[found], row, position, postings.code_of[found]))
        for part in order.sorted(keys):
            postings.append(part)
        small = postings.arrays([form for form, _ in forms], stems)
        for name, kind in COLUMNS.items():
            small.update(columns.write(name, tables[name], kind))
        writer.close(small, {"size": len(lengths)})
    except BaseException:
        writer.abandon()
        raise


def _slices(words: Array) -> Iterator[Array]:
    return (words[begin : begin + SLICE] for begin in range(0, len(words), SLICE))
