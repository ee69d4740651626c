"""Kernels over where words stand: in a row, or near each other. Segments, words and rows are as in `lists`."""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.compiled.kernel import kernel
from search.whoosh_engine.compiled.lists import (
    CODE,
    FORM,
    HALF,
    HALF_END,
    OCCURRENCE,
    PAIR,
    PAIR_END,
    PLACE,
    WHOLE,
    WHOLE_END,
    block_of,
    lower_bound,
    occurrences_before,
    row_at,
    seek,
    shared,
    slot_for,
    small,
)
from search.whoosh_engine.segments.arrays import Array

_WALK = 24  # rows that are counted one by one rather than from the last skip


@kernel
def next_wide(wide: Array, after: int, occurrence: int) -> int:
    """The place among the wide positions of an occurrence or what is behind it, sought from a place on."""
    return lower_bound(wide, after, len(wide), occurrence) if after < len(wide) else after


@kernel
def position_at(low: Array, wide: Array, high: Array, occurrence: int, after: int) -> int:
    """The position of an occurrence; `after` is its `next_wide`."""
    position = np.int64(low[occurrence])
    if after < len(wide) and wide[after] == occurrence:
        position += np.int64(high[after]) << 8
    return position


@kernel
def is_form(codes: Array, wide: Array, high: Array, word: Array, occurrence: int) -> bool:
    """Whether an occurrence is of a word's form; -1 are all."""
    return word[FORM] < 0 or small(codes, wide, high, occurrence - word[OCCURRENCE] + word[CODE]) == word[FORM]


@kernel
def occurrences_from(
    skips: Array,
    counts: Array,
    counts_wide: Array,
    counts_high: Array,
    word: Array,
    known: int,
    before: int,
    at: int,
) -> int:
    """How many occurrences there are before those of the row at a place, where it is known of an earlier place."""
    if at - known > _WALK:
        return occurrences_before(skips, counts, counts_wide, counts_high, word, at)
    for each in range(known, at):
        before += small(counts, counts_wide, counts_high, word[PAIR] + each)
    return before


@kernel
def begun(
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
    rows: Array,
    starts: Array,
    begins: Array,
) -> int:
    """Where in some rows a phrase may begin that has a word at its place: rows and positions, in order; how many."""
    after, known, end = 0, 0, word[OCCURRENCE]
    seen = next_wide(positions_wide, 0, end)
    kept = 0
    for row in rows:
        found = seek(halves, whole, bits, ranks, np.int64(row), after)
        if found < 0:
            after = -1 - found
            continue
        after = found
        here = occurrences_from(skips, counts, counts_wide, counts_high, word, known, end, found)
        known, end = found + 1, here + small(counts, counts_wide, counts_high, word[PAIR] + found)
        while here < end:
            seen = next_wide(positions_wide, seen, here)
            position = position_at(positions, positions_wide, positions_high, here, seen)
            if position >= word[PLACE] and is_form(codes, codes_wide, codes_high, word, here):
                starts[kept], begins[kept] = row, position - word[PLACE]
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
) -> int:
    """Keep those of the rows and positions where a phrase may begin that have a word at its place; how many."""
    after, known, end = 0, 0, word[OCCURRENCE]
    seen = next_wide(positions_wide, 0, end)
    kept = at = 0
    while at < len(starts):
        row = starts[at]
        found = seek(halves, whole, bits, ranks, np.int64(row), after)
        if found < 0:
            after = -1 - found
            at += 1
            continue
        after = found
        here = occurrences_from(skips, counts, counts_wide, counts_high, word, known, end, found)
        known, end = found + 1, here + small(counts, counts_wide, counts_high, word[PAIR] + found)
        while at < len(starts) and starts[at] == row:
            begin = begins[at]
            wanted, position = begin + word[PLACE], np.int64(-1)
            while here < end:
                seen = next_wide(positions_wide, seen, here)
                position = position_at(positions, positions_wide, positions_high, here, seen)
                if position >= wanted:
                    break
                here += 1
            if position == wanted and is_form(codes, codes_wide, codes_high, word, here):
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
    starts: Array,
    begins: Array,
) -> int:
    """The rows with words in a row, each at its place; how many.

    The rarest is the first of `words`. There is space for its rows, and in `starts` and `begins` for its occurrences.
    """
    held = shared(rows16, rows32, pool, words, rows)
    for number in range(len(words)):
        word = words[number]
        halves, whole = rows16[word[HALF] : word[HALF_END]], rows32[word[WHOLE] : word[WHOLE_END]]
        slot = slot_for(word, held)
        bits, own = (pool[slot], ranks[slot]) if slot >= 0 else (pool[0, :0], ranks[0, :0])
        if number == 0:
            held = begun(
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
                rows[:held],
                starts,
                begins,
            )
        else:
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
    distance: int,
    rows: Array,
) -> int:
    """The rows in which two stems, the rarer first, are at most so far from each other; how many."""
    one, two = words[0], words[1]
    halves, whole = rows16[one[HALF] : one[HALF_END]], rows32[one[WHOLE] : one[WHOLE_END]]
    their_halves, their_whole = rows16[two[HALF] : two[HALF_END]], rows32[two[WHOLE] : two[WHOLE_END]]
    slot = slot_for(two, one[PAIR_END] - one[PAIR])
    bits, own = (pool[slot], ranks[slot]) if slot >= 0 else (pool[0, :0], ranks[0, :0])
    block = kept = after = known = 0
    end, their_end = one[OCCURRENCE], two[OCCURRENCE]
    seen, their_seen = next_wide(positions_wide, 0, end), next_wide(positions_wide, 0, their_end)
    for at in range(one[PAIR_END] - one[PAIR]):
        here, end = end, end + small(counts, counts_wide, counts_high, one[PAIR] + at)
        block = block_of(halves, whole, block, at)
        row = row_at(halves, whole, block, at)
        found = seek(their_halves, their_whole, bits, own, row, after)
        if found < 0:
            after = -1 - found
            continue
        after = found
        there = occurrences_from(skips, counts, counts_wide, counts_high, two, known, their_end, found)
        known, their_end = found + 1, there + small(counts, counts_wide, counts_high, two[PAIR] + found)
        while here < end and there < their_end:
            seen, their_seen = next_wide(positions_wide, seen, here), next_wide(positions_wide, their_seen, there)
            position = position_at(positions, positions_wide, positions_high, here, seen)
            opposite = position_at(positions, positions_wide, positions_high, there, their_seen)
            if abs(position - opposite) <= distance:
                rows[kept] = row
                kept += 1
                break
            if position < opposite:
                here += 1
            else:
                there += 1
    return kept
