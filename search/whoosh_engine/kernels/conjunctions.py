"""Kernels over docs that have several terms: which do, and what they score. Segments and terms are as in `postings`.

The docs come from the lead: some that are given, or those of the first term, which should be the rarest. They are
looked at as many at a time as there is space for, so that all of it stays in the processor's nearest memory.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.types import DocIds, Mask, Scores
from search.whoosh_engine.kernels import postings
from search.whoosh_engine.kernels.compiler import Integer, kernel
from search.whoosh_engine.kernels.scoring import bm25, counted, marked, score
from search.whoosh_engine.kernels.segment_table import LISTED, Row, Table, Words, array_of


class Lead(NamedTuple):
    """Where the docs of a conjunction come from: some that score already, or where there are none, the first term."""

    docs: DocIds
    scores: Scores


@kernel
def are_there(terms: Table) -> bool:
    """Whether a segment has all terms."""
    least = 1
    for number in range(len(terms)):
        least = min(least, postings.size_of(terms[number]))
    return least > 0


@kernel
def shared(segment: Row, terms: Table, first: Integer, docs: DocIds, others: Array) -> Integer:
    """Keep those of some docs that the stems of all terms are in, from the first on, and what belongs to each; how
    many."""
    size = len(docs)
    for number in range(first, len(terms)):
        term = terms[number]
        if first and term.posting == terms[0].posting:
            continue
        stem = postings.docs_of(segment, term)
        if term.slot != LISTED:
            size = marked(stem.bits, docs[:size], others)
            continue
        kept = after = 0
        for at in range(size):
            doc = docs[at]
            found = postings.seek_in_list(stem.listed, np.int64(doc), after)
            after = found if found >= 0 else -1 - found
            docs[kept], others[kept] = doc, others[at]
            kept += found >= 0
        size = kept
    return size


@kernel
def add_scores(segment: Row, term: Row, docs: DocIds, scores: Scores) -> Integer:
    """Add a term's scores to those of the docs that have it, and keep these; how many."""
    counts, ordinals = postings.counts_of(segment), postings.ordinals_of(segment)
    lengths, norms = array_of(segment, "lengths"), array_of(segment, "norms")
    stem = postings.docs_of(segment, term)
    posting, form, shift = term.posting, term.form, term.ordinal - term.occurrence
    factor, weight, kept, after = term.factor, term.weight, 0, 0
    for at in range(len(docs)):
        doc = np.int64(docs[at])
        found = postings.seek(stem, doc, after)
        if found < 0:
            after = -1 - found
            continue
        after = found
        count = postings.small(counts, posting + found)
        if form != postings.ALL_FORMS:
            first = postings.occurrences_before(segment, counts, posting + found)
            count = postings.count_of_form(ordinals, form, first + shift, count)
        if count:
            more = bm25(np.float32(count), factor, norms[lengths[doc]])
            docs[kept], scores[kept] = docs[at], scores[at] + more * weight
            kept += 1
    return kept


@kernel
def kept_by(keep: Mask, offset: Integer, docs: DocIds, others: Array) -> Integer:
    """Keep those of some docs that a filter keeps, and what belongs to each; how many."""
    held: Integer = 0
    for at in range(len(docs)):
        doc = docs[at]
        docs[held], others[held] = doc, others[at]
        held += np.int64(keep[doc + offset])
    return held


@kernel
def next_docs(segment: Row, term: Row, lead: Lead, at: Integer, docs: DocIds, scores: Scores) -> Integer:
    """The next docs of the lead from a place on, and their scores, or how often the term is in each; how many."""
    if not len(lead.docs):
        return counted(segment, term, at, at + len(docs), docs, scores)
    for number in range(len(docs)):
        docs[number], scores[number] = lead.docs[at + number] - segment.offset, lead.scores[at + number]
    return len(docs)


@kernel
def kept_in(segment: Row, terms: Table, first: Integer, keep: Mask, docs: DocIds, scores: Scores) -> Integer:
    """Keep those of some docs that live, that a filter keeps, and that have all terms, from the first; how many.

    The scores of the terms are added to theirs, which are, where the first is passed over, how often it is in each.
    """
    live = array_of(segment, "live")
    size = shared(segment, terms, first, docs, scores)
    if len(live):
        size = marked(live, docs[:size], scores)
    if len(keep):
        size = kept_by(keep, segment.offset, docs[:size], scores)
    if first:
        score(segment, terms[0], docs[:size], scores)
    for number in range(first, len(terms)):
        size = add_scores(segment, terms[number], docs[:size], scores)
    return size


@kernel
def conjunction(
    table: Table, words: Words, lead: Lead, keep: Mask, chunk: Integer, docs: DocIds, scores: Scores
) -> Integer:
    """The live docs with all terms that a filter keeps, or all where there is none, and their scores; how many.

    There is space for all of the lead, of which a chunk is looked at at a time.
    """
    total: Integer = 0
    first = np.int64(len(lead.docs) == 0)
    for place in range(len(table)):
        segment, terms = table[place], words[place]
        if not are_there(terms):
            continue
        offset = segment.offset
        begin, end = 0, postings.size_of(terms[0])
        if len(lead.docs):
            begin = postings.lower_bound(lead.docs, 0, len(lead.docs), offset)
            end = postings.lower_bound(lead.docs, begin, len(lead.docs), offset + segment.size)
        for at in range(begin, end, chunk):
            last = total + min(end - at, chunk)
            found, more = docs[total:last], scores[total:last]
            size = next_docs(segment, terms[0], lead, at, found, more)
            size = kept_in(segment, terms, first, keep, found[:size], more)
            for number in range(size):
                found[number] += offset
            total += size
    return total
