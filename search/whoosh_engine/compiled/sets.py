"""Kernels over sets of rows: their union, how many of each document, the best of them."""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.compiled.kernel import Integer, kernel
from search.whoosh_engine.compiled.lists import bits_in, block_of, count_of_form, row_at, set_bit, small
from search.whoosh_engine.segments.arrays import Array


@kernel
def add(rows: Array, scores: Array, sums: Array) -> None:
    """Add scores to the sums of their rows."""
    for at in range(len(rows)):
        sums[rows[at]] += scores[at]


@kernel
def collected(sums: Array, live: Array, rows: Array, scores: Array) -> Integer:
    """The live rows with a sum above zero, and these sums; how many. All sums are set to zero.

    There is space for one more than are found.
    """
    kept = 0
    for row in range(len(sums)):
        rows[kept], scores[kept] = row, sums[row]
        kept += (sums[row] > 0) & (not len(live) or live[row])
        sums[row] = 0
    return kept


@kernel
def count_forms(stem_of: Array, forms: Array, wanted: Array) -> None:
    """Count how many of some forms each stem has; the counts are zero before."""
    for form in forms:
        wanted[stem_of[form]] += 1


@kernel
def mark(
    rows16: Array,
    rows32: Array,
    counts: Array,
    counts_wide: Array,
    counts_high: Array,
    codes: Array,
    codes_wide: Array,
    codes_high: Array,
    extents: Array,
    stem_of: Array,
    code_of: Array,
    forms: Array,
    wanted: Array,
    offset: Integer,
    bits: Array,
) -> Integer:
    """Set the bits of the rows of some forms, moved by an offset; how many of these were not set.

    `wanted` is how many of the forms each stem has, and becomes zero; where it is all, they are not told apart.
    """
    new = 0
    for form in forms:
        stem = np.int64(stem_of[form])
        pair, _, occurrence, half, start, first_form = extents[stem]
        pair_end, _, _, half_end, end, form_end = extents[stem + 1]
        whole_stem = wanted[stem] >= form_end - first_form
        if not wanted[stem]:
            continue
        if whole_stem:
            wanted[stem] = 0
        halves, whole = rows16[half:half_end], rows32[start:end]
        code = np.int64(code_of[form])
        block = 0
        for at in range(pair_end - pair):
            block = block_of(halves, whole, block, at)
            if not whole_stem:
                count = small(counts, counts_wide, counts_high, pair + at)
                occurrence += count
                if not count_of_form(codes, codes_wide, codes_high, code, occurrence - count, count):
                    continue
            new += set_bit(bits, row_at(halves, whole, block, at) + offset)
    for form in forms:
        wanted[stem_of[form]] = 0
    return new


@kernel
def taken(bits: Array, live: Array, rows: Array) -> Integer:
    """The live rows whose bits are set; how many. All bits are cleared."""
    kept = 0
    for at in range(len(bits)):
        rest = bits[at]
        bits[at] = 0
        while rest:
            lowest = rest & (~rest + np.uint64(1))
            rows[kept] = (at << 6) + bits_in(lowest - np.uint64(1))
            kept += not len(live) or live[rows[kept]]
            rest ^= lowest
    return kept


@kernel
def keep(rows: Array, scores: Array, numbers: Array, keeps: Array) -> Integer:
    """Keep the rows whose numbers are kept, and their scores; how many."""
    kept = 0
    for at in range(len(rows)):
        row = rows[at]
        rows[kept], scores[kept] = row, scores[at]
        kept += keeps[numbers[row]]
    return kept


@kernel
def counted_runs(rows: Array, starts: Array, counts: Array) -> None:
    """How many of some ascending rows each run has; the counts are zero before."""
    run, end = -1, 0
    for row in rows:
        while row >= end:
            run += 1
            end = starts[run + 1]
        counts[run] += 1


@kernel
def touched_runs(rows: Array, run_of: Array) -> Integer:
    """How many runs have one of some ascending rows."""
    runs, last = 0, -1
    for row in rows:
        run = run_of[row]
        runs += run != last
        last = run
    return runs


@kernel
def comes_before(rows: Array, scores: Array, order: Array, one: Integer, other: Integer) -> bool:
    """Whether a place is listed before another: by score, then by order (that of rows, where it is empty)."""
    if scores[one] != scores[other]:
        return bool(scores[one] > scores[other])
    if len(order):
        return bool(order[rows[one]] < order[rows[other]])
    return bool(rows[one] < rows[other])


@kernel
def sink(rows: Array, scores: Array, order: Array, heap: Array, size: Integer, place: Integer) -> None:
    """Put a place instead of the root of a heap of so many, whose root is listed last."""
    parent = 0
    while 2 * parent + 1 < size:
        child = 2 * parent + 1
        if child + 1 < size and comes_before(rows, scores, order, heap[child], heap[child + 1]):
            child += 1
        if not comes_before(rows, scores, order, place, heap[child]):
            break
        heap[parent] = heap[child]
        parent = child
    heap[parent] = place


@kernel
def best(rows: Array, scores: Array, maxima: Array, block: Integer, order: Array, places: Array) -> None:
    """The places of the best scores, as many as there is space for, in order.

    `maxima` are the best score of each block of so many, or empty.
    """
    size = len(places)
    for at in range(size):
        child = at
        while child:
            parent = (child - 1) >> 1
            if not comes_before(rows, scores, order, places[parent], at):
                break
            places[child] = places[parent]
            child = parent
        places[child] = at
    at = size
    while size and at < len(scores):
        floor = scores[places[0]]
        if len(maxima) and at % block == 0 and maxima[at // block] < floor:
            at += block
            continue
        if scores[at] >= floor and comes_before(rows, scores, order, at, places[0]):
            sink(rows, scores, order, places, size, at)
        at += 1
    for end in range(size - 1, 0, -1):
        last = places[end]
        places[end] = places[0]
        sink(rows, scores, order, places, end, last)


@kernel
def block_maxima(scores: Array, block: Integer, maxima: Array) -> None:
    """The best score of each block of so many."""
    for at in range(len(maxima)):
        most = scores[at * block]
        for place in range(at * block + 1, min((at + 1) * block, len(scores))):
            most = max(most, scores[place])
        maxima[at] = most
