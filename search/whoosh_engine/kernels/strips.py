"""Kernels over strips of docs, of which it is known how much a dense word scores there at most; see `segments.strips`.

Rows are scored only where they may be among the best. Tables and words are as in `lists`.
"""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.dense_postings import LEVELS, OFTEN
from search.whoosh_engine.kernels.best import floor_of, order_of, push
from search.whoosh_engine.kernels.bits import zeros_below
from search.whoosh_engine.kernels.compiler import Integer, Real, kernel
from search.whoosh_engine.kernels.postings import (
    ALL_FORMS,
    FORM,
    LISTED,
    POSTING,
    SLOT,
    STRIP_SHIFT,
    TIMES,
    counts_of,
    docs_of,
    factor_of,
    is_set,
    rank_of,
    size_of,
    small,
    strips_of,
)
from search.whoosh_engine.kernels.runs import has_any, parent_of
from search.whoosh_engine.kernels.scoring import bm25
from search.whoosh_engine.kernels.segment_table import (
    BITS,
    BOUNDS,
    DOCUMENTS,
    LENGTHS,
    MAXIMA,
    NORMS,
    OFFSET,
    PEAKS,
    RUN_KNOWN,
    RUN_STARTS,
    SIZE,
    array_of,
)

# More than what is lost where numbers are rounded: for each of at most 64 words in a query less than 4e-7 of the whole.
_CERTAINTY = np.float32(1.0001)


@kernel
def may_reach(bar: Real, most: Real) -> bool:
    """Whether a doc that scores about so much at most may reach a bar."""
    return bool(most * _CERTAINTY >= bar)


@kernel
def is_dense(word: Array) -> bool:
    """Whether a word's docs in a segment are those of bits."""
    return word[SLOT] != LISTED and word[FORM] == ALL_FORMS


@kernel
def bound_at(segment: Array, words: Array, place: Integer, first: Integer, doc: Integer) -> Real:
    """About what the dense ones of the words from the first on score at most in a row."""
    bits, peaks, strips = array_of(segment, BITS), array_of(segment, PEAKS), strips_of(segment)
    norm, most = array_of(segment, NORMS)[array_of(segment, LENGTHS)[doc]], np.float32(0)
    for number in range(first, len(words)):
        word = words[number, place]
        slot, factor = word[SLOT], factor_of(word) * np.float32(word[TIMES])
        if slot != LISTED and bits[2 * slot * strips + (doc >> 6)] >> np.uint64(doc & 63) & np.uint64(1):
            peak = peaks[slot * strips + (doc >> STRIP_SHIFT)]
            most += factor if peak == OFTEN else bm25(np.float32(peak), factor, norm)
    return most


@kernel
def score_of(segment: Array, words: Array, place: Integer, first: Integer, doc: Integer, known: Real) -> Real:
    """What is known of the score of a doc, and what the dense ones of the words from the first on add to it."""
    counts, peaks, strips = counts_of(segment), array_of(segment, PEAKS), strips_of(segment)
    norm = array_of(segment, NORMS)[array_of(segment, LENGTHS)[doc]]
    for number in range(first, len(words)):
        word = words[number, place]
        stem = docs_of(segment, word)
        if word[SLOT] != LISTED and is_set(stem[2], doc):
            count = 1
            if peaks[word[SLOT] * strips + (doc >> STRIP_SHIFT)] > 1:
                count = small(counts, word[POSTING] + rank_of(stem, doc))
            known += bm25(np.float32(count), factor_of(word), norm) * np.float32(word[TIMES])
    return known


@kernel
def pushed(
    segment: Array,
    words: Array,
    place: Integer,
    first: Integer,
    base: Integer,
    bits: Integer,
    sums: Array,
    held: Array,
    held_scores: Array,
    best: Integer,
) -> Integer:
    """Put those of 64 docs whose bits are set in a heap, with what is known of their scores; how many are in it now.

    The words from the first on add to what is known, which are `sums`, or where there are none nothing.
    """
    order, offset = order_of(segment), segment[OFFSET]
    bar = floor_of(held_scores, best)
    while bits:
        doc = base + zeros_below(bits)
        bits &= bits - np.uint64(1)
        known = sums[doc] if len(sums) else np.float32(0)
        if may_reach(bar, known + bound_at(segment, words, place, first, doc)):
            found = score_of(segment, words, place, first, doc, known)
            if found >= bar:
                best = push(order, held, held_scores, best, doc + offset, found)
                bar = floor_of(held_scores, best)
    return best


@kernel
def within(number: Integer, first: Integer, end: Integer) -> Integer:
    """The bits of those of the 64 docs of a number that are from the first up to the end."""
    base, bits = number << 6, ~np.uint64(0)
    if first > base:
        bits = bits >> np.uint64(first - base) << np.uint64(first - base)
    if end < base + 64:
        bits &= (np.uint64(1) << np.uint64(end - base)) - np.uint64(1)
    return bits


@kernel
def best_within(
    segment: Array,
    words: Array,
    place: Integer,
    first: Integer,
    end: Integer,
    none: Array,
    held: Array,
    held_scores: Array,
    best: Integer,
) -> Integer:
    """Put the best docs from the first up to the end that have a dense word in a heap of so many; how many are in it.

    `none` are no scores.
    """
    bits, maxima, bounds = array_of(segment, BITS), array_of(segment, MAXIMA), array_of(segment, BOUNDS)
    word, strips = words[0, place], strips_of(segment)
    factor, bar, least = factor_of(word) * np.float32(word[TIMES]), floor_of(held_scores, best), 0
    own, numbers = maxima[word[SLOT] * strips :], bits[2 * word[SLOT] * strips :]
    while least <= LEVELS and not may_reach(bar, factor * bounds[least]):
        least += 1
    for strip in range(first >> STRIP_SHIFT, ((end - 1) >> STRIP_SHIFT) + 1):
        if own[strip] >= least:
            for at in range(2 * strip, 2 * strip + 2):
                if (at + 1) << 6 > first and at << 6 < end:
                    left = numbers[at] & within(at, first, end)
                    best = pushed(segment, words, place, 0, at << 6, left, none, held, held_scores, best)
            bar = floor_of(held_scores, best)
            while least <= LEVELS and not may_reach(bar, factor * bounds[least]):
                least += 1
    return best


@kernel
def counted_in(segment: Array, word: Array, first: Integer, end: Integer) -> tuple[Integer, Integer]:
    """In how many docs a dense word is, from the first doc of a document up to the end of one, and in how many
    documents."""
    if first == 0 and end == segment[SIZE]:
        return size_of(word), array_of(segment, DOCUMENTS)[word[SLOT]]
    stem, starts, offset = docs_of(segment, word), array_of(segment, RUN_STARTS), segment[OFFSET]
    last = rank_of(stem, end) if end < segment[SIZE] else size_of(word)
    run, documents = parent_of((starts, array_of(segment, RUN_KNOWN)), first + offset), 0
    while run < len(starts) - 1 and starts[run] < end + offset:
        documents += has_any(stem[2], starts[run] - offset, starts[run + 1] - offset)
        run += 1
    return last - rank_of(stem, first), documents


@kernel
def best_of_word(
    segment: Array,
    words: Array,
    place: Integer,
    begins: Array,
    ends: Array,
    none: Array,
    held: Array,
    held_scores: Array,
    best: Integer,
) -> tuple[Integer, Integer, Integer]:
    """Put the best docs that have a dense word in a heap of so many, of some stretches of the index.

    All docs live, and stretches are of whole documents; `none` is an array of no scores, since kernels make none. In
    how many docs and documents the word is there, and how many are in the heap.
    """
    offset, total, documents = segment[OFFSET], 0, 0
    for stretch in range(len(begins)):
        first, end = max(begins[stretch] - offset, 0), min(ends[stretch] - offset, segment[SIZE])
        if first < end:
            docs, runs = counted_in(segment, words[0, place], first, end)
            total, documents = total + docs, documents + runs
            best = best_within(segment, words, place, first, end, none, held, held_scores, best)
    return total, documents, best
