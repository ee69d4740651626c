"""Kernels over where words stand: in a row, or near each other. Rows are those of the segment."""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.compiled.kernel import kernel
from search.whoosh_engine.compiled.lists import block_of, lower_bound, occurrences_before, row_at, seek, small
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
def is_form(codes: Array, wide: Array, high: Array, form: int, occurrence: int) -> bool:
    """Whether an occurrence is of a form; -1 are all."""
    return form < 0 or small(codes, wide, high, occurrence) == form


@kernel
def occurrences_from(
    skips: Array,
    first_pair: int,
    first_occurrence: int,
    counts: Array,
    counts_wide: Array,
    counts_high: Array,
    known: int,
    before: int,
    at: int,
) -> int:
    """How many occurrences there are before those of the row at a place, where it is known of an earlier place."""
    if at - known > _WALK:
        return occurrences_before(skips, first_pair, first_occurrence, counts, counts_wide, counts_high, at)
    for each in range(known, at):
        before += small(counts, counts_wide, counts_high, each)
    return before


@kernel
def starts(
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
    place: int,
    bits: Array,
    ranks: Array,
    sought: Array,
    rows: Array,
    begins: Array,
) -> int:
    """Where in some rows a phrase may begin of which a word is at a place (0 is the first), in order; how many."""
    kept = after = seen = known = end = 0
    for row in sought:
        found = seek(halves, whole, bits, ranks, np.int64(row), after)
        if found < 0:
            after = -1 - found
            continue
        after = found
        here = occurrences_from(
            skips, first_pair, first_occurrence, counts, counts_wide, counts_high, known, end, found
        )
        known, end = found + 1, here + small(counts, counts_wide, counts_high, found)
        while here < end:
            seen = next_wide(positions_wide, seen, here)
            position = position_at(positions, positions_wide, positions_high, here, seen)
            if position >= place and is_form(codes, codes_wide, codes_high, form, here):
                rows[kept], begins[kept] = row, position - place
                kept += 1
            here += 1
    return kept


@kernel
def followed(
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
    place: int,
    bits: Array,
    ranks: Array,
    rows: Array,
    begins: Array,
) -> int:
    """Keep those of the places where a phrase may begin that have a word at its place; how many these are."""
    kept = at = after = seen = known = end = 0
    while at < len(rows):
        row = rows[at]
        found = seek(halves, whole, bits, ranks, np.int64(row), after)
        if found < 0:
            after = -1 - found
            at += 1
            continue
        after = found
        here = occurrences_from(
            skips, first_pair, first_occurrence, counts, counts_wide, counts_high, known, end, found
        )
        known, end = found + 1, here + small(counts, counts_wide, counts_high, found)
        while at < len(rows) and rows[at] == row:
            start = begins[at]
            wanted = np.int64(start) + place
            position = np.int64(-1)
            while here < end:
                seen = next_wide(positions_wide, seen, here)
                position = position_at(positions, positions_wide, positions_high, here, seen)
                if position >= wanted:
                    break
                here += 1
            if position == wanted and is_form(codes, codes_wide, codes_high, form, here):
                rows[kept], begins[kept] = row, start
                kept += 1
            at += 1
    return kept


@kernel
def near(
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
    their_halves: Array,
    their_whole: Array,
    their_counts: Array,
    their_counts_wide: Array,
    their_counts_high: Array,
    their_positions: Array,
    their_positions_wide: Array,
    their_positions_high: Array,
    their_codes: Array,
    their_codes_wide: Array,
    their_codes_high: Array,
    their_skips: Array,
    their_first_pair: int,
    their_first_occurrence: int,
    bits: Array,
    ranks: Array,
    distance: int,
    rows: Array,
) -> int:
    """The rows in which two stems, the other with `bits` and `ranks`, are at most so far apart; how many these are."""
    block = kept = after = seen = their_seen = 0
    end = known = their_end = 0
    for at in range(len(counts)):
        here, end = end, end + small(counts, counts_wide, counts_high, at)
        block = block_of(halves, whole, block, at)
        row = row_at(halves, whole, block, at)
        found = seek(their_halves, their_whole, bits, ranks, row, after)
        if found < 0:
            after = -1 - found
            continue
        after = found
        their_end = occurrences_from(
            their_skips,
            their_first_pair,
            their_first_occurrence,
            their_counts,
            their_counts_wide,
            their_counts_high,
            known,
            their_end,
            found,
        )
        there = their_end
        known, their_end = found + 1, their_end + small(their_counts, their_counts_wide, their_counts_high, found)
        while here < end and there < their_end:
            seen, their_seen = next_wide(positions_wide, seen, here), next_wide(their_positions_wide, their_seen, there)
            position = position_at(positions, positions_wide, positions_high, here, seen)
            opposite = position_at(their_positions, their_positions_wide, their_positions_high, there, their_seen)
            if abs(position - opposite) <= distance:
                rows[kept] = row
                kept += 1
                break
            if position < opposite:
                here += 1
            else:
                there += 1
    return kept
