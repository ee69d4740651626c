"""Kernels over lists of rows: what is in one, where a row is in one.

A segment is the arrays of `Arena`, in this order. A word is a stem, or one of its forms (-1: all of them); a row of
numbers (`Word`) says where in those arrays it lies. Rows are those of the segment, scores are float32.
"""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.compiled.kernel import Integer, kernel
from search.whoosh_engine.segments.arrays import Array

# What a word's numbers are: where its pairs, occurrences, codes, `rows16` and `rows32` lie; its form; which bits of the
# pool are those of its stem, -1 where none are; its place in a phrase.
PAIR, PAIR_END, OCCURRENCE, OCCURRENCE_END, CODE, HALF, HALF_END, WHOLE, WHOLE_END, FORM, SLOT, PLACE = range(12)
NUMBERS = 12
_SKIP_SHIFT = 5  # postings.SKIP
_BLOCK_SHIFT = 16  # postings.BLOCK
_SEEKS = 16  # places are sought by ranks where at least one in so many rows of a list is sought


@kernel
def lower_bound(values: Array, first: Integer, last: Integer, sought: Integer) -> Integer:
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
def bits_in(word: Integer) -> Integer:
    """How many bits of 64 are set (Warren 2013, "Hacker's Delight", section 5-1)."""
    rest = np.uint64(word)
    rest -= (rest >> np.uint64(1)) & np.uint64(0x5555555555555555)
    rest = (rest & np.uint64(0x3333333333333333)) + ((rest >> np.uint64(2)) & np.uint64(0x3333333333333333))
    rest = (rest + (rest >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((rest * np.uint64(0x0101010101010101)) >> np.uint64(56))


@kernel
def small(low: Array, wide: Array, high: Array, at: Integer) -> Integer:
    """One number of those that are mostly bytes."""
    value = np.int64(low[at])
    if len(wide):
        found = lower_bound(wide, 0, len(wide), at)
        if found < len(wide) and wide[found] == at:
            value += np.int64(high[found]) << 8
    return value


@kernel
def listed(halves: Array, whole: Array, rows: Array) -> Integer:
    """All rows of a list; how many they are."""
    if not len(halves):
        for at in range(len(whole)):
            rows[at] = whole[at]
        return len(whole)
    for block in range(len(whole) - 1):
        base = block << _BLOCK_SHIFT
        for at in range(np.int64(whole[block]), np.int64(whole[block + 1])):
            rows[at] = base + np.int64(halves[at])
    return len(halves)


@kernel
def block_of(halves: Array, whole: Array, block: Integer, at: Integer) -> Integer:
    """The block of the row at a place, sought from a block on."""
    if len(halves):
        while at >= whole[block + 1]:
            block += 1
    return block


@kernel
def row_at(halves: Array, whole: Array, block: Integer, at: Integer) -> Integer:
    """The row at a place, which is in a block."""
    if len(halves):
        return (block << _BLOCK_SHIFT) + np.int64(halves[at])
    return np.int64(whole[at])


@kernel
def set_bits(rows16: Array, rows32: Array, word: Array, bits: Array, ranks: Array) -> None:
    """The bit of each row of a long list; and for each 64 rows, how many before them in their block are in it."""
    halves, whole = rows16[word[HALF] : word[HALF_END]], rows32[word[WHOLE] : word[WHOLE_END]]
    for block in range(len(whole) - 1):
        base = block << _BLOCK_SHIFT
        for at in range(np.int64(whole[block]), np.int64(whole[block + 1])):
            row = base + np.int64(halves[at])
            bits[row >> 6] |= np.uint64(1) << np.uint64(row & 63)
    before = 0
    for at in range(len(bits)):
        if at & ((1 << (_BLOCK_SHIFT - 6)) - 1) == 0:
            before = 0
        ranks[at] = before
        before += bits_in(bits[at])


@kernel
def seek_in_list(halves: Array, whole: Array, row: Integer, after: Integer) -> Integer:
    """The place of a row in a list, sought from a place on; where it is not there, -1 less the place behind it."""
    if not len(halves):
        at = lower_bound(whole, after, len(whole), np.uint32(row))
        return at if at < len(whole) and whole[at] == np.uint32(row) else -1 - at
    block = row >> _BLOCK_SHIFT
    end = np.int64(whole[block + 1])
    low = np.uint16(row & 0xFFFF)
    at = lower_bound(halves, max(after, np.int64(whole[block])), end, low)
    return at if at < end and halves[at] == low else -1 - max(at, after)


@kernel
def seek(halves: Array, whole: Array, bits: Array, ranks: Array, row: Integer, after: Integer) -> Integer:
    """The same, by the bits and ranks of the list where there are."""
    if not len(bits):
        return seek_in_list(halves, whole, row, after)
    here = bits[row >> 6]
    bit = np.uint64(1) << np.uint64(row & 63)
    if not here & bit:
        return -1 - after
    return np.int64(whole[row >> _BLOCK_SHIFT]) + np.int64(ranks[row >> 6]) + bits_in(here & (bit - np.uint64(1)))


@kernel
def slot_for(word: Array, seeks: Integer) -> Integer:
    """Which bits serve to seek so many rows in a list; -1 where none do."""
    return word[SLOT] if seeks * _SEEKS >= word[PAIR_END] - word[PAIR] else -1


@kernel
def total(low: Array, wide: Array, high: Array, first: Integer, last: Integer) -> Integer:
    """The sum of the numbers from `first` up to `last` of those that are mostly bytes."""
    found: Integer = 0
    for at in range(first, last):
        found += np.int64(low[at])
    if len(wide):
        at = lower_bound(wide, 0, len(wide), first)
        while at < len(wide) and wide[at] < last:
            found += np.int64(high[at]) << 8
            at += 1
    return found


@kernel
def occurrences_before(skips: Array, counts: Array, counts_wide: Array, counts_high: Array, pair: Integer) -> Integer:
    """How many occurrences of the segment there are before those of a pair."""
    first = (pair >> _SKIP_SHIFT) << _SKIP_SHIFT
    return np.int64(skips[pair >> _SKIP_SHIFT]) + total(counts, counts_wide, counts_high, first, pair)


@kernel
def count_of_form(
    codes: Array, codes_wide: Array, codes_high: Array, form: Integer, first: Integer, count: Integer
) -> Integer:
    """How many of so many codes, of which one is the first, are that of a form."""
    found = 0
    for at in range(first, first + count):
        found += small(codes, codes_wide, codes_high, at) == form
    return found
