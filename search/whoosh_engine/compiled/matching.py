"""Kernels over words: what all of one scores, which rows several share. Segments, words and rows are as in `lists`."""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.compiled.kernel import Integer, Real, kernel
from search.whoosh_engine.compiled.lists import (
    CODE,
    FORM,
    OCCURRENCE,
    PAIR,
    PAIR_END,
    SLOT,
    bits_for,
    block_of,
    count_of_form,
    list_of,
    listed,
    occurrences_before,
    row_at,
    seek,
    seek_in_list,
    small,
)
from search.whoosh_engine.segments.arrays import Array


@kernel
def bm25(often: Real, factor: Real, norm: Real) -> Real:
    """The score of a word that is so often in a row; see `Generation._scores`."""
    return often * (factor / (often + norm))


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
    halves, whole = list_of(rows16, rows32, word)
    size = listed(halves, whole, rows)
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
        often[at] = bm25(often[at], factor, norms[rows[at]])
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
        row = rows[at]
        sums[row] += bm25(often[at], factor, norms[row])


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
    halves, whole = list_of(rows16, rows32, word)
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
    halves, whole = list_of(rows16, rows32, words[0])
    size = listed(halves, whole, rows)
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
            halves, whole = list_of(rows16, rows32, word)
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
        halves, whole = list_of(rows16, rows32, word)
        bits, own = bits_for(pool, ranks, word, size)
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
                score_of = bm25(np.float32(count), factor, norms[row])
                rows[kept], scores[kept] = rows[at], scores[at] + score_of * often
                kept += 1
        size = kept
    return size
