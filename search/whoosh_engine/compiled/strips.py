"""Kernels over strips of rows, of which it is known how much a dense word scores there at most; see `segments.strips`.

All rows are counted, but scored only where they may be among the best. Tables and words are as in `lists`.
"""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.compiled.best import arrange, bar_of, order_of, push
from search.whoosh_engine.compiled.bits import ones_in, zeros_below
from search.whoosh_engine.compiled.kernel import Integer, Real, kernel
from search.whoosh_engine.compiled.lists import (
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
    set_bit,
    size_of,
    small,
    strips_of,
)
from search.whoosh_engine.compiled.matching import bm25, counted, score
from search.whoosh_engine.compiled.runs import runs_in
from search.whoosh_engine.compiled.table import (
    BITS,
    BOUNDS,
    DOCUMENTS,
    LENGTHS,
    LIVE,
    MAXIMA,
    NORMS,
    OFFSET,
    SIZE,
    array_of,
)
from search.whoosh_engine.segments.arrays import Array

_CERTAINTY = np.float32(1.00001)  # more than what is lost where numbers are rounded


@kernel
def may_reach(bar: Real, most: Real) -> bool:
    """Whether a row that scores about so much at most may reach a bar."""
    return bool(most * _CERTAINTY >= bar)


@kernel
def is_dense(word: Array) -> bool:
    """Whether a word's rows are those of bits."""
    return word[SLOT] != LISTED and word[FORM] == ALL_FORMS


@kernel
def are_dense(words: Array, place: Integer) -> bool:
    """Whether all words are so in the segment at a place of the table."""
    count = 0
    for number in range(len(words)):
        count += is_dense(words[number, place])
    return count == len(words)


@kernel
def bound_of(segment: Array, words: Array, place: Integer, first: Integer, strip: Integer) -> Real:
    """About what all words from the first on that are in the segment score together at most in a row of a strip."""
    maxima, bounds, strips = array_of(segment, MAXIMA), array_of(segment, BOUNDS), strips_of(segment)
    most = np.float32(0)
    for number in range(first, len(words)):
        word = words[number, place]
        if size_of(word):
            part = np.float32(1) if word[SLOT] == LISTED else bounds[maxima[word[SLOT] * strips + strip]]
            most += factor_of(word) * np.float32(word[TIMES]) * part
    return most


@kernel
def promising(
    segment: Array, words: Array, place: Integer, first: Integer, rows: Array, scores: Array, bar: Real, size: Integer
) -> Integer:
    """Keep those of so many rows that may reach a bar with what all words from the first on score; how many."""
    kept = 0
    for at in range(size):
        most = bound_of(segment, words, place, first, np.int64(rows[at]) >> STRIP_SHIFT)
        rows[kept], scores[kept] = rows[at], scores[at]
        kept += may_reach(bar, scores[at] + most)
    return kept


@kernel
def score_of(segment: Array, words: Array, place: Integer, first: Integer, row: Integer, known: Real) -> Real:
    """What is known of the score of a row, and what the dense words from the first on add that are in it."""
    counts, norm = counts_of(segment), array_of(segment, NORMS)[array_of(segment, LENGTHS)[row]]
    for number in range(first, len(words)):
        word = words[number, place]
        stem = rows_of(segment, word)
        if word[SLOT] != LISTED and is_set(stem[2], row):
            count = small(counts, word[PAIR] + rank_of(stem, row))
            known += bm25(np.float32(count), factor_of(word), norm) * np.float32(word[TIMES])
    return known


@kernel
def within(number: Integer, first: Integer, end: Integer) -> Integer:
    """The bits of those of the 64 rows of a number of bits that are from the first up to the end."""
    bits, base = ~np.uint64(0), number << 6
    if first > base:
        bits = bits >> np.uint64(first - base) << np.uint64(first - base)
    if end < base + 64:
        bits &= (np.uint64(1) << np.uint64(end - base)) - np.uint64(1)
    return bits


@kernel
def shared_bits(segment: Array, words: Array, place: Integer, number: Integer) -> Integer:
    """The bits of the live ones of 64 rows that have all words."""
    bits, live, wide = array_of(segment, BITS), array_of(segment, LIVE), 2 * strips_of(segment)
    found = live[number] if len(live) else ~np.uint64(0)
    for at in range(len(words)):
        found &= bits[words[at, place, SLOT] * wide + number]
    return found


@kernel
def best_in_strips(
    table: Array,
    words: Array,
    place: Integer,
    begins: Array,
    ends: Array,
    held: Array,
    held_scores: Array,
    best: Integer,
) -> tuple[Integer, Integer, Integer]:
    """Put the best rows of a segment that have all words, which are dense, in a heap of so many.

    They are of some stretches of the index. How many rows and documents there are, and how many are in the heap.
    """
    segment = table[place]
    order, offset, size = order_of(segment), segment[OFFSET], segment[SIZE]
    bar, run, total, documents = bar_of(order, held, held_scores, best), -1, 0, 0
    is_known = len(words) == 1 and not len(array_of(segment, LIVE)) and begins[0] <= offset and ends[0] >= offset + size
    if is_known:
        total, documents = size_of(words[0, place]), array_of(segment, DOCUMENTS)[words[0, place, SLOT]]
    for stretch in range(len(begins)):
        first, end = max(begins[stretch] - offset, 0), min(ends[stretch] - offset, size)
        for strip in range(first >> STRIP_SHIFT, ((end - 1) >> STRIP_SHIFT) + 1 if first < end else 0):
            if is_known and not may_reach(bar, bound_of(segment, words, place, 0, strip)):
                continue
            is_good = is_known
            for number in range(2 * strip, 2 * strip + 2):
                left = shared_bits(segment, words, place, number)
                if first > number << 6 or end < (number + 1) << 6:
                    left &= within(number, first, end)
                if not left:
                    continue
                if not is_known:
                    total += ones_in(left)
                    new, run = runs_in(left, offset + (number << 6), order[1], run)
                    documents += new
                    is_good = is_good or may_reach(bar, bound_of(segment, words, place, 0, strip))
                while is_good and left:
                    row = (number << 6) + zeros_below(left)
                    left &= left - np.uint64(1)
                    found = score_of(segment, words, place, 0, row, np.float32(0))
                    if found >= bar:
                        best = push(order, held, held_scores, best, row + offset, found)
                        bar = bar_of(order, held, held_scores, best)
    return total, documents, best


@kernel
def are_in_order(words: Array, place: Integer) -> bool:
    """Whether in the segment at a place of the table no word that is listed comes behind one that is dense."""
    dense = late = 0
    for number in range(len(words)):
        word = words[number, place]
        dense += is_dense(word)
        late += dense > 0 and not is_dense(word) and size_of(word) > 0
    return late == 0


@kernel
def best_of_any(
    table: Array,
    words: Array,
    sums: Array,
    marks: Array,
    rows: Array,
    scores: Array,
    space: Array,
    held: Array,
    held_scores: Array,
) -> tuple[Integer, Integer]:
    """The best rows of the index that have one of some words, or more; how many rows and documents there are.

    -1 rows where they would have to be scored in another order than that of the words: see `are_in_order`. All `sums`
    and `marks` are zero, before and after; `rows`, `scores` and `space` are for the rows of a listed word that are
    looked at at a time.
    """
    total = documents = best = 0
    for place in range(len(table)):
        if not are_in_order(words, place):
            return -1, 0
    for place in range(len(table)):
        segment = table[place]
        order, offset, live, run = order_of(segment), segment[OFFSET], array_of(segment, LIVE), -1
        bits, wide = array_of(segment, BITS), 2 * strips_of(segment)
        bar = bar_of(order, held, held_scores, best)
        dense = 0
        while dense < len(words) and not is_dense(words[dense, place]):
            word = words[dense, place]
            for first in range(0, size_of(word), len(rows)):
                size = counted(segment, word, first, min(first + len(rows), size_of(word)), rows, scores)
                score(segment, factor_of(word), np.float32(word[TIMES]), rows[:size], scores, space)
                for at in range(size):
                    sums[rows[at]] += scores[at]
                    set_bit(marks, rows[at])
            dense += 1
        for strip in range(strips_of(segment)):
            most = bound_of(segment, words, place, dense, strip)
            for number in range(2 * strip, min(2 * strip + 2, (segment[SIZE] + 63) >> 6)):
                marked = marks[number]
                left = marked
                for at in range(dense, len(words)):
                    if words[at, place, SLOT] != LISTED:
                        left |= bits[words[at, place, SLOT] * wide + number]
                if len(live):
                    left &= live[number]
                if left:
                    total += ones_in(left)
                    new, run = runs_in(left, offset + (number << 6), order[1], run)
                    documents += new
                if not may_reach(bar, most):
                    left &= marked
                while left:
                    row = (number << 6) + zeros_below(left)
                    left &= left - np.uint64(1)
                    known = sums[row]
                    if may_reach(bar, known + most):
                        found = score_of(segment, words, place, dense, row, known)
                        if found >= bar:
                            best = push(order, held, held_scores, best, row + offset, found)
                            bar = bar_of(order, held, held_scores, best)
                if marked:
                    marks[number] = 0
                while marked:
                    sums[(number << 6) + zeros_below(marked)] = 0
                    marked &= marked - np.uint64(1)
    if best:
        arrange(order_of(table[0]), held, held_scores, best)
    return total, documents
