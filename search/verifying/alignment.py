"""Alignment of a quotation's words with a source's: which are which, what is left out, what is put in.

Global in the quotation and local in the source (Needleman and Wunsch 1970; Smith and Waterman 1981), a row at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_CONTENT, _FUNCTION = 2.0, 1.0  # what a word that is the same is worth
_CHANGED, _ADDED, _DROPPED = -0.9, -1.0, -0.45
_BRACKETED = -0.02  # what a word in brackets costs that the source has not
_LEFT_OUT, _REPLACED = -0.004, -0.08  # what each word costs that an ellipsis stands for, or what is in brackets

Scores = NDArray[np.float32]


class Sought(NamedTuple):
    """A word of a quotation as it is aligned."""

    word: int  # what it is compared as
    is_content: bool
    is_bracketed: bool  # which stands for words of the source, and is none
    left_out: bool  # whether something may be left out before it
    is_open: bool  # whether it is next to brackets, which may stand for something


class Pair(NamedTuple):
    """A word of the quotation, and the one of the source that it is or stands for, by their numbers; None of one side
    for what is left out or put in."""

    ours: int | None
    theirs: int | None


def align(sought: Sequence[Sought], source: NDArray[np.int32]) -> tuple[float, list[Pair]]:
    """The best alignment, and its score; what lies before and behind it in the source is not of it."""
    size = len(source)
    steps = np.arange(size + 1, dtype=np.float32)
    rows: list[Scores] = [np.zeros(size + 1, np.float32)]
    opened: list[Scores] = []  # each row once more, where what is left out costs next to nothing
    for each in sought:
        before = rows[-1]
        if each.left_out or each.is_open:
            cost = _LEFT_OUT if each.left_out else _REPLACED
            before = np.maximum.accumulate(before - cost * steps) + cost * steps
        opened.append(before)
        row = before + (_BRACKETED if each.is_bracketed else _ADDED)
        if not each.is_bracketed:
            same = _CONTENT if each.is_content else _FUNCTION
            np.maximum(row[1:], before[:-1] + np.where(source == each.word, same, _CHANGED), out=row[1:])
        rows.append(np.maximum.accumulate(row - _DROPPED * steps) + _DROPPED * steps)
    return float(rows[-1].max()), _traced(sought, source, rows, opened)


def _traced(
    sought: Sequence[Sought], source: NDArray[np.int32], rows: Sequence[Scores], opened: Sequence[Scores]
) -> list[Pair]:
    """The alignment that ends where the last row is highest, from its end."""
    at = int(rows[-1].argmax())
    found: list[Pair] = []
    for number in range(len(sought) - 1, -1, -1):
        each, before, row = sought[number], opened[number], rows[number + 1]
        added = _BRACKETED if each.is_bracketed else _ADDED
        while True:
            value = row[at]
            same = at > 0 and source[at - 1] == each.word
            gain = (_CONTENT if each.is_content else _FUNCTION) if same else _CHANGED
            if at > 0 and not each.is_bracketed and _is(value, before[at - 1] + gain):
                found.append(Pair(number, at - 1))
                at -= 1
                break
            if _is(value, before[at] + added):
                found.append(Pair(number, None))
                break
            found.append(Pair(None, at - 1))
            at -= 1
        if each.left_out or each.is_open:
            while not _is(before[at], rows[number][at]):
                found.append(Pair(None, at - 1))
                at -= 1
    while found and found[-1].ours is None:
        found.pop()
    return found[::-1]


def _is(one: np.float32, other: np.float32) -> bool:
    return abs(float(one) - float(other)) < 1e-3
