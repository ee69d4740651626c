"""Which words of a dictionary are spelled like another: Damerau-Levenshtein, optimal string alignment.

Most words are put aside by their length and letters; the distances of the rest are computed together, a letter of
each at a time, by bit vectors (Hyyrö 2003, "A Bit-Vector Algorithm for Computing Levenshtein and Damerau Edit
Distances", section 4).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from search.query.distance import within
from search.whoosh_engine.format.container import Array

_ONE = np.uint64(1)


class Spelling:
    """The letters of all words of a dictionary, by the words' numbers."""

    def __init__(self, blob: bytes) -> None:
        text = blob.decode()
        letters = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        self.letters = letters
        ends = np.flatnonzero(self.letters == ord("\n"))
        self.begins = np.concatenate(([0], ends + 1)).astype(np.int64)  # and behind the last, the end of all
        self._lengths = (ends - self.begins[:-1]).astype(np.int32)
        bits = np.where(letters == ord("\n"), np.uint32(0), _bits(letters))
        self._letters_in = np.bitwise_or.reduceat(bits, self.begins[:-1]) if len(ends) else bits

    @cached_property
    def by_length(self) -> tuple[Array, Array, Array]:
        """The numbers of the words, the shortest first; which letters each has; where those of each length begin."""
        order = np.argsort(self._lengths, kind="stable").astype(np.int32)
        starts = np.searchsorted(self._lengths[order], np.arange(int(self._lengths.max(initial=0)) + 2))
        return order, self._letters_in[order], starts

    def within(self, text: str, edits: int) -> Array:
        """The numbers of the words at most `edits` from a text."""
        given = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        wanted = letters_in(given)
        lacking = np.bitwise_count(wanted & ~self._letters_in)
        strange = np.bitwise_count(self._letters_in & ~wanted)
        likely = (np.abs(self._lengths - len(given)) <= edits) & (lacking <= edits) & (strange <= edits)
        numbers = np.flatnonzero(likely)
        if not 0 < len(given) <= 64:  # what a bit vector has
            words = (self.letters[begin : begin + size].tolist() for begin, size in self._extents(numbers))
            return numbers[[within("".join(map(chr, word)), text, edits) for word in words]]
        return numbers[self._distances(numbers, given) <= edits]

    def _extents(self, numbers: Array) -> Iterator[tuple[int, int]]:
        return zip(self.begins[numbers].tolist(), self._lengths[numbers].tolist(), strict=True)

    def _distances(self, numbers: Array, given: Array) -> Array:
        lengths = self._lengths[numbers]
        longest = int(lengths.max(initial=0))
        at = np.minimum(self.begins[numbers] + np.arange(longest)[:, None], len(self.letters) - 1)
        where = np.zeros(int(self.letters.max(initial=0)) + 1, np.uint64)  # by letter: the places it has in `given`
        for place, letter in enumerate(given.tolist()):
            if letter < len(where):
                where[letter] |= _ONE << np.uint64(place)
        last = np.uint64(len(given) - 1)
        zero = np.zeros(len(numbers), np.uint64)
        rises, falls, diagonal, before = ~zero, zero, zero, zero
        distance = np.full(len(numbers), len(given), np.int64)
        distances = distance.copy()
        for place, here in enumerate(where[self.letters[at]], 1):
            swapped = ((~diagonal & here) << _ONE) & before
            diagonal = (((here & rises) + rises) ^ rises) | here | falls | swapped
            up, down = falls | ~(diagonal | rises), diagonal & rises
            distance += (up >> last & _ONE).astype(np.int64) - (down >> last & _ONE).astype(np.int64)
            up = (up << _ONE) | _ONE
            rises, falls = (down << _ONE) | ~(diagonal | up), up & diagonal
            before = here
            distances = np.where(lengths == place, distance, distances)
        return distances


def letters_in(letters: Array) -> np.uint32:
    """A bit for each letter; some letters share one."""
    return np.bitwise_or.reduce(_bits(letters), initial=np.uint32(0))


def _bits(letters: Array) -> Array:
    return np.uint32(1) << (letters & np.uint32(31))
