"""Numbers of lines down the left margin, as courts and reviewers print them: found, and taken from the lines."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from corpus.readers.pdf.text import Line
from corpus.text import plural

_NUMBER = re.compile(r"(\d{1,4})(?:\s+(?=\S)|$)")  # not 1. or 1), which are those of a list
_LEAST = 10  # numbers of a page that go up by one, one below the other
_SHORT = 2  # and of one where other pages have as many as that
_WIDTH = 2.5  # of the size of type: of the column that the numbers stand in
_BESIDE = 0.1  # as many other lines as numbers may begin in that column
_ROW = 0.5  # of the size of type: how far apart feet on one height may lie
_MARK = 2  # characters: a cell of a table has more, the Q. of a question not


def without_line_numbers(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], tuple[str, ...]]:
    """The lines of the pages without numbers in the margin, and a check that says on how many pages there were any.

    There are some where ten or more go up by one, on two pages or more, or on the one page that there is. Ranks in
    the first column of a table are none.
    """
    filled = [page for page in pages if page]
    if sum(bool(_numbers(page, _LEAST)) for page in filled) < min(2, len(filled)):
        return [[*page] for page in pages], ()
    numbers = [_numbers(page, _SHORT) for page in pages]
    kept = [
        [short for line in page if (short := _without(line) if id(line) in found else line)]
        for page, found in zip(pages, numbers, strict=True)
    ]
    count = sum(map(bool, numbers))
    return kept, (f"line numbers in the margin of {plural(count, 'page')} left out",)


def _numbers(page: Sequence[Line], least: int) -> frozenset[int]:
    """Which lines of a page begin with the number of a line, or are one; none where they are fewer."""
    found = [(line, int(match[1])) for line in page if (match := _NUMBER.match(line.text))]
    if len(found) < least:
        return frozenset()
    edge = min(line.left for line, _ in found)
    column = [(line, number) for line, number in found if line.left < edge + _WIDTH * line.size]
    column.sort(key=lambda each: -each[0].bottom)
    runs = [[column[0]]]
    for (_, before), (line, number) in pairwise(column):
        if number == before + 1:
            runs[-1].append((line, number))
        else:
            runs.append([(line, number)])
    lines = [line for line, _ in max(runs, key=len)]
    if len(lines) < least or _is_beside_text(lines, page) or _is_table(lines, page):
        return frozenset()
    return frozenset(map(id, lines))


def _is_beside_text(lines: Sequence[Line], page: Sequence[Line]) -> bool:
    """Whether other lines begin where the numbers stand."""
    top, foot = lines[0].bottom, lines[-1].bottom
    edge = min(line.left for line in lines) + 0.5 * lines[0].size
    numbers = set(map(id, lines))
    others = sum(line.left < edge and foot <= line.bottom <= top and id(line) not in numbers for line in page)
    return others > _BESIDE * len(lines)


def _is_table(lines: Sequence[Line], page: Sequence[Line]) -> bool:
    """Whether most of what stands beside a number is several cells."""
    numbers = set(map(id, lines))
    feet = sorted(line.bottom for line in page if len(line.text) > _MARK and id(line) not in numbers)
    cells = (
        bisect(feet, line.bottom + _ROW * line.size) - bisect(feet, line.bottom - _ROW * line.size)
        + (_without(line) is not None)
        for line in lines
    )  # fmt: skip
    return median(cells) > 1


def _without(line: Line) -> Line | None:
    """A line without the number that it begins with; None where it is all of it."""
    text = _NUMBER.sub("", line.text, count=1)
    left = line.left + (line.right - line.left) * (1 - len(text) / len(line.text))
    return replace(line, text=text, left=left) if text else None
