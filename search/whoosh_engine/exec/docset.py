"""Rows with their scores, and what sets of them make: both, either, the best."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.dense_postings import STRIP

BLOCK = 128  # docs of which only the best score is looked at first
CHUNK = 4096  # docs that are looked at together by compiled code
STRIPS = 256  # of docs, whose bits are looked at together by compiled code
FEWER = 8  # by so much a set must be smaller for its docs to be sought one by one in the other


class DocSet(NamedTuple):
    """Distinct docs, ascending (int32), and the score of each (float32).

    What is kept of it may have more: `best`, the best score of each block; `runs`, how many of the docs each run has.
    """

    docs: Array
    scores: Array
    best: Array | None = None
    runs: Array | None = None

    @property
    def nbytes(self) -> int:
        known = self.docs.nbytes + self.scores.nbytes + 500  # and what the objects take
        if self.best is not None:
            known += self.best.nbytes
        return known if self.runs is None else known + self.runs.nbytes

    def kept(self, which: Array) -> DocSet:
        """Those of the docs, by booleans or places."""
        return DocSet(self.docs[which], self.scores[which])


# The first docs of what was found, in order, and their scores; how many docs and how many documents were found in all.
TopDocs = tuple[Array, Array, int, int]

NOTHING = DocSet(np.empty(0, np.int32), np.empty(0, np.float32))


def unscored(docs: Array) -> DocSet:
    """Rows that only filter."""
    return DocSet(docs, np.zeros(len(docs), np.float32))


class Workspace:
    """Space for one search at a time: a score, a count and a mark for each doc, all zero between uses."""

    def __init__(self, size: int) -> None:
        self.sums = np.zeros(size, np.float32)
        self._counts = np.zeros(size, np.uint16)
        self._marks = np.zeros(size, bool)
        self._others = np.zeros(0, np.int32)

    @cached_property
    def bits(self) -> Array:
        """A bit for each doc, 64 in a number, of whole strips."""
        return np.zeros(-(-len(self.sums) // STRIP) * (STRIP // 64), np.uint64)

    @cached_property
    def tops(self) -> Array:
        """A bit for each of these numbers, 64 in one."""
        return np.zeros((len(self.bits) + 63) >> 6, np.uint64)

    @cached_property
    def chunk(self) -> tuple[Array, Array, Array]:
        """Space for some docs, and for two numbers (float32) of each; not zero."""
        return np.empty(CHUNK, np.int32), np.empty(CHUNK, np.float32), np.empty(CHUNK, np.float32)

    @cached_property
    def strips(self) -> tuple[Array, Array]:
        """Space for the bits of some strips of docs, twice, and for a number (float32) of each strip; not zero."""
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

    def marked(self, docs: Array, among: Array) -> Array:
        """Which of some docs are among others, both ascending, as booleans."""
        if len(among) > FEWER * len(docs):
            return among[_places(among, docs)] == docs
        self._marks[among] = True
        held = self._marks[docs]
        self._marks[among] = False
        return held

    def counts(self, docs: Array, among: Array, counts: Array) -> tuple[Array, Array]:
        """Which of some docs are among others, both ascending (their places), and the counts that these have there."""
        if len(among) > FEWER * len(docs):
            at = _places(among, docs)
            which = np.flatnonzero(among[at] == docs)
            return which, counts[at[which]]
        self._counts[among] = counts
        found = self._counts[docs]
        self._counts[among] = 0
        which = np.flatnonzero(found)
        return which, found[which]

    def scores(self, docs: Array, among: DocSet) -> tuple[Array, Array]:
        """Which of some docs, ascending, were found (their places), and their scores."""
        if len(among.docs) > FEWER * len(docs):
            at = _places(among.docs, docs)
            which = np.flatnonzero(among.docs[at] == docs)
            return which, among.scores[at[which]]
        self.sums[among.docs] = among.scores
        scores = self.sums[docs]
        self.sums[among.docs] = 0
        which = np.flatnonzero(scores > 0 if among.scores.min(initial=1) > 0 else self.marked(docs, among.docs))
        return which, scores[which]

    def both(self, few: DocSet, many: DocSet) -> DocSet:
        """The docs of both, with the sums of their scores; `few` is the smaller."""
        if not len(few.docs) or not len(many.docs):
            return NOTHING
        which, scores = self.scores(few.docs, many)
        return DocSet(few.docs[which], few.scores[which] + scores)

    def either(self, several: Sequence[DocSet]) -> DocSet:
        """The docs of any, with the sums of their scores."""
        several = [found for found in several if len(found.docs)]
        if len(several) < 2:
            return several[0] if several else NOTHING
        size, most = len(self.sums), sum(len(found.docs) for found in several)
        for found in several:
            self.sums[found.docs] += found.scores
        if most > size // 16 and all(found.scores.all() for found in several):
            docs = np.flatnonzero(self.sums > 0)
            scores = self.sums[docs]
            self.sums.fill(0)
            return DocSet(docs.astype(np.int32), scores)
        docs = np.sort(np.concatenate([found.docs for found in several]))
        docs = docs[np.concatenate(([True], docs[1:] != docs[:-1]))]
        scores = self.sums[docs]
        self.sums[docs] = 0
        return DocSet(docs, scores)


def _places(among: Array, docs: Array) -> Array:
    """Where each doc is among others if it is there, both ascending."""
    at = np.searchsorted(among, docs)
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
