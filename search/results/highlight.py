"""Which words of a passage a query found: spans in the verbatim text, and the fragment that shows them."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import accumulate, chain
from typing import NamedTuple

from search.analysis import WORD, SeveralWords, Table, folded, pure, token, tokens
from search.engine import check_time
from search.query import matching
from search.query.ast import And, Fuzzy, Near, Node, Or, Phrase, Term, Wildcard
from search.results.likely import likely
from search.results.values import Span

Run = tuple[int, int]  # the numbers of the first and the last of some words in a row
FRAGMENT = 320  # characters, about five lines
_STEMS = Table(lambda form: token(pure(form)).stem if form else "", most=200_000)  # of folded words
_SENTENCE_START = re.compile(r"[.!?…][\"'”’)\]]*\s+")


class _Words(NamedTuple):
    """The words of a text in order; an empty one where there is none."""

    exact: Sequence[str]
    stems: Sequence[str]


class Marker:
    """What a query's words, not those under NOT, match in texts. SearchTimeout past the deadline (`time.monotonic`)."""

    def __init__(self, query: Node, *, deadline: float = math.inf) -> None:
        leaves = self._leaves = dict.fromkeys(_leaves(query))
        self._deadline = deadline
        self._rows = [leaf for leaf in leaves if isinstance(leaf, Phrase | Near)]
        self._fits = _fitting(leaves)
        terms = [leaf for leaf in leaves if isinstance(leaf, Term)]
        self._exact = {term.token.exact for term in terms if term.exact}
        self._stems = {term.token.stem for term in terms if not term.exact}
        self._in_rows = {text for row in self._rows for text in _texts(row)}

    def spans(self, text: str) -> tuple[Span, ...]:
        """What is matched in a text: sorted, without overlaps. A phrase is one span from its first to its last word."""
        check_time(self._deadline)
        words, is_folded = _words(text)
        found: set[int] = set()
        if self._stems and not self._stems.isdisjoint(words.stems):
            found.update(at for at, stem in enumerate(words.stems) if stem in self._stems)
        if self._exact and not self._exact.isdisjoint(words.exact):
            found.update(at for at, form in enumerate(words.exact) if form in self._exact)
        if self._fits is not None:
            found.update(at for at, fits in enumerate(map(self._fits.__getitem__, words.exact)) if fits)
        runs = [(at, at) for at in found]
        if self._rows and not self._in_rows.isdisjoint(chain(words.stems, words.exact)):
            runs += self._found_in_rows(words)
        if not runs:
            return ()
        if is_folded:
            ends = [*accumulate(map(len, words.exact))]
            edges = [(ends[first] + first - len(words.exact[first]), ends[last] + last) for first, last in runs]
        else:
            places = [match.span() for match in WORD.finditer(text)]
            edges = [(places[first][0], places[last][1]) for first, last in runs]
        return _merged(sorted(edges))

    def among(self, texts: Sequence[str]) -> Iterator[tuple[int, tuple[Span, ...]]]:
        """The numbers of the texts that have anything, ascending, and what is matched in each."""
        for number in likely(self._leaves, texts):
            if spans := self.spans(texts[number]):
                yield number, spans

    def _found_in_rows(self, words: _Words) -> Iterator[Run]:
        numbers = [at for at, form in enumerate(words.exact) if form]
        exact, stems = ([texts[at] for at in numbers] for texts in words)
        for row in self._rows:
            check_time(self._deadline)
            wanted = _texts(row)
            if isinstance(row, Phrase):
                for first in matching.phrase(wanted, exact if row.exact else stems):
                    yield numbers[first], numbers[first + len(wanted) - 1]
            else:
                yield from ((numbers[place], numbers[place]) for place in _near(wanted, stems, row.distance))


def _words(text: str) -> tuple[_Words, bool]:
    """The words of a text, and whether they are as `folded` has them."""
    if (found := folded(text)) is not None:
        with suppress(SeveralWords):
            return _Words(found, [*map(_STEMS.__getitem__, found)]), True
    words = tokens(text)
    return _Words([word.exact for word in words], [word.stem for word in words]), False


def _near(wanted: Sequence[str], stems: Sequence[str], distance: int) -> list[int]:
    needed = Counter(wanted)
    numbers = {stem: number for number, stem in enumerate(needed)}
    places = [place for place, stem in enumerate(stems) if stem in numbers]
    return matching.near(places, [numbers[stems[place]] for place in places], [*needed.values()], distance)


def _merged(edges: Sequence[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in edges:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _leaves(node: Node) -> Iterator[Node]:
    """What a query asks of the text, without what is under NOT."""
    match node:
        case And(children) | Or(children):
            for child in children:
                yield from _leaves(child)
        case Term() | Phrase() | Near() | Wildcard() | Fuzzy():
            yield node


def _texts(row: Phrase | Near) -> list[str]:
    """The words of a row: the forms themselves, or what is left of them without their endings."""
    exact = isinstance(row, Phrase) and row.exact
    return [token.exact if exact else token.stem for token in row.tokens]


def _fitting(leaves: Iterable[Node]) -> Table[str, object] | None:
    """Whether a wildcard matches a word, or it is spelled like one that is asked for; None where neither is asked."""
    tests = [_spelled(leaf) for leaf in leaves if isinstance(leaf, Fuzzy)]
    if wildcards := [f"(?:{matching.wildcard(leaf.pattern)})" for leaf in leaves if isinstance(leaf, Wildcard)]:
        tests.append(re.compile("|".join(wildcards)).fullmatch)
    if not tests:
        return None
    fits = Table[str, object](tests[0] if len(tests) == 1 else lambda form: any(test(form) for test in tests))
    fits[""] = False  # no word
    return fits


def _spelled(leaf: Fuzzy) -> Callable[[str], object]:
    """Whether a word is spelled like one that is asked for."""
    text, edits = leaf.text, leaf.edits
    return lambda form: abs(len(form) - len(text)) <= edits and matching.spelled(text, form, edits)


def fragment(text: str, found: Sequence[Span], *, width: int = FRAGMENT) -> Span:
    """The part of a text, about `width` characters, that shows most of the spans; all of a short text."""
    if len(text) <= width * 5 // 4:
        return 0, len(text)
    starts = [0, *(match.end() for match in _SENTENCE_START.finditer(text))]
    candidates = {starts[bisect_right(starts, start) - 1] for start, _ in found} or {0}
    candidates |= {_word_start(text, max(start - width // 3, 0), start) for start, _ in found}
    firsts, lasts, sentences = [a for a, _ in found], [b for _, b in found], set(starts)

    def shown(start: int) -> tuple[int, bool, int]:
        inside = max(bisect_right(lasts, start + width) - bisect_left(firsts, start), 0)
        return inside, start in sentences, -start

    first = max(candidates, key=shown)
    last = min(first + width, len(text))
    if last < len(text):
        last = text.rfind(" ", first, last) if " " in text[first:last] else last
    return first, max([last, *(b for a, b in found if first <= a < last)])


def _word_start(text: str, at: int, before: int) -> int:
    blank = text.find(" ", at, before)
    return at if at == 0 or blank < 0 else blank + 1


def pieces(text: str, found: Sequence[Span], within: Span) -> tuple[tuple[str, bool], ...]:
    """The text of `within`, cut at the spans: (text, whether it is marked), in order, nothing lost.

    The spans are sorted, without overlaps.
    """
    at, last = within
    shown: list[tuple[str, bool]] = []
    for start, end in found:
        start, end = max(start, at), min(end, last)
        if start < end:
            shown += [(text[at:start], False), (text[start:end], True)]
            at = end
    shown.append((text[at:last], False))
    return tuple([piece for piece in shown if piece[0]])
