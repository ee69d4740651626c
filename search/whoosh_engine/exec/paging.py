"""The order of hits: by score or date, then document and ordinal; pages of them, and the cursors between pages."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

import numpy as np

from corpus.errors import InvalidValue
from search.engine import EngineHit, Sort
from search.whoosh_engine.exec.docset import DocSet
from search.whoosh_engine.exec.generation import Generation
from search.whoosh_engine.format.container import Array

_NEVER = np.float64(10**9)  # an undated document comes after all others
_LAST = 2**31 - 1  # ordinal


class Cursor(NamedTuple):
    """The last hit of a page: what it was sorted by, its document and its ordinal."""

    number: float
    document: str
    ordinal: int


def first(
    generation: Generation, found: DocSet, sort: Sort, limit: int, after: Cursor | None
) -> tuple[Array, Array, bool]:
    """The docs of the first `limit` hits behind a cursor, in order, their scores, and whether there are more."""
    docs, numbers, best = found.docs, found.scores, found.best
    if sort is not Sort.RELEVANCE:
        numbers, best = _dates(generation, docs, sort), None
    if after:
        places = np.flatnonzero(_behind(generation, docs, numbers, after))
        docs, numbers, best = docs[places], numbers[places], None
    if limit == 0 or not len(numbers):
        return docs[:0], found.scores[:0], False
    chosen, scores = generation.top(docs, numbers, best, limit)
    if sort is not Sort.RELEVANCE:
        scores = found.scores[np.searchsorted(found.docs, chosen)]
    return chosen, scores, len(numbers) > limit


def cursor_at(generation: Generation, hit: EngineHit, doc: int, sort: Sort) -> Cursor:
    """The cursor behind a hit."""
    number = hit.score if sort is Sort.RELEVANCE else float(_dates(generation, np.array([doc]), sort)[0])
    return Cursor(number, hit.document, int(generation.ordinals[doc]))


def _dates(generation: Generation, docs: Array, sort: Sort) -> Array:
    """What dates are sorted by, the highest first."""
    days = generation.numbers("first").astype(np.float64)
    days = np.where(days == 0, -_NEVER, -days if sort is Sort.DATE else days)
    return days[generation.parent_of[docs]]


def _behind(generation: Generation, docs: Array, numbers: Array, after: Cursor) -> Array:
    """Which docs come behind a cursor."""
    column = generation.coded("document")
    code = bisect_left(column.texts, after.document)
    document = column.codes[generation.parent_of[docs]]
    later = document > code
    if code < len(column.texts) and column.texts[code] == after.document:
        later |= (document == code) & (generation.ordinals[docs] > after.ordinal)
    else:
        later |= document == code
    number = numbers.dtype.type(after.number)
    return (numbers < number) | ((numbers == number) & later)


def encode(cursor: Cursor, sort: Sort) -> str:
    """A cursor as text."""
    plain = f"{sort} {cursor.number!r} {cursor.ordinal} {cursor.document}"
    return plain.encode().hex()


def decode(text: str, sort: Sort) -> Cursor:
    """The cursor of a text; InvalidValue where it is none, or one of another order."""
    try:
        of, number, ordinal, document = bytes.fromhex(text).decode().split(" ", 3)
        cursor = Cursor(float(number), document, int(ordinal))
        if not (abs(cursor.number) <= _NEVER and 0 <= cursor.ordinal <= _LAST):
            raise ValueError("no hit has these numbers")
    except ValueError as error:
        raise InvalidValue("this is not a cursor of an earlier page; search again") from error
    if of != sort:
        raise InvalidValue("this cursor belongs to another order of the results; search again")
    return cursor
