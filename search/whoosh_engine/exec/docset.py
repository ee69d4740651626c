"""Rows with their scores, and what sets of them make: both, either, the best."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.dense_postings import STRIP

BLOCK = 128  # rows of which only the best score is looked at first
CHUNK = 4096  # rows that are looked at together by compiled code
STRIPS = 256  # of rows, whose bits are looked at together by compiled code
FEWER = 8  # by so much a set must be smaller for its rows to be sought one by one in the other


class Found(NamedTuple):
    """Distinct rows, ascending (int32), and the score of each (float32).

    What is kept of it may have more: `best`, the best score of each block; `runs`, how many of the rows each run has.
    """

    rows: Array
    scores: Array
    best: Array | None = None
    runs: Array | None = None

    @property
    def nbytes(self) -> int:
        known = self.rows.nbytes + self.scores.nbytes + 500  # and what the objects take
        if self.best is not None:
            known += self.best.nbytes
        return known if self.runs is None else known + self.runs.nbytes

    def kept(self, which: Array) -> Found:
        """Those of the rows, by booleans or places."""
        return Found(self.rows[which], self.scores[which])


# The first rows of what was found, in order, and their scores; how many rows and how many documents were found in all.
Best = tuple[Array, Array, int, int]

NOTHING = Found(np.empty(0, np.int32), np.empty(0, np.float32))


def unscored(rows: Array) -> Found:
    """Rows that only filter."""
    return Found(rows, np.zeros(len(rows), np.float32))


class Scratch:
    """Space for one search at a time: a score, a count and a mark for each row, all zero between uses."""

    def __init__(self, size: int) -> None:
        self.sums = np.zeros(size, np.float32)
        self._counts = np.zeros(size, np.uint16)
        self._marks = np.zeros(size, bool)
        self._others = np.zeros(0, np.int32)

    @cached_property
    def bits(self) -> Array:
        """A bit for each row, 64 in a number, of whole strips."""
        return np.zeros(-(-len(self.sums) // STRIP) * (STRIP // 64), np.uint64)

    @cached_property
    def tops(self) -> Array:
        """A bit for each of these numbers, 64 in one."""
        return np.zeros((len(self.bits) + 63) >> 6, np.uint64)

    @cached_property
    def chunk(self) -> tuple[Array, Array, Array]:
        """Space for some rows, and for two numbers (float32) of each; not zero."""
        return np.empty(CHUNK, np.int32), np.empty(CHUNK, np.float32), np.empty(CHUNK, np.float32)

    @cached_property
    def strips(self) -> tuple[Array, Array]:
        """Space for the bits of some strips of rows, twice, and for a number (float32) of each strip; not zero."""
        return np.empty((2, 2 * STRIPS), np.uint64), np.empty(STRIPS, np.float32)

    def counts_of(self, size: int) -> Array:
        """So many counts (int32), all zero between uses."""
        if len(self._others) < size:
            self._others = np.zeros(size, np.int32)
        return self._others

    def is_clean(self) -> bool:
        """Whether all is zero."""
        spaces = (self.sums, self._counts, self._marks, self.bits, self.tops, self._others)
        return not any(space.any() for space in spaces)

    def marked(self, rows: Array, among: Array) -> Array:
        """Which of some rows are among others, both ascending, as booleans."""
        if len(among) > FEWER * len(rows):
            return among[_places(among, rows)] == rows
        self._marks[among] = True
        held = self._marks[rows]
        self._marks[among] = False
        return held

    def counts(self, rows: Array, among: Array, counts: Array) -> tuple[Array, Array]:
        """Which of some rows are among others, both ascending (their places), and the counts that these have there."""
        if len(among) > FEWER * len(rows):
            at = _places(among, rows)
            which = np.flatnonzero(among[at] == rows)
            return which, counts[at[which]]
        self._counts[among] = counts
        found = self._counts[rows]
        self._counts[among] = 0
        which = np.flatnonzero(found)
        return which, found[which]

    def scores(self, rows: Array, among: Found) -> tuple[Array, Array]:
        """Which of some rows, ascending, were found (their places), and their scores."""
        if len(among.rows) > FEWER * len(rows):
            at = _places(among.rows, rows)
            which = np.flatnonzero(among.rows[at] == rows)
            return which, among.scores[at[which]]
        self.sums[among.rows] = among.scores
        scores = self.sums[rows]
        self.sums[among.rows] = 0
        which = np.flatnonzero(scores > 0 if among.scores.min(initial=1) > 0 else self.marked(rows, among.rows))
        return which, scores[which]

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
        size, most = len(self.sums), sum(len(found.rows) for found in several)
        for found in several:
            self.sums[found.rows] += found.scores
        if most > size // 16 and all(found.scores.all() for found in several):
            rows = np.flatnonzero(self.sums > 0)
            scores = self.sums[rows]
            self.sums.fill(0)
            return Found(rows.astype(np.int32), scores)
        rows = np.sort(np.concatenate([found.rows for found in several]))
        rows = rows[np.concatenate(([True], rows[1:] != rows[:-1]))]
        scores = self.sums[rows]
        self.sums[rows] = 0
        return Found(rows, scores)


def _places(among: Array, rows: Array) -> Array:
    """Where each row is among others if it is there, both ascending."""
    at = np.searchsorted(among, rows)
    at[at == len(among)] = 0
    return at


def maxima(scores: Array) -> Array:
    """The best score of each block."""
    return np.maximum.reduceat(scores, np.arange(0, len(scores), BLOCK)) if len(scores) else scores


def candidates(scores: Array, count: int, best: Array | None) -> Array:
    """The places of all scores that are not below the `count`-th best; `best` are the maxima, where they are known."""
    if count >= len(scores):
        return np.arange(len(scores))
    places = None
    if count * BLOCK < len(scores):
        best = maxima(scores) if best is None else best
        # At least `count` blocks reach this, each with one score or more.
        floor = np.partition(best, len(best) - count)[len(best) - count]
        blocks = np.flatnonzero(best >= floor)
        if len(blocks) * 4 < len(best):
            places = (blocks[:, None] * BLOCK + np.arange(BLOCK)).ravel()
            places = places[: np.searchsorted(places, len(scores))]
        else:
            places = np.flatnonzero(scores >= floor)
        scores = scores[places]
    floor = np.partition(scores, len(scores) - count)[len(scores) - count]
    held = np.flatnonzero(scores >= floor)
    return held if places is None else places[held]
