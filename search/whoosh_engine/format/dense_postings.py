"""Stems that are in many docs: a bit for each doc in place of a list.

Of each 64 docs and a stem it is known how many docs with it come before.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from search.whoosh_engine.format.container import Arrays, Writer, fixed, narrow
from search.whoosh_engine.format.types import Bits, Counts, DocIds, Ordinals, Places

DENSE = 24  # a stem is dense that is in one doc of so many, or more: then bits take as much room as a list
FEW = 4  # and in more than so many, for in a small segment most stems would be


class Dense:
    """The dense stems of a segment of `size` docs: their numbers, ascending, and the bits of each in turn."""

    def __init__(self, arrays: Arrays, size: int) -> None:
        self.stems: Ordinals = fixed(arrays["dense"], np.int32)
        self.bits: Bits = fixed(arrays.get("bits", np.empty(0, np.uint64)), np.uint64)
        self.ranks = fixed(arrays["ranks"], np.uint32)
        self._wide = -(-size // 64)

    @cached_property
    def place_of(self) -> dict[int, int]:
        """By stem, its place among the dense ones."""
        return {stem: place for place, stem in enumerate(self.stems.tolist())}

    def docs(self, place: int) -> DocIds:
        """The docs of a stem."""
        is_in = np.unpackbits(self._bits(place).view(np.uint8), bitorder="little")
        return np.flatnonzero(is_in.view(bool)).astype(np.int32)

    def find(self, place: int, docs: DocIds) -> tuple[Places, Counts]:
        """Which of some docs, ascending, a stem is in (their places), and how many of its docs come before each of
        these."""
        bits = self._bits(place)
        here, within = bits[docs >> 6], (docs & 63).astype(np.uint64)
        which = np.flatnonzero(here >> within & np.uint64(1))
        below = here[which] & ((np.uint64(1) << within[which]) - np.uint64(1))
        ranks = self.ranks[place * self._wide : (place + 1) * self._wide]
        return which, ranks[docs[which] >> 6].astype(np.int64) + np.bitwise_count(below)

    def _bits(self, place: int) -> Bits:
        return self.bits[place * self._wide : (place + 1) * self._wide]


class DenseWriter:
    """Writes the dense stems of a segment of `size` docs."""

    def __init__(self, writer: Writer, size: int) -> None:
        self._writer, self._size = writer, size
        self._stems: list[int] = []
        self._ranks: list[NDArray[np.uint32]] = [np.empty(0, np.uint32)]

    def append(self, stem: int, docs: DocIds) -> None:
        """Add a stem: the docs that it is in."""
        is_in = np.zeros(-(-self._size // 64) * 64, bool)
        is_in[docs] = True
        bits: Bits = np.packbits(is_in, bitorder="little").view(np.uint64)
        self._writer.append("bits", bits)
        sizes = np.bitwise_count(bits)
        self._ranks.append(np.cumsum(sizes, dtype=np.uint32) - sizes)
        self._stems.append(stem)

    def arrays(self) -> Arrays:
        """What goes to the small arrays."""
        return {"dense": narrow(self._stems), "ranks": np.concatenate(self._ranks)}
