"""Kernels over where words stand: in a row, or near each other. Segments and terms are as in `postings`."""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.format.types import DocIds, Ordinals, Scores
from search.whoosh_engine.kernels import postings
from search.whoosh_engine.kernels.compiler import Integer, kernel
from search.whoosh_engine.kernels.conjunctions import are_there, shared
from search.whoosh_engine.kernels.segment_table import Row, Table, Words, array_of


@kernel
def positions_of(segment: Row) -> postings.SmallInts:
    """Where each occurrence stands in its doc."""
    return postings.SmallInts(
        array_of(segment, "positions"), array_of(segment, "positions_wide"), array_of(segment, "positions_high")
    )


@kernel
def position_at(positions: postings.SmallInts, occurrence: Integer, after: Integer) -> tuple[Integer, Integer]:
    """The position of an occurrence, and from where to seek the next that needs more than a byte."""
    low, wide, high = positions
    position = np.int64(low[occurrence])
    if after < len(wide):
        after = postings.lower_bound(wide, after, len(wide), occurrence)
        if after < len(wide) and wide[after] == occurrence:
            position += np.int64(high[after]) << 8
    return position, after


@kernel
def is_form(ordinals: postings.SmallInts, form: Integer, at: Integer) -> bool:
    """Whether an ordinal is that of a form."""
    return form == postings.ALL_FORMS or postings.small(ordinals, at) == form


@kernel
def begun(segment: Row, term: Row, docs: DocIds, listed: DocIds, starts: DocIds, begins: Ordinals) -> Integer:
    """Where in some docs a phrase may begin that has a term at its place: docs and positions, in order; how many.

    `listed` are the places of the docs in the term's list.
    """
    counts, positions, ordinals = postings.counts_of(segment), positions_of(segment), postings.ordinals_of(segment)
    place, posting, form, shift = term.place, term.posting, term.form, term.ordinal - term.occurrence
    kept = seen = 0
    for at in range(len(docs)):
        doc, own = docs[at], posting + listed[at]
        here = postings.occurrences_before(segment, counts, own)
        end = here + postings.small(counts, own)
        while here < end:
            position, seen = position_at(positions, here, seen)
            if position >= place and is_form(ordinals, form, here + shift):
                starts[kept], begins[kept] = doc, position - place
                kept += 1
            here += 1
    return kept


@kernel
def followed(segment: Row, term: Row, starts: DocIds, begins: Ordinals) -> Integer:
    """Keep those of the docs and positions where a phrase may begin that have a term at its place; how many."""
    counts, positions, ordinals = postings.counts_of(segment), positions_of(segment), postings.ordinals_of(segment)
    stem = postings.docs_of(segment, term)
    place, posting, form, shift = term.place, term.posting, term.form, term.ordinal - term.occurrence
    kept = at = after = seen = 0
    while at < len(starts):
        doc = starts[at]
        found = postings.seek(stem, np.int64(doc), after)
        if found < 0:
            after = -1 - found
            at += 1
            continue
        after = found
        here = postings.occurrences_before(segment, counts, posting + found)
        end = here + postings.small(counts, posting + found)
        while at < len(starts) and starts[at] == doc:
            begin = np.int64(begins[at])
            wanted, position = begin + place, np.int64(-1)
            while here < end:
                position, seen = position_at(positions, here, seen)
                if position >= wanted:
                    break
                here += 1
            if position == wanted and is_form(ordinals, form, here + shift):
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
        size, found = postings.size_of(terms[0]), docs[kept:]
        postings.fill(postings.docs_of(segment, terms[0]), 0, size, found)
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
                docs[kept] = last + segment.offset
                kept += 1
    return kept


@kernel
def rows(
    table: Table,
    words: Words,
    docs: DocIds,
    often: Scores,
    found: DocIds,
    listed: DocIds,
    starts: DocIds,
    begins: Ordinals,
) -> None:
    """How often terms stand in a row, each at its place, in each of some docs, ascending.

    There is space for the docs in `found` and `listed`, and as in `phrase` in `starts` and `begins`.
    """
    for place in range(len(table)):
        segment, terms = table[place], words[place]
        first = postings.lower_bound(docs, 0, len(docs), segment.offset)
        end = postings.lower_bound(docs, first, len(docs), segment.offset + segment.size)
        if first == end or not are_there(terms):
            continue
        stem = postings.docs_of(segment, terms[0])
        size = after = 0
        for at in range(first, end):
            doc = np.int64(docs[at]) - segment.offset
            here = postings.seek(stem, doc, after)
            after = here if here >= 0 else -1 - here
            if here >= 0:
                found[size], listed[size] = doc, here
                size += 1
        size = shared(segment, terms, 1, found[:size], listed)
        size = begun(segment, terms[0], found[:size], listed, starts, begins)
        for number in range(1, len(terms)):
            size = followed(segment, terms[number], starts[:size], begins)
        at = first
        for number in range(size):
            while docs[at] - segment.offset < starts[number]:
                at += 1
            often[at] += 1


@kernel
def near_in(segment: Row, one: Row, two: Row, distance: Integer, docs: DocIds) -> Integer:
    """The docs of a segment in which two stems, the rarer first, are at most so far from each other; how many."""
    counts, positions, offset = postings.counts_of(segment), positions_of(segment), segment.offset
    theirs = postings.docs_of(segment, two)
    kept = after = seen = their_seen = 0
    postings.fill(postings.docs_of(segment, one), 0, postings.size_of(one), docs)
    end = one.occurrence
    for at in range(postings.size_of(one)):
        here, end = end, end + postings.small(counts, one.posting + at)
        doc = np.int64(docs[at])
        found = postings.seek(theirs, doc, after)
        if found < 0:
            after = -1 - found
            continue
        after = found
        posting = two.posting + found
        there = postings.occurrences_before(segment, counts, posting)
        their_end = there + postings.small(counts, posting)
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
