"""One segment as the kernels take it: its part of the table, and bits of the words that are sought most."""

from __future__ import annotations

import threading
from weakref import WeakKeyDictionary

import numpy as np

from search.whoosh_engine.compiled import lists, table
from search.whoosh_engine.compiled.lists import NEVER, NO_BITS, STEM
from search.whoosh_engine.compiled.texts import HEADS
from search.whoosh_engine.segments.arrays import Array
from search.whoosh_engine.segments.lexicon import Lexicon
from search.whoosh_engine.segments.postings import Words

SELDOM = 16  # a list of which one row in so many is sought, or more, ought to have bits
SPARSE = 128  # but for lists of fewer rows than one in so many
_BITS_KEPT = 32 << 20  # bytes
_MOST_BITS = 600  # words

_lock = threading.Lock()


class Arena:
    """What never changes of a segment, but for bits, which are only ever added. It may be shared by threads."""

    def __init__(self, words: Words, size: int) -> None:
        self._wide = (size + 63) >> 6
        self._most = max(1, min(_MOST_BITS, _BITS_KEPT // (10 * self._wide + 1)))
        self.pool = np.zeros(self._most * self._wide, np.uint64), np.zeros(self._most * self._wide, np.uint16)
        self._slots = np.full(len(words.stem), NO_BITS, np.int16)  # by stem
        self._used = 0
        # Not the words themselves: it must not keep alive what it is kept for.
        self._arrays = {
            "halves": words.rows16,
            "wholes": words.rows32,
            **_small("counts", words.counts.arrays),
            **_small("positions", words.positions.arrays),
            **_small("codes", words.codes.arrays),
            "skips": words.skips,
            "extents": words.extents.ravel(),
            "stem_of": words.stem_of,
            "code_of": words.code_of,
            "exact_rows": words.exact_rows,
            "stem_blob": words.stem.blob,
            "stem_starts": words.stem.starts,
            "stem_heads": _heads(words.stem),
            "exact_blob": words.exact.blob,
            "exact_starts": words.exact.starts,
            "exact_heads": _heads(words.exact),
            "bits": self.pool[0],
            "ranks": self.pool[1],
            "slots": self._slots,
        }
        self.numbers = table.numbers_of(self._arrays)

    def slot(self, segment: Array, word: Array) -> int:
        """Which bits of the pool are those of a word's stem; they are made where there is room, else NEVER."""
        stem = word[STEM]
        with _lock:
            if self._slots[stem] == NO_BITS:
                slot = NEVER
                if self._used < self._most:
                    slot, self._used = self._used, self._used + 1
                    part = slice(slot * self._wide, (slot + 1) * self._wide)
                    lists.set_bits(segment, word, self.pool[0][part], self.pool[1][part])
                self._slots[stem] = slot
            return int(self._slots[stem])


def _heads(lexicon: Lexicon) -> Array:
    sampled = (lexicon[number] for number in range(0, len(lexicon), HEADS))
    return np.array([int.from_bytes(text[:8].ljust(8, b"\0")) for text in sampled], np.uint64)


def _small(name: str, arrays: tuple[Array, Array, Array]) -> dict[str, Array]:
    return dict(zip((name, f"{name}_wide", f"{name}_high"), arrays, strict=True))


_arenas: WeakKeyDictionary[Words, Arena] = WeakKeyDictionary()


def arena_of(words: Words, size: int) -> Arena:
    """The arena of a segment of so many rows, which all generations of the index share."""
    with _lock:
        found = _arenas.get(words)
        if found is None:
            found = _arenas[words] = Arena(words, size)
        return found
