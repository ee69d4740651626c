"""Kernels for where the docs of a conjunction come from: the list of a word, or the bits of several. See `lists`.

Rows are those of some stretches of the index, as many at a time as there is space for.
"""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.format.container import Array
from search.whoosh_engine.kernels.bits import zeros_below
from search.whoosh_engine.kernels.compiler import Integer, kernel
from search.whoosh_engine.kernels.postings import SLOT, docs_of, place_of, size_of, strips_of
from search.whoosh_engine.kernels.scoring import counted
from search.whoosh_engine.kernels.segment_table import BITS, OFFSET, SIZE, array_of
from search.whoosh_engine.kernels.strips import is_dense, within

_SELDOM = 4  # of so many docs that have a word, one or less has the other


@kernel
def next_counted(
    segment: Array, word: Array, begins: Array, ends: Array, stretch: Integer, at: Integer, docs: Array, often: Array
) -> tuple[Integer, Integer, Integer]:
    """The next docs of a word in some stretches of the index, and how often it is in each, as `counted`.

    It goes on in a stretch, from a place in the list of the word's stem, as far as there is space. How many docs, and
    with which stretch and place to go on.
    """
    stem, offset, size = docs_of(segment, word), segment[OFFSET], segment[SIZE]
    kept, space, last = 0, len(docs), size_of(word)
    while stretch < len(begins) and at < last:
        first, end = max(begins[stretch] - offset, 0), min(ends[stretch] - offset, size)
        if first < end:
            at = place_of(stem, first, at) if first else at
            until = place_of(stem, end, at) if end < size else last
            count = min(until - at, space)
            kept += counted(segment, word, at, at + count, docs[kept:], often[kept:])
            at += count
            space -= count
            if at < until:
                break
        stretch += 1
    return kept, stretch, at


@kernel
def are_quicker(segment: Array, words: Array, place: Integer) -> bool:
    """Whether it is less work to go through all bits of the first two words than through the docs of the first."""
    one, two = words[0, place], words[1, place]
    are_few = size_of(two) * _SELDOM < segment[SIZE] and size_of(one) > 4 * strips_of(segment)
    return is_dense(one) and is_dense(two) and are_few


@kernel
def next_shared(
    segment: Array,
    words: Array,
    place: Integer,
    begins: Array,
    ends: Array,
    stretch: Integer,
    after: Integer,
    docs: Array,
    scores: Array,
) -> tuple[Integer, Integer, Integer]:
    """The next docs of all dense words in some stretches of the index, which score nothing yet.

    It goes on in a stretch, from a doc on, as far as there is space. How many docs, and with which stretch and doc to
    go on.
    """
    bits, wide, offset, kept = array_of(segment, BITS), 2 * strips_of(segment), segment[OFFSET], 0
    while stretch < len(begins):
        first, end = max(begins[stretch] - offset, after), min(ends[stretch] - offset, segment[SIZE])
        for at in range(first >> 6, ((end - 1) >> 6) + 1 if first < end else 0):
            left = bits[words[0, place, SLOT] * wide + at] & bits[words[1, place, SLOT] * wide + at]
            for number in range(2, len(words)):
                if is_dense(words[number, place]):
                    left &= bits[words[number, place, SLOT] * wide + at]
            left &= within(at, first, end)
            while left:
                doc = (at << 6) + zeros_below(left)
                if kept == len(docs):
                    return kept, stretch, doc
                docs[kept], scores[kept] = doc, 0
                left &= left - np.uint64(1)
                kept += 1
        stretch += 1
    return kept, stretch, after
