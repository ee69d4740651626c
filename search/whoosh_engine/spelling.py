"""Which words of a lexicon are spelled like another: Damerau-Levenshtein, optimal string alignment, by columns.

Boytsov 2011, section 2. Most words are put aside by their length and letters; the distances of the rest are
computed together, one cell of the table of each at a time.
"""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.arrays import Array


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
        return numbers[self._distances(numbers, given) <= edits] if len(numbers) else numbers

    def _distances(self, numbers: Array, given: Array) -> Array:
        lengths = self._lengths[numbers]
        longest = int(lengths.max())
        at = self._begins[numbers][:, None] + np.arange(longest)
        words = self._letters[np.minimum(at, len(self._letters) - 1)].T  # a row for each place, a column for each word
        rows = [np.full(len(numbers), place, np.int16) for place in range(len(given) + 1)]
        older: list[Array] = []
        distances = np.where(lengths == 0, rows[-1], np.int16(0))
        for place in range(1, longest + 1):
            new = [np.full(len(numbers), place, np.int16)]
            letter = words[place - 1]
            for index, wanted in enumerate(given, 1):
                differs = letter != wanted
                best = np.minimum(np.minimum(rows[index], new[-1]) + np.int16(1), rows[index - 1] + differs)
                if place > 1 and index > 1:
                    swapped = (letter == given[index - 2]) & (words[place - 2] == wanted)
                    best = np.where(swapped, np.minimum(best, older[index - 2] + np.int16(1)), best)
                new.append(best)
            older, rows = rows, new
            distances = np.where(lengths == place, rows[-1], distances)
        return distances
