"""Kernels over where words stand: in a row, or near each other. Segments, words and rows are as in `lists`."""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.compiled.kernel import Integer, kernel
from search.whoosh_engine.compiled.lists import (
    CODE,
    FORM,
    OCCURRENCE,
    PAIR,
    PAIR_END,
    PLACE,
    bits_for,
    block_of,
    list_of,
    lower_bound,
    occurrences_before,
    row_at,
    seek,
    small,
    total,
)
from search.whoosh_engine.compiled.matching import shared
from search.whoosh_engine.segments.arrays import Array

_WALK = 24  # rows that are counted one by one rather than from the last skip


@kernel
def position_at(low: Array, wide: Array, high: Array, occurrence: Integer, after: Integer) -> tuple[Integer, Integer]:
    """The position of an occurrence, and from where to seek the next that needs more than a byte."""
    position = np.int64(low[occurrence])
    if after < len(wide):
        after = lower_bound(wide, after, len(wide), occurrence)
        if after < len(wide) and wide[after] == occurrence:
            position += np.int64(high[after]) << 8
    return position, after


@kernel
def is_form(codes: Array, wide: Array, high: Array, form: Integer, at: Integer) -> bool:
    """Whether a code is that of a form; -1 are all."""
    return form < 0 or small(codes, wide, high, at) == form


@kernel
def occurrences_from(
    skips: Array, counts: Array, counts_wide: Array, counts_high: Array, known: Integer, before: Integer, pair: Integer
) -> Integer:
    """How many occurrences there are before those of a pair, where it is known how many before an earlier one."""
    if pair - known > _WALK:
        return occurrences_before(skips, counts, counts_wide, counts_high, pair)
    return before + total(counts, counts_wide, counts_high, known, pair)


@kernel
def begun(
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
    word: Array,
    rows: Array,
    listed: Array,
    starts: Array,
    begins: Array,
) -> Integer:
    """Where in some rows a phrase may begin that has a word at its place: rows and positions, in order; how many.

    `listed` are the places of the rows in the word's list.
    """
    place, pair, form, shift = word[PLACE], word[PAIR], word[FORM], word[CODE] - word[OCCURRENCE]
    known, end = pair, word[OCCURRENCE]
    kept = seen = 0
    for at in range(len(rows)):
        row, own = rows[at], pair + listed[at]
        here = occurrences_from(skips, counts, counts_wide, counts_high, known, end, own)
        known, end = own + 1, here + small(counts, counts_wide, counts_high, own)
        while here < end:
            position, seen = position_at(positions, positions_wide, positions_high, here, seen)
            if position >= place and is_form(codes, codes_wide, codes_high, form, here + shift):
                starts[kept], begins[kept] = row, position - place
                kept += 1
            here += 1
    return kept


@kernel
def followed(
    halves: Array,
    whole: Array,
    bits: Array,
    ranks: Array,
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
    word: Array,
    starts: Array,
    begins: Array,
) -> Integer:
    """Keep those of the rows and positions where a phrase may begin that have a word at its place; how many."""
    place, pair, form, shift = word[PLACE], word[PAIR], word[FORM], word[CODE] - word[OCCURRENCE]
    known, end = pair, word[OCCURRENCE]
    kept = at = after = seen = 0
    while at < len(starts):
        row = starts[at]
        found = seek(halves, whole, bits, ranks, np.int64(row), after)
        if found < 0:
            after = -1 - found
            at += 1
            continue
        after = found
        here = occurrences_from(skips, counts, counts_wide, counts_high, known, end, pair + found)
        known, end = pair + found + 1, here + small(counts, counts_wide, counts_high, pair + found)
        while at < len(starts) and starts[at] == row:
            begin = np.int64(begins[at])
            wanted, position = begin + place, np.int64(-1)
            while here < end:
                position, seen = position_at(positions, positions_wide, positions_high, here, seen)
                if position >= wanted:
                    break
                here += 1
            if position == wanted and is_form(codes, codes_wide, codes_high, form, here + shift):
                starts[kept], begins[kept] = row, begin
                kept += 1
            at += 1
    return kept


@kernel
def phrase(
    rows16: Array,
    rows32: Array,
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
    pool: Array,
    ranks: Array,
    words: Array,
    rows: Array,
    listed: Array,
    starts: Array,
    begins: Array,
) -> Integer:
    """The rows with words in a row, each at its place; how many.

    The first of `words` should be the rarest. There is space for its rows, also in `listed`, and in `starts` and
    `begins` for its occurrences.
    """
    held = shared(rows16, rows32, pool, words, rows, listed)
    held = begun(
        counts,
        counts_wide,
        counts_high,
        positions,
        positions_wide,
        positions_high,
        codes,
        codes_wide,
        codes_high,
        skips,
        words[0],
        rows[:held],
        listed,
        starts,
        begins,
    )
    for number in range(1, len(words)):
        word = words[number]
        halves, whole = list_of(rows16, rows32, word)
        bits, own = bits_for(pool, ranks, word, held)
        held = followed(
            halves,
            whole,
            bits,
            own,
            counts,
            counts_wide,
            counts_high,
            positions,
            positions_wide,
            positions_high,
            codes,
            codes_wide,
            codes_high,
            skips,
            word,
            starts[:held],
            begins[:held],
        )
    kept, last = 0, np.int32(-1)
    for at in range(held):
        if starts[at] != last:
            last = starts[at]
            rows[kept] = last
            kept += 1
    return kept


@kernel
def near(
    rows16: Array,
    rows32: Array,
    counts: Array,
    counts_wide: Array,
    counts_high: Array,
    positions: Array,
    positions_wide: Array,
    positions_high: Array,
    skips: Array,
    pool: Array,
    ranks: Array,
    words: Array,
    distance: Integer,
    rows: Array,
) -> Integer:
    """The rows in which two stems, the rarer first, are at most so far from each other; how many."""
    one, two = words[0], words[1]
    halves, whole = list_of(rows16, rows32, one)
    their_halves, their_whole = list_of(rows16, rows32, two)
    bits, own = bits_for(pool, ranks, two, one[PAIR_END] - one[PAIR])
    pair, their_pair = one[PAIR], two[PAIR]
    block = kept = after = seen = their_seen = 0
    known, end, their_end = their_pair, one[OCCURRENCE], two[OCCURRENCE]
    for at in range(one[PAIR_END] - pair):
        here, end = end, end + small(counts, counts_wide, counts_high, pair + at)
        block = block_of(halves, whole, block, at)
        row = row_at(halves, whole, block, at)
        found = seek(their_halves, their_whole, bits, own, row, after)
        if found < 0:
            after = -1 - found
            continue
        after = found
        there = occurrences_from(skips, counts, counts_wide, counts_high, known, their_end, their_pair + found)
        known, their_end = their_pair + found + 1, there + small(counts, counts_wide, counts_high, their_pair + found)
        while here < end and there < their_end:
            position, seen = position_at(positions, positions_wide, positions_high, here, seen)
            opposite, their_seen = position_at(positions, positions_wide, positions_high, there, their_seen)
            if abs(position - opposite) <= distance:
                rows[kept] = row
                kept += 1
                break
            if position < opposite:
                here += 1
            else:
                there += 1
    return kept
