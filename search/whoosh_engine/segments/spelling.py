"""Which words of a lexicon are spelled like another: Damerau-Levenshtein, optimal string alignment.

Most words are put aside by their length and letters; the distances of the rest are computed together, a letter of
each at a time, by bit vectors (Hyyrö 2003, "A Bit-Vector Algorithm for Computing Levenshtein and Damerau Edit
Distances", section 4).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from search.query.distance import within
from search.whoosh_engine.segments.arrays import Array

_ONE = np.uint64(1)


class Spelling:
    """The letters of all words of a lexicon, by the words' numbers."""

    def __init__(self, blob: bytes) -> None:
        text = blob.decode()
        letters = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        self._letters = letters.astype(np.min_scalar_type(int(letters.max(initial=0))))
        ends = np.flatnonzero(self._letters == ord("\n"))
        self._begins = np.concatenate(([0], ends[:-1] + 1)).astype(np.int64) if len(ends) else ends
        self._lengths = (ends - self._begins).astype(np.int32)
        bits = np.uint32(1) << (letters & np.uint32(31))
        self._letters_in = np.bitwise_or.reduceat(bits, self._begins) if len(ends) else bits

    def within(self, text: str, edits: int) -> Array:
        """The numbers of the words at most `edits` from a text."""
        given = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        wanted = np.bitwise_or.reduce(np.uint32(1) << (given & np.uint32(31)), initial=np.uint32(0))
        line_feed = np.uint32(1) << np.uint32(ord("\n") & 31)  # which stands at the end of each word
        lacking = np.bitwise_count(wanted & ~self._letters_in)
        strange = np.bitwise_count(self._letters_in & ~(wanted | line_feed))
        likely = (np.abs(self._lengths - len(given)) <= edits) & (lacking <= edits) & (strange <= edits)
        numbers = np.flatnonzero(likely)
        if not 0 < len(given) <= 64:  # what a bit vector has
            words = (self._letters[begin : begin + size].tolist() for begin, size in self._extents(numbers))
            return numbers[[within("".join(map(chr, word)), text, edits) for word in words]]
        return numbers[self._distances(numbers, given) <= edits]

    def _extents(self, numbers: Array) -> Iterator[tuple[int, int]]:
        return zip(self._begins[numbers].tolist(), self._lengths[numbers].tolist(), strict=True)

    def _distances(self, numbers: Array, given: Array) -> Array:
        lengths = self._lengths[numbers]
        longest = int(lengths.max(initial=0))
        at = np.minimum(self._begins[numbers] + np.arange(longest)[:, None], len(self._letters) - 1)
        where = np.zeros(int(self._letters.max(initial=0)) + 1, np.uint64)  # by letter: the places it has in `given`
        for place, letter in enumerate(given.tolist()):
            if letter < len(where):
                where[letter] |= _ONE << np.uint64(place)
        last = np.uint64(len(given) - 1)
        zero = np.zeros(len(numbers), np.uint64)
        rises, falls, diagonal, before = ~zero, zero, zero, zero
        distance = np.full(len(numbers), len(given), np.int64)
        distances = distance.copy()
        for place, here in enumerate(where[self._letters[at]], 1):
            swapped = ((~diagonal & here) << _ONE) & before
            diagonal = (((here & rises) + rises) ^ rises) | here | falls | swapped
            up, down = falls | ~(diagonal | rises), diagonal & rises
            distance += (up >> last & _ONE).astype(np.int64) - (down >> last & _ONE).astype(np.int64)
            up = (up << _ONE) | _ONE
            rises, falls = (down << _ONE) | ~(diagonal | up), up & diagonal
            before = here
            distances = np.where(lengths == place, distance, distances)
        return distances
