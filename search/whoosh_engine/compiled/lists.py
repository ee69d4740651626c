"""Kernels over lists of rows: what is in one, where a row is in one.

A segment is the arrays of `Arena`, in this order. A word is a stem, or one of its forms (-1: all of them); so many
NUMBERS say where in those arrays it lies. Rows are those of the segment, scores are float32.
"""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.compiled.kernel import Integer, kernel
from search.whoosh_engine.segments.arrays import Array
from search.whoosh_engine.segments.postings import BLOCK, SKIP

# What a word's numbers are: where its pairs, occurrences, codes, `rows16` and `rows32` lie; its form; which bits of the
# pool are those of its stem, -1 where none are; its place in a phrase.
NUMBERS = 12
PAIR, PAIR_END, OCCURRENCE, OCCURRENCE_END, CODE, HALF, HALF_END, WHOLE, WHOLE_END, FORM, SLOT, PLACE = range(NUMBERS)
SEEKS = 16  # bits serve where at least one in so many rows of a list is sought
_SKIP_SHIFT = SKIP.bit_length() - 1
_BLOCK_SHIFT = BLOCK.bit_length() - 1


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
def list_of(rows16: Array, rows32: Array, word: Array) -> tuple[Array, Array]:
    """The list of a word's stem: halves of rows and whole numbers, as `postings` says."""
    return rows16[word[HALF] : word[HALF_END]], rows32[word[WHOLE] : word[WHOLE_END]]


@kernel
def bits_for(pool: Array, ranks: Array, word: Array, seeks: Integer) -> tuple[Array, Array]:
    """The bits and the ranks that serve to seek so many rows in a word's list; empty where none do."""
    slot = word[SLOT]
    if slot < 0 or seeks * SEEKS < word[PAIR_END] - word[PAIR]:
        return pool[0, :0], ranks[0, :0]
    return pool[slot], ranks[slot]


@kernel
def set_bit(bits: Array, row: Integer) -> Integer:
    """Set the bit of a row; 1 where it was not set."""
    bit = np.uint64(1) << np.uint64(row & 63)
    known = bits[row >> 6]
    bits[row >> 6] = known | bit
    return np.int64(known & bit == 0)


@kernel
def set_bits(rows16: Array, rows32: Array, word: Array, bits: Array, ranks: Array) -> None:
    """The bit of each row of a long list; and for each 64 rows, how many before them in their block are in it."""
    halves, whole = list_of(rows16, rows32, word)
    block = 0
    for at in range(len(halves)):
        block = block_of(halves, whole, block, at)
        set_bit(bits, row_at(halves, whole, block, at))
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
