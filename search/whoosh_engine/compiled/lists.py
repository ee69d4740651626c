"""Kernels over lists of rows: where a row is in one, what all of a word scores, which rows several words share.

A segment is the arrays of `Arena`, in this order. A word is a stem, or one of its forms (-1: all of them); a row of
numbers (`Word`) says where in those arrays it lies. Rows are those of the segment, scores are float32.
"""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.compiled.kernel import Integer, Real, kernel
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


@kernel
def counted(
    rows16: Array,
    rows32: Array,
    counts: Array,
    counts_wide: Array,
    counts_high: Array,
    word: Array,
    rows: Array,
    often: Array,
) -> Integer:
    """The rows of a word's stem, and how often it is in each (float32); how many they are."""
    size = listed(rows16[word[HALF] : word[HALF_END]], rows32[word[WHOLE] : word[WHOLE_END]], rows)
    pair = word[PAIR]
    for at in range(size):
        often[at] = counts[pair + at]
    if len(counts_wide):
        for at in range(size):
            often[at] = small(counts, counts_wide, counts_high, pair + at)
    return size


@kernel
def sift(
    codes: Array, codes_wide: Array, codes_high: Array, word: Array, size: Integer, rows: Array, often: Array
) -> Integer:
    """Keep those of so many rows of a stem that have the word's form, and how often they do; how many."""
    kept = 0
    first = word[CODE]
    for at in range(size):
        count = np.int64(often[at])
        rows[kept], often[kept] = rows[at], count_of_form(codes, codes_wide, codes_high, word[FORM], first, count)
        kept += often[kept] > 0
        first += count
    return kept


@kernel
def score(rows: Array, often: Array, norms: Array, factor: Real, live: Array, offset: Integer) -> Integer:
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
    rows16: Array,
    rows32: Array,
    counts: Array,
    counts_wide: Array,
    counts_high: Array,
    word: Array,
    norms: Array,
    factor: Real,
    live: Array,
    offset: Integer,
    rows: Array,
    scores: Array,
) -> Integer:
    """The live rows of a stem, moved by an offset, and their scores; how many they are."""
    size = counted(rows16, rows32, counts, counts_wide, counts_high, word, rows, scores)
    return score(rows[:size], scores[:size], norms, factor, live, offset)


@kernel
def accumulate(rows: Array, often: Array, norms: Array, factor: Real, sums: Array) -> None:
    """Add the scores of a word to the sums of its rows; `sums` begin at the segment's first row."""
    for at in range(len(rows)):
        row, count = rows[at], often[at]
        sums[row] += count * (factor / (count + norms[row]))


@kernel
def within(
    rows16: Array,
    rows32: Array,
    counts: Array,
    counts_wide: Array,
    counts_high: Array,
    word: Array,
    begins: Array,
    ends: Array,
    live: Array,
    offset: Integer,
    size: Integer,
    rows: Array,
    often: Array,
) -> Integer:
    """The live rows of a stem in some stretches of rows, and how often it is in each; how many.

    Stretches and rows are moved by an offset. The segment has so many rows, a stretch may begin or end beyond them.
    """
    halves, whole = rows16[word[HALF] : word[HALF_END]], rows32[word[WHOLE] : word[WHOLE_END]]
    pair, last = word[PAIR], word[PAIR_END] - word[PAIR]
    kept = at = block = 0
    for stretch in range(len(begins)):
        first, end = max(begins[stretch] - offset, 0), min(ends[stretch] - offset, size)
        if first >= end:
            continue
        found = seek_in_list(halves, whole, np.int64(first), at)
        at = found if found >= 0 else -1 - found
        while at < last:
            block = block_of(halves, whole, block, at)
            row = row_at(halves, whole, block, at)
            if row >= end:
                break
            rows[kept], often[kept] = row + offset, small(counts, counts_wide, counts_high, pair + at)
            if not len(live) or live[row]:
                kept += 1
            at += 1
    return kept


@kernel
def shared(rows16: Array, rows32: Array, pool: Array, words: Array, rows: Array, places: Array) -> Integer:
    """The rows in which the stems of all words are, and their places in the list of the first; how many.

    The first word should be the rarest; there is space for its rows.
    """
    size = listed(rows16[words[0, HALF] : words[0, HALF_END]], rows32[words[0, WHOLE] : words[0, WHOLE_END]], rows)
    for at in range(size):
        places[at] = at
    for number in range(1, len(words)):
        word = words[number]
        if word[PAIR] == words[0, PAIR]:
            continue
        kept = after = 0
        if word[SLOT] >= 0:
            bits = pool[word[SLOT]]
            for at in range(size):
                row = rows[at]
                rows[kept], places[kept] = row, places[at]
                if bits[row >> 6] >> np.uint64(row & 63) & np.uint64(1):
                    kept += 1
        else:
            halves, whole = rows16[word[HALF] : word[HALF_END]], rows32[word[WHOLE] : word[WHOLE_END]]
            for at in range(size):
                row = rows[at]
                found = seek_in_list(halves, whole, np.int64(row), after)
                after = found if found >= 0 else -1 - found
                rows[kept], places[kept] = row, places[at]
                kept += found >= 0
        size = kept
    return size


@kernel
def add_scores(
    rows16: Array,
    rows32: Array,
    counts: Array,
    counts_wide: Array,
    counts_high: Array,
    codes: Array,
    codes_wide: Array,
    codes_high: Array,
    skips: Array,
    pool: Array,
    ranks: Array,
    words: Array,
    factors: Array,
    times: Array,
    norms: Array,
    live: Array,
    offset: Integer,
    rows: Array,
    scores: Array,
) -> Integer:
    """Keep of some rows (moved by an offset) those that live and have all words; add the words' scores; how many.

    The scores of each word are multiplied by its factor, and added so many times. No `live`: all rows live.
    """
    size = 0
    for at in range(len(rows)):
        rows[size], scores[size] = rows[at], scores[at]
        size += not len(live) or live[rows[at] - offset]
    for number in range(len(words)):
        word, factor, often = words[number], factors[number], times[number]
        halves, whole = rows16[word[HALF] : word[HALF_END]], rows32[word[WHOLE] : word[WHOLE_END]]
        slot = slot_for(word, size)
        bits, own = (pool[slot], ranks[slot]) if slot >= 0 else (pool[0, :0], ranks[0, :0])
        pair, form, shift = word[PAIR], word[FORM], word[CODE] - word[OCCURRENCE]
        kept = after = 0
        for at in range(size):
            row = np.int64(rows[at]) - offset
            found = seek(halves, whole, bits, own, row, after)
            if found < 0:
                after = -1 - found
                continue
            after = found
            count = small(counts, counts_wide, counts_high, pair + found)
            if form >= 0:
                first = occurrences_before(skips, counts, counts_wide, counts_high, pair + found)
                count = count_of_form(codes, codes_wide, codes_high, form, first + shift, count)
            if count:
                here = np.float32(count)
                rows[kept], scores[kept] = rows[at], scores[at] + here * (factor / (here + norms[row])) * often
                kept += 1
        size = kept
    return size
