"""The terms of a segment as Whoosh reads them, and the postings of each."""

from __future__ import annotations

import copy
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo, TermNotFound

from search.whoosh_engine.format.columns import Ids, Numbers, Texts
from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.segment import Segment
from search.whoosh_engine.whoosh_codec.fields import WORDS

BLOCK = 128  # postings that share one quality, as in Whoosh's own codec
Term = tuple[str, bytes]


class WordsField:
    """The terms of `exact` or `stem`, sorted, and by number the postings of each."""

    def __init__(self, name: str, segment: Segment) -> None:
        self._name, self._words, self._lengths = name, segment.words, segment.lengths
        self.texts: Sequence[bytes] = segment.words.dictionary(name)

    def frequency(self, number: int) -> int:
        """In how many docs a term is."""
        return self._words.frequency(self._name, number)

    def counted(self, number: int) -> tuple[Array, Array]:
        """The docs of a term, and how often it is in each."""
        return self._words.counted(self._name, number)

    def positions(self, number: int) -> Array:
        """The positions of a term, those of all its docs in turn."""
        return self._words.postings(self._name, number).positions

    def lengths(self, docs: Array) -> Array:
        """How many words each of these docs has."""
        return self._lengths[docs]


class ColumnField:
    """The distinct texts of a column, sorted, and by number the postings of each; the empty text is no term."""

    def __init__(self, column: Texts | Ids) -> None:
        self._column = column

    @cached_property
    def _grouped(self) -> tuple[list[bytes], Array, Array]:
        """The texts; the docs, text by text; where those of each text begin."""
        if isinstance(self._column, Texts):
            texts, codes = list(self._column.values), self._column.codes
        else:
            distinct, codes = np.unique(self._column.texts, return_inverse=True)
            texts = distinct.tolist()
        docs = np.argsort(codes, kind="stable").astype(np.int32)
        begins = np.searchsorted(codes[docs], np.arange(len(texts) + 1))
        first = 1 if texts[:1] == [b""] else 0
        return texts[first:], docs, begins[first:]

    @property
    def texts(self) -> Sequence[bytes]:
        return self._grouped[0]

    def frequency(self, number: int) -> int:
        """In how many docs a text is."""
        _, _, begins = self._grouped
        return int(begins[number + 1] - begins[number])

    def counted(self, number: int) -> tuple[Array, Array]:
        """The docs of a text, and ones."""
        _, docs, begins = self._grouped
        found = docs[begins[number] : begins[number + 1]]
        return found, np.ones(len(found), np.uint8)

    def positions(self, number: int) -> Array:
        """None: only that a text is there is known."""
        return np.empty(0, np.uint8)

    def lengths(self, docs: Array) -> Array:
        """Zeros: a column is not scored by length."""
        return np.zeros(len(docs), np.uint8)


Field = WordsField | ColumnField


class TermsReader(base.TermsReader):
    """The terms of a segment in order of field and text. What it gives is made afresh for each call."""

    def __init__(self, segment: Segment) -> None:
        fields: dict[str, Field] = {name: WordsField(name, segment) for name in WORDS}
        for name, column in segment.columns.items():
            if not isinstance(column, Numbers):
                fields[name] = ColumnField(column)
        self._fields = dict(sorted(fields.items()))

    def indexed_field_names(self) -> list[str]:
        return list(self._fields)

    def __contains__(self, term: Term) -> bool:
        return self._number(*term) is not None

    def terms(self) -> Iterator[Term]:
        return self.terms_from("", b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        for name, field in self._fields.items():
            if name >= fieldname:
                first = bisect_left(field.texts, prefix) if name == fieldname else 0
                yield from ((name, field.texts[number]) for number in range(first, len(field.texts)))

    def items(self) -> Iterator[tuple[Term, TermInfo]]:
        return self.items_from("", b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def cursor(self, fieldname: str, fieldobj: Any) -> base.FieldCursor:
        field = self._fields.get(fieldname)
        return FieldCursor(field, fieldobj) if field else base.EmptyCursor()

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        field, number = self._found(fieldname, text)
        return _term_info(field, number)

    def frequency(self, fieldname: str, text: bytes) -> float:
        return self.term_info(fieldname, text).weight() if (fieldname, text) in self else 0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        number = self._number(fieldname, text)
        return 0 if number is None else self._fields[fieldname].frequency(number)

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> LeafMatcher:
        field, number = self._found(fieldname, text)
        return PostingsMatcher(field, number, format_, (fieldname, text), scorer)

    def _found(self, fieldname: str, text: bytes) -> tuple[Field, int]:
        number = self._number(fieldname, text)
        if number is None:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return self._fields[fieldname], number

    def _number(self, fieldname: str, text: bytes) -> int | None:
        field = self._fields.get(fieldname)
        if field is None:
            return None
        number = bisect_left(field.texts, text)
        return number if number < len(field.texts) and field.texts[number] == text else None


class FieldCursor(base.FieldCursor):
    """A place among the terms of a field; it begins at the first, and behind the last its text is None."""

    def __init__(self, field: Field, fieldobj: Any) -> None:
        self._field, self._fieldobj = field, fieldobj
        self._number = 0

    def first(self) -> str | None:
        self._number = 0
        return self.text()

    def find(self, string: str | bytes) -> str | None:
        """Go to the first term that is not before this one."""
        self._number = bisect_left(self._field.texts, self._fieldobj.to_bytes(string))
        return self.text()

    def next(self) -> str | None:
        self._number += 1
        return self.text()

    def text(self) -> str | None:
        return self._fieldobj.from_bytes(self._field.texts[self._number]) if self.is_valid() else None

    term = text

    def term_info(self) -> TermInfo | None:
        return _term_info(self._field, self._number) if self.is_valid() else None

    def is_valid(self) -> bool:
        return self._number < len(self._field.texts)


class PostingsMatcher(LeafMatcher):
    """The postings of one term, in blocks that are skipped by their largest weight and shortest length."""

    def __init__(self, field: Field, number: int, format_: Any, term: Term, scorer: Any) -> None:
        self.format, self.scorer = format_, scorer
        self._field, self._number, self._term = field, number, term
        docs, counts = field.counted(number)
        self._docs, self._counts = memoryview(docs), memoryview(counts)  # type: ignore[arg-type]
        self._size, self._at = len(docs), 0

    @cached_property
    def _positions(self) -> tuple[Array, Array]:
        """The positions, and where those of each doc end."""
        return self._field.positions(self._number), np.cumsum(self._counts, dtype=np.int64)

    @cached_property
    def _blocks(self) -> tuple[list[int], list[int]]:
        """The largest weight and the shortest length of each block."""
        begins = np.arange(0, self._size, BLOCK)
        lengths = self._field.lengths(np.asarray(self._docs))
        return np.maximum.reduceat(self._counts, begins).tolist(), np.minimum.reduceat(lengths, begins).tolist()

    def copy(self) -> PostingsMatcher:
        return copy.copy(self)

    def reset(self) -> None:
        self._at = 0

    def is_active(self) -> bool:
        return self._at < self._size

    def id(self) -> int:
        return self._docs[self._at if self._at < self._size else -1]  # Whoosh asks an exhausted matcher too

    def all_ids(self) -> Iterator[int]:
        return iter(self._docs[self._at :])

    def weight(self) -> float:
        return float(self._counts[self._at])

    def value(self) -> bytes:
        return self.format.encode(self._here())

    def value_as(self, astype: str) -> Any:
        return self._here() if astype == "positions" else super().value_as(astype)

    def _here(self) -> list[int]:
        positions, ends = self._positions
        end = ends[self._at]
        return positions[end - self._counts[self._at] : end].tolist()

    def next(self) -> bool:
        """Go on by one; whether another block begins there."""
        self._at += 1
        return self._at % BLOCK == 0 or not self.is_active()

    def skip_to(self, id: int) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._at = bisect_left(self._docs, id, self._at)

    def skip_to_quality(self, minquality: float) -> int:
        """Skip the blocks that cannot score more than this; how many there were."""
        skipped = 0
        while self.is_active() and self.block_quality() <= minquality:
            self._at = (self._at // BLOCK + 1) * BLOCK
            skipped += 1
        return skipped

    def block_max_weight(self) -> float:
        return float(self._blocks[0][self._block()])

    def block_min_length(self) -> int:
        return self._blocks[1][self._block()]

    def _block(self) -> int:
        return min(self._at, self._size - 1) // BLOCK


def _term_info(field: Field, number: int) -> TermInfo:
    docs, counts = field.counted(number)
    lengths = field.lengths(docs)
    return TermInfo(
        weight=float(counts.sum()),
        df=len(docs),
        minlength=int(lengths.min()),
        maxlength=int(lengths.max()),
        maxweight=float(counts.max()),
        minid=int(docs[0]),
        maxid=int(docs[-1]),
    )
