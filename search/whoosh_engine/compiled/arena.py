"""One segment as the kernels take it: its arrays, and bits of the words that are sought most."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from weakref import WeakKeyDictionary

import numpy as np

from search.whoosh_engine.compiled import lists, texts
from search.whoosh_engine.compiled.lists import HALF, HALF_END, NUMBERS, PAIR, PAIR_END, SEEKS, SLOT
from search.whoosh_engine.segments.arrays import Array, fixed
from search.whoosh_engine.segments.postings import Words

_BITS_KEPT = 32 << 20  # bytes
_MOST_BITS = 600  # words
_SPARSE = 128  # a list of fewer rows than one in so many has no bits
_NO_STEMS = fixed(np.empty(0, np.int32), np.int32)

_lock = threading.Lock()


class Arena:
    """What never changes of a segment, but for bits, which are only ever added. It may be shared by threads."""

    def __init__(self, words: Words, size: int) -> None:
        self._size = size  # not the words themselves: it must not keep alive what it is kept for
        self.rows = words.rows16, words.rows32, *words.counts.arrays
        self.positions, self.codes, self.skips = words.positions.arrays, words.codes.arrays, words.skips
        wide = (size + 63) >> 6
        slots = max(1, min(_MOST_BITS, _BITS_KEPT // (10 * wide + 1)))
        self.pool, self.ranks = np.zeros((slots, wide), np.uint64), np.zeros((slots, wide), np.uint16)
        self._slots: dict[int, int] = {}  # by the first pair of a stem
        forms = words.stem_of, words.code_of, words.exact_rows
        self._lexicons = {
            "stem": (words.stem.blob, words.stem.starts, _NO_STEMS, *forms[1:], words.extents),
            "exact": (words.exact.blob, words.exact.starts, *forms, words.extents),
        }

    def find(self, field: str, text: Array) -> tuple[Array, int]:
        """The numbers of a word (see `lists`) and in how many rows it is: 0 where it is not here."""
        word = np.empty(NUMBERS, np.int64)
        return word, texts.resolve(*self._lexicons[field], text, word)

    def stacked(self, words: Sequence[Array], seeks: int) -> Array:
        """The numbers of several words, with the bits that it is worth while to have for so many rows to seek."""
        for word in words:
            if word[SLOT] < 0:
                self._provide(word, seeks)
        return np.concatenate(words).reshape(len(words), NUMBERS)

    def _provide(self, word: Array, seeks: int) -> None:
        """Make the bits of a word's stem, where it is worth while for so many rows to seek in its list."""
        first, end = int(word[PAIR]), int(word[PAIR_END])
        slot = self._slots.get(first, -1)
        is_long = word[HALF] < word[HALF_END] and (end - first) * _SPARSE >= self._size
        if slot < 0 and is_long and seeks * SEEKS >= end - first:
            slot = self._made(word, first)
        word[SLOT] = slot

    def _made(self, word: Array, first: int) -> int:
        with _lock:
            slot = self._slots.get(first, len(self._slots))
            if slot == len(self.pool):
                return -1
            if first not in self._slots:
                lists.set_bits(*self.rows[:2], word, self.pool[slot], self.ranks[slot])
                self._slots[first] = slot
            return slot


_arenas: WeakKeyDictionary[Words, Arena] = WeakKeyDictionary()


def arena_of(words: Words, size: int) -> Arena:
    """The arena of a segment of so many rows, which all generations of the index share."""
    with _lock:
        found = _arenas.get(words)
        if found is None:
            found = _arenas[words] = Arena(words, size)
        return found
