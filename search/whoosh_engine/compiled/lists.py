"""Kernels over one word's list of rows: all of it with scores, or what some rows have of it.

A word is a stem, or one of its forms (-1: all of them); what lies of it, in `postings.Rows` and `Places`, are the
first parameters. Rows are those of the segment. Where `bits` is not empty, bit
`r` says whether the word's stem is in row `r`, and `ranks` how many rows there are before each 64.
"""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.compiled.kernel import kernel
from search.whoosh_engine.segments.arrays import Array

_SKIP_SHIFT = 5  # postings.SKIP
_BLOCK_SHIFT = 16  # postings.BLOCK


@kernel
def lower_bound(values: Array, first: int, last: int, sought: int) -> int:
    """The first place from `first` up to `last` of ascending numbers whose number is not below the sought one."""
    step = 1
    low = high = first
    while high < last and values[high] < sought:
        low = high + 1
        high += step
        step <<= 1
    high = min(high, last)
    while low < high:
        middle = (low + high) >> 1
        if values[middle] < sought:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def bits_in(word: int) -> int:
    """How many bits of 64 are set (Warren 2013, "Hacker's Delight", section 5-1)."""
    rest = np.uint64(word)
    rest -= (rest >> np.uint64(1)) & np.uint64(0x5555555555555555)
    rest = (rest & np.uint64(0x3333333333333333)) + ((rest >> np.uint64(2)) & np.uint64(0x3333333333333333))
    rest = (rest + (rest >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((rest * np.uint64(0x0101010101010101)) >> np.uint64(56))


@kernel
def small(low: Array, wide: Array, high: Array, at: int) -> int:
    """One number of those that are mostly bytes."""
    value = np.int64(low[at])
    if len(wide):
        found = lower_bound(wide, 0, len(wide), at)
        if found < len(wide) and wide[found] == at:
            value += np.int64(high[found]) << 8
    return value


@kernel
def block_of(halves: Array, whole: Array, block: int, at: int) -> int:
    """The block of the row at a place, sought from a block on."""
    if len(halves):
        while at >= whole[block + 1]:
            block += 1
    return block


@kernel
def row_at(halves: Array, whole: Array, block: int, at: int) -> int:
    """The row at a place, which is in a block."""
    if len(halves):
        return (block << _BLOCK_SHIFT) + np.int64(halves[at])
    return np.int64(whole[at])


@kernel
def listed(halves: Array, whole: Array, rows: Array) -> None:
    """All rows of a list."""
    if not len(halves):
        for at in range(len(whole)):
            rows[at] = whole[at]
        return
    for block in range(len(whole) - 1):
        base = block << _BLOCK_SHIFT
        for at in range(np.int64(whole[block]), np.int64(whole[block + 1])):
            rows[at] = base + np.int64(halves[at])


@kernel
def bits_of(halves: Array, whole: Array, bits: Array) -> None:
    """The bits of a list, which are zero before."""
    block = 0
    for at in range(len(halves) or len(whole)):
        block = block_of(halves, whole, block, at)
        row = row_at(halves, whole, block, at)
        bits[row >> 6] |= np.uint64(1) << np.uint64(row & 63)


@kernel
def ranks_of(bits: Array, ranks: Array) -> None:
    """How many bits are set before each 64."""
    before = 0
    for at in range(len(bits)):
        ranks[at] = before
        before += bits_in(bits[at])


@kernel
def seek(halves: Array, whole: Array, bits: Array, ranks: Array, row: int, after: int) -> int:
    """The place of a row in a list, sought from a place on; where it is not there, -1 less the place behind it."""
    if len(bits):
        here = bits[row >> 6]
        bit = np.uint64(1) << np.uint64(row & 63)
        if not here & bit:
            return -1 - after
        return np.int64(ranks[row >> 6]) + bits_in(here & (bit - np.uint64(1)))
    if not len(halves):
        at = lower_bound(whole, after, len(whole), np.uint32(row))
        return at if at < len(whole) and whole[at] == np.uint32(row) else -1 - at
    block = row >> _BLOCK_SHIFT
    end = np.int64(whole[block + 1])
    low = np.uint16(row & 0xFFFF)
    at = lower_bound(halves, max(after, np.int64(whole[block])), end, low)
    return at if at < end and halves[at] == low else -1 - max(at, after)


@kernel
def occurrences_before(
    skips: Array, first_pair: int, first_occurrence: int, counts: Array, wide: Array, high: Array, at: int
) -> int:
    """How many occurrences of a list there are before those of the row at a place."""
    skip = (first_pair + at) >> _SKIP_SHIFT
    start = (skip << _SKIP_SHIFT) - first_pair
    before = np.int64(skips[skip]) - first_occurrence
    if start < 0:
        start = before = 0
    for each in range(start, at):
        before += small(counts, wide, high, each)
    return before


@kernel
def count_of_form(codes: Array, wide: Array, high: Array, form: int, first: int, count: int) -> int:
    """How many of so many occurrences, of which one is the first, are of a form."""
    found = 0
    for occurrence in range(first, first + count):
        found += small(codes, wide, high, occurrence) == form
    return found


@kernel
def counted(
    halves: Array, whole: Array, counts: Array, counts_wide: Array, counts_high: Array, rows: Array, often: Array
) -> int:
    """The rows of a stem, and how often it is in each (float32); how many they are."""
    listed(halves, whole, rows)
    for at in range(len(counts)):
        often[at] = counts[at]
    for at in range(len(counts_wide)):
        often[counts_wide[at]] += np.float32(np.int64(counts_high[at]) << 8)
    return len(counts)


@kernel
def sift(codes: Array, codes_wide: Array, codes_high: Array, form: int, rows: Array, often: Array) -> int:
    """Keep those of the rows of a stem that have a form, and how often they do; how many."""
    kept = occurrence = 0
    for at in range(len(rows)):
        count = np.int64(often[at])
        rows[kept], often[kept] = rows[at], count_of_form(codes, codes_wide, codes_high, form, occurrence, count)
        kept += often[kept] > 0
        occurrence += count
    return kept


@kernel
def score(rows: Array, often: Array, norms: Array, factor: float, live: Array, offset: int) -> int:
    """Keep the live rows, moved by an offset, and make how often scores; how many. No `live`: all rows live."""
    for at in range(len(rows)):
        often[at] *= factor / (often[at] + norms[rows[at]])
    kept = len(rows)
    if len(live):
        kept = 0
        for at in range(len(rows)):
            row = rows[at]
            rows[kept], often[kept] = row, often[at]
            kept += live[row]
    if offset:
        for at in range(kept):
            rows[at] += offset
    return kept


@kernel
def scored(
    halves: Array,
    whole: Array,
    counts: Array,
    counts_wide: Array,
    counts_high: Array,
    norms: Array,
    factor: float,
    live: Array,
    offset: int,
    rows: Array,
    scores: Array,
) -> int:
    """The live rows of a stem, moved by an offset, and their scores; how many they are."""
    counted(halves, whole, counts, counts_wide, counts_high, rows, scores)
    return score(rows, scores, norms, factor, live, offset)


@kernel
def accumulate(rows: Array, often: Array, norms: Array, factor: float, sums: Array) -> None:
    """Add the scores of a word to the sums of its rows; `sums` begin at the segment's first row."""
    for at in range(len(rows)):
        row, count = rows[at], often[at]
        sums[row] += count * (factor / (count + norms[row]))


@kernel
def within(
    halves: Array,
    whole: Array,
    counts: Array,
    counts_wide: Array,
    counts_high: Array,
    begins: Array,
    ends: Array,
    live: Array,
    offset: int,
    size: int,
    rows: Array,
    often: Array,
) -> int:
    """The live rows of a stem in some stretches of rows, and how often it is in each; how many.

    Stretches and rows are moved by an offset. The segment has so many rows, a stretch may begin or end beyond them.
    """
    kept = at = block = 0
    for stretch in range(len(begins)):
        first, end = max(begins[stretch] - offset, 0), min(ends[stretch] - offset, size)
        if first >= end:
            continue
        found = seek(halves, whole, begins[:0], begins[:0], np.int64(first), at)
        at = found if found >= 0 else -1 - found
        while at < len(counts):
            block = block_of(halves, whole, block, at)
            row = row_at(halves, whole, block, at)
            if row >= end:
                break
            rows[kept], often[kept] = row + offset, small(counts, counts_wide, counts_high, at)
            kept += not len(live) or live[row]
            at += 1
    return kept


@kernel
def shared(halves: Array, whole: Array, bits: Array, rows: Array) -> int:
    """Keep the rows in which a stem is; how many."""
    kept = after = 0
    if len(bits):
        for at in range(len(rows)):
            row = rows[at]
            rows[kept] = row
            kept += np.int64(bits[row >> 6] >> np.uint64(row & 63) & np.uint64(1))
        return kept
    for at in range(len(rows)):
        row = rows[at]
        found = seek(halves, whole, bits, bits, np.int64(row), after)
        after = found if found >= 0 else -1 - found
        rows[kept] = row
        kept += found >= 0
    return kept


@kernel
def add_scores(
    halves: Array,
    whole: Array,
    counts: Array,
    counts_wide: Array,
    counts_high: Array,
    positions: Array,
    positions_wide: Array,
    positions_high: Array,
    codes: Array,
    codes_wide: Array,
    codes_high: Array,
    skips: Array,
    first_pair: int,
    first_occurrence: int,
    form: int,
    norms: Array,
    factor: float,
    times: float,
    bits: Array,
    ranks: Array,
    offset: int,
    rows: Array,
    scores: Array,
) -> int:
    """Keep of some rows (moved by an offset) those with a word, and add its scores, so many times; how many."""
    kept = after = 0
    for at in range(len(rows)):
        row = np.int64(rows[at]) - offset
        found = seek(halves, whole, bits, ranks, row, after)
        if found < 0:
            after = -1 - found
            continue
        after = found
        count = small(counts, counts_wide, counts_high, found)
        if form >= 0:
            first = occurrences_before(skips, first_pair, first_occurrence, counts, counts_wide, counts_high, found)
            count = count_of_form(codes, codes_wide, codes_high, form, first, count)
        if count:
            often = np.float32(count)
            rows[kept], scores[kept] = rows[at], scores[at] + often * (factor / (often + norms[row])) * times
            kept += 1
    return kept
