"""The order of hits: by what they are sorted by, then document and ordinal; pages of them, and the cursors between."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.errors import InvalidValue
from search.engine import EngineHit, Found, Search, Sort
from search.whoosh_engine.exec.docset import NOTHING, DocSet, are_among, top_candidates
from search.whoosh_engine.format.types import Counts, DocIds, Mask, Scores
from search.whoosh_engine.index.reader import IndexReader

_NEVER = np.float64(10**9)  # an undated document comes after all others
Keys = NDArray[np.float64]  # what is sorted by, the highest first
_LAST = 2**31 - 1  # ordinal


class Cursor(NamedTuple):
    """The last hit of a page: what it was sorted by, its document and its ordinal."""

    number: float
    document: str
    ordinal: int


class Within(NamedTuple):
    """A place in the window of hits that are rescored."""

    place: int


class Shown(NamedTuple):
    """The docs of a page in order, their scores, and where the next page begins, where there is one."""

    docs: DocIds
    scores: Scores
    next: Cursor | Within | None


def page(reader: IndexReader, found: DocSet, search: Search, rescored: Callable[[DocSet], Scores]) -> Shown:
    """The page that is asked for; `rescored` are the scores of docs, ascending, by which the first are put in order."""
    sort, limit = search.sort, search.limit
    after = decode(search.after, sort) if search.after else Within(0)
    if isinstance(after, Cursor) or not _is_rescored(search) or not limit:
        return _shown(reader, found, sort, limit, after if isinstance(after, Cursor) else None)
    window, more = _window(reader, found, search, rescored)
    behind = cursor_at(reader, more, sort) if more else None
    end = after.place + limit
    docs, scores = window.docs[after.place : end], window.scores[after.place : end]
    if end < len(window.docs):
        return Shown(docs, scores, Within(end))
    if len(docs) < limit and behind:
        rest = _shown(reader, found, sort, limit - len(docs), behind)
        return Shown(np.concatenate((docs, rest.docs)), np.concatenate((scores, rest.scores)), rest.next)
    return Shown(docs, scores, behind)


def documents(
    reader: IndexReader, found: DocSet, search: Search, rescored: Callable[[DocSet], Scores], counts: Counts
) -> Sequence[Found]:
    """All documents of what is found, in the order of their first hits; `counts` has how many each parent has."""
    head, rest = NOTHING.docs, found
    if _is_rescored(search):
        window, _ = _window(reader, found, search, rescored)
        head, rest = window.docs, found.kept(~are_among(found.docs, np.sort(window.docs)))
    first, at = np.unique(reader.parent_of[head], return_index=True)
    parents = reader.parent_of[rest.docs]
    starts = np.flatnonzero(np.diff(parents, prepend=-1))  # docs are in the order of their parents
    best = np.maximum.reduceat(_keys(reader, rest, search.sort), starts) if len(starts) else np.empty(0)
    parents, is_first = parents[starts], np.zeros(len(counts), bool)
    is_first[first] = True
    others = parents[np.lexsort((reader.column("document").ordinals[parents], -best))]
    listed = np.concatenate((first[np.argsort(at)], others[~is_first[others]]))
    ids = reader.document_ids
    return [*map(Found, [ids[parent] for parent in listed.tolist()], counts[listed].tolist())]


def _is_rescored(search: Search) -> bool:
    return search.sort is Sort.RELEVANCE and bool(search.rescore)


def _window(
    reader: IndexReader, found: DocSet, search: Search, rescored: Callable[[DocSet], Scores]
) -> tuple[DocSet, tuple[int, float] | None]:
    """The first hits in their new order, with their new scores; and the last of them as it was, where more follow."""
    docs, scores, more = first(reader, found, search.sort, search.window, None)
    last = (int(docs[-1]), float(scores[-1])) if more else None
    window = DocSet(docs, scores).kept(np.argsort(docs))
    scores = rescored(window)
    order = np.lexsort((reader.in_order(window.docs), -scores))
    return DocSet(window.docs[order], scores[order]), last


def _shown(reader: IndexReader, found: DocSet, sort: Sort, limit: int, after: Cursor | None) -> Shown:
    docs, scores, more = first(reader, found, sort, limit, after)
    return Shown(docs, scores, cursor_at(reader, (int(docs[-1]), float(scores[-1])), sort) if more else None)


def first(
    reader: IndexReader, found: DocSet, sort: Sort, limit: int, after: Cursor | None
) -> tuple[DocIds, Scores, bool]:
    """The docs of the first `limit` hits behind a cursor, in order, their scores, and whether there are more."""
    docs = found.docs
    numbers = _keys(reader, found, sort)
    if after:
        places = np.flatnonzero(_behind(reader, docs, numbers, after))
        docs, numbers = docs[places], numbers[places]
    if limit == 0 or not len(numbers):
        return docs[:0], found.scores[:0], False
    at = top_candidates(numbers, limit)
    at = at[np.lexsort((reader.in_order(docs[at]), -numbers[at]))[:limit]]
    scores = found.scores[np.searchsorted(found.docs, docs[at])]
    return docs[at], scores, len(numbers) > limit


def hits(reader: IndexReader, docs: DocIds, scores: Scores, parents: Counts) -> tuple[EngineHit, ...]:
    """These docs as hits; `parents` has how many docs each parent has that were found."""
    of = reader.parent_of[docs]
    documents = [reader.document_ids[parent] for parent in of.tolist()]
    return tuple(map(EngineHit, reader.passage_ids(docs), documents, scores.tolist(), parents[of].tolist()))


def cursor_at(reader: IndexReader, last: tuple[int, float], sort: Sort) -> Cursor:
    """The cursor behind a doc, which is given with its score."""
    doc, score = last
    number = float(_keys(reader, DocSet(np.array([doc], np.int32), np.array([score], np.float32)), sort)[0])
    return Cursor(number, reader.document_ids[reader.parent_of[doc]], int(reader.numbers("ordinal")[doc]))


def _keys(reader: IndexReader, found: DocSet, sort: Sort) -> Scores | Keys:
    """What docs are sorted by, the highest first."""
    match sort:
        case Sort.RELEVANCE:
            return found.scores
        case Sort.PLACE:
            return np.zeros(len(found.docs))
        case Sort.STORED_DESC:
            return reader.numbers("stored")[found.docs].astype(np.float64)
    days = reader.numbers("first").astype(np.float64)
    days = np.where(days == 0, -_NEVER, -days if sort is Sort.DATE else days)
    return days[reader.parent_of[found.docs]]


def _behind(reader: IndexReader, docs: DocIds, numbers: Scores | Keys, after: Cursor) -> Mask:
    """Which docs come behind a cursor."""
    column = reader.column("document")
    ordinal = bisect_left(column.texts, after.document)
    document = column.ordinals[reader.parent_of[docs]]
    later = document > ordinal
    if ordinal < len(column.texts) and column.texts[ordinal] == after.document:
        later |= (document == ordinal) & (reader.numbers("ordinal")[docs] > after.ordinal)
    else:
        later |= document == ordinal
    number = numbers.dtype.type(after.number)
    return (numbers < number) | ((numbers == number) & later)


def encode(cursor: Cursor | Within, sort: Sort) -> str:
    """A cursor as text."""
    if isinstance(cursor, Within):
        return f"{sort} {cursor.place}".encode().hex()
    return f"{sort} {cursor.number!r} {cursor.ordinal} {cursor.document}".encode().hex()


def decode(text: str, sort: Sort) -> Cursor | Within:
    """The cursor of a text; InvalidValue where it is none, or one of another order."""
    try:
        of, number, *rest = bytes.fromhex(text).decode().split(" ", 3)
        cursor: Cursor | Within = Cursor(float(number), rest[1], int(rest[0])) if rest else Within(int(number))
        if not _is_one(cursor):
            raise ValueError("no hit has these numbers")
    except (ValueError, IndexError) as error:
        raise InvalidValue("this does not come from an earlier page of results; search again") from error
    if of != sort:
        raise InvalidValue("this comes from results in another order; search again")
    return cursor


def _is_one(cursor: Cursor | Within) -> bool:
    """Whether there may be such a hit."""
    if isinstance(cursor, Within):
        return 0 <= cursor.place <= _LAST
    return abs(cursor.number) <= float(_NEVER) and 0 <= cursor.ordinal <= _LAST
