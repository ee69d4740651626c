"""Kernels over sets of rows: their union, how many of each document, the best of them."""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.compiled.kernel import kernel
from search.whoosh_engine.compiled.lists import bits_in, block_of, count_of_form, row_at, small
from search.whoosh_engine.segments.arrays import Array
from search.whoosh_engine.segments.postings import PostingArrays


@kernel
def add(rows: Array, scores: Array, sums: Array) -> None:
    """Add scores to the sums of their rows."""
    for at in range(len(rows)):
        sums[rows[at]] += scores[at]


@kernel
def collected(sums: Array, live: Array, rows: Array, scores: Array) -> int:
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
def set_bit(bits: Array, row: int) -> int:
    """Set the bit of a row; 1 where it was not set."""
    bit = np.uint64(1) << np.uint64(row & 63)
    known = bits[row >> 6]
    bits[row >> 6] = known | bit
    return np.int64(known & bit == 0)


@kernel
def mark(words: PostingArrays, forms: Array, offset: int, bits: Array) -> int:
    """Set the bits of the rows of several forms, moved by an offset; how many of these were not set."""
    counts, counts_wide, counts_high = words.counts, words.counts_wide, words.counts_high
    codes, codes_wide, codes_high = words.codes, words.codes_wide, words.codes_high
    new = 0
    for form in forms:
        stem = np.int64(words.stem_of[form])
        halves = words.rows16[words.rows16_at[stem] : words.rows16_at[stem + 1]]
        whole = words.rows32[words.rows32_at[stem] : words.rows32_at[stem + 1]]
        alone = words.forms_at[stem + 1] - words.forms_at[stem] == 1
        code, first, occurrence = np.int64(words.code_of[form]), words.pairs_at[stem], words.codes_at[stem]
        block = 0
        for at in range(words.pairs_at[stem + 1] - first):
            block = block_of(halves, whole, block, at)
            if not alone:
                count = small(counts, counts_wide, counts_high, first + at)
                occurrence += count
                if not count_of_form(codes, codes_wide, codes_high, code, occurrence - count, count):
                    continue
            new += set_bit(bits, row_at(halves, whole, block, at) + offset)
    return new


@kernel
def taken(bits: Array, live: Array, rows: Array) -> int:
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
def counted_runs(rows: Array, starts: Array, counts: Array) -> None:
    """How many of some ascending rows each run has; the counts are zero before."""
    run, end = -1, 0
    for row in rows:
        while row >= end:
            run += 1
            end = starts[run + 1]
        counts[run] += 1


@kernel
def touched_runs(rows: Array, run_of: Array) -> int:
    """How many runs have one of some ascending rows."""
    runs, last = 0, -1
    for row in rows:
        run = run_of[row]
        runs += run != last
        last = run
    return runs


@kernel
def comes_before(score: float, place: int, other: float, other_place: int) -> bool:
    """Whether a hit is listed before another."""
    return score > other or (score == other and place < other_place)


@kernel
def rise(scores: Array, order: Array, kept: Array, size: int, score: float, place: int, at: int) -> None:
    """Put one more hit into a heap of so many."""
    child = size
    while child:
        parent = (child - 1) >> 1
        if not comes_before(scores[parent], order[parent], score, place):
            break
        scores[child], order[child], kept[child] = scores[parent], order[parent], kept[parent]
        child = parent
    scores[child], order[child], kept[child] = score, place, at


@kernel
def sink(scores: Array, order: Array, kept: Array, size: int, score: float, place: int, at: int) -> None:
    """Put a hit in the place of the root of a heap of so many."""
    parent = 0
    while 2 * parent + 1 < size:
        child = 2 * parent + 1
        if child + 1 < size and comes_before(scores[child], order[child], scores[child + 1], order[child + 1]):
            child += 1
        if not comes_before(score, place, scores[child], order[child]):
            break
        scores[parent], order[parent], kept[parent] = scores[child], order[child], kept[child]
        parent = child
    scores[parent], order[parent], kept[parent] = score, place, at


@kernel
def best(
    rows: Array,
    scores: Array,
    maxima: Array,
    block: int,
    order: Array,
    kept_scores: Array,
    kept_order: Array,
    kept: Array,
) -> None:
    """The places of the best scores, the best first, then by order (that of rows, where it is empty), in `kept`.

    `maxima` are the best score of each block of so many, or empty.
    """
    size = len(kept)
    held = 0  # as a heap whose root is listed last
    at = 0
    while at < len(scores):
        if held == size and len(maxima) and at % block == 0 and maxima[at // block] < kept_scores[0]:
            at += block
            continue
        score = scores[at]
        if held == size and score < kept_scores[0]:
            at += 1
            continue
        place = np.int64(order[rows[at]]) if len(order) else np.int64(rows[at])
        if held < size:
            rise(kept_scores, kept_order, kept, held, score, place, at)
            held += 1
        elif comes_before(score, place, kept_scores[0], kept_order[0]):
            sink(kept_scores, kept_order, kept, held, score, place, at)
        at += 1
    for end in range(held - 1, 0, -1):
        score, place, last = kept_scores[end], kept_order[end], kept[end]
        kept_scores[end], kept_order[end], kept[end] = kept_scores[0], kept_order[0], kept[0]
        sink(kept_scores, kept_order, kept, end, score, place, last)


@kernel
def block_maxima(scores: Array, block: int, maxima: Array) -> None:
    """The best score of each block of so many."""
    for at in range(len(maxima)):
        most = scores[at * block]
        for place in range(at * block + 1, min((at + 1) * block, len(scores))):
            most = max(most, scores[place])
        maxima[at] = most


@kernel
def distinct(rows: Array, offset: int) -> int:
    """Keep of ascending rows each once, and move it by an offset; how many these are."""
    kept, last = 0, np.int32(-1)
    for row in rows:
        if row != last:
            rows[kept] = row + offset
            kept += 1
        last = row
    return kept
