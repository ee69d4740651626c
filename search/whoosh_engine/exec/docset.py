"""Docs with their scores, and what sets of them make: both, either, the best."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.whoosh_engine import tuning
from search.whoosh_engine.format.types import DocIds, Mask, Places, Scores


class DocSet(NamedTuple):
    """Distinct docs that live, ascending, and the score of each."""

    docs: DocIds
    scores: Scores

    @property
    def nbytes(self) -> int:
        return self.docs.nbytes + self.scores.nbytes + 500  # and what the objects take

    def kept(self, which: Mask | Places) -> DocSet:
        """Those of the docs, by booleans or places."""
        return DocSet(self.docs[which], self.scores[which])


NOTHING = DocSet(np.empty(0, np.int32), np.empty(0, np.float32))


def unscored(docs: DocIds) -> DocSet:
    """Docs that only filter."""
    return DocSet(docs, np.zeros(len(docs), np.float32))


def either(several: Sequence[DocSet], size: int) -> DocSet:
    """The docs of any set, all below `size`, with the sums of their scores."""
    several = [found for found in several if len(found.docs)]
    if len(several) < 2:
        return several[0] if several else NOTHING
    sums = np.zeros(size, np.float32)
    for docs, scores in several:
        sums[docs] += scores
    is_in = sums > 0
    for docs, scores in several:
        if not scores.all():  # some only filter
            is_in[docs] = True
    held = np.flatnonzero(is_in)
    return DocSet(held.astype(np.int32), sums[held])


def places_among(docs: DocIds, among: DocIds) -> tuple[Places, Places]:
    """Which of some docs are among others, both ascending (their places), and the places that these have there."""
    if not len(among):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    if len(among) < len(docs):
        there, which = places_among(among, docs)
        return which, there
    at = np.searchsorted(among, docs)
    at[at == len(among)] = 0
    which = np.flatnonzero(among[at] == docs)
    return which, at[which]


def are_among(docs: DocIds, among: DocIds) -> Mask:
    """Which of some docs are among others, both ascending."""
    held = np.zeros(len(docs), bool)
    held[places_among(docs, among)[0]] = True
    return held


def every(several: Sequence[DocSet]) -> DocSet:
    """The docs of all sets, of which there is one or more, the smallest first, with the sums of their scores."""
    (docs, scores), *others = several
    for each in others:
        which, places = places_among(docs, each.docs)
        docs, scores = docs[which], scores[which] + each.scores[places]
    return DocSet(docs, scores)


def top_candidates(scores: Scores | NDArray[np.float64], count: int) -> Places:
    """The places of all scores that are not below the `count`-th best."""
    if count >= len(scores):
        return np.arange(len(scores))
    places = None
    if count * tuning.BLOCK < len(scores):
        best = np.maximum.reduceat(scores, np.arange(0, len(scores), tuning.BLOCK))
        # At least `count` blocks reach this, each with one score or more.
        floor = np.partition(best, len(best) - count)[len(best) - count]
        places = np.flatnonzero(scores >= floor)
        scores = scores[places]
    floor = np.partition(scores, len(scores) - count)[len(scores) - count]
    held = np.flatnonzero(scores >= floor)
    return held if places is None else places[held]
