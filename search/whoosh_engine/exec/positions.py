"""Words in a row and words near each other, by arithmetic on their keys.

The key of an occurrence is its doc, then its position in the lower bits: a phrase is a number such that adding to it
the place of each of its words gives a key of that word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from search.whoosh_engine import tuning
from search.whoosh_engine.format.container import stretches
from search.whoosh_engine.format.types import Counts, DocIds, Places, PositionKeys, Scores, TextField
from search.whoosh_engine.index.cache import Cache
from search.whoosh_engine.index.reader import IndexReader


class _Needed(NamedTuple):
    """A stem of which a run must have so many: its keys."""

    keys: PositionKeys
    times: int


class Positions:
    """Where terms stand, as long as there is room to keep it. The docs found may be deleted ones."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        self._bits = reader.position_bits
        self._kept: Cache[PositionKeys] = Cache(tuning.KEYS_KEPT)

    def keys(self, field: TextField, text: str) -> PositionKeys:
        """The keys of a term, ascending."""
        return self._kept.get((field, text), lambda: self._reader.positions(field, text))

    def phrase(self, field: TextField, texts: Sequence[str]) -> DocIds:
        """The docs with these terms in a row."""
        order = sorted(range(len(texts)), key=lambda at: self._reader.doc_freq(field, texts[at]))
        base = order[0]
        starts = self.keys(field, texts[base]) - base
        for at in order[1:]:
            if len(starts):
                starts = _common(starts + at, self._keys_near(field, texts[at], starts + base)) - at
        # A doc's last position is always free: nothing begins in one doc and ends in the next.
        return _docs(starts, self._bits)

    def rows(self, docs: DocIds, rows: Iterable[tuple[TextField, Sequence[str]]]) -> Iterator[Scores]:
        """How often the terms of each row stand in a row in each of a few docs, ascending."""
        keys = cache(lambda field, text: self._reader.positions_in(field, text, docs))
        for field, texts in rows:
            starts = keys(field, texts[0])
            for at, text in enumerate(texts[1:], start=1):
                starts = _common(starts + at, keys(field, text)) - at
            begun = starts >> self._bits
            counts = np.searchsorted(begun, docs, "right") - np.searchsorted(begun, docs)
            yield counts.astype(np.float32)

    def _keys_near(self, field: TextField, text: str, others: PositionKeys) -> PositionKeys:
        """The keys of a term: all, or where there are many, those in the docs of others."""
        if self._reader.doc_freq(field, text) < tuning.FEWER * len(others):
            return self.keys(field, text)
        return self._reader.positions_in(field, text, _docs(others, self._bits))

    def near(self, stems: Sequence[str], distance: int) -> DocIds:
        """The docs in which a run of at most `distance` + 1 positions has all stems, as often as given."""
        needed = [_Needed(self.keys("stem", stem), times) for stem, times in Counter(stems).items()]
        needed.sort(key=lambda each: len(each.keys))
        if len(needed) == len(stems) == 2:
            found = self._two(needed[0].keys, needed[1].keys, distance)
        else:
            found = self._several(needed, distance)
        return _docs(found, self._bits)

    def _two(self, few: PositionKeys, many: PositionKeys, distance: int) -> PositionKeys:
        """Those keys of one of two stems that have one of the other near."""
        if not len(few):
            return few
        first, last = _reach(few, distance, self._bits)
        near = many[np.minimum(np.searchsorted(many, first), len(many) - 1)]
        return few[(first <= near) & (near <= last)]

    def _several(self, needed: Sequence[_Needed], distance: int) -> PositionKeys:
        """The keys at which a run begins that has all stems."""
        docs = _docs(needed[0].keys, self._bits)
        for keys, _ in needed[1:]:
            docs = docs[_in_docs(keys, docs, self._bits)[1] > 0]
        bits = np.uint64(len(needed).bit_length())
        parts = [keys[stretches(*_in_docs(keys, docs, self._bits))].astype(np.uint64) << bits for keys, _ in needed]
        marked = np.concatenate([part | np.uint64(number) for number, part in enumerate(parts)])
        marked.sort()
        keys, which = marked >> bits, marked & ((np.uint64(1) << bits) - np.uint64(1))
        ends = np.searchsorted(keys, _reach(keys, distance, self._bits)[1], "right")
        enough = np.ones(len(keys), bool)
        for number, (_, times) in enumerate(needed):
            so_far = np.concatenate(([0], np.cumsum(which == number)))
            enough &= so_far[ends] - so_far[:-1] >= times
        return keys[enough]


def _reach(keys: PositionKeys, distance: int, bits: int) -> tuple[PositionKeys, PositionKeys]:
    """The first and the last key at most `distance` from each and in the same doc."""
    doc = (1 << bits) - 1
    distance = min(distance, doc)
    position = keys & doc
    return keys - np.minimum(position, distance), keys + np.minimum(doc - position, distance)


def _in_docs(keys: PositionKeys, docs: DocIds, bits: int) -> tuple[Places, Counts]:
    """Where the keys in each of some docs begin, and how many there are."""
    firsts: PositionKeys = docs.astype(keys.dtype)
    firsts <<= bits
    begins = np.searchsorted(keys, firsts)
    return begins, np.searchsorted(keys, firsts + ((1 << bits) - 1), "right") - begins


def _common(some: PositionKeys, others: PositionKeys) -> PositionKeys:
    """What two ascending arrays of distinct keys of one type have in common."""
    if not len(others):
        return others
    at = np.minimum(np.searchsorted(others, some), len(others) - 1)
    return some[np.flatnonzero(others[at] == some)]


def _docs(keys: PositionKeys, bits: int) -> DocIds:
    """The docs that ascending keys are of."""
    docs = keys >> bits
    return docs[np.concatenate(([True], docs[1:] != docs[:-1]))[: len(docs)]].astype(np.int32)
