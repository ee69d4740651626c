"""Which segments to merge, and when: few remain, and no word is written often.

A tier holds the segments within a factor of MANY in size. MANY of one tier make one of a higher tier, so that a word
is written once for each tier at most; below FLOOR all is one tier, where rewriting costs less than looking.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

MANY = 8
FLOOR = 100_000  # words
MOST = 150_000_000  # words that a merge makes, at most
GONE = 1 / 3  # the share of deleted docs that a segment may keep


class Size(NamedTuple):
    """How large a segment is: the words of its live docs, and the share of its docs that are deleted."""

    words: int
    deleted: float


def choose(sizes: Sequence[Size]) -> list[int] | None:
    """The segments to merge now into one, by their places in `sizes`; None where all is well.

    One alone is to be written again without its deleted docs, or dropped where no doc lives. Ask until there is None.
    """
    tiers: dict[int, list[int]] = defaultdict(list)
    for number in sorted(range(len(sizes)), key=lambda number: sizes[number].words):
        tiers[_tier(sizes[number].words)].append(number)
    for tier in tiers.values():
        totals = accumulate(sizes[number].words for number in tier)
        fitting = [number for number, total in zip(tier, totals, strict=True) if total <= MOST]
        if len(tier) >= MANY and len(fitting) > 1:
            return fitting
    return next(([number] for number, size in enumerate(sizes) if size.deleted > GONE), None)


def _tier(words: int) -> int:
    return math.ceil(math.log(max(words, FLOOR) / FLOOR, MANY))
