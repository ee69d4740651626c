"""The query tree over one open index: rows and their scores, by set operations on postings.

Scores are BM25 (k1 1.2, b 0.75) summed over the words that match; fields and dates only filter.
"""

from __future__ import annotations

import math
import pickle
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from whoosh.reading import IndexReader

from corpus.errors import SearchTimeout
from search.analysis import Token, tokens
from search.highlight import near, wildcard
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
from search.query.distance import within
from search.whoosh_engine.segments import Segment, joined, postings, segment_of

K1, B = 1.2, 0.75
MAX_EXPANSIONS = 2000  # words that a wildcard or a similar spelling may stand for
Rows = dict[int, float]  # row number in the index -> score
_FIELD_COLUMN = {"in": "document"}
_LATE_EVERY = 4096  # postings between looks at the clock


class Executor:
    """One open reader; not to be shared by threads."""

    def __init__(self, reader: IndexReader, *, deadline: float) -> None:
        self._leaves: list[tuple[IndexReader, int, Segment]] = [
            (leaf, offset, segment_of(leaf)) for leaf, offset in reader.leaf_readers() if leaf.doc_count_all()
        ]
        self._deadline = deadline
        self._live = sum(leaf.doc_count() for leaf, _, _ in self._leaves)
        length = sum(sum(segment.columns["length"]) for _, _, segment in self._leaves)
        self._average = length / max(reader.doc_count_all(), 1) or 1.0
        self.cut = False  # whether a word stood for too many others

    def column(self, name: str) -> Callable[[int], Any]:
        """The value of a column by row number."""
        return joined([leaf for leaf, _, _ in self._leaves], name).__getitem__ if self._leaves else [].__getitem__

    def run(self, query: Node, scope: Scope) -> Rows:
        """The live rows that a query finds in a scope, with their scores."""
        found = self._within_scope(query, scope)
        deleted = {
            offset + number
            for leaf, offset, _ in self._leaves
            if leaf.has_deletions()
            for number in leaf.deleted_docs_set
        }
        return {row: score for row, score in found.items() if row not in deleted} if deleted else found

    def _within_scope(self, query: Node, scope: Scope) -> Rows:
        words, judged = parts(query)
        if scope is Scope.PASSAGE or len(words) < 2:
            return self._rows(query)
        base = self._rows(And((Everything(), *judged))) if judged else None
        found = [rows if base is None else _both(rows, base) for rows in map(self._rows, words)]
        union = _either(found)
        if scope is Scope.ANY:
            return union
        document = self.column("document")
        live = self._live_rows()
        held = [{document(row) for row in rows if row in live} for rows in found]
        everywhere = set.intersection(*held)
        return {row: score for row, score in union.items() if document(row) in everywhere}

    def _live_rows(self) -> set[int]:
        return {
            offset + number
            for leaf, offset, _ in self._leaves
            for number in range(leaf.doc_count_all())
            if not leaf.is_deleted(number)
        }

    def _rows(self, node: Node) -> Rows:
        self._look_at_the_clock()
        match node:
            case Term(token, exact):
                return self._word("exact" if exact else "stem", token.exact if exact else token.stem)
            case Phrase(found, exact):
                return self._phrase(found, exact)
            case Near(found, distance):
                return self._near(found, distance)
            case Wildcard(pattern):
                head = pattern[: min(pattern.find(sign) % len(pattern) for sign in "*?")]
                matches = wildcard(pattern).fullmatch
                return self._expanded(lambda word: word.startswith(head) and matches(word) is not None)
            case Fuzzy(text, edits):
                letters = set(text)  # an edit takes away one letter at most
                return self._expanded(
                    lambda word: (
                        abs(len(word) - len(text)) <= edits
                        and len(letters.difference(word)) <= edits
                        and within(text, word, edits)
                    )
                )
            case And(children):
                return self._and(children)
            case Or(children):
                return _either([self._rows(child) for child in children])
            case Not():
                return self._and((Everything(), node))
            case Everything():
                return dict.fromkeys(self._all_rows(), 0.0)
            case Nothing():
                return {}
            case Field():
                return self._field(node)
            case DateRange(first, last):
                earliest, latest = first.toordinal() if first else 1, last.toordinal() if last else math.inf
                return self._where(
                    ("first", "last"), lambda begin, end: begin > 0 and begin <= latest and end >= earliest
                )

    def _all_rows(self) -> Iterator[int]:
        return (offset + number for leaf, offset, _ in self._leaves for number in range(leaf.doc_count_all()))

    def _and(self, children: Sequence[Node]) -> Rows:
        wanted = [child for child in children if not isinstance(child, Not)]
        found = self._rows(wanted[0]) if wanted else dict.fromkeys(self._all_rows(), 0.0)
        for child in wanted[1:]:
            if not found:
                return {}
            if not isinstance(child, Everything):
                found = _both(found, self._rows(child))
        for negative in children:
            if found and isinstance(negative, Not):
                unwanted = self._rows(negative.child)
                found = {row: score for row, score in found.items() if row not in unwanted}
        return found

    # words

    def _word(self, field: str, word: str) -> Rows:
        hits = [(offset + n, weight, n, segment) for offset, segment, n, weight, _ in self._postings(field, word)]
        idf = self._idf(len(hits))
        return {
            row: idf * weight * (K1 + 1) / (weight + K1 * (1 - B + B * segment.columns["length"][n] / self._average))
            for row, weight, n, segment in hits
        }

    def _idf(self, count: int) -> float:
        return math.log1p((max(self._live - count, 0) + 0.5) / (count + 0.5))

    def _postings(self, field: str, word: str) -> Iterator[tuple[int, Segment, int, float, bytes]]:
        for leaf, offset, segment in self._leaves:
            for seen, (number, weight, value) in enumerate(postings(leaf, field, word)):
                if seen % _LATE_EVERY == 0:
                    self._look_at_the_clock()
                yield offset, segment, number, weight, value

    def _positions(self, field: str, word: str) -> dict[int, bytes]:
        return {offset + number: value for offset, _, number, _, value in self._postings(field, word)}

    def _phrase(self, found: Sequence[Token], exact: bool) -> Rows:
        field = "exact" if exact else "stem"
        words = [token.exact if exact else token.stem for token in found]
        held = {word: self._positions(field, word) for word in dict.fromkeys(words)}
        rows = self._meeting(held)
        count: dict[int, int] = {}
        for row in rows:
            at = {word: set(_decoded(values[row])) for word, values in held.items()}
            starts = sum(all(start + step in at[word] for step, word in enumerate(words)) for start in at[words[0]])
            if starts:
                count[row] = starts
        return self._scored(count)

    def _near(self, found: Sequence[Token], distance: int) -> Rows:
        held = {token.stem: self._positions("stem", token.stem) for token in found}
        count: dict[int, int] = {}
        for row in self._meeting(held):
            placed = {place: stem for stem, values in held.items() for place in _decoded(values[row])}
            text = [Token("", placed.get(place, "")) for place in range(max(placed) + 1)]
            if taking := near(found, text, distance):
                count[row] = len(taking)
        return self._scored(count)

    def _meeting(self, held: dict[str, dict[int, bytes]]) -> set[int]:
        shortest, *others = sorted(held.values(), key=len)
        return {row for row in shortest if all(row in other for other in others)}

    def _scored(self, count: dict[int, int]) -> Rows:
        idf = self._idf(len(count))
        return {row: idf * times * (K1 + 1) / (times + K1) for row, times in count.items()}

    def _expanded(self, matches: Callable[[str], bool]) -> Rows:
        words: dict[str, None] = {}
        for _, _, segment in self._leaves:
            self._look_at_the_clock()
            words.update(dict.fromkeys(word for word in segment.words if matches(word)))
        if len(words) > MAX_EXPANSIONS:
            self.cut = True
        found: Rows = {}
        for word in list(words)[:MAX_EXPANSIONS]:
            for row, score in self._word("exact", word).items():
                found[row] = max(score, found.get(row, 0.0))
        return found

    # fields

    def _field(self, field: Field) -> Rows:
        column = _FIELD_COLUMN.get(field.name, field.name)
        if field.values:
            return self._where((column,), lambda value: value.casefold() in field.values)
        stemmed = field.name == "title"
        wanted = [token.stem if stemmed else token.exact for token in field.tokens]
        return self._where((column,), lambda value: _holds(value, tuple(wanted), stemmed))

    def _where(self, columns: Sequence[str], matches: Callable[..., bool]) -> Rows:
        rows: Rows = {}
        answers: dict[Any, bool] = {}
        for _, offset, segment in self._leaves:
            self._look_at_the_clock()
            for number, values in enumerate(zip(*(segment.columns[name] for name in columns), strict=True)):
                answer = answers.get(values)
                if answer is None:
                    answer = answers[values] = matches(*values)
                if answer:
                    rows[offset + number] = 0.0
        return rows

    def _look_at_the_clock(self) -> None:
        if time.monotonic() > self._deadline:
            raise SearchTimeout("this search takes too long; make it narrower, with more or longer words")


@lru_cache(maxsize=20_000)
def _holds(value: str | tuple[str, ...], wanted: tuple[str, ...], stemmed: bool) -> bool:
    """Whether one of the values has the wanted words in a row."""
    for name in (value,) if isinstance(value, str) else value:
        words = tuple(token.stem if stemmed else token.exact for token in tokens(name))
        if any(words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + 1)):
            return True
    return False


def _decoded(value: bytes) -> Iterable[int]:
    position = 0
    for step in pickle.loads(value[4:] if value.endswith(b".") else value[4:] + b"."):  # noqa: S301  # the private index
        position += step
        yield position


def _both(a: Rows, b: Rows) -> Rows:
    if len(b) < len(a):
        a, b = b, a
    return {row: score + b[row] for row, score in a.items() if row in b}


def _either(found: Iterable[Rows]) -> Rows:
    union: Rows = {}
    for rows in found:
        for row, score in rows.items():
            union[row] = union.get(row, 0.0) + score
    return union
