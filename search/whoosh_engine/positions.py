"""Words in a row and words near each other, by arithmetic on their keys.

The key of an occurrence is its row, then its position in the lower bits: a phrase is a number such that adding to it
the place of each of its words gives a key of that word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from search.whoosh_engine.arrays import Array
from search.whoosh_engine.found import NOTHING, Found, Scratch
from search.whoosh_engine.generation import Generation


def phrase(generation: Generation, scratch: Scratch, field: str, words: Sequence[str]) -> Found:
    """The rows with these words in a row; each scores what its words do."""
    keys = {word: generation.keys(field, word) for word in dict.fromkeys(words)}
    order = sorted(range(len(words)), key=lambda at: len(keys[words[at]]))
    base = order[0]
    starts = keys[words[base]] - base
    for at in order[1:]:
        starts = starts[_among(starts + at, keys[words[at]])]
    bits = generation.position_bits
    # What would begin before its row's first position is none.
    rows = _distinct((starts >> bits)[starts >> bits == (starts + base) >> bits])
    return _scored(generation, scratch, field, words, rows)


def near(generation: Generation, scratch: Scratch, stems: Sequence[str], distance: int) -> Found:
    """The rows in which a run of at most `distance` + 1 positions has all these stems, each as often as it is given."""
    bits = generation.position_bits
    rows = None
    for stem in sorted(set(stems), key=lambda stem: len(generation.keys("stem", stem))):
        found = generation.word("stem", stem).found
        rows = found.rows if rows is None else rows[scratch.marked(rows, found)] if len(rows) else rows
    if rows is None or not len(rows):
        return NOTHING
    parts = [_in_rows(generation.keys("stem", stem), rows, bits) for stem in dict.fromkeys(stems)]
    keys = np.concatenate(parts).astype(np.int64)
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    which = np.repeat(np.arange(len(parts)), [len(part) for part in parts])[order]
    last = np.minimum(keys + distance, keys | ((1 << bits) - 1))  # in the same row
    ends = np.searchsorted(keys, last, "right")
    enough = np.ones(len(keys), bool)
    for number, needed in enumerate(Counter(stems).values()):
        so_far = np.concatenate(([0], np.cumsum(which == number)))
        enough &= so_far[ends] - so_far[:-1] >= needed
    return _scored(generation, scratch, "stem", stems, _distinct(keys[enough] >> bits))


def _scored(generation: Generation, scratch: Scratch, field: str, words: Sequence[str], rows: Array) -> Found:
    """The rows of these that live, each of which has all words; a word that is given twice scores twice."""
    rows = rows.astype(np.int32)
    if generation.live is not None:
        rows = rows[generation.live[rows]]
    scores = np.zeros(len(rows), np.float32)
    for word, times in Counter(words).items():
        scores += scratch.scores(rows, generation.word(field, word).found) * np.float32(times)
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
