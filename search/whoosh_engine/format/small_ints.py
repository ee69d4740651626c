"""SmallInts numbers, a byte each, with the few that need more kept aside."""

from __future__ import annotations

from typing import Any

import numpy as np

from search.whoosh_engine.format.container import Array, Arrays, Writer, fixed, narrow


class SmallInts:
    """An array of numbers below 65,536, of which most are below 256."""

    def __init__(self, low: Array, at: Array, high: Array) -> None:
        self._low, self._at, self._high = low, at, high

    def __getitem__(self, part: slice) -> Array:
        low = self._low[part]
        if not len(self._at):
            return low
        first, last = np.searchsorted(self._at, (part.start, part.stop)).tolist()
        if first == last:
            return low
        values = low.astype(np.uint16)
        values[self._at[first:last] - part.start] += self._high[first:last].astype(np.uint16) << 8
        return values

    def __len__(self) -> int:
        return len(self._low)

    @property
    def arrays(self) -> tuple[Array, Array, Array]:
        """The bytes, the places of those that need more, and the rest of these."""
        return self._low, self._at, self._high

    def at(self, places: Array) -> Array:
        """The numbers at some places."""
        low = self._low[places]
        if not len(self._at) or not len(places):
            return low
        found = np.minimum(np.searchsorted(self._at, places), len(self._at) - 1)
        wide = np.flatnonzero(self._at[found] == places)
        if not len(wide):
            return low
        values = low.astype(np.uint16)
        values[wide] += self._high[found[wide]].astype(np.uint16) << 8
        return values


class SmallIntsWriter:
    """Appends to a SmallInts: the bytes to a file of their own, what exceeds them to the small arrays."""

    def __init__(self, writer: Writer, name: str) -> None:
        self._writer, self._name = writer, name
        self._count = 0
        self._at: list[Array] = []
        self._high: list[Array] = []

    def append(self, values: Array) -> None:
        """Add numbers. OverflowError where one is too large."""
        if int(values.max(initial=0)) >= 1 << 16:
            raise OverflowError("a passage of too many words, or a stem of too many forms")
        self._writer.append(self._name, values.astype(np.uint8))
        wide = np.flatnonzero(values > 255)
        self._at.append(wide + self._count)
        self._high.append(values[wide] >> 8)
        self._count += len(values)

    def arrays(self) -> Arrays:
        """What goes to the small arrays."""
        none: list[Any] = [np.empty(0, np.int64)]
        return {
            f"{self._name}.wide": narrow(np.concatenate(self._at or none)),
            f"{self._name}.high": narrow(np.concatenate(self._high or none)),
        }


def small_ints(arrays: Arrays, name: str) -> SmallInts:
    """The SmallInts that a SmallIntsWriter wrote."""
    low = fixed(arrays.get(name, np.empty(0, np.uint8)), np.uint8)
    return SmallInts(low, fixed(arrays[f"{name}.wide"], np.int64), fixed(arrays[f"{name}.high"], np.uint8))
