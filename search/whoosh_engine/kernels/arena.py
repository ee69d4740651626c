"""One segment as the kernels take it: its part of the table."""

from __future__ import annotations

import threading
from weakref import WeakKeyDictionary

import numpy as np

from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.postings import PostingsReader
from search.whoosh_engine.format.term_dictionary import TermDictionary
from search.whoosh_engine.kernels import segment_table as table
from search.whoosh_engine.kernels.postings import LISTED
from search.whoosh_engine.kernels.terms import HEADS

_lock = threading.Lock()


class Arena:
    """What never changes of a segment. It may be shared by threads."""

    def __init__(self, words: PostingsReader) -> None:
        slots = np.full(len(words.stem), LISTED, np.int32)
        slots[words.dense.stems] = np.arange(len(words.dense.stems))
        # Not the words themselves: it must not keep alive what it is kept for.
        self._arrays = {
            "halves": words.docs16,
            "wholes": words.docs32,
            **_small("counts", words.counts.arrays),
            **_small("positions", words.positions.arrays),
            **_small("codes", words.codes.arrays),
            "skips": words.skips,
            "extents": words.extents.ravel(),
            "stem_of": words.stem_of,
            "code_of": words.code_of,
            "exact_docs": words.exact_docs,
            "stem_blob": words.stem.blob,
            "stem_starts": words.stem.starts,
            "stem_heads": _heads(words.stem),
            "exact_blob": words.exact.blob,
            "exact_starts": words.exact.starts,
            "exact_heads": _heads(words.exact),
            "bits": words.dense.bits,
            "ranks": words.dense.ranks,
            "maxima": words.dense.maxima,
            "peaks": words.dense.peaks,
            "documents": words.dense.documents,
            "slots": slots,
        }
        self.numbers = table.numbers_of(self._arrays)


def _heads(dictionary: TermDictionary) -> Array:
    sampled = (dictionary[number] for number in range(0, len(dictionary), HEADS))
    return np.array([int.from_bytes(text[:8].ljust(8, b"\0")) for text in sampled], np.uint64)


def _small(name: str, arrays: tuple[Array, Array, Array]) -> dict[str, Array]:
    return dict(zip((name, f"{name}_wide", f"{name}_high"), arrays, strict=True))


_arenas: WeakKeyDictionary[PostingsReader, Arena] = WeakKeyDictionary()


def arena_of(words: PostingsReader) -> Arena:
    """The arena of a segment, which all generations of the index share."""
    with _lock:
        found = _arenas.get(words)
        if found is None:
            found = _arenas[words] = Arena(words)
        return found
