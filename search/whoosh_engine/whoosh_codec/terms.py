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
from search.whoosh_engine.format.types import TextField
from search.whoosh_engine.whoosh_codec.fields import WORDS

Term = tuple[str, bytes]


class WordsField:
    """The terms of `exact` or `stem`, sorted, and by number the postings of each. Extra ones have but stems."""

    def __init__(self, name: TextField, segment: Segment) -> None:
        self._name, self._words = name, segment.words
        self._first = segment.words.first_word if name == "exact" else 0
        self.texts: Sequence[bytes] = _Behind(segment.words.dictionary(name), self._first)
        self.lengths = segment.lengths  # how many words each doc has

    def counted(self, number: int) -> tuple[Array, Array]:
        """The docs of a term, and how often it is in each."""
        return self._words.counted(self._name, self._first + number)

    def positions(self, number: int) -> Array:
        """The positions of a term, those of all its docs in turn."""
        return self._words.occurrences(self._name, self._first + number)[1]


class _Behind(Sequence[bytes]):
    """The texts of a dictionary from a number on."""

    def __init__(self, texts: Sequence[bytes], first: int) -> None:
        self._texts, self._first = texts, first

    def __len__(self) -> int:
        return len(self._texts) - self._first

    def __getitem__(self, number: int) -> bytes:  # type: ignore[override]
        return self._texts[self._first + number]


class ColumnField:
    """The distinct texts of a column, sorted, and by number the docs of each; the empty text is no term."""

    def __init__(self, column: Texts | Ids, size: int) -> None:
        self._column = column
        self.lengths = np.zeros(size, np.uint8)  # a column is not scored by length

    @cached_property
    def _grouped(self) -> tuple[list[bytes], list[Array]]:
        if isinstance(self._column, Texts):
            texts, ordinals = list(self._column.values), self._column.ordinals
        else:
            distinct, ordinals = np.unique(self._column.texts, return_inverse=True)
            texts = distinct.tolist()
        docs = np.argsort(ordinals, kind="stable").astype(np.int32)
        first = 1 if texts[:1] == [b""] else 0
        return texts[first:], np.split(docs, np.searchsorted(ordinals[docs], np.arange(1, len(texts))))[first:]

    @property
    def texts(self) -> Sequence[bytes]:
        return self._grouped[0]

    def counted(self, number: int) -> tuple[Array, Array]:
        """The docs of a text, and ones."""
        docs = self._grouped[1][number]
        return docs, np.ones(len(docs), np.uint8)

    def positions(self, number: int) -> Array:
        """None: only that a text is there is known."""
        return np.empty(0, np.uint8)


Field = WordsField | ColumnField


class TermsReader(base.TermsReader):
    """The terms of a segment in order of field and text. What it gives is made afresh for each call."""

    def __init__(self, segment: Segment) -> None:
        fields: dict[str, Field] = {name: WordsField(name, segment) for name in WORDS}
        for name, column in segment.columns.items():
            if not isinstance(column, Numbers):
                fields[name] = ColumnField(column, segment.size)
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
        return _term_info(*self._found(fieldname, text))

    def frequency(self, fieldname: str, text: bytes) -> float:
        return self.term_info(fieldname, text).weight() if (fieldname, text) in self else 0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        number = self._number(fieldname, text)
        return 0 if number is None else len(self._fields[fieldname].counted(number)[0])

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> LeafMatcher:
        return PostingsMatcher(*self._found(fieldname, text), format_, (fieldname, text), scorer)

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
    """The postings of one term. (Whoosh's ListMatcher looks for its largest weight at each step, and has no spans.)"""

    def __init__(self, field: Field, number: int, format_: Any, term: Term, scorer: Any) -> None:
        self.format, self.scorer = format_, scorer
        self._field, self._number, self._term = field, number, term
        docs, counts = field.counted(number)
        self._docs, self._counts = memoryview(docs), memoryview(counts)  # type: ignore[arg-type]
        self._at = 0

    @cached_property
    def _positions(self) -> tuple[Array, Array]:
        """The positions, and where those of each doc end."""
        return self._field.positions(self._number), np.cumsum(self._counts, dtype=np.int64)

    def supports_block_quality(self) -> bool:
        return False

    def copy(self) -> PostingsMatcher:
        return copy.copy(self)

    def reset(self) -> None:
        self._at = 0

    def is_active(self) -> bool:
        return self._at < len(self._docs)

    def id(self) -> int:
        return self._docs[self._at if self.is_active() else -1]  # Whoosh asks an exhausted matcher too

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

    def next(self) -> None:
        self._at += 1

    def skip_to(self, id: int) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._at = bisect_left(self._docs, id, self._at)


def _term_info(field: Field, number: int) -> TermInfo:
    docs, counts = field.counted(number)
    lengths = field.lengths[docs]
    return TermInfo(
        weight=float(counts.sum()),
        df=len(docs),
        minlength=int(lengths.min()),
        maxlength=int(lengths.max()),
        maxweight=float(counts.max()),
        minid=int(docs[0]),
        maxid=int(docs[-1]),
    )
