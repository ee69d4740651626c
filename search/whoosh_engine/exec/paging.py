"""The order of hits: by score or date, then document and ordinal; pages of them, and the cursors between pages."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

import numpy as np

from corpus.errors import InvalidValue
from search.engine import EngineHit, Sort
from search.whoosh_engine.exec.docset import Found
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
    generation: Generation, found: Found, sort: Sort, limit: int, after: Cursor | None
) -> tuple[Array, Array, bool]:
    """The rows of the first `limit` hits behind a cursor, in order, their scores, and whether there are more."""
    rows, numbers, best = found.rows, found.scores, found.best
    if sort is not Sort.RELEVANCE:
        numbers, best = _dates(generation, rows, sort), None
    if after:
        places = np.flatnonzero(_behind(generation, rows, numbers, after))
        rows, numbers, best = rows[places], numbers[places], None
    if limit == 0 or not len(numbers):
        return rows[:0], found.scores[:0], False
    chosen, scores = generation.top(rows, numbers, best, limit)
    if sort is not Sort.RELEVANCE:
        scores = found.scores[np.searchsorted(found.rows, chosen)]
    return chosen, scores, len(numbers) > limit


def cursor_at(generation: Generation, hit: EngineHit, row: int, sort: Sort) -> Cursor:
    """The cursor behind a hit."""
    number = hit.score if sort is Sort.RELEVANCE else float(_dates(generation, np.array([row]), sort)[0])
    return Cursor(number, hit.document, int(generation.ordinals[row]))


def _dates(generation: Generation, rows: Array, sort: Sort) -> Array:
    """What dates are sorted by, the highest first."""
    days = generation.numbers("first").astype(np.float64)
    days = np.where(days == 0, -_NEVER, -days if sort is Sort.DATE else days)
    return days[generation.run_of[rows]]


def _behind(generation: Generation, rows: Array, numbers: Array, after: Cursor) -> Array:
    """Which rows come behind a cursor."""
    column = generation.coded("document")
    code = bisect_left(column.texts, after.document)
    document = column.codes[generation.run_of[rows]]
    later = document > code
    if code < len(column.texts) and column.texts[code] == after.document:
        later |= (document == code) & (generation.ordinals[rows] > after.ordinal)
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
