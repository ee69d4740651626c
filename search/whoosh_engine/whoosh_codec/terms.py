"""The terms of a segment as Whoosh reads them, and the postings of each."""

from __future__ import annotations

import copy
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property, partial
from typing import Any, NamedTuple, cast

import numpy as np
from whoosh.codec import base
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo, TermNotFound

from search.whoosh_engine.format.columns import Ids, Numbers, Texts
from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.segment import Segment
from search.whoosh_engine.whoosh_codec.fields import WORDS

Term = tuple[str, bytes]


class Field(NamedTuple):
    """The terms of a field, sorted; by the number of each its docs and how often it is in each, and the positions in
    all of these in turn; and how many words each doc has, where it is scored by that."""

    texts: Sequence[bytes]
    counted: Callable[[int], tuple[Array, Array]]
    positions: Callable[[int], Array]
    lengths: Array

    def term_info(self, number: int) -> TermInfo:
        """What Whoosh asks of a term, made afresh, for Whoosh may change it."""
        docs, counts = self.counted(number)
        lengths = self.lengths[docs]
        return TermInfo(
            weight=float(counts.sum()),
            df=len(docs),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=float(counts.max()),
            minid=int(docs[0]),
            maxid=int(docs[-1]),
        )


class _Behind(Sequence[bytes]):
    """The texts of a dictionary from a number on: of forms, those of words."""

    def __init__(self, texts: Sequence[bytes], first: int) -> None:
        self._texts, self._first = texts, first

    def __len__(self) -> int:
        return len(self._texts) - self._first

    def __getitem__(self, number: int) -> bytes:  # type: ignore[override]
        return self._texts[self._first + number]


def _field(segment: Segment, name: str) -> Field:
    """The field of that name; of a column, each distinct text but the empty one is a term, without positions."""
    if name in WORDS:
        words = segment.words
        first = words.first_word if name == "exact" else 0
        return Field(
            _Behind(words.dictionary(name), first),
            lambda number: words.counted(name, first + number),
            lambda number: words.occurrences(name, first + number)[1],
            segment.lengths,
        )
    docs: dict[bytes, list[int]] = defaultdict(list)
    for doc in range(segment.size):
        docs[cast(Texts | Ids, segment.columns[name])[doc].encode()].append(doc)
    texts = sorted(docs.keys() - {b""})
    once, none = np.ones(segment.size, np.uint8), np.zeros(segment.size, np.uint8)
    return Field(
        texts,
        lambda number: (found := np.array(docs[texts[number]], np.int32), once[: len(found)]),
        lambda number: none[:0],
        none,
    )


class TermsReader(base.TermsReader):
    """The terms of a segment in order of field and text."""

    def __init__(self, segment: Segment) -> None:
        columns = [name for name, column in segment.columns.items() if not isinstance(column, Numbers)]
        self._names = sorted([*WORDS, *columns])
        self._field = cache(partial(_field, segment))

    def indexed_field_names(self) -> list[str]:
        return self._names

    def __contains__(self, term: Term) -> bool:
        return next(self.terms_from(*term), None) == term

    def terms(self) -> Iterator[Term]:
        return self.terms_from("", b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        for name in self._names[bisect_left(self._names, fieldname) :]:
            texts = self._field(name).texts
            first = bisect_left(texts, prefix) if name == fieldname else 0
            yield from ((name, texts[number]) for number in range(first, len(texts)))

    def items(self) -> Iterator[tuple[Term, TermInfo]]:
        return self.items_from("", b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def cursor(self, fieldname: str, fieldobj: Any) -> base.FieldCursor:
        return FieldCursor(self._field(fieldname), fieldobj) if fieldname in self._names else base.EmptyCursor()

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        field, number = self._found(fieldname, text)
        return field.term_info(number)

    def frequency(self, fieldname: str, text: bytes) -> float:
        return self.term_info(fieldname, text).weight() if (fieldname, text) in self else 0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return self.term_info(fieldname, text).doc_frequency() if (fieldname, text) in self else 0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> LeafMatcher:
        return PostingsMatcher(*self._found(fieldname, text), format_, (fieldname, text), scorer)

    def _found(self, fieldname: str, text: bytes) -> tuple[Field, int]:
        if (fieldname, text) not in self:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        field = self._field(fieldname)
        return field, bisect_left(field.texts, text)


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
        return self._field.term_info(self._number) if self.is_valid() else None

    def is_valid(self) -> bool:
        return self._number < len(self._field.texts)


class PostingsMatcher(LeafMatcher):
    """The postings of one term. (Whoosh's ListMatcher looks for its largest weight at each step, and has no spans.)"""

    def __init__(self, field: Field, number: int, format_: Any, term: Term, scorer: Any) -> None:
        self.format, self.scorer, self._term = format_, scorer, term
        docs, counts = field.counted(number)
        self._docs, self._counts = docs.tolist(), counts.tolist()
        self._positions = partial(field.positions, number)
        self._at = 0

    @cached_property
    def _by_doc(self) -> list[Array]:
        return np.split(self._positions(), np.cumsum(self._counts[:-1]))

    def supports_block_quality(self) -> bool:
        return False

    def copy(self) -> PostingsMatcher:
        return copy.copy(self)

    def reset(self) -> None:
        self._at = 0

    def is_active(self) -> bool:
        return self._at < len(self._docs)

    def id(self) -> int:
        found: int = self._docs[self._at if self.is_active() else -1]  # Whoosh asks an exhausted matcher too
        return found

    def weight(self) -> float:
        return float(self._counts[self._at])

    def value(self) -> bytes:
        return self.format.encode(self._by_doc[self._at].tolist())

    def next(self) -> None:
        self._at += 1

    def skip_to(self, id: int) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._at = bisect_left(self._docs, id, self._at)
