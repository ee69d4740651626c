"""Which words of a passage a query found: spans in the verbatim text, and the fragment that shows them."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from search.analysis import WORD, Token, tokens
from search.engine import check_time
from search.query import matching
from search.query.ast import And, Fuzzy, Near, Node, Or, Phrase, Term, Wildcard
from search.query.distance import within as spelled_within
from search.results.values import Span

Run = tuple[int, int]  # the positions of the first and the last of some words in a row
FRAGMENT = 320  # characters, about five lines
_SENTENCE_START = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+")


class _Words(NamedTuple):
    """The words of a text, by their places."""

    exact: list[str]
    stem: list[str]


def spans(node: Node, text: str, *, deadline: float = math.inf) -> tuple[Span, ...]:
    """What the query's words, not those under NOT, match in a text: sorted, without overlaps.

    A phrase is one span from its first to its last word. SearchTimeout past the deadline (of `time.monotonic`).
    """
    found = tokens(text)
    words = _Words([word.exact for word in found], [word.stem for word in found])
    runs: set[Run] = set()
    for leaf in dict.fromkeys(_leaves(node)):
        check_time(deadline)
        runs.update(_found(leaf, words))
    if not runs:
        return ()
    places = [match.span() for match in WORD.finditer(text)]
    merged: list[Span] = []
    for start, end in sorted((places[first][0], places[last][1]) for first, last in runs):
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


def _found(leaf: Node, words: _Words) -> Iterator[Run]:
    match leaf:
        case Term(token, exact):
            yield from _in_a_row([token], words, exact)
        case Wildcard(pattern):
            yield from _each(words, re.compile(matching.wildcard(pattern)).fullmatch)
        case Fuzzy(text, edits):
            yield from _each(words, lambda word: spelled_within(text, word, edits))
        case Phrase(tokens, exact):
            yield from _in_a_row(tokens, words, exact)
        case Near(tokens, distance):
            yield from ((position, position) for position in _near(tokens, words, distance))


def _each(words: _Words, matches: Callable[[str], object]) -> Iterator[Run]:
    matching = set(filter(matches, set(words.exact)))
    return ((position, position) for position, form in enumerate(words.exact) if form in matching)


def _in_a_row(tokens: Sequence[Token], words: _Words, exact: bool) -> Iterator[Run]:
    wanted = [token.exact if exact else token.stem for token in tokens]
    for first in matching.phrase(wanted, words.exact if exact else words.stem):
        yield first, first + len(wanted) - 1


def _near(tokens: Sequence[Token], words: _Words, distance: int) -> list[int]:
    needed = Counter(token.stem for token in tokens)
    numbers = {stem: number for number, stem in enumerate(needed)}
    places = [place for place, stem in enumerate(words.stem) if stem in numbers]
    return matching.near(places, [numbers[words.stem[place]] for place in places], [*needed.values()], distance)


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
    """The text of `within`, cut at the spans: (text, whether it is marked), in order, nothing lost."""
    first, last = within
    cuts = sorted({first, last, *(min(max(edge, first), last) for span in found for edge in span)})
    begun = [start for start, _ in found]

    def is_marked(a: int, b: int) -> bool:
        at = bisect_right(begun, a) - 1
        return at >= 0 and b <= found[at][1]

    return tuple((text[a:b], is_marked(a, b)) for a, b in pairwise(cuts))
