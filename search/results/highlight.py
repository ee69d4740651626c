"""Which words of a passage a query found: spans in the verbatim text, and the fragment that shows them."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import accumulate

from search.analysis.extras import Analysed, Extra, analysed_text, extras_of
from search.analysis.words import Table
from search.engine import check_time
from search.query import matching
from search.query.ast import And, Field, Fuzzy, Near, Node, Not, Or, Phrase, Term, Wildcard
from search.results.likely import heads_of, likely
from search.results.values import Span

Run = tuple[int, int]  # the numbers of the first and the last of some words in a row
FRAGMENT = 320  # characters, about five lines
_SENTENCE_START = re.compile(r"[.!?…][\"'”’)\]]*\s+")


class Marker:
    """What a query's words, not those under NOT, match in texts of documents of a language.

    SearchTimeout past the deadline (`time.monotonic`).
    """

    def __init__(self, query: Node, *, language: str = "", deadline: float = math.inf) -> None:
        leaves = dict.fromkeys(_leaves(query, language))
        self._language, self._deadline, self._likely = language, deadline, heads_of(leaves)
        self._rows = [leaf for leaf in leaves if isinstance(leaf, Phrase | Near)]
        self._fits = _fitting(leaves)
        terms = [leaf for leaf in leaves if isinstance(leaf, Term)]
        self._exact = {term.token.exact for term in terms if term.exact}
        self._stems = {term.token.stem for term in terms if not term.exact}
        self._sought = self._exact | self._stems | {text for row in self._rows for text in _texts(row)}
        in_rows = (Term(token, exact=_is_exact(row)) for row in self._rows for token in row.tokens)
        self._heads = heads_of((*(leaf for leaf in leaves if not isinstance(leaf, Phrase | Near)), *in_rows))

    def spans(self, text: str) -> tuple[Span, ...]:
        """What is matched in a text: sorted, without overlaps. A phrase is one span from its first to its last word."""
        check_time(self._deadline)
        parts, start = analysed_text(text, self._language, self._heads)
        forms, sought = self._exact, self._sought
        if (fits := self._fits) is not None:
            forms = forms | {form for part in parts for form, _ in part.tokens if fits[form]}
            sought = sought | forms
        held = [at for at, part in enumerate(parts) if not sought.isdisjoint(part.texts)]
        found = [(start(at) + begin, start(at) + end) for at in held for begin, end in self._in_chunk(parts[at], forms)]
        if held and self._rows:
            firsts = [*accumulate((len(part.tokens) for part in parts), initial=0)]
            for run in self._in_rows(parts):
                numbers = [bisect_right(firsts, word) - 1 for word in run]
                first, last = (
                    parts[number].spans[word - firsts[number]] for number, word in zip(numbers, run, strict=True)
                )
                found.append((start(numbers[0]) + first[0], start(numbers[1]) + last[1]))
        return _merged(sorted(found))

    def among(self, texts: Sequence[str]) -> Iterator[tuple[int, tuple[Span, ...]]]:
        """The numbers of the texts that have anything, ascending, and what is matched in each."""
        for number in likely(self._likely, texts):
            if spans := self.spans(texts[number]):
                yield number, spans

    def _in_chunk(self, part: Analysed, forms: Collection[str]) -> Iterator[Span]:
        """The words of a chunk of which the stem is sought, or that are of these forms; and its extra occurrences."""
        for token, span in zip(part.tokens, part.spans, strict=True):
            if token.stem in self._stems or token.exact in forms:
                yield span
        for extra in part.extras:
            if extra.token.stem in self._stems:
                yield part.spans[extra.first][0], part.spans[_last(extra)][1]

    def _in_rows(self, parts: Sequence[Analysed]) -> Iterator[Run]:
        tokens = [token for part in parts for token in part.tokens]
        exact, stems = [token.exact for token in tokens], [token.stem for token in tokens]
        extras = [each for each in extras_of(parts) if each.token.stem in self._sought]
        for row in self._rows:
            check_time(self._deadline)
            wanted = _texts(row)
            own = [] if _is_exact(row) else [each for each in extras if each.token.stem in wanted]
            if isinstance(row, Near):
                yield from _near(wanted, stems, own, row.distance)
            elif own:
                yield from _phrases(wanted, stems, own)
            else:
                found = matching.phrase(wanted, exact if row.exact else stems)
                yield from ((first, first + len(wanted) - 1) for first in found)


def _near(wanted: Sequence[str], stems: Sequence[str], extras: Sequence[Extra], distance: int) -> Iterator[Run]:
    needed = Counter(wanted)
    numbers = {stem: number for number, stem in enumerate(needed)}
    found = [(at, at, stem) for at, stem in enumerate(stems) if stem in numbers]
    found = sorted(found + [(each.first, _last(each), each.token.stem) for each in extras])
    places = [first for first, _, _ in found]
    taking = {*matching.near(places, [numbers[stem] for _, _, stem in found], [*needed.values()], distance)}
    return ((first, last) for first, last, _ in found if first in taking)


def _phrases(wanted: Sequence[str], stems: Sequence[str], extras: Sequence[Extra]) -> Iterator[Run]:
    """Where the wanted stand in a row, each a stem or an extra occurrence."""
    last_of = {(each.first, each.token.stem): _last(each) for each in extras}
    for first in range(len(stems) - len(wanted) + 1):
        row = [*enumerate(wanted, first)]
        if all(stems[at] == stem or (at, stem) in last_of for at, stem in row):
            yield first, max(last_of.get(place, place[0]) for place in row)


def _last(extra: Extra) -> int:
    return extra.first + extra.size - 1


def _merged(edges: Sequence[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in edges:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _leaves(node: Node, language: str) -> Iterator[Node]:
    """What a query asks of texts in a language, without what is under NOT."""
    match node:
        case And(children):
            if not is_for_others(node, language):
                for child in children:
                    yield from _leaves(child, language)
        case Or(children):
            for child in children:
                yield from _leaves(child, language)
        case Term() | Phrase() | Near() | Wildcard() | Fuzzy():
            yield node


def is_for_others(node: And, language: str) -> bool:
    """Whether a node is of texts in other languages alone."""
    return any(
        isinstance(child, Not)
        and isinstance(child.child, Field)
        and child.child.name == "lang"
        and language.casefold() in child.child.values
        for child in node.children
    )


def _is_exact(row: Phrase | Near) -> bool:
    return isinstance(row, Phrase) and row.exact


def _texts(row: Phrase | Near) -> list[str]:
    """The words of a row: the forms themselves, or what is left of them without their endings."""
    exact = _is_exact(row)
    return [token.exact if exact else token.stem for token in row.tokens]


def _fitting(leaves: Iterable[Node]) -> Table[str, object] | None:
    """Whether a wildcard matches a word, or it is spelled like one that is asked for; None where neither is asked."""
    tests = [_spelled(leaf) for leaf in leaves if isinstance(leaf, Fuzzy)]
    if wildcards := [f"(?:{matching.wildcard(leaf.pattern)})" for leaf in leaves if isinstance(leaf, Wildcard)]:
        tests.append(re.compile("|".join(wildcards)).fullmatch)
    if not tests:
        return None
    return Table[str, object](tests[0] if len(tests) == 1 else lambda form: any(test(form) for test in tests))


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
