"""Words in a row and words near each other, by arithmetic on their keys.

The key of an occurrence is its row, then its position in the lower bits: a phrase is a number such that adding to it
the place of each of its words gives a key of that word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from search.whoosh_engine.arrays import Array
from search.whoosh_engine.found import FEWER, NOTHING, Found, Scratch
from search.whoosh_engine.generation import Generation


def phrase(generation: Generation, scratch: Scratch, field: str, words: Sequence[str]) -> Found:
    """The rows with these words in a row; each scores what its words do."""
    order = sorted(range(len(words)), key=lambda at: generation.frequency(field, words[at]))
    base, bits = order[0], generation.position_bits
    starts = generation.keys(field, words[base]) - base
    for at in order[1:]:
        if not len(starts):
            return NOTHING
        starts = starts[_among(starts + at, _keys(generation, field, words[at], starts + base))]
    # What would begin before its row's first position is none.
    rows = _distinct((starts >> bits)[starts >> bits == (starts + base) >> bits])
    return _scored(generation, scratch, field, words, rows)


def _keys(generation: Generation, field: str, word: str, others: Array) -> Array:
    """The keys of a word: all, or where there are many, those in the rows of others."""
    if generation.frequency(field, word) < FEWER * len(others):
        return generation.keys(field, word)
    return generation.keys_in(field, word, _distinct(others >> generation.position_bits).astype(np.int32))


def near(generation: Generation, scratch: Scratch, stems: Sequence[str], distance: int) -> Found:
    """The rows in which a run of at most `distance` + 1 positions has all these stems, each as often as it is given."""
    needed = Counter(stems)
    keys = sorted(((generation.keys("stem", stem), stem) for stem in needed), key=lambda each: len(each[0]))
    if not len(keys[0][0]):
        return NOTHING
    within = _two if len(keys) == len(stems) == 2 else _several
    found = within(generation, scratch, [(each, needed[stem], stem) for each, stem in keys], distance)
    return _scored(generation, scratch, "stem", stems, _distinct(found >> generation.position_bits))


Needed = tuple[Array, int, str]  # the keys of a stem, how many of them a run must have, and the stem


def _two(generation: Generation, scratch: Scratch, needed: Sequence[Needed], distance: int) -> Array:
    """Those keys of the rarer of two stems that have one of the other near."""
    few, many = needed[0][0], needed[1][0]
    first, last = _reach(few, distance, generation.position_bits)
    at = np.searchsorted(many, first)
    near = many[np.minimum(at, len(many) - 1)]
    return few[(first <= near) & (near <= last)]


def _several(generation: Generation, scratch: Scratch, needed: Sequence[Needed], distance: int) -> Array:
    """The keys at which a run begins that has all stems."""
    rows = _distinct(needed[0][0] >> generation.position_bits).astype(np.int32)
    for _, _, stem in needed:
        rows = rows[generation.scores_at(scratch, "stem", stem, rows)[0]]
    if not len(rows):
        return rows
    bits = np.uint64(len(needed).bit_length())
    parts = [_in_rows(keys, rows, generation.position_bits).astype(np.uint64) << bits for keys, _, _ in needed]
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
    """The first and the last key at most `distance` from each and in the same row."""
    row = (1 << bits) - 1
    distance = min(distance, row)
    position = keys & row
    return keys - np.minimum(position, distance), keys + np.minimum(row - position, distance)


def _scored(generation: Generation, scratch: Scratch, field: str, words: Sequence[str], rows: Array) -> Found:
    """The rows of these that live, each of which has all words; a word that is given twice scores twice."""
    rows = rows.astype(np.int32)
    if generation.live is not None:
        rows = rows[generation.live[rows]]
    scores = np.zeros(len(rows), np.float32)
    for word, times in Counter(words).items():
        scores += generation.scores_at(scratch, field, word, rows)[1] * np.float32(times)
    return Found(rows, scores)


def _in_rows(keys: Array, rows: Array, bits: int) -> Array:
    """The keys in some rows."""
    firsts = rows.astype(keys.dtype) << bits
    begins = np.searchsorted(keys, firsts)
    sizes = np.searchsorted(keys, firsts + ((1 << bits) - 1), "right") - begins
    ends = np.cumsum(sizes)
    return keys[np.arange(ends[-1]) + np.repeat(begins - (ends - sizes), sizes)]


def _among(keys: Array, others: Array) -> Array:
    if not len(others):
        return np.zeros(len(keys), bool)
    at = np.searchsorted(others, keys)
    at[at == len(others)] = 0
    return others[at] == keys


def _distinct(ascending: Array) -> Array:
    return ascending[np.concatenate(([True], ascending[1:] != ascending[:-1]))[: len(ascending)]]
