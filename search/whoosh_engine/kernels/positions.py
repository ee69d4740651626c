"""Kernels over where words stand: in a row, or near each other. Segments and terms are as in `postings`."""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.format.types import DocIds, Ordinals
from search.whoosh_engine.kernels.compiler import Integer, kernel
from search.whoosh_engine.kernels.conjunctions import are_there, shared
from search.whoosh_engine.kernels.postings import (
    ALL_FORMS,
    CODE,
    FORM,
    OCCURRENCE,
    PLACE,
    POSTING,
    SmallInts,
    codes_of,
    counts_of,
    docs_of,
    fill,
    lower_bound,
    occurrences_before,
    seek,
    size_of,
    small,
    total,
)
from search.whoosh_engine.kernels.segment_table import (
    OFFSET,
    POSITIONS,
    POSITIONS_HIGH,
    POSITIONS_WIDE,
    Row,
    Table,
    Words,
    array_of,
)

_WALK = 8  # docs that are counted one by one rather than from the last skip


@kernel
def positions_of(segment: Row) -> SmallInts:
    """Where each occurrence stands in its doc."""
    return SmallInts(array_of(segment, POSITIONS), array_of(segment, POSITIONS_WIDE), array_of(segment, POSITIONS_HIGH))


@kernel
def position_at(positions: SmallInts, occurrence: Integer, after: Integer) -> tuple[Integer, Integer]:
    """The position of an occurrence, and from where to seek the next that needs more than a byte."""
    low, wide, high = positions
    position = np.int64(low[occurrence])
    if after < len(wide):
        after = lower_bound(wide, after, len(wide), occurrence)
        if after < len(wide) and wide[after] == occurrence:
            position += np.int64(high[after]) << 8
    return position, after


@kernel
def is_form(codes: SmallInts, form: Integer, at: Integer) -> bool:
    """Whether a code is that of a form."""
    return form == ALL_FORMS or small(codes, at) == form


@kernel
def occurrences_from(segment: Row, counts: SmallInts, known: Integer, before: Integer, posting: Integer) -> Integer:
    """How many occurrences there are before those of a posting, where it is known how many before an earlier one."""
    if posting - known > _WALK:
        return occurrences_before(segment, counts, posting)
    return before + total(counts, known, posting)


@kernel
def begun(segment: Row, term: Row, docs: DocIds, listed: DocIds, starts: DocIds, begins: Ordinals) -> Integer:
    """Where in some docs a phrase may begin that has a term at its place: docs and positions, in order; how many.

    `listed` are the places of the docs in the term's list.
    """
    counts, positions, codes = counts_of(segment), positions_of(segment), codes_of(segment)
    place, posting, form, shift = term[PLACE], term[POSTING], term[FORM], term[CODE] - term[OCCURRENCE]
    known, end = posting, term[OCCURRENCE]
    kept = seen = 0
    for at in range(len(docs)):
        doc, own = docs[at], posting + listed[at]
        here = occurrences_from(segment, counts, known, end, own)
        known, end = own + 1, here + small(counts, own)
        while here < end:
            position, seen = position_at(positions, here, seen)
            if position >= place and is_form(codes, form, here + shift):
                starts[kept], begins[kept] = doc, position - place
                kept += 1
            here += 1
    return kept


@kernel
def followed(segment: Row, term: Row, starts: DocIds, begins: Ordinals) -> Integer:
    """Keep those of the docs and positions where a phrase may begin that have a term at its place; how many."""
    counts, positions, codes = counts_of(segment), positions_of(segment), codes_of(segment)
    stem = docs_of(segment, term)
    place, posting, form, shift = term[PLACE], term[POSTING], term[FORM], term[CODE] - term[OCCURRENCE]
    known, end = posting, term[OCCURRENCE]
    kept = at = after = seen = 0
    while at < len(starts):
        doc = starts[at]
        found = seek(stem, np.int64(doc), after)
        if found < 0:
            after = -1 - found
            at += 1
            continue
        after = found
        here = occurrences_from(segment, counts, known, end, posting + found)
        known, end = posting + found + 1, here + small(counts, posting + found)
        while at < len(starts) and starts[at] == doc:
            begin = np.int64(begins[at])
            wanted, position = begin + place, np.int64(-1)
            while here < end:
                position, seen = position_at(positions, here, seen)
                if position >= wanted:
                    break
                here += 1
            if position == wanted and is_form(codes, form, here + shift):
                starts[kept], begins[kept] = doc, begin
                kept += 1
            at += 1
    return kept


@kernel
def phrase(table: Table, words: Words, docs: DocIds, listed: DocIds, starts: DocIds, begins: Ordinals) -> Integer:
    """The docs with terms in a row, each at its place; how many.

    The first of them should be the rarest. There is space for its docs, also in `listed`, and in `starts` and `begins`
    for its occurrences.
    """
    kept = 0
    for place in range(len(table)):
        segment, terms = table[place], words[place]
        if not are_there(terms):
            continue
        size, found = size_of(terms[0]), docs[kept:]
        fill(docs_of(segment, terms[0]), 0, size, found)
        for at in range(size):
            listed[at] = at
        size = shared(segment, terms, 1, found[:size], listed)
        size = begun(segment, terms[0], found[:size], listed, starts, begins)
        for number in range(1, len(terms)):
            size = followed(segment, terms[number], starts[:size], begins[:size])
        last = np.int32(-1)
        for at in range(size):
            if starts[at] != last:
                last = starts[at]
                docs[kept] = last + segment[OFFSET]
                kept += 1
    return kept


@kernel
def near_in(segment: Row, one: Row, two: Row, distance: Integer, docs: DocIds) -> Integer:
    """The docs of a segment in which two stems, the rarer first, are at most so far from each other; how many."""
    counts, positions, offset = counts_of(segment), positions_of(segment), segment[OFFSET]
    theirs = docs_of(segment, two)
    kept = after = seen = their_seen = 0
    fill(docs_of(segment, one), 0, size_of(one), docs)
    known, end, their_end = two[POSTING], one[OCCURRENCE], two[OCCURRENCE]
    for at in range(size_of(one)):
        here, end = end, end + small(counts, one[POSTING] + at)
        doc = np.int64(docs[at])
        found = seek(theirs, doc, after)
        if found < 0:
            after = -1 - found
            continue
        after = found
        posting = two[POSTING] + found
        there = occurrences_from(segment, counts, known, their_end, posting)
        known, their_end = posting + 1, there + small(counts, posting)
        while here < end and there < their_end:
            position, seen = position_at(positions, here, seen)
            opposite, their_seen = position_at(positions, there, their_seen)
            if abs(position - opposite) <= distance:
                docs[kept] = doc + offset
                kept += 1
                break
            if position < opposite:
                here += 1
            else:
                there += 1
    return kept


@kernel
def near(table: Table, words: Words, distance: Integer, docs: DocIds) -> Integer:
    """The docs of all segments in which they are; how many."""
    kept = 0
    for place in range(len(table)):
        terms = words[place]
        if are_there(terms):
            kept += near_in(table[place], terms[0], terms[1], distance, docs[kept:])
    return kept
