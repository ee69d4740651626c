"""Running heads, feet and page numbers of a PDF: what they are, told from text that happens to recur."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, product
from statistics import median
from textwrap import shorten
from typing import NamedTuple

from corpus.readers.pdf.text import Line
from corpus.text import plural

_EDGE = 2  # rows at the top and the foot of a page that may be running ones
_LARGE = 1.15  # of the usual size of type: a heading
_SMALLER = 0.95  # of the usual size of type
_GAP = 1.5  # of the pitch of lines: what stands farther off may be set apart
_SPACED = 1.1  # of the distance between paragraphs: what stands farther off is no other paragraph
_WIDEST = 2.5  # of the pitch: paragraphs do not stand farther apart
_OFTEN, _AGAIN = 3, 2  # pages that have a running line; a page number, or one where others stand on other pages
_SHOWN, _LONGEST = 3, 60
_PAGE_NUMBER = re.compile(r"\W*(page )?(#|(?=[ivxl])(?P<roman>(xl|l?x{0,3})(i[xv]|v?i{0,3})))( of #)?\W*")
_NUMBER = "#"  # the words of a page number
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_CHANGING = 4  # numbers of a running line that may go with the page


_WHEN = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}[:.]\d\d(?: ?[AP]M)?"
_WHERE = r"(?:https?|file|about|data|blob):\S{1,2000}"
_PRINTED = (  # at the top and the foot of what a browser printed: Chromium, Firefox
    (re.compile(rf"{_WHEN}(?: .*)?"), re.compile(rf"{_WHERE} \d{{1,4}}/\d{{1,4}}")),
    (re.compile(rf".*{_WHERE}"), re.compile(rf"\d{{1,4}} of \d{{1,4}} {_WHEN}")),
)


class _Row(NamedTuple):
    """What stands on one height at the edge of a page."""

    edge: str
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


class _Form(NamedTuple):
    """What a running line has in common with that of another page: its place, its words, and its numbers.

    Of a number: itself where it stays the same, and how far it is ahead of the page where it advances.
    """

    edge: str
    height: int
    words: str
    numbers: tuple[tuple[bool, int], ...]


def without_running(pages: Sequence[Sequence[Line]], usual: float) -> tuple[list[Line], tuple[str, ...]]:
    """The lines of all pages but the running ones, and checks that say which these are, page numbers excepted.

    A running line is on three pages or more, at the same height, set apart from the text or in smaller type; its
    numbers stay the same or advance with the page. So are those of a browser on any page. Where there is doubt, a line
    is text.
    """
    far = _far(pages, usual)
    blocks = [block for page in pages for block in _blocks(page, far, usual)]
    counts = Counter(form for block in blocks for row in block for form in _forms(row))
    places = {(form.edge, form.height) for form, count in counts.items() if count >= _OFTEN}

    def is_running(row: _Row) -> bool:
        number = _words(row)[0] == _NUMBER
        return any(
            counts[form] >= (_AGAIN if number or (form.edge, form.height) in places else _OFTEN) for form in _forms(row)
        )

    running = [row for page in pages for row in _printed(page)]
    running += [row for block in blocks if all(map(is_running, block)) for row in block if row not in running]
    left_out = {line for row in running for line in row.lines}
    kept = [line for page in pages for line in page if line not in left_out]
    return (kept, _checks(running)) if kept else ([line for page in pages for line in page], ())


def _checks(running: Sequence[_Row]) -> tuple[str, ...]:
    words = [(_words(row)[0], row.text) for row in running]
    first = dict(reversed(words))
    return tuple(
        f"left out at the edges of pages: “{shorten(first[form], _LONGEST, placeholder='…')}” ({plural(count, 'time')})"
        for form, count in Counter(form for form, _ in words if form != _NUMBER).most_common(_SHOWN)
    )


def _printed(page: Sequence[Line]) -> list[_Row]:
    """The first and the last row of a page, where a browser printed them: time and title, address and page."""
    heights = sorted({line.bottom for line in page}, reverse=True)
    ends = (("top", heights[:1]), ("foot", heights[-1:]))
    rows = [_Row(edge, tuple(line for line in page if line.bottom in height)) for edge, height in ends]
    are_printed = any(all(map(re.Pattern.fullmatch, pair, (row.text for row in rows))) for pair in _PRINTED)
    return rows if are_printed and len(heights) > 1 else []


def _far(pages: Sequence[Sequence[Line]], usual: float) -> float:
    """The distance from which on two lines are farther apart than lines and paragraphs are."""
    gaps = [*_gaps(page[_EDGE:-_EDGE] for page in pages)] or [*_gaps(pages)]
    pitch = median(gaps or [1.2 * usual])
    between = [gap for gap in gaps if _SPACED * pitch < gap < _WIDEST * pitch]
    return max(_GAP * pitch, _SPACED * median(between)) if between else _GAP * pitch


def _gaps(pages: Iterable[Sequence[Line]]) -> Iterator[float]:
    for page in pages:
        for above, line in pairwise(page):
            if above.column == line.column and above.bottom > line.bottom:
                yield above.bottom - line.bottom


def _blocks(page: Sequence[Line], far: float, usual: float) -> Iterator[list[_Row]]:
    """The rows at either edge of a page that stand apart from its text, or are of smaller type."""
    heights = sorted({line.bottom for line in page}, reverse=True)
    for edge, ordered in (("top", heights), ("foot", heights[::-1])):
        rows = [_Row(edge, tuple(line for line in page if line.bottom == height)) for height in ordered[:_EDGE]]
        gaps = [*(abs(one - other) for one, other in pairwise(ordered[: _EDGE + 1])), far + 1]
        apart = next((count for count, gap in enumerate(gaps[: len(rows)], 1) if gap > far), 0)
        if not apart and rows and _words(rows[0])[0] == _NUMBER:
            apart = 1  # a page's number, if it goes with the page, may stand as near as a line
        if not apart:
            small = [all(line.size < _SMALLER * usual for line in row.lines) for row in rows]
            apart = [*small, False].index(False)
        if apart and all(line.size <= _LARGE * usual for row in rows[:apart] for line in row.lines):
            yield rows[:apart]


def _forms(row: _Row) -> Iterator[_Form]:
    words, numbers = _words(row)
    page, height = row.lines[0].page, round(row.lines[0].bottom)
    same = [(False, number) for number in numbers]
    changing = [{(False, number), (True, number - page)} for number in numbers[-_CHANGING:]]
    for each in product(*changing):
        yield _Form(row.edge, height, words, (*same[:-_CHANGING], *each))


def _words(row: _Row) -> tuple[str, list[int]]:
    """A row's words without its numbers, and these; a page number has no words, and may be a Roman one."""
    text = row.text.casefold()
    words = re.sub(r"\d+", "#", text)
    numbers = [int(number) for number in re.findall(r"\d{1,9}", text)]
    if not (number := _PAGE_NUMBER.fullmatch(words)):
        return words, numbers
    digits = [_ROMAN[letter] for letter in number["roman"] or ""]
    roman = sum(-one if one < next_ else one for one, next_ in pairwise([*digits, 0]))
    return _NUMBER, [roman, *numbers] if roman else numbers
