"""Kernels over lists of rows: what is in one, where a row is in one.

A segment is a row of the `table`. A word is a stem, or one of its forms; so many NUMBERS say where it lies in each
segment, a row of them for each. Rows are those of the segment, scores are float32.
"""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.compiled.kernel import Integer, kernel
from search.whoosh_engine.compiled.table import (
    BITS,
    CODES,
    CODES_HIGH,
    CODES_WIDE,
    COUNTS,
    COUNTS_HIGH,
    COUNTS_WIDE,
    HALVES,
    RANKS,
    SIZE,
    SKIPS,
    WHOLES,
    array_of,
)
from search.whoosh_engine.segments.arrays import Array
from search.whoosh_engine.segments.postings import BLOCK, SKIP

# What a word's numbers are: where its pairs, occurrences, codes, `rows16` and `rows32` lie; its form, its stem; which
# bits of the pool are those of its stem, NO_BITS where none are; its place in a query; in how many rows of the index it
# is, and how many times its scores are added.
(
    PAIR, PAIR_END, OCCURRENCE, OCCURRENCE_END, CODE, HALF, HALF_END, WHOLE, WHOLE_END, FORM, STEM, SLOT, PLACE,
    FREQUENCY, TIMES, NUMBERS,
) = range(16)  # fmt: skip
ALL_FORMS = -1
NO_BITS, NEVER = -1, -2  # yet; nor ever
_SKIP_SHIFT = SKIP.bit_length() - 1
_BLOCK_SHIFT = BLOCK.bit_length() - 1

Small = tuple[Array, Array, Array]  # numbers that are mostly bytes, as `segments.small` has them
Listed = tuple[Array, Array]  # the rows of a stem: halves and whole numbers, as `segments.postings` has them
Bits = tuple[Array, Array]  # a bit for each row of a segment; for each 64 rows, how many before them in their block


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
def size_of(word: Array) -> Integer:
    """In how many rows of the segment a word's stem is."""
    return word[PAIR_END] - word[PAIR]


@kernel
def extent(words: Array) -> tuple[Integer, Integer]:
    """In how many rows of all segments the stem of the first word is, and how often it is in all."""
    rows = occurrences = 0
    for word in words[0]:
        rows += size_of(word)
        occurrences += word[OCCURRENCE_END] - word[OCCURRENCE]
    return rows, occurrences


@kernel
def counts_of(segment: Array) -> Small:
    """How often each stem is in each of its rows."""
    return array_of(segment, COUNTS), array_of(segment, COUNTS_WIDE), array_of(segment, COUNTS_HIGH)


@kernel
def codes_of(segment: Array) -> Small:
    """Which form of its stem each occurrence is."""
    return array_of(segment, CODES), array_of(segment, CODES_WIDE), array_of(segment, CODES_HIGH)


@kernel
def small(numbers: Small, at: Integer) -> Integer:
    """One number of those that are mostly bytes."""
    low, wide, high = numbers
    value = np.int64(low[at])
    if len(wide):
        found = lower_bound(wide, 0, len(wide), at)
        if found < len(wide) and wide[found] == at:
            value += np.int64(high[found]) << 8
    return value


@kernel
def total(numbers: Small, first: Integer, last: Integer) -> Integer:
    """The sum of the numbers from `first` up to `last` of those that are mostly bytes."""
    low, wide, high = numbers
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
def list_of(segment: Array, word: Array) -> Listed:
    """The rows of a word's stem."""
    halves, whole = array_of(segment, HALVES), array_of(segment, WHOLES)
    return halves[word[HALF] : word[HALF_END]], whole[word[WHOLE] : word[WHOLE_END]]


@kernel
def block_of(listed: Listed, block: Integer, at: Integer) -> Integer:
    """The block of the row at a place, sought from a block on."""
    halves, whole = listed
    if len(halves):
        while at >= whole[block + 1]:
            block += 1
    return block


@kernel
def row_at(listed: Listed, block: Integer, at: Integer) -> Integer:
    """The row at a place, which is in a block."""
    halves, whole = listed
    if len(halves):
        return (block << _BLOCK_SHIFT) + np.int64(halves[at])
    return np.int64(whole[at])


@kernel
def fill(listed: Listed, first: Integer, last: Integer, rows: Array) -> None:
    """The rows from one place up to another."""
    halves, whole = listed
    if not len(halves):
        part = whole[first:last]
        for at in range(len(part)):
            rows[at] = part[at]
        return
    begin, block = first, 0
    while begin < last:
        block = block_of(listed, block, begin)
        base, end = np.int32(block << _BLOCK_SHIFT), min(last, np.int64(whole[block + 1]))
        piece, space = halves[begin:end], rows[begin - first : end - first]
        for at in range(len(piece)):
            space[at] = base + np.int32(piece[at])
        begin = end


@kernel
def bits_of(segment: Array, word: Array) -> Bits:
    """The bits of a word's list; empty where it has none."""
    bits, ranks = array_of(segment, BITS), array_of(segment, RANKS)
    wide = (segment[SIZE] + 63) >> 6
    first = max(word[SLOT], 0) * wide
    end = first + wide if word[SLOT] >= 0 else first
    return bits[first:end], ranks[first:end]


@kernel
def lacking(table: Array, words: Array, seeks: Integer, seldom: Integer, sparse: Integer) -> Integer:
    """The first of some words' numbers, counted through all, that ought to have bits and has none; -1 where none is.

    A long list ought to, where not less than one in so many (`seldom`) of its rows is sought, and at least one in so
    many (`sparse`) of the segment's rows is in it. `seeks` is how many are; 0: as many as the first word has, which has
    no need of bits itself.
    """
    for number in range(0 if seeks else 1, len(words)):
        for place in range(len(table)):
            word = words[number, place]
            size, sought = size_of(word), seeks if seeks else size_of(words[0, place])
            is_long = word[HALF] < word[HALF_END] and size * sparse >= table[place, SIZE]
            if is_long and word[SLOT] == NO_BITS and sought * seldom >= size:
                return number * len(table) + place
    return -1


@kernel
def set_bit(bits: Array, row: Integer) -> Integer:
    """Set the bit of a row; 1 where it was not set."""
    bit = np.uint64(1) << np.uint64(row & 63)
    known = bits[row >> 6]
    bits[row >> 6] = known | bit
    return np.int64(known & bit == 0)


@kernel
def is_set(bits: Array, row: Integer) -> Integer:
    """1 where the bit of a row is set, else 0."""
    return np.int64(bits[row >> 6] >> np.uint64(row & 63) & np.uint64(1))


@kernel
def set_bits(segment: Array, word: Array, bits: Array, ranks: Array) -> None:
    """The bits of a long list."""
    listed = list_of(segment, word)
    block = 0
    for at in range(size_of(word)):
        block = block_of(listed, block, at)
        set_bit(bits, row_at(listed, block, at))
    before = 0
    for at in range(len(bits)):
        if at & ((1 << (_BLOCK_SHIFT - 6)) - 1) == 0:
            before = 0
        ranks[at] = before
        before += bits_in(bits[at])


@kernel
def seek_in_list(listed: Listed, row: Integer, after: Integer) -> Integer:
    """The place of a row in a list, sought from a place on; where it is not there, -1 less the place behind it."""
    halves, whole = listed
    if not len(halves):
        at = lower_bound(whole, after, len(whole), np.uint32(row))
        return at if at < len(whole) and whole[at] == np.uint32(row) else -1 - at
    block = row >> _BLOCK_SHIFT
    end = np.int64(whole[block + 1])
    low = np.uint16(row & 0xFFFF)
    at = lower_bound(halves, max(after, np.int64(whole[block])), end, low)
    return at if at < end and halves[at] == low else -1 - max(at, after)


@kernel
def place_of(listed: Listed, row: Integer, after: Integer) -> Integer:
    """The place of the first row of a list that is not below another, which is in the segment, sought from one on."""
    found = seek_in_list(listed, np.int64(row), after)
    return found if found >= 0 else -1 - found


@kernel
def seek(listed: Listed, marked: Bits, row: Integer, after: Integer) -> Integer:
    """The same, by the bits of the list where there are."""
    bits, ranks = marked
    if not len(bits):
        return seek_in_list(listed, row, after)
    here = bits[row >> 6]
    bit = np.uint64(1) << np.uint64(row & 63)
    if not here & bit:
        return -1 - after
    before = np.int64(listed[1][row >> _BLOCK_SHIFT]) + np.int64(ranks[row >> 6])
    return before + bits_in(here & (bit - np.uint64(1)))


@kernel
def occurrences_before(segment: Array, counts: Small, pair: Integer) -> Integer:
    """How many occurrences of the segment there are before those of a pair."""
    skip = pair >> _SKIP_SHIFT
    return array_of(segment, SKIPS)[skip] + total(counts, skip << _SKIP_SHIFT, pair)


@kernel
def count_of_form(codes: Small, form: Integer, first: Integer, count: Integer) -> Integer:
    """How many of so many codes, of which one is the first, are that of a form."""
    low, wide, _ = codes
    found = 0
    if len(wide):
        for at in range(first, first + count):
            found += small(codes, at) == form
    else:
        for at in range(first, first + count):
            found += low[at] == form
    return found
