"""The engine's promises by brute force: every passage is looked at, word by word, and nothing is kept prepared."""

from __future__ import annotations

import json
import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from types import TracebackType
from typing import Any, NamedTuple, Self

from corpus.errors import EngineBusy, EngineError, IndexStale, InvalidValue, SearchTimeout
from corpus.library import LibraryMark, Outline
from corpus.model import NO_ARRIVALS, Arrivals, Document, Passage, Section
from search.analysis import Token, tokens
from search.engine import ALL, Count, EngineHit, Explanation, Facet, Found, Page, Search, Sort, Total, Weighted
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
    StoredAfter,
    Term,
    Wildcard,
)
from tests.occurrences import places

FINGERPRINT = "brute-force"


@dataclass(frozen=True)
class Row:
    document: Document
    section: Section
    passage: Passage
    stored: int  # the change of the library with which it first came

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


class Ranked(NamedTuple):
    score: float
    row: Row


class Held(NamedTuple):
    document: Document
    stored: Arrivals


State = dict[str, Held]


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

    def put(self, document: Document, *, body: str = "", stored: Arrivals = NO_ARRIVALS) -> None:
        self._documents[document.id] = Held(document, stored)

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
            Row(document, section, passage, stored.get(passage.id, 0))
            for document, stored in state.values()
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
        sort, begin = search.sort, decoded(search.after, search.sort) if search.after is not None else 0
        found = self._found(search)
        rows = [row for _, row in found]
        shown = found[begin : begin + search.limit]
        end = begin + len(shown)
        documents = Counter(row.document.id for row in rows)
        facets = {name: counted(value for row in rows for value in row.values(name)) for name in search.facets}
        without = {name: sum(not any(row.values(name)) for row in rows) for name in search.facets}
        return Page(
            hits=tuple(
                EngineHit(row.passage.id, row.document.id, score, documents[row.document.id]) for score, row in shown
            ),
            total=Total(len(rows), len(documents), is_exact=True),
            facets={
                name: Facet(counts[: search.facets[name]], len(counts), without[name])
                for name, counts in facets.items()
            },
            next=json.dumps([sort, end]) if shown and end < len(found) else None,
            partial=False,
        )

    def _found(self, search: Search) -> list[Ranked]:
        """All hits, in order."""
        sort = search.sort
        rows = [row for row in self._rows if matches(search.query, row)]
        scores = [Ranked(self._score(search.query, row) if sort is Sort.RELEVANCE else 0.0, row) for row in rows]
        found = sorted(scores, key=lambda each: key(each, sort))
        if sort is Sort.RELEVANCE:
            window = [each._replace(score=self._rescored(each, search.rescore)) for each in found[: search.window]]
            found[: search.window] = sorted(window, key=lambda each: key(each, sort))
        return found

    def documents(self, search: Search, *, deadline: float) -> list[Found]:
        return [Found(*each) for each in Counter(row.document.id for _, row in self._found(search)).items()]

    def explain(self, search: Search, passage: str, document: str, *, deadline: float) -> Explanation | None:
        rows = [row for row in self._rows if matches(search.query, row)]
        ranked = sorted(
            (Ranked(self._score(search.query, row), row) for row in rows), key=lambda each: key(each, Sort.RELEVANCE)
        )
        for place, (_, row) in enumerate(ranked):
            if (row.passage.id, row.document.id) == (passage, document):
                added = (
                    [self._rescored(Ranked(0, row), [each]) for each in search.rescore] if place < search.window else []
                )
                return Explanation([*self._leaves(search.query, row)], added)
        return None

    def _leaves(self, node: Node, row: Row) -> Iterator[tuple[Node, float]]:
        match node:
            case And(children) | Or(children):
                for child in children:
                    if matches(child, row):
                        yield from self._leaves(child, row)
            case Term() | Phrase() | Near() | Wildcard() | Fuzzy():
                yield node, self._score(node, row)

    def count(self, query: Node, *, deadline: float, enough: int = ALL) -> Total:
        return self.search(Search(query=query), deadline=deadline).total

    def having(
        self, queries: Sequence[Node], documents: Collection[str], *, deadline: float
    ) -> Sequence[Collection[str]]:
        rows = [row for row in self._rows if row.document.id in documents]
        return [{row.document.id for row in rows if matches(query, row)} for query in queries]

    def occurrences(self, stems: Sequence[str]) -> Sequence[int]:
        return [sum(word.stem == stem for row in self._rows for word in row.words) for stem in stems]

    def _score(self, node: Node, row: Row) -> float:
        """What a query scores in a passage that it finds."""
        match node:
            case Term(token, exact):
                return self._bm25([token], exact, often_in_a_row([token], exact, row.places), row)
            case Phrase(wanted) | Near(wanted):
                exact = isinstance(node, Phrase) and node.exact
                return sum(self._score(Term(token, exact), row) for token in wanted)
            case Wildcard() | Fuzzy():
                return 1.0
            case And(children) | Or(children):
                return sum(self._score(child, row) for child in children if matches(child, row))
        return 0.0

    def _rescored(self, each: Ranked, rescore: Sequence[Weighted]) -> float:
        score, row = each
        for node, weight in rescore:
            match node:
                case Term(token, exact):
                    score += weight * self._bm25([token], exact, often_in_a_row([token], exact, row.places), row)
                case Phrase(wanted, exact):
                    score += weight * self._bm25(wanted, exact, often_in_a_row(wanted, exact, row.places), row)
                case Field(name, (token,)):
                    texts = {
                        (each.document.id, title): [[word] for word in tokens(title)]
                        for each in self._rows
                        for title in [each.document.title if name == "title" else each.section.heading]
                    }
                    having = sum(often_in_a_row([token], False, text) > 0 for text in texts.values())
                    own = texts[row.document.id, row.document.title if name == "title" else row.section.heading]
                    average = sum(map(len, texts.values())) / len(texts)
                    often = often_in_a_row([token], False, own)
                    score += weight * bm25(often, rarity(len(texts), having), len(own) / average if average else 0)
        return score

    def _bm25(self, wanted: Sequence[Token], exact: bool, often: int, row: Row) -> float:
        texts = [each.places for each in self._rows]
        average = sum(map(len, texts)) / len(texts)
        factor = sum(
            rarity(len(texts), sum(often_in_a_row([token], exact, words) > 0 for words in texts)) for token in wanted
        )
        return bm25(often, factor, len(row.words) / average if average else 0)

    def has(self, token: Token) -> bool:
        return any(token in place for row in self._rows for place in row.places)

    def values(self, field: str) -> list[str]:
        return sorted({value for row in self._rows for value in row.values(field)})

    def spelled_like(self, text: str, edits: int) -> tuple[Count, ...]:
        forms = (form for row in self._rows for form in {word.exact for word in row.words})
        return counted(form for form in forms if distance_between(text, form) <= edits)

    def beginning(self, text: str, most: int) -> tuple[Count, ...]:
        forms = (form for row in self._rows for form in {word.exact for word in row.words})
        return counted(form for form in forms if form.startswith(text))[:most]

    def examples(self, form: str, most: int) -> list[str]:
        return [row.passage.id for row in self._rows if form in {word.exact for word in row.words}][:most]

    def passage_count(self) -> int:
        return len(self._rows)


def counted(values: Any) -> tuple[Count, ...]:
    counts = Counter(value for value in values if value)
    return tuple(Count(value, count) for value, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def bm25(often: int, factor: float, length: float) -> float:
    return factor * often * 2.2 / (often + 1.2 * (0.25 + 0.75 * length))


def rarity(size: int, having: int) -> float:
    return math.log1p((size - having + 0.5) / (having + 0.5))


def often_in_a_row(wanted: Sequence[Token], exact: bool, places: Sequence[list[Token]]) -> int:
    return sum(
        all(same(place, token, exact) for place, token in zip(places[at:], wanted, strict=False))
        for at in range(len(places) - len(wanted) + 1)
    )


def key(each: Ranked, sort: Sort) -> tuple[float, str, int]:
    score, row = each
    date = row.document.date
    first = float("inf")
    if sort is Sort.RELEVANCE:
        first = -round(score, 4)
    elif sort in (Sort.PLACE, Sort.STORED_DESC):
        first = 0.0 if sort is Sort.PLACE else -row.stored
    elif date:
        first = date.first_day.toordinal() * (1.0 if sort is Sort.DATE else -1.0)
    return first, row.document.id, row.passage.ordinal


def decoded(cursor: str, sort: Sort) -> int:
    """The place in the list that a cursor names."""
    try:
        of, place = json.loads(cursor)
    except ValueError as error:
        raise InvalidValue("not a cursor") from error
    if of != sort:
        raise InvalidValue("a cursor of another order")
    return int(place)


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
        case StoredAfter(revision):
            return row.stored > revision
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
            return often_in_a_row(wanted, exact, places) > 0
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
