"""Kernels over one word's list of rows: all of it with scores, or what some rows have of it.

Rows are those of the segment. Where `bits` is not empty, bit `r` says whether the word's stem is in row `r`, and
`ranks` how many rows there are before each 64.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from search.whoosh_engine.compiled.kernel import kernel
from search.whoosh_engine.segments.arrays import Array
from search.whoosh_engine.segments.postings import Words

_SKIP_SHIFT = 5  # postings.SKIP
_BLOCK_SHIFT = 16  # postings.BLOCK


class List(NamedTuple):
    """The postings of a word in one segment: those of its stem, and which of the stem's forms it is.

    A `wide` array has the places of the numbers that need more than a byte, and `high` their upper bytes.
    """

    halves: Array  # uint16: the lower halves of the rows, where there are many
    whole: Array  # uint32: the rows; or where there are many, the place in `halves` at which each block of them begins
    counts: Array  # uint8: how often the stem is in each row
    counts_wide: Array
    counts_high: Array
    positions: Array  # uint8: of each occurrence
    positions_wide: Array
    positions_high: Array
    codes: Array  # uint8: which form each occurrence is; empty where only one is
    codes_wide: Array
    codes_high: Array
    skips: Array  # of the segment: how many occurrences are before each so many pairs
    first_pair: int
    first_occurrence: int
    form: int


def listed(words: Words, stem: int, form: int) -> List:
    """The postings of a stem, or of one of its forms; -1 are all."""
    return List(*words.pieces(stem), words.skips, int(words.pairs_at[stem]), int(words.occurrences_at[stem]), form)


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
def bits_of(it: List, bits: Array, ranks: Array) -> None:
    """The bits and the ranks of a list; the bits are zero before."""
    halves, whole = it.halves, it.whole
    block = 0
    for at in range(len(it.counts)):
        block = block_of(halves, whole, block, at)
        row = row_at(halves, whole, block, at)
        bits[row >> 6] |= np.uint64(1) << np.uint64(row & 63)
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
def counted(it: List, rows: Array, counts: Array) -> int:
    """The rows of a word, and how often it is in each; how many they are."""
    halves, whole, form = it.halves, it.whole, it.form
    low, low_wide, low_high = it.counts, it.counts_wide, it.counts_high
    codes, codes_wide, codes_high = it.codes, it.codes_wide, it.codes_high
    block = kept = occurrence = 0
    for at in range(len(low)):
        block = block_of(halves, whole, block, at)
        count = small(low, low_wide, low_high, at)
        rows[kept] = row_at(halves, whole, block, at)
        if form >= 0:
            count, occurrence = (
                count_of_form(codes, codes_wide, codes_high, form, occurrence, count),
                occurrence + count,
            )
        counts[kept] = count
        kept += count > 0
    return kept


@kernel
def scored(it: List, norms: Array, factor: float, live: Array, offset: int, rows: Array, scores: Array) -> int:
    """The live rows of a word, moved by an offset, and their scores; how many they are. No `live`: all rows live."""
    kept = 0
    for at in range(counted(it, rows, scores)):
        row, often = rows[at], scores[at]
        rows[kept], scores[kept] = row + offset, often * (factor / (often + norms[row]))
        kept += not len(live) or live[row]
    return kept


@kernel
def accumulate(it: List, norms: Array, factor: float, sums: Array, rows: Array, counts: Array) -> None:
    """Add a word's scores to the sums of its rows; `sums` begin at the segment's first row, the rest is space."""
    for at in range(counted(it, rows, counts)):
        row = rows[at]
        sums[row] += counts[at] * (factor / (counts[at] + norms[row]))


@kernel
def scores_at(
    it: List,
    norms: Array,
    factor: float,
    bits: Array,
    ranks: Array,
    sought: Array,
    offset: int,
    which: Array,
    scores: Array,
) -> int:
    """Which of some rows (moved by an offset) have a word, as places among them, and its scores; how many have."""
    halves, whole, form = it.halves, it.whole, it.form
    counts, counts_wide, counts_high = it.counts, it.counts_wide, it.counts_high
    kept = after = 0
    for at in range(len(sought)):
        row = np.int64(sought[at]) - offset
        found = seek(halves, whole, bits, ranks, row, after)
        if found < 0:
            after = -1 - found
            continue
        after = found
        count = small(counts, counts_wide, counts_high, found)
        if form >= 0:
            first = occurrences_before(
                it.skips, it.first_pair, it.first_occurrence, counts, counts_wide, counts_high, found
            )
            count = count_of_form(it.codes, it.codes_wide, it.codes_high, form, first, count)
        if count:
            often = np.float32(count)
            which[kept], scores[kept] = at, often * (factor / (often + norms[row]))
            kept += 1
    return kept
