"""The engine's promises by brute force: every passage is looked at, word by word, and nothing is kept prepared."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from fnmatch import fnmatchcase
from types import TracebackType
from typing import Any, Self

from corpus.errors import EngineBusy, EngineError, IndexStale, InvalidValue, SearchTimeout
from corpus.library import LibraryMark, Outline
from corpus.model import Document, Passage, Section
from search.analysis import Token, tokens
from search.engine import Count, EngineHit, Facet, Page, Search, Sort, Total
from search.fields import FIELDS
from search.query.ast import (
    And,
    DateRange,
    Everything,
    Field,
    Fuzzy,
    Near,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Scope,
    Term,
    Wildcard,
    parts,
)
from tests.occurrences import places

FINGERPRINT = "brute-force"


@dataclass(frozen=True)
class Row:
    document: Document
    section: Section
    passage: Passage

    @property
    def words(self) -> list[Token]:
        return tokens(self.passage.text)

    @property
    def places(self) -> list[list[Token]]:
        return places(self.passage.text, self.document.language or "")

    def values(self, name: str) -> set[str]:
        """What it holds for a field."""
        field = FIELDS[name]
        if field.of_passage:
            held = field.of_passage(self.document, self.section, self.passage)
        else:
            held = field.of_document(self.document) if field.of_document else self.document.id
        return {held} if isinstance(held, str) else set(held)


State = dict[str, Document]


class BruteForceEngine:
    fingerprint = FINGERPRINT

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.state: tuple[LibraryMark, State] | None = None

    def snapshot(self, *, at_least: int = 0, timeout: float = 5) -> BruteForceSnapshot:
        until = time.monotonic() + timeout
        while True:
            if self.state is None:
                raise IndexStale("there is no index")
            if self.state[0].revision >= at_least:
                return BruteForceSnapshot(*self.state)
            if time.monotonic() > until:
                raise EngineError(f"change {at_least} was not reached")
            time.sleep(0.01)

    def session(self, *, timeout: float = 5) -> BruteForceSession:
        return BruteForceSession(self, timeout, anew=False)

    def reset(self) -> BruteForceSession:
        return BruteForceSession(self, 5, anew=True)

    def precompile(self, say: Callable[[str], None]) -> None:
        pass

    def merge(self) -> None:
        pass


class BruteForceSession:
    def __init__(self, engine: BruteForceEngine, timeout: float, *, anew: bool) -> None:
        if not engine.lock.acquire(timeout=timeout):
            raise EngineBusy("another session is open")
        self._engine = engine
        self.mark, documents = engine.state or (LibraryMark("", 0, ""), {})
        self._documents: State = {} if anew else dict(documents)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._engine.lock.release()

    def put(self, document: Document, *, body: str = "") -> None:
        self._documents[document.id] = document

    def describe(self, ids: Collection[str], outline: Callable[[str], Outline | None]) -> Collection[str]:
        return ()

    def remove(self, document_id: str) -> None:
        self._documents.pop(document_id, None)

    def commit(self, *, mark: LibraryMark) -> None:
        self._engine.state = (mark, self._documents)


class BruteForceSnapshot:
    def __init__(self, mark: LibraryMark, state: State) -> None:
        self.mark = mark
        self._rows = [
            Row(document, section, passage)
            for document in state.values()
            for section in document.sections
            for passage in section.passages
        ]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def search(self, search: Search, *, deadline: float) -> Page:
        if time.monotonic() > deadline:
            raise SearchTimeout("too late")
        sort, limit, after = search.sort, search.limit, search.after
        found = sorted(self._found(search.query, search.scope), key=lambda row: key(row, sort))
        left = [row for row in found if after is None or key(row, sort) > decoded(after, sort)]
        shown = left[:limit]
        more = bool(shown) and len(left) > len(shown)
        documents = Counter(row.document.id for row in found)
        facets = {name: counted(value for row in found for value in row.values(name)) for name in search.facets}
        return Page(
            hits=tuple(EngineHit(row.passage.id, row.document.id, 0.0, documents[row.document.id]) for row in shown),
            total=Total(len(found), len(documents), is_exact=True),
            facets={name: Facet(counts[: search.facets[name]], len(counts)) for name, counts in facets.items()},
            next=json.dumps([sort, *key(shown[-1], sort)]) if more else None,
            partial=False,
        )

    def count(self, query: Node, *, deadline: float) -> Total:
        return self.search(Search(query=query), deadline=deadline).total

    def _found(self, query: Node, scope: Scope) -> list[Row]:
        words, judged = parts(query)
        if scope is Scope.PASSAGE or len(words) < 2:
            return [row for row in self._rows if matches(query, row)]
        candidates = [row for row in self._rows if all(matches(node, row) for node in judged)]
        some = [row for row in candidates if any(matches(word, row) for word in words)]
        if scope is Scope.ANY:
            return some
        have = [{row.document.id for row in candidates if matches(word, row)} for word in words]
        return [row for row in some if all(row.document.id in documents for documents in have)]

    def has(self, token: Token) -> bool:
        return any(token in place for row in self._rows for place in row.places)

    def values(self, field: str) -> list[str]:
        return sorted({value for row in self._rows for value in row.values(field)})

    def words(self, prefix: str, limit: int) -> tuple[Count, ...]:
        forms = (form for row in self._rows for form in {word.exact for word in row.words})
        return counted(form for form in forms if form.startswith(prefix))[:limit]

    def passage_count(self) -> int:
        return len(self._rows)


def counted(values: Any) -> tuple[Count, ...]:
    counts = Counter(value for value in values if value)
    return tuple(Count(value, count) for value, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def key(row: Row, sort: Sort) -> tuple[float, str, int]:
    date = row.document.date
    first = float("inf")
    if sort is Sort.RELEVANCE:
        first = 0.0
    elif date:
        first = date.first_day.toordinal() * (1.0 if sort is Sort.DATE else -1.0)
    return first, row.document.id, row.passage.ordinal


def decoded(cursor: str, sort: Sort) -> tuple[float, str, int]:
    try:
        of, number, document, ordinal = json.loads(cursor)
    except ValueError as error:
        raise InvalidValue("not a cursor") from error
    if of != sort:
        raise InvalidValue("a cursor of another order")
    return number, document, ordinal


def matches(node: Node, row: Row) -> bool:
    match node:
        case And(children):
            return all(matches(child, row) for child in children)
        case Or(children):
            return any(matches(child, row) for child in children)
        case Not(child):
            return not matches(child, row)
        case Everything():
            return True
        case Nothing():
            return False
        case Field(name, wanted, values):
            return in_field(name, wanted, values, row)
        case DateRange(first, last):
            date = row.document.date
            return (
                date is not None
                and (last is None or date.first_day <= last)
                and (first is None or date.last_day >= first)
            )
        case _:
            return in_words(node, row.places)


def in_words(node: Node, places: list[list[Token]]) -> bool:
    """Whether a node is in a text, of which each place has a word and what is found there besides."""
    match node:
        case Term(token, exact):
            return any(same(place, token, exact) for place in places)
        case Phrase(wanted, exact):
            return any(
                all(same(place, token, exact) for place, token in zip(places[at:], wanted, strict=False))
                for at in range(len(places) - len(wanted) + 1)
            )
        case Near(wanted, distance):
            needed = Counter(token.stem for token in wanted)
            return any(
                Counter(word.stem for place in places[at : at + distance + 1] for word in place) >= needed
                for at in range(len(places))
            )
        case Wildcard(pattern):
            return any(fnmatchcase(word.exact, pattern) for word, *_ in places)
        case Fuzzy(text, edits):
            return any(distance_between(text, word.exact) <= edits for word, *_ in places)
    raise AssertionError(node)


def same(place: list[Token], token: Token, exact: bool) -> bool:
    return any(word.exact == token.exact if exact else word.stem == token.stem for word in place)


def in_field(name: str, wanted: tuple[Token, ...], values: tuple[str, ...], row: Row) -> bool:
    if values:
        return any(value.casefold() in values for value in row.values(name))
    held = row.values(name)
    if name == "speaker":
        held.add(row.passage.speaker or "")
    return any(in_words(Phrase(wanted, exact=name != "title"), [[word] for word in tokens(value)]) for value in held)


def distance_between(a: str, b: str) -> int:
    """Optimal string alignment, by its definition."""
    table = [[i + j if i * j == 0 else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (a[i - 1] != b[j - 1]))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]
