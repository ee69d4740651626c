"""Lines with words of right-to-left scripts in logical order, from where their characters stand (UAX 9, undone)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple
from unicodedata import bidirectional, combining, normalize

from corpus.readers.pdf.characters import APART, NON_JOINER, Character

_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_HAS_RIGHT_TO_LEFT = re.compile(f"[{_RIGHT_TO_LEFT}]")
_SHAPED = re.compile("[\ufb1d-\ufdef\ufe70-\ufefc]")  # letters in the form that they have in their place in a word
_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # say a direction, and show nothing
_KINDS = {"L": "L", "R": "R", "AL": "R", "EN": "E", "AN": "A", "CS": ",", "ES": "-", "ET": "%"}
_FORWARD = r"L(?:[^RA]*[LE])?|A(?:,?A)*"  # what is read from left to right within a line that is not
_RUNS = re.compile(rf"{_FORWARD}|%{{0,3}}E(?:[,-]?E)*%{{0,3}}")
_RUNS_IN_ARABIC = re.compile(rf"{_FORWARD}|E(?:,?E)*")
_BACKWARD = re.compile(r"R(?:[^L]*R)?")  # what is read from right to left within a line that is not
_IN_ORDER = {"لا", "لأ", "لإ", "لآ", "الله"}  # of a glyph for several letters PDFium has all others the other way round
_CLOSING = {"(": ")", "[": "]", "{": "}", "«": "»", "‹": "›", "“": "”"}
_OPENING = {close: open_ for open_, close in _CLOSING.items()}
_NO_WIDTH = 0.01  # points
_BLANK = 0.15  # of the size of type: letters that are farther apart are of two words; joined ones may stand loosely
_STOPS = frozenset(".,:;!?%-/")
_CLEARLY = 2  # times as many letters of one direction make a line one of that direction


class _Glyph(NamedTuple):
    """What stands in one place: a letter with its marks, the letters of a ligature, a blank."""

    text: str
    kind: str  # its bidirectional class in a letter; B, a bracket
    place: Character
    left: float
    right: float


class Read(NamedTuple):
    """A line in logical order, and whether it is one that is read from right to left."""

    characters: list[Character]
    right_to_left: bool


def has_right_to_left(text: str) -> bool:
    """Whether a text has a letter of a script that is written from right to left."""
    return _HAS_RIGHT_TO_LEFT.search(text) is not None


def leans_left(text: str) -> int:
    """How many more words of a text are written from right to left than from left to right."""
    backward, forward = _words(text)
    return backward - forward


def is_of_both(text: str) -> bool:
    """Whether a line has about as many words of one direction as of the other: which it is read in, is not sure."""
    if not has_right_to_left(text):
        return False
    backward, forward = _words(text)
    return 0 < backward <= _CLEARLY * forward and forward <= _CLEARLY * backward


def _words(text: str) -> tuple[int, int]:
    words = text.split()
    backward = sum(map(has_right_to_left, words))
    return backward, sum(any(map(str.isalpha, word)) for word in words) - backward


def in_logical_order(row: Sequence[Character], *, backward: bool) -> Iterator[Read]:
    """The lines that characters on one height make, a wide gap between them; `backward`, where a line is as much of
    one direction as of the other.

    The places of characters say how a line looks; of the order in which PDFium has them, nothing is believed.
    """
    for line in _lines(_glyphs(row)):
        text = "".join(glyph.text for glyph in line)
        is_backward = backward if is_of_both(text) else leans_left(text) > 0
        pattern = _RUNS_IN_ARABIC if any(bidirectional(sign) == "AL" for sign in text) else _RUNS
        ordered = _backward(line, pattern) if is_backward else _forward(line, pattern)
        yield Read([*_with_brackets(ordered)], is_backward)


def _glyphs(row: Sequence[Character]) -> list[_Glyph]:
    """What stands on a line, from left to right, each letter with its marks."""
    seen = [each for each in row if not (each.text.isspace() and each.right - each.left < _NO_WIDTH)]
    seen = [each for each in seen if not _CONTROLS.match(each.text)]
    shared = groupby(seen, key=lambda each: (each.left, each.right, each.bottom))
    glyphs = sorted((_glyph([*group]) for _, group in shared), key=_middle)
    bases: list[_Glyph] = []
    marks: list[_Glyph] = []  # that stand between the last base and the next
    for glyph in (*glyphs, None):
        if glyph and combining(glyph.text[0]):
            marks.append(glyph)
            continue
        last = bases.pop() if bases else None
        count = _on_the_left(marks, last, glyph)
        if last:
            bases.append(_with_marks(last, marks[:count]))
        if glyph:
            bases.append(_with_marks(glyph, marks[count:]))
        marks = []
    return bases


def _glyph(letters: Sequence[Character]) -> _Glyph:
    text = "".join(normalize("NFKC", each.text).strip() if _SHAPED.match(each.text) else each.text for each in letters)
    kind = "B" if text in _CLOSING or text in _OPENING else _KINDS.get(bidirectional(text[:1] or " "), " ")
    if kind == "R" and len(letters) > 1 and text not in _IN_ORDER:
        text = text[::-1]
    place = letters[0]
    return _Glyph(text, kind, place, place.left, place.right)


def _middle(glyph: _Glyph) -> float:
    return glyph.left + glyph.right


def _on_the_left(marks: Sequence[_Glyph], left: _Glyph | None, right: _Glyph | None) -> int:
    """How many of the marks between two letters are marks of the left one: those at it, or all where it is nearer."""
    if not (marks and left and right):
        return len(marks) if left else 0
    gaps = min(mark.left for mark in marks) - left.right, right.left - max(mark.right for mark in marks)
    count = 0
    for mark in marks:
        middle = (mark.left + mark.right) / 2
        at = [mark.place.origin == base.place.origin or base.left <= middle <= base.right for base in (left, right)]
        count += at[0] if at[0] != at[1] else gaps[0] < gaps[1]
    return count


def _with_marks(base: _Glyph, marks: Sequence[_Glyph]) -> _Glyph:
    left, right = (min(each.left for each in (base, *marks)), max(each.right for each in (base, *marks)))
    return base._replace(text="".join(each.text for each in (base, *marks)), left=left, right=right)


def _lines(glyphs: Sequence[_Glyph]) -> Iterator[list[_Glyph]]:
    """What stands together, with a blank where there is none between words."""
    line: list[_Glyph] = []
    for glyph in glyphs:
        if line:
            gap, size = min(glyph.left, glyph.place.origin) - line[-1].right, max(glyph.place.size, line[-1].place.size)
            if gap > APART * size:
                yield line
                line = []
            elif gap > _BLANK * size and NON_JOINER not in (glyph.text, line[-1].text):
                line.append(_Glyph(" ", " ", glyph.place, glyph.left, glyph.left))
        line.append(glyph)
    if line:
        yield line


def _backward(line: Sequence[_Glyph], pattern: re.Pattern[str]) -> list[_Glyph]:
    """A line in the order in which it is read from right to left, its numbers and Latin words from left to right."""
    kinds = "".join(glyph.kind for glyph in line)
    parts: list[Sequence[_Glyph]] = []
    at = 0
    for match in pattern.finditer(kinds):
        start, end = match.span()
        if kinds[start] == "L":
            if kinds.count("B", start, end) % 2:  # the other bracket of the pair is beside it
                end += kinds.startswith("B", end)
                start -= end == match.end() and start > at and kinds[start - 1] == "B"
            elif start == 0 and line[end : end + 1] and line[end].text in _STOPS:
                end += 1  # of what goes on in the next line
        parts += [line[n : n + 1] for n in range(at, start)]
        parts.append(line[start:end])
        at = end
    parts += [line[n : n + 1] for n in range(at, len(line))]
    return [glyph for part in reversed(parts) for glyph in part]


def _forward(line: Sequence[_Glyph], pattern: re.Pattern[str]) -> list[_Glyph]:
    """A line in the order in which it is read from left to right, the words in it that are not from right to left."""
    kinds = "".join(glyph.kind for glyph in line)
    ordered: list[_Glyph] = []
    at = 0
    for match in _BACKWARD.finditer(kinds):
        ordered += [*line[at : match.start()], *_backward(line[match.start() : match.end()], pattern)]
        at = match.end()
    return [*ordered, *line[at:]]


def _with_brackets(line: Sequence[_Glyph]) -> Iterator[Character]:
    """The characters of a line; a bracket opens before a word and closes after one, however it is drawn."""
    is_open = False
    for before, glyph, after in _around(line):
        text = glyph.text
        if glyph.kind == "B":
            starts, ends = not before.strip(), not after.strip()
            is_open = starts if starts != ends else not is_open
            text = (_OPENING if is_open else _CLOSING).get(text, text)
        yield glyph.place._replace(text=text)


def _around(line: Sequence[_Glyph]) -> Iterable[tuple[str, _Glyph, str]]:
    texts = ["", *(glyph.text for glyph in line), ""]
    return zip(texts, line, texts[2:], strict=False)
