"""Which words of a passage a query found: spans in the verbatim text, and the fragment that shows them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from search.analysis import WORD, Token, tokens
from search.query.ast import And, Fuzzy, Near, Node, Or, Phrase, Term, Wildcard
from search.query.distance import within as spelled_within
from search.results import Span

Run = tuple[int, int]  # the positions of the first and the last of some words in a row
FRAGMENT = 320  # characters, about five lines
_SENTENCE_START = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+")


def spans(node: Node, text: str) -> tuple[Span, ...]:
    """What the query's words, not those under NOT, match in a text: sorted, without overlaps.

    A phrase is one span from its first to its last word.
    """
    runs = set(_found(node, tokens(text)))
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


def _found(node: Node, words: Sequence[Token]) -> Iterator[Run]:
    match node:
        case And(children) | Or(children):
            for child in children:
                yield from _found(child, words)
        case Term(token, exact):
            yield from _in_a_row([token], words, exact)
        case Wildcard(pattern):
            yield from _each(words, wildcard(pattern).fullmatch)
        case Fuzzy(text, edits):
            yield from _each(words, lambda word: spelled_within(text, word, edits))
        case Phrase(tokens, exact):
            yield from _in_a_row(tokens, words, exact)
        case Near(tokens, distance):
            yield from ((position, position) for position in near(tokens, words, distance))


def _each(words: Sequence[Token], matches: Callable[[str], object]) -> Iterator[Run]:
    forms = [word.exact for word in words]
    matching = set(filter(matches, set(forms)))
    return ((position, position) for position, form in enumerate(forms) if form in matching)


def _in_a_row(tokens: Sequence[Token], words: Sequence[Token], exact: bool) -> Iterator[Run]:
    forms, wanted = ([token.exact if exact else token.stem for token in each] for each in (words, tokens))
    if wanted[0] not in forms:
        return
    for first, form in enumerate(forms):
        if form == wanted[0] and forms[first : first + len(wanted)] == wanted:
            yield first, first + len(wanted) - 1


def wildcard(pattern: str) -> re.Pattern[str]:
    """The regular expression of a wildcard: `*` is any run of characters, `?` is one."""
    return re.compile("".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in pattern))


def near(tokens: Sequence[Token], words: Sequence[Token], distance: int) -> set[int]:
    """The positions that take part in a run of all `tokens` (inflected, any order) whose last word is
    at most `distance` positions behind its first; a token that is given twice must stand there twice."""
    needed = {token.stem: sum(other.stem == token.stem for other in tokens) for token in tokens}
    places = [position for position, word in enumerate(words) if word.stem in needed]
    taking: set[int] = set()
    for index, first in enumerate(places):
        window = [place for place in places[index:] if place - first <= distance]
        stems = [words[place].stem for place in window]
        if all(stems.count(stem) >= count for stem, count in needed.items()):
            taking.update(window)
    return taking


def fragment(text: str, found: Sequence[Span], *, width: int = FRAGMENT) -> Span:
    """The part of a text, about `width` characters, that shows most of the spans; all of a short text."""
    if len(text) <= width * 5 // 4:
        return 0, len(text)
    starts = [0, *(match.end() for match in _SENTENCE_START.finditer(text))]
    candidates = {max((s for s in starts if s <= start), default=0) for start, _ in found} or {0}
    candidates |= {_word_start(text, max(start - width // 3, 0)) for start, _ in found}

    def shown(start: int) -> tuple[int, bool, int]:
        inside = sum(start <= a and b <= start + width for a, b in found)
        return inside, start in starts, -start

    first = max(candidates, key=shown)
    last = min(first + width, len(text))
    if last < len(text):
        last = text.rfind(" ", first, last) if " " in text[first:last] else last
    return first, max([last, *(b for a, b in found if first <= a < last)])


def _word_start(text: str, at: int) -> int:
    blank = text.find(" ", at)
    return at if at == 0 or blank < 0 else blank + 1


def pieces(text: str, found: Sequence[Span], within: Span) -> tuple[tuple[str, bool], ...]:
    """The text of `within`, cut at the spans: (text, whether it is marked), in order, nothing lost."""
    first, last = within
    cuts = sorted({first, last, *(min(max(edge, first), last) for span in found for edge in span)})
    return tuple((text[a:b], any(start <= a and b <= end for start, end in found)) for a, b in pairwise(cuts))
