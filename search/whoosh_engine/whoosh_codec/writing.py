"""What Whoosh's SegmentWriter says of new documents, gathered and written as a segment; `build` writes the files."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.fields import FieldConfigurationError, FieldType
from whoosh.formats import Existence, Positions
from whoosh.writing import IndexingError

from search.whoosh_engine.format import builder as build, columns
from search.whoosh_engine.format.columns import Numbers
from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.schema import COLUMNS
from search.whoosh_engine.whoosh_codec.fields import WORDS

Posting = tuple[str, bytes, int, float, bytes]


class PerDocumentWriter(base.PerDocumentWriter):
    """Takes in the columns of each document, and how many words it has."""

    def __init__(self) -> None:
        self.docs: list[dict[str, str | int]] = []
        self.is_closed = False

    def start_doc(self, docnum: int) -> None:
        if docnum != len(self.docs):
            raise IndexingError(f"document {docnum} came where {len(self.docs)} was due")
        self._row: dict[str, str | int] = {}
        self._length = 0

    def add_field(self, fieldname: str, fieldobj: FieldType, value: Any, length: int) -> None:
        if fieldname == "exact":
            self._length = length
        if not (fieldobj.column_type if fieldname in COLUMNS else fieldname in WORDS and value is None):
            raise FieldConfigurationError(f"a segment has no place for {fieldname!r} as {fieldobj!r}")

    def add_column_value(self, fieldname: str, columnobj: Any, value: bytes | int) -> None:
        if isinstance(value, int) is not (COLUMNS.get(fieldname) is Numbers):
            raise FieldConfigurationError(f"a segment has no column {fieldname!r} of {type(value).__name__}")
        self._row[fieldname] = value if isinstance(value, int) else value.decode()

    def add_vector_items(self, fieldname: str, fieldobj: FieldType, items: Any) -> None:
        raise FieldConfigurationError(f"a segment keeps no term vectors ({fieldname!r})")

    def finish_doc(self) -> None:
        if self._row.setdefault("length", self._length) != self._length:
            raise IndexingError(f"a document of {self._length} words gives its length as {self._row['length']}")
        self.docs.append(self._row)

    def cancel_doc(self) -> None:
        """Leave the document out; what it has said is forgotten when the next one starts."""

    def close(self) -> None:
        self.is_closed = True


class FieldWriter(base.FieldWriter):
    """Takes in the postings, and when it is closed writes the segment at `path`.

    The postings of a column say nothing that the column does not, and are not written. Those of `exact` and `stem`
    posting up by position; IndexingError where they do not.
    """

    def __init__(self, path: Path, documents: PerDocumentWriter) -> None:
        self._path, self._documents = path, documents
        self._words = {name: _Occurrences() for name in WORDS}
        self._is_whole = False
        self.is_closed = False

    def add_postings(self, schema: Any, lengths: Any, items: Iterator[Posting]) -> None:
        super().add_postings(schema, lengths, items)
        self._is_whole = True

    def start_field(self, fieldname: str, fieldobj: FieldType) -> None:
        expected = Positions() if fieldname in WORDS else Existence()
        if fieldobj.format != expected or COLUMNS.get(fieldname) is Numbers:
            raise FieldConfigurationError(f"a segment keeps no postings of {fieldname!r} as {fieldobj.format!r}")
        self._fieldname, self._format = fieldname, fieldobj.format

    def start_term(self, text: bytes) -> None:
        self._text = text
        if self._fieldname in WORDS:
            self._words[self._fieldname].texts.append(text)

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:
        if docnum >= len(self._documents.docs):
            raise IndexingError("postings of a document that was given up")
        if weight != self._format.decode_frequency(vbytes):
            raise IndexingError(f"document {docnum}: a segment keeps no boosts ({self._fieldname!r})")
        if self._fieldname in WORDS:
            self._words[self._fieldname].append(docnum, self._format.decode_positions(vbytes))
        elif self._documents.docs[docnum].get(self._fieldname) != self._text.decode():
            raise IndexingError(f"document {docnum}: {self._fieldname!r} is posted as what its column does not say")

    def finish_term(self) -> None:
        """Nothing is left to do for a term."""

    def close(self) -> None:
        if self._is_whole and not self.is_closed:
            self._write()
        self.is_closed = True

    def _write(self) -> None:
        docs = self._documents.docs
        lengths = np.fromiter((doc["length"] for doc in docs), np.int64, len(docs))
        form, stem = (self._words[name].in_order(lengths) for name in WORDS)
        forms, stems = (self._words[name].texts for name in WORDS)
        stem_of = np.zeros(len(forms), np.int64)
        stem_of[form] = stem
        if not np.array_equal(stem_of[form], stem):
            raise IndexingError("a word has two stems")
        postings = [(text, stems[number]) for text, number in zip(forms, stem_of.tolist(), strict=True)]
        found: dict[str, Array] = {}
        for name, kind in COLUMNS.items():
            found |= columns.write(name, [doc.get(name, 0 if kind is Numbers else "") for doc in docs], kind)
        build.write(self._path, postings, form, lengths, found)


class _Occurrences:
    """The words of one field: their texts, sorted, and where each occurs."""

    def __init__(self) -> None:
        self.texts: list[bytes] = []
        self._numbers, self._docs, self._positions = array("I"), array("I"), array("I")

    def append(self, doc: int, positions: list[int]) -> None:
        """Add the positions of the last text in one doc."""
        self._numbers.extend([len(self.texts) - 1] * len(positions))
        self._docs.extend([doc] * len(positions))
        self._positions.extend(positions)

    def in_order(self, lengths: Array) -> Array:
        """The number of the word at each position of all docs in turn."""
        number, doc, position = (
            np.frombuffer(values, np.uint32).astype(np.int64) for values in (self._numbers, self._docs, self._positions)
        )
        begins = np.cumsum(lengths) - lengths
        words = np.full(int(lengths.sum()), -1)
        within = position < lengths[doc]
        words[(begins[doc] + position)[within]] = number[within]
        if len(number) != len(words) or not within.all() or (words < 0).any():
            raise IndexingError("a document has not one exact word and one stem at each of its positions")
        return words
