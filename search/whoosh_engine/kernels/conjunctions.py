"""Kernels over docs that have several terms: which do, and what they score. Segments and terms are as in `postings`.

The docs come from the lead: they are those of the first term, which should be the rarest, or are given. They are looked
at as many at a time as there is space for, so that all of it stays in the processor's nearest memory.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from search.whoosh_engine.format.container import Array
from search.whoosh_engine.kernels.bits import zeros_below
from search.whoosh_engine.kernels.compiler import Integer, kernel
from search.whoosh_engine.kernels.postings import (
    ALL_FORMS,
    CODE,
    FORM,
    OCCURRENCE,
    POSTING,
    SLOT,
    codes_of,
    count_of_form,
    counts_of,
    docs_of,
    factor_of,
    is_dense,
    lower_bound,
    occurrences_before,
    place_of,
    seek,
    seek_in_list,
    size_of,
    small,
    strips_of,
    weight_of,
)
from search.whoosh_engine.kernels.scoring import bm25, counted, marked, score
from search.whoosh_engine.kernels.segment_table import BITS, LENGTHS, LISTED, LIVE, NORMS, OFFSET, SIZE, array_of

_GIVEN, _LISTED, _SHARED = range(3)  # where the docs of a segment come from
_SELDOM = 4  # of so many docs that have a term, one or less has the other


class Lead(NamedTuple):
    """Where the docs of a conjunction come from: those in some stretches of the index, or some that score already."""

    begins: Array
    ends: Array
    docs: Array
    scores: Array


class Judge(NamedTuple):
    """A filter: `kept` says of the number of each doc whether it is kept; where no docs have numbers, all are."""

    numbers: Array
    kept: Array


@kernel
def are_there(terms: Array) -> bool:
    """Whether a segment has all terms."""
    least = 1
    for number in range(len(terms)):
        least = min(least, size_of(terms[number]))
    return least > 0


@kernel
def shared(segment: Array, terms: Array, first: Integer, docs: Array, others: Array) -> Integer:
    """Keep those of some docs that the stems of all terms are in, from the first on, and what belongs to each; how
    many."""
    size = len(docs)
    for number in range(first, len(terms)):
        term = terms[number]
        if first and term[POSTING] == terms[0, POSTING]:
            continue
        stem = docs_of(segment, term)
        if term[SLOT] != LISTED:
            size = marked(stem.bits, docs[:size], others)
            continue
        kept = after = 0
        for at in range(size):
            doc = docs[at]
            found = seek_in_list(stem.halves, stem.wholes, np.int64(doc), after)
            after = found if found >= 0 else -1 - found
            docs[kept], others[kept] = doc, others[at]
            kept += found >= 0
        size = kept
    return size


@kernel
def add_scores(segment: Array, term: Array, docs: Array, scores: Array) -> Integer:
    """Add a term's scores to those of the docs that have it, and keep these; how many."""
    counts, codes = counts_of(segment), codes_of(segment)
    lengths, norms = array_of(segment, LENGTHS), array_of(segment, NORMS)
    stem = docs_of(segment, term)
    posting, form, shift = term[POSTING], term[FORM], term[CODE] - term[OCCURRENCE]
    factor, weight, kept, after = factor_of(term), weight_of(term), 0, 0
    for at in range(len(docs)):
        doc = np.int64(docs[at])
        found = seek(stem, doc, after)
        if found < 0:
            after = -1 - found
            continue
        after = found
        count = small(counts, posting + found)
        if form != ALL_FORMS:
            first = occurrences_before(segment, counts, posting + found)
            count = count_of_form(codes, form, first + shift, count)
        if count:
            more = bm25(np.float32(count), factor, norms[lengths[doc]])
            docs[kept], scores[kept] = docs[at], scores[at] + more * weight
            kept += 1
    return kept


@kernel
def kept_by(judge: Judge, offset: Integer, docs: Array, others: Array) -> Integer:
    """Keep those of some docs that a filter keeps, and what belongs to each; how many."""
    numbers, kept = judge
    held = 0
    for at in range(len(docs)):
        doc = docs[at]
        docs[held], others[held] = doc, others[at]
        held += kept[numbers[doc + offset]]
    return held


@kernel
def within(number: Integer, first: Integer, end: Integer) -> Integer:
    """The bits of those of the 64 docs of a number that are from the first up to the end."""
    base, bits = number << 6, ~np.uint64(0)
    if first > base:
        bits = bits >> np.uint64(first - base) << np.uint64(first - base)
    if end < base + 64:
        bits &= (np.uint64(1) << np.uint64(end - base)) - np.uint64(1)
    return bits


@kernel
def kind_of(segment: Array, terms: Array, lead: Lead) -> Integer:
    """Where docs come from with the least work: of two dense terms, mostly from the bits that they share."""
    if len(lead.docs):
        return _GIVEN
    if len(terms) > 1 and is_dense(terms[0]) and is_dense(terms[1]):
        are_few = size_of(terms[1]) * _SELDOM < segment[SIZE] and size_of(terms[0]) > 4 * strips_of(segment)
        return _SHARED if are_few else _LISTED
    return _LISTED


@kernel
def next_listed(
    segment: Array, term: Array, lead: Lead, stretch: Integer, at: Integer, docs: Array, often: Array
) -> tuple[Integer, Integer, Integer]:
    """The next docs of a term in the stretches of the lead, and how often it is in each, as `counted`.

    It goes on in a stretch, from a place in the list of the term's stem, as far as there is space. How many docs, and
    with which stretch and place to go on.
    """
    stem, offset, size = docs_of(segment, term), segment[OFFSET], segment[SIZE]
    kept, space, last = 0, len(docs), size_of(term)
    while stretch < len(lead.begins) and at < last:
        first, end = max(lead.begins[stretch] - offset, 0), min(lead.ends[stretch] - offset, size)
        if first < end:
            at = place_of(stem, first, at) if first else at
            until = place_of(stem, end, at) if end < size else last
            count = min(until - at, space)
            kept += counted(segment, term, at, at + count, docs[kept:], often[kept:])
            at += count
            space -= count
            if at < until:
                break
        stretch += 1
    return kept, stretch, at


@kernel
def next_shared(
    segment: Array, terms: Array, lead: Lead, stretch: Integer, after: Integer, docs: Array, scores: Array
) -> tuple[Integer, Integer, Integer]:
    """The next docs of all dense terms in the stretches of the lead, which score nothing yet.

    It goes on in a stretch, from a doc on, as far as there is space. How many docs, and with which stretch and doc to
    go on.
    """
    bits, wide, offset, kept = array_of(segment, BITS), 2 * strips_of(segment), segment[OFFSET], 0
    while stretch < len(lead.begins):
        first, end = max(lead.begins[stretch] - offset, after), min(lead.ends[stretch] - offset, segment[SIZE])
        for at in range(first >> 6, ((end - 1) >> 6) + 1 if first < end else 0):
            left = bits[terms[0, SLOT] * wide + at] & bits[terms[1, SLOT] * wide + at]
            for number in range(2, len(terms)):
                if is_dense(terms[number]):
                    left &= bits[terms[number, SLOT] * wide + at]
            left &= within(at, first, end)
            while left:
                doc = (at << 6) + zeros_below(left)
                if kept == len(docs):
                    return kept, stretch, doc
                docs[kept], scores[kept] = doc, 0
                left &= left - np.uint64(1)
                kept += 1
        stretch += 1
    return kept, stretch, after


@kernel
def next_given(segment: Array, lead: Lead, at: Integer, docs: Array, scores: Array) -> tuple[Integer, Integer, Integer]:
    """The next docs that are given, from a place on; the stretch behind is one that is not there."""
    offset = segment[OFFSET]
    last = lower_bound(lead.docs, at, len(lead.docs), offset + segment[SIZE])
    size = min(last - at, len(docs))
    for number in range(size):
        docs[number], scores[number] = lead.docs[at + number] - offset, lead.scores[at + number]
    return size, np.int64(at + size == last), at + size


@kernel
def kept_in(
    segment: Array, terms: Array, first: Integer, judge: Judge, docs: Array, scores: Array, space: Array
) -> Integer:
    """Keep those of some docs that live, that a filter keeps, and that have all terms, from the first; how many.

    The scores of the terms are added to theirs, which are, where the first is passed over, how often it is in each.
    """
    live = array_of(segment, LIVE)
    size = shared(segment, terms, first, docs, scores)
    if len(live):
        size = marked(live, docs[:size], scores)
    if len(judge.numbers):
        size = kept_by(judge, segment[OFFSET], docs[:size], scores)
    if first:
        score(segment, terms[0], docs[:size], scores, space)
    for number in range(first, len(terms)):
        size = add_scores(segment, terms[number], docs[:size], scores)
    return size


@kernel
def conjunction(
    table: Array, words: Array, lead: Lead, judge: Judge, docs: Array, scores: Array, space: Array
) -> Integer:
    """The live docs with all terms that a filter keeps, and their scores; how many.

    There is space for all of the lead, and for a number of each that are looked at at a time.
    """
    total: Integer = 0
    at: Integer = 0
    for place in range(len(table)):
        segment, terms = table[place], words[place]
        offset, kind, stretch = segment[OFFSET], kind_of(segment, terms, lead), np.int64(0)
        first = np.int64(kind == _LISTED)
        at = lower_bound(lead.docs, at, len(lead.docs), offset) if kind == _GIVEN else 0
        stretches: Integer = 1 if kind == _GIVEN else len(lead.begins)
        while stretch < stretches and are_there(terms):
            found, more = docs[total : total + len(space)], scores[total : total + len(space)]
            if kind == _GIVEN:
                size, stretch, at = next_given(segment, lead, at, found, more)
            elif kind == _SHARED:
                size, stretch, at = next_shared(segment, terms, lead, stretch, at, found, more)
            else:
                size, stretch, at = next_listed(segment, terms[0], lead, stretch, at, found, more)
                if at >= size_of(terms[0]):
                    stretch = stretches
            size = kept_in(segment, terms, first, judge, found[:size], more, space)
            for number in range(size):
                found[number] += offset
            total += size
    return total
