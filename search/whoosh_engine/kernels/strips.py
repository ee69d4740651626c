"""Kernels over strips of rows, of which it is known how much a dense word scores there at most; see `segments.strips`.

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
    PAIR,
    SLOT,
    STRIP_SHIFT,
    TIMES,
    counts_of,
    factor_of,
    is_set,
    rank_of,
    rows_of,
    size_of,
    small,
    strips_of,
)
from search.whoosh_engine.kernels.runs import has_any, run_of
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
    """Whether a row that scores about so much at most may reach a bar."""
    return bool(most * _CERTAINTY >= bar)


@kernel
def is_dense(word: Array) -> bool:
    """Whether a word's rows in a segment are those of bits."""
    return word[SLOT] != LISTED and word[FORM] == ALL_FORMS


@kernel
def bound_at(segment: Array, words: Array, place: Integer, first: Integer, row: Integer) -> Real:
    """About what the dense ones of the words from the first on score at most in a row."""
    bits, peaks, strips = array_of(segment, BITS), array_of(segment, PEAKS), strips_of(segment)
    norm, most = array_of(segment, NORMS)[array_of(segment, LENGTHS)[row]], np.float32(0)
    for number in range(first, len(words)):
        word = words[number, place]
        slot, factor = word[SLOT], factor_of(word) * np.float32(word[TIMES])
        if slot != LISTED and bits[2 * slot * strips + (row >> 6)] >> np.uint64(row & 63) & np.uint64(1):
            peak = peaks[slot * strips + (row >> STRIP_SHIFT)]
            most += factor if peak == OFTEN else bm25(np.float32(peak), factor, norm)
    return most


@kernel
def score_of(segment: Array, words: Array, place: Integer, first: Integer, row: Integer, known: Real) -> Real:
    """What is known of the score of a row, and what the dense ones of the words from the first on add to it."""
    counts, peaks, strips = counts_of(segment), array_of(segment, PEAKS), strips_of(segment)
    norm = array_of(segment, NORMS)[array_of(segment, LENGTHS)[row]]
    for number in range(first, len(words)):
        word = words[number, place]
        stem = rows_of(segment, word)
        if word[SLOT] != LISTED and is_set(stem[2], row):
            count = 1
            if peaks[word[SLOT] * strips + (row >> STRIP_SHIFT)] > 1:
                count = small(counts, word[PAIR] + rank_of(stem, row))
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
    """Put those of 64 rows whose bits are set in a heap, with what is known of their scores; how many are in it now.

    The words from the first on add to what is known, which are `sums`, or where there are none nothing.
    """
    order, offset = order_of(segment), segment[OFFSET]
    bar = floor_of(held_scores, best)
    while bits:
        row = base + zeros_below(bits)
        bits &= bits - np.uint64(1)
        known = sums[row] if len(sums) else np.float32(0)
        if may_reach(bar, known + bound_at(segment, words, place, first, row)):
            found = score_of(segment, words, place, first, row, known)
            if found >= bar:
                best = push(order, held, held_scores, best, row + offset, found)
                bar = floor_of(held_scores, best)
    return best


@kernel
def within(number: Integer, first: Integer, end: Integer) -> Integer:
    """The bits of those of the 64 rows of a number that are from the first up to the end."""
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
    """Put the best rows from the first up to the end that have a dense word in a heap of so many; how many are in it.

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
    """In how many rows a dense word is, from the first row of a document up to the end of one, and in how many
    documents."""
    if first == 0 and end == segment[SIZE]:
        return size_of(word), array_of(segment, DOCUMENTS)[word[SLOT]]
    stem, starts, offset = rows_of(segment, word), array_of(segment, RUN_STARTS), segment[OFFSET]
    last = rank_of(stem, end) if end < segment[SIZE] else size_of(word)
    run, documents = run_of((starts, array_of(segment, RUN_KNOWN)), first + offset), 0
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
    """Put the best rows that have a dense word in a heap of so many, of some stretches of the index.

    All rows live, and stretches are of whole documents; `none` is an array of no scores, since kernels make none. In
    how many rows and documents the word is there, and how many are in the heap.
    """
    offset, total, documents = segment[OFFSET], 0, 0
    for stretch in range(len(begins)):
        first, end = max(begins[stretch] - offset, 0), min(ends[stretch] - offset, segment[SIZE])
        if first < end:
            rows, runs = counted_in(segment, words[0, place], first, end)
            total, documents = total + rows, documents + runs
            best = best_within(segment, words, place, first, end, none, held, held_scores, best)
    return total, documents, best
