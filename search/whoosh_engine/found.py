"""Rows with their scores, and what sets of them make: both, either, the best."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from search.whoosh_engine.arrays import Array

_BLOCK = 256  # rows of which only the best score is looked at first


class Found(NamedTuple):
    """Distinct rows, ascending (int32), and the score of each (float32)."""

    rows: Array
    scores: Array


NOTHING = Found(np.empty(0, np.int32), np.empty(0, np.float32))


class Scratch:
    """Space for one search at a time: a number and a mark for each row, all zero between uses."""

    def __init__(self, size: int) -> None:
        self._sums = np.zeros(size, np.float32)
        self._marks = np.zeros(size, bool)

    def marked(self, rows: Array, among: Array) -> Array:
        """Which of `rows` are among others, both ascending."""
        if len(among) > 12 * len(rows):
            at = np.searchsorted(among, rows)
            at[at == len(among)] = 0
            return among[at] == rows
        self._marks[among] = True
        found = self._marks[rows]
        self._marks[among] = False
        return found

    def both(self, few: Found, many: Found) -> Found:
        """The rows of both, with the sums of their scores; `few` is the smaller."""
        if not len(few.rows):
            return NOTHING
        if len(many.rows) > 12 * len(few.rows):
            at = np.searchsorted(many.rows, few.rows)
            at[at == len(many.rows)] = 0
            held = np.flatnonzero(many.rows[at] == few.rows)
            return Found(few.rows[held], few.scores[held] + many.scores[at[held]])
        self._sums[many.rows] = many.scores
        self._marks[many.rows] = True
        held = np.flatnonzero(self._marks[few.rows])
        rows = few.rows[held]
        scores = few.scores[held] + self._sums[rows]
        self._sums[many.rows] = 0
        self._marks[many.rows] = False
        return Found(rows, scores)

    def either(self, several: Sequence[Found]) -> Found:
        """The rows of any, with the sums of their scores."""
        several = [found for found in several if len(found.rows)]
        if len(several) < 2:
            return several[0] if several else NOTHING
        for found in several:
            self._sums[found.rows] += found.scores
            self._marks[found.rows] = True
        if sum(len(found.rows) for found in several) > len(self._marks) // 16:
            rows = np.flatnonzero(self._marks).astype(np.int32)
        else:
            rows = np.sort(np.concatenate([found.rows for found in several]))
            rows = rows[np.concatenate(([True], rows[1:] != rows[:-1]))]
        scores = self._sums[rows]
        self._sums[rows] = 0
        self._marks[rows] = False
        return Found(rows, scores)


def maxima(scores: Array) -> Array:
    """The best score of each block."""
    return np.maximum.reduceat(scores, np.arange(0, len(scores), _BLOCK)) if len(scores) else scores


def candidates(scores: Array, count: int, best: Array | None = None) -> Array:
    """The places of all scores that are not below the `count`-th best; `best` are the maxima, where they are known."""
    if count >= len(scores):
        return np.arange(len(scores))
    if count * _BLOCK < len(scores):
        best = maxima(scores) if best is None else best
        # At least `count` blocks reach this, each with one score or more.
        floor = np.partition(best, len(best) - count)[len(best) - count]
        blocks = np.flatnonzero(best >= floor)
        if len(blocks) * 4 < len(best):
            places = (blocks[:, None] * _BLOCK + np.arange(_BLOCK)).ravel()
            places = places[: np.searchsorted(places, len(scores))]
        else:
            places = np.flatnonzero(scores >= floor)
        scores = scores[places]
    else:
        places = None
    floor = np.partition(scores, len(scores) - count)[len(scores) - count]
    found = np.flatnonzero(scores >= floor)
    return found if places is None else places[found]
