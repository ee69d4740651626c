"""Words in a row and words near each other, by arithmetic on their keys.

The key of an occurrence is its doc, then its position in the lower bits: a phrase is a number such that adding to it
the place of each of its words gives a key of that word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from search.whoosh_engine.exec.docset import FEWER, Workspace
from search.whoosh_engine.format.container import Array, stretches

if TYPE_CHECKING:
    from search.whoosh_engine.exec.generation import Generation


def phrase(generation: Generation, field: str, words: Sequence[str]) -> Array:
    """The docs, deleted ones too, with these words in a row."""
    order = sorted(range(len(words)), key=lambda at: generation.frequency(field, words[at]))
    base, bits = order[0], generation.position_bits
    starts = generation.keys(field, words[base]) - base
    for at in order[1:]:
        if not len(starts):
            return starts
        starts = common(starts + at, _keys(generation, field, words[at], starts + base)) - at
    # A doc's last position is always free: nothing begins in one doc and ends in the next.
    return _distinct(starts >> bits)


def _keys(generation: Generation, field: str, word: str, others: Array) -> Array:
    """The keys of a word: all, or where there are many, those in the docs of others."""
    if generation.frequency(field, word) < FEWER * len(others):
        return generation.keys(field, word)
    return generation.keys_in(field, word, _distinct(others >> generation.position_bits).astype(np.int32))


def near(generation: Generation, workspace: Workspace, stems: Sequence[str], distance: int) -> Array:
    """The docs, deleted too, in which a run of at most `distance` + 1 positions has all stems, as often as given."""
    needed = Counter(stems)
    keys = sorted(((generation.keys("stem", stem), stem) for stem in needed), key=lambda each: len(each[0]))
    if not len(keys[0][0]):
        return keys[0][0]
    within = _two if len(keys) == len(stems) == 2 else _several
    found = within(generation, workspace, [(each, needed[stem], stem) for each, stem in keys], distance)
    return _distinct(found >> generation.position_bits)


FEW = 4  # by so much a set of keys must be smaller for each of its own to be sought in the other
Needed = tuple[Array, int, str]  # the keys of a stem, how many of them a run must have, and the stem


def _two(generation: Generation, workspace: Workspace, needed: Sequence[Needed], distance: int) -> Array:
    """Those keys of one of two stems that have one of the other near."""
    few, many = needed[0][0], needed[1][0]
    if len(many) > FEW * len(few):
        first, last = _reach(few, distance, generation.position_bits)
        near = many[np.minimum(np.searchsorted(many, first), len(many) - 1)]
        return few[(first <= near) & (near <= last)]
    # Of the nearest two, one stands next to the other where all are in order; the lowest bit tells them apart.
    bits = generation.position_bits + 1
    wide = np.uint32 if few.dtype == np.uint32 and generation.size << bits < 1 << 32 else np.uint64
    both: NDArray[np.uint32 | np.uint64] = np.concatenate((few, many)).astype(wide)
    both <<= wide(1)
    both[len(few) :] |= wide(1)
    both.sort()
    before, after = both[:-1], both[1:]
    at = np.flatnonzero(after - before <= 2 * distance + 1)
    before, after = before[at], after[at]
    near = ((before ^ after) & 1 == 1) & ((after >> 1) - (before >> 1) <= distance) & (before >> bits == after >> bits)
    return before[near] >> 1


def _several(generation: Generation, workspace: Workspace, needed: Sequence[Needed], distance: int) -> Array:
    """The keys at which a run begins that has all stems."""
    docs = _distinct(needed[0][0] >> generation.position_bits).astype(np.int32)
    for _, _, stem in needed:
        docs = docs[generation.scores_at(workspace, "stem", stem, docs)[0]]
    if not len(docs):
        return docs
    bits = np.uint64(len(needed).bit_length())
    parts = [_in_docs(keys, docs, generation.position_bits).astype(np.uint64) << bits for keys, _, _ in needed]
    marked = np.concatenate([part | np.uint64(number) for number, part in enumerate(parts)])
    marked.sort()
    keys, which = marked >> bits, marked & ((np.uint64(1) << bits) - np.uint64(1))
    ends = np.searchsorted(keys, _reach(keys, distance, generation.position_bits)[1], "right")
    enough = np.ones(len(keys), bool)
    for number, (_, times, _) in enumerate(needed):
        so_far = np.concatenate(([0], np.cumsum(which == number)))
        enough &= so_far[ends] - so_far[:-1] >= times
    return keys[enough]


def _reach(keys: Array, distance: int, bits: int) -> tuple[Array, Array]:
    """The first and the last key at most `distance` from each and in the same doc."""
    doc = (1 << bits) - 1
    distance = min(distance, doc)
    position = keys & doc
    return keys - np.minimum(position, distance), keys + np.minimum(doc - position, distance)


def _in_docs(keys: Array, docs: Array, bits: int) -> Array:
    """The keys in some docs."""
    firsts = docs.astype(keys.dtype) << bits
    begins = np.searchsorted(keys, firsts)
    sizes = np.searchsorted(keys, firsts + ((1 << bits) - 1), "right") - begins
    return keys[stretches(begins, sizes)]


def common(some: Array, others: Array) -> Array:
    """What two ascending arrays of distinct integers of one type have in common."""
    if not len(others):
        return others
    if len(others) > FEW * len(some):
        at = np.minimum(np.searchsorted(others, some), len(others) - 1)
        return some[np.flatnonzero(others[at] == some)]
    both = np.concatenate((some, others))
    both.sort()
    return both[np.flatnonzero(both[1:] == both[:-1])]


def _distinct(ascending: Array) -> Array:
    return ascending[np.concatenate(([True], ascending[1:] != ascending[:-1]))[: len(ascending)]]
