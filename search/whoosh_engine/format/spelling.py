"""Which words of a dictionary are spelled like another: Damerau-Levenshtein, optimal string alignment.

Most words are put aside by their length and letters, those of a dictionary together.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search.whoosh_engine.format.types import Ordinals


class Spelling:
    """The letters of all words of a dictionary, by the words' numbers."""

    def __init__(self, blob: bytes) -> None:
        text = blob.decode()
        self._words = text.split("\n")[:-1]
        letters = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        ends = np.flatnonzero(letters == ord("\n"))
        begins = np.concatenate(([0], ends + 1))[: len(ends)]
        self._lengths = (ends - begins).astype(np.int32)
        bits = np.where(letters == ord("\n"), np.uint32(0), _bits(letters))
        self._letters_in = np.bitwise_or.reduceat(bits, begins) if len(ends) else bits

    def within(self, text: str, edits: int) -> Ordinals:
        """The numbers of the words at most `edits` from a text."""
        from rapidfuzz.distance import OSA  # 30 ms, which few searches need
        from rapidfuzz.process import cdist

        given = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        wanted = np.bitwise_or.reduce(_bits(given), initial=np.uint32(0))
        lacking = np.bitwise_count(wanted & ~self._letters_in)
        strange = np.bitwise_count(self._letters_in & ~wanted)
        likely = (np.abs(self._lengths - len(given)) <= edits) & (lacking <= edits) & (strange <= edits)
        numbers = np.flatnonzero(likely)
        words = [self._words[number] for number in numbers.tolist()]
        distances = cdist([text], words, scorer=OSA.distance, score_cutoff=edits, dtype=np.int32)[0]
        return numbers[distances <= edits].astype(np.int32)


def _bits(letters: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return np.uint32(1) << (letters & np.uint32(31))
