"""From passages to a segment: their words numbered, sorted as integers, and written."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from itertools import compress
from pathlib import Path
from typing import Any

import numpy as np

from corpus.model import Document
from search.analysis import Token, Vocabulary
from search.whoosh_engine import columns
from search.whoosh_engine.arrays import Array, Writer
from search.whoosh_engine.keys import Occurrences, layout, spans
from search.whoosh_engine.postings import WordsWriter
from search.whoosh_engine.schema import COLUMNS, Row, rows

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
        write(path, self._vocabulary.tokens, words, lengths, tables)
        return len(held)


def write(
    path: Path, tokens: Sequence[Token], words: Array, lengths: Array, tables: Mapping[str, Sequence[Any]]
) -> None:
    """Write a segment: `words` numbers the tokens of all rows in turn, `lengths` of each; `tables` has the columns."""
    held = np.zeros(len(tokens), bool)  # not those that only documents had that were taken out again
    held[words] = True
    used = list(compress(tokens, held))
    forms = sorted({token.exact.encode() for token in used})
    stems = sorted({token.stem.encode() for token in used})
    form_number = {text: number for number, text in enumerate(forms)}
    stem_number = {text: number for number, text in enumerate(stems)}
    form = np.zeros(len(tokens), np.int32)
    form[held] = [form_number[token.exact.encode()] for token in used]
    stem_of = np.zeros(len(forms), np.int32)
    stem_of[form[held]] = [stem_number[token.stem.encode()] for token in used]
    writer = Writer(path)
    try:
        postings = WordsWriter(writer, len(lengths), stem_of, len(stems))
        order = layout(rows=len(lengths), positions=int(lengths.max(initial=1)), codes=postings.most_forms)
        keys = np.empty(len(words), np.uint64)
        starts = np.concatenate(([0], np.cumsum(lengths)))
        for first, last in spans(starts):
            begin, end = int(starts[first]), int(starts[last])
            found = form[words[begin:end]]
            row = np.repeat(np.arange(first, last), lengths[first:last])
            position = np.arange(begin, end) - np.repeat(starts[first:last], lengths[first:last])
            keys[begin:end] = order.pack(Occurrences(stem_of[found], row, position, postings.code_of[found]))
        for part in order.sorted(keys):
            postings.append(part)
        small = postings.arrays(forms, stems)
        for name, kind in COLUMNS.items():
            small.update(columns.write(name, tables[name], kind))
        writer.close(small, {"size": len(lengths)})
    except BaseException:
        writer.abandon()
        raise
