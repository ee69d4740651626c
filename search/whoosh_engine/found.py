"""Rows with their scores, and what sets of them make: both, either, the best."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from search.whoosh_engine.arrays import Array

_BLOCK = 256  # rows of which only the best score is looked at first
FEWER = 12  # by so much a set must be smaller for its rows to be sought one by one in the other


class Found(NamedTuple):
    """Distinct rows, ascending (int32), and the score of each (float32).

    `best` may have the best score of each block, and `dense` the score of every row of the index: above 0 for those
    found, 0 for the others.
    """

    rows: Array
    scores: Array
    best: Array | None = None
    dense: Array | None = None

    @property
    def nbytes(self) -> int:
        return sum(array.nbytes for array in self if array is not None) + 500  # and what the objects take

    def kept(self, which: Array) -> Found:
        """Those of the rows, by booleans or places."""
        return Found(self.rows[which], self.scores[which])


NOTHING = Found(np.empty(0, np.int32), np.empty(0, np.float32))


class Scratch:
    """Space for one search at a time: a number and a mark for each row, all zero between uses."""

    def __init__(self, size: int) -> None:
        self._sums = np.zeros(size, np.float32)
        self._marks = np.zeros(size, bool)

    def marked(self, rows: Array, among: Found) -> Array:
        """Which of some rows, ascending, were found."""
        if among.dense is not None:
            return among.dense[rows] > 0
        if len(among.rows) > FEWER * len(rows):
            return among.rows[_places(among.rows, rows)] == rows
        self._marks[among.rows] = True
        held = self._marks[rows]
        self._marks[among.rows] = False
        return held

    def scores(self, rows: Array, among: Found) -> tuple[Array, Array]:
        """Which of some rows, ascending, were found (their places among them), and their scores."""
        if among.dense is not None:
            scores = among.dense[rows]
            which = np.flatnonzero(scores)
            return which, scores[which]
        if len(among.rows) > FEWER * len(rows):
            at = _places(among.rows, rows)
            which = np.flatnonzero(among.rows[at] == rows)
            return which, among.scores[at[which]]
        which = np.flatnonzero(self.marked(rows, among))
        self._sums[among.rows] = among.scores
        scores = self._sums[rows[which]]
        self._sums[among.rows] = 0
        return which, scores

    def both(self, few: Found, many: Found) -> Found:
        """The rows of both, with the sums of their scores; `few` is the smaller."""
        if not len(few.rows) or not len(many.rows):
            return NOTHING
        which, scores = self.scores(few.rows, many)
        return Found(few.rows[which], few.scores[which] + scores)

    def either(self, several: Sequence[Found]) -> Found:
        """The rows of any, with the sums of their scores."""
        several = [found for found in several if len(found.rows)]
        if len(several) < 2:
            return several[0] if several else NOTHING
        size, most = len(self._sums), sum(len(found.rows) for found in several)
        if most > size // 16 and all(found.dense is not None or found.scores.all() for found in several):
            return self._sum(several)
        for found in several:
            self._sums[found.rows] += found.scores
        rows = np.sort(np.concatenate([found.rows for found in several]))
        rows = rows[np.concatenate(([True], rows[1:] != rows[:-1]))]
        scores = self._sums[rows]
        self._sums[rows] = 0
        return Found(rows, scores)

    def _sum(self, several: Sequence[Found]) -> Found:
        """Either, of many rows that all score."""
        for found in several:
            if found.dense is not None:
                self._sums += found.dense
            else:
                self._sums[found.rows] += found.scores
        rows = np.flatnonzero(self._sums != 0).astype(np.int32)
        scores = self._sums[rows]
        self._sums[:] = 0
        return Found(rows, scores)


def _places(among: Array, rows: Array) -> Array:
    """Where each row is among others if it is there, both ascending."""
    at = np.searchsorted(among, rows)
    at[at == len(among)] = 0
    return at


def maxima(scores: Array) -> Array:
    """The best score of each block."""
    return np.maximum.reduceat(scores, np.arange(0, len(scores), _BLOCK)) if len(scores) else scores


def candidates(scores: Array, count: int, best: Array | None) -> Array:
    """The places of all scores that are not below the `count`-th best; `best` are the maxima, where they are known."""
    if count >= len(scores):
        return np.arange(len(scores))
    places = None
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
    floor = np.partition(scores, len(scores) - count)[len(scores) - count]
    held = np.flatnonzero(scores >= floor)
    return held if places is None else places[held]
