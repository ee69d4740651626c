"""Words in a row and words near each other, by arithmetic on their places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from search.whoosh_engine.arrays import Array
from search.whoosh_engine.found import NOTHING, Found, Scratch
from search.whoosh_engine.generation import Generation, Places

_FAR = 1 << 12  # passages are shorter than this
_APART = _FAR << 1  # from passage to passage, so that no distance reaches the next


def phrase(generation: Generation, scratch: Scratch, field: str, words: Sequence[str]) -> Found:
    """The rows with these words in a row; each scores what its words do."""
    both = all_of(generation, scratch, field, words)
    if not len(both.rows) or len(words) > _FAR:
        return NOTHING
    places = {word: generation.places(field, word) for word in dict.fromkeys(words)}
    order = sorted(range(len(words)), key=lambda at: len(places[words[at]].positions))
    keys: dict[str, Array] = {}
    starts: Array | None = None
    for at in order:
        word = words[at]
        if word not in keys:
            keys[word] = _keys(places[word], both.rows)
        starts = keys[word] - at if starts is None else starts[_among(starts + at, keys[word])]
        if not len(starts):
            return NOTHING
    assert starts is not None
    return _at(both, starts)


def near(generation: Generation, scratch: Scratch, stems: Sequence[str], distance: int) -> Found:
    """The rows in which a run of at most `distance` + 1 positions has all these stems, each as often as it is given."""
    both = all_of(generation, scratch, "stem", stems)
    if not len(both.rows):
        return NOTHING
    parts = [_keys(generation.places("stem", stem), both.rows) for stem in dict.fromkeys(stems)]
    keys = np.concatenate(parts)
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    which = np.repeat(np.arange(len(parts)), [len(part) for part in parts])[order]
    ends = np.searchsorted(keys, keys + min(distance, _FAR), "right")
    enough = np.ones(len(keys), bool)
    for number, needed in enumerate(Counter(stems).values()):
        so_far = np.concatenate(([0], np.cumsum(which == number)))
        enough &= so_far[ends] - so_far[:-1] >= needed
    return _at(both, keys[enough])


def all_of(generation: Generation, scratch: Scratch, field: str, words: Sequence[str]) -> Found:
    """The rows with all of these words; a word that is given twice scores twice."""
    given = Counter(words)
    parts = sorted(((generation.word(field, word).found, times) for word, times in given.items()), key=_size)
    both: Found | None = None
    for found, times in parts:
        weighed = Found(found.rows, found.scores * np.float32(times)) if times > 1 else found
        both = weighed if both is None else scratch.both(both, weighed)
    return NOTHING if both is None else both


def _size(part: tuple[Found, int]) -> int:
    return len(part[0].rows)


def _keys(places: Places, rows: Array) -> Array:
    """The places of a word in some of its rows, ascending: the number of the row among `rows`, and the position."""
    at = np.searchsorted(places.rows, rows) if len(rows) < len(places.rows) else slice(None)
    counts, begins = places.counts[at], places.begins[at]
    apart = np.arange(len(rows)) * _APART
    if int(counts.max()) == 1:
        return apart + places.positions[begins]
    ends = np.cumsum(counts, dtype=np.int64)
    which = np.arange(ends[-1]) + np.repeat(begins - (ends - counts), counts)
    return np.repeat(apart, counts) + places.positions[which]


def _among(keys: Array, others: Array) -> Array:
    at = np.searchsorted(others, keys)
    at[at == len(others)] = 0
    return others[at] == keys


def _at(found: Found, keys: Array) -> Found:
    """The rows that the keys are in; a phrase may begin before its row's first position, by less than half a row."""
    held = np.unique((keys + _FAR // 2) // _APART)
    return Found(found.rows[held], found.scores[held])
