"""Stems that are in many docs: a bit for each doc in place of a list, and what is known of each strip of STRIP docs.

Of each 64 docs and a stem it is known how many docs with it come before, counted in their block of `postings`; of each
strip, how often the stem is in one of its docs at most, and what it scores in one at most, in LEVELS parts of what it
would if it were endlessly often.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from search.whoosh_engine.format.bm25 import norms
from search.whoosh_engine.format.container import Array, Writer, fixed, narrow

BLOCK = 1 << 16  # docs
STRIP = 128  # docs
DENSE = 64  # a stem is dense that is in one doc of so many, or more; by then bits take no more room than a list
LEVELS = 255
OFTEN = 255  # so often or more


class Dense:
    """The dense stems of a segment of `size` docs: their numbers, ascending, and what is known of each in turn."""

    def __init__(self, arrays: dict[str, Array], size: int, average: float) -> None:
        self.stems = fixed(arrays["dense"], np.int32)
        self.documents = fixed(arrays["dense.documents"], np.int32)  # in how many each is, deleted ones among them
        self.bits = fixed(arrays.get("bits", np.empty(0, np.uint64)), np.uint64)
        self.ranks = fixed(arrays["ranks"], np.uint16)
        self.maxima = fixed(arrays["maxima"], np.uint8)
        self.peaks = fixed(arrays["peaks"], np.uint8)
        self.average = average  # how many words a doc has, by which the maxima are made
        self._wide = -(-size // STRIP) * (STRIP // 64)

    @cached_property
    def place_of(self) -> dict[int, int]:
        """By stem, its place among the dense ones."""
        return {stem: place for place, stem in enumerate(self.stems.tolist())}

    def docs(self, place: int) -> Array:
        """The docs of a stem (int32)."""
        is_in = np.unpackbits(self._bits(place).view(np.uint8), bitorder="little")
        return np.flatnonzero(is_in.view(bool)).astype(np.int32)

    def find(self, place: int, docs: Array) -> tuple[Array, Array]:
        """Which of some docs, ascending, a stem is in (their places), and how many of its docs come before each of
        these in its block."""
        bits = self._bits(place)
        here, within = bits[docs >> 6], (docs & 63).astype(np.uint64)
        which = np.flatnonzero(here >> within & np.uint64(1))
        below = here[which] & ((np.uint64(1) << within[which]) - np.uint64(1))
        ranks = self.ranks[place * self._wide : (place + 1) * self._wide]
        return which, ranks[docs[which] >> 6].astype(np.int64) + np.bitwise_count(below)

    def _bits(self, place: int) -> Array:
        return self.bits[place * self._wide : (place + 1) * self._wide]


class DenseWriter:
    """Writes the dense stems of a segment whose docs have so many words (`lengths`) and are of these documents."""

    def __init__(self, writer: Writer, lengths: Array, documents: Array) -> None:
        self._writer = writer
        self._documents = documents
        self.average = float(np.float32(lengths.mean())) if lengths.any() else 1.0
        self._norms = norms(lengths, np.float32(self.average))
        self._strips = -(-len(lengths) // STRIP)
        self._stems: list[int] = []
        self._counts: list[int] = []
        self._ranks: list[Array] = [np.empty(0, np.uint16)]
        self._maxima: list[Array] = [np.empty(0, np.uint8)]
        self._peaks: list[Array] = [np.empty(0, np.uint8)]

    def append(self, stem: int, docs: Array, counts: Array) -> None:
        """Add a stem: the docs that it is in, and how often it is in each."""
        is_in = np.zeros(self._strips * STRIP, bool)
        is_in[docs] = True
        bits = np.packbits(is_in, bitorder="little").view(np.uint64)
        self._writer.append("bits", bits)
        sizes = np.bitwise_count(bits)
        before = np.cumsum(sizes, dtype=np.int64) - sizes
        self._ranks.append((before - before[np.arange(len(bits)) & -(BLOCK // 64)]).astype(np.uint16))
        strip = docs // STRIP
        begins = np.flatnonzero(np.diff(strip, prepend=-1))
        maxima, peaks = np.zeros(self._strips, np.uint8), np.zeros(self._strips, np.uint8)
        often = counts.astype(np.float32)
        maxima[strip[begins]] = np.ceil(LEVELS * np.maximum.reduceat(often / (often + self._norms[docs]), begins))
        peaks[strip[begins]] = np.minimum(np.maximum.reduceat(counts, begins), OFTEN)
        self._maxima.append(maxima)
        self._peaks.append(peaks)
        self._stems.append(stem)
        self._counts.append(1 + int(np.count_nonzero(np.diff(self._documents[docs]))))

    def arrays(self) -> dict[str, Array]:
        """What goes to the small arrays."""
        parts = {"ranks": self._ranks, "maxima": self._maxima, "peaks": self._peaks}
        found = {name: np.concatenate(part) for name, part in parts.items()}
        return {"dense": narrow(self._stems), "dense.documents": narrow(self._counts), **found}
