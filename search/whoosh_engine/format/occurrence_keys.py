"""An occurrence of a word as one integer, so that many are put in order by one sort."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.whoosh_engine.format.container import Array

Keys = NDArray[np.uint64]

SLICE = 1 << 20  # occurrences that are taken apart at a time, or those of one stem where it has more


def spans(starts: Array) -> Iterator[tuple[int, int]]:
    """Which to take together of the items that begin at `starts` (and at last end): at most SLICE, or one item."""
    first = 0
    while first < len(starts) - 1:
        last = max(int(np.searchsorted(starts, int(starts[first]) + SLICE, "right")) - 1, first + 1)
        yield first, last
        first = last


class Occurrences(NamedTuple):
    """Some occurrences: the stem of each, its doc, its position there, and which of the stem's forms it is."""

    stem: Array
    doc: Array
    position: Array
    ordinal: Array


class Layout(NamedTuple):
    """How many bits of the integer each part takes, below the stem."""

    doc: int
    position: int
    ordinal: int

    def pack(self, found: Occurrences) -> Keys:
        """The integers of these occurrences. OverflowError where 63 bits are too few."""
        # Of 64 bits one stays free: that the key behind the last stem can be told as well.
        if int(found.stem.max(initial=0)).bit_length() + sum(self) > 63:
            raise OverflowError("a segment of too many words, docs or positions")
        key = found.stem.astype(np.uint64)
        for values, bits in zip(found[1:], self, strict=True):
            key <<= np.uint64(bits)
            key |= values.astype(np.uint64)
        return key

    def sorted(self, keys: Keys) -> Iterator[Occurrences]:
        """Sort the integers in place and take them apart, in slices of whole stems."""
        keys.sort()
        below = np.uint64(sum(self))
        begin = 0
        while begin < len(keys):
            end = min(begin + SLICE, len(keys))
            if end < len(keys):
                stem = keys[end] >> below
                end = int(np.searchsorted(keys, stem << below))
                if end <= begin:  # the stem fills the slice
                    end = int(np.searchsorted(keys, (stem + np.uint64(1)) << below))
            yield self._unpack(keys[begin:end])
            begin = end

    def _unpack(self, keys: Keys) -> Occurrences:
        parts = []
        for bits in reversed(self):
            parts.append((keys & np.uint64((1 << bits) - 1)).astype(np.int32))
            keys = keys >> np.uint64(bits)
        return Occurrences(keys.astype(np.int32), *reversed(parts))


def layout(*, docs: int, positions: int, ordinals: int) -> Layout:
    """The layout for numbers below these."""
    return Layout(*(max(most - 1, 0).bit_length() for most in (docs, positions, ordinals)))
