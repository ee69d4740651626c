"""Kernels over one term: its docs, how often it is in each, what that scores. See `postings` for the arguments."""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.format.bm25 import score as bm25_score
from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.types import Bits, DocIds, Mask, Scores
from search.whoosh_engine.kernels import postings
from search.whoosh_engine.kernels.compiler import Integer, kernel
from search.whoosh_engine.kernels.segment_table import Row, Table, Words, array_of

bm25 = kernel(bm25_score)


@kernel
def counted(segment: Row, term: Row, first: Integer, last: Integer, docs: DocIds, often: Scores) -> Integer:
    """The docs of a term from one place of its stem's list up to another, and how often it is in each; how many."""
    postings.fill(postings.docs_of(segment, term), first, last, docs)
    counts, size = postings.counts_of(segment), last - first
    posting = term.posting + first
    low = counts.low[posting : posting + size]
    for at in range(size):
        often[at] = low[at]
    if len(counts.wide):
        for at in range(size):
            often[at] = postings.small(counts, posting + at)
    if term.form == postings.ALL_FORMS:
        return size
    ordinals = postings.ordinals_of(segment)
    own = postings.occurrences_before(segment, counts, posting) - term.occurrence + term.ordinal
    kept = 0
    for at in range(size):
        count = np.int64(often[at])
        docs[kept], often[kept] = docs[at], postings.count_of_form(ordinals, term.form, own, count)
        kept += often[kept] > 0
        own += count
    return kept


@kernel
def score(segment: Row, term: Row, docs: DocIds, often: Scores) -> None:
    """Make how often a term is in each of some docs its score."""
    lengths, norms = array_of(segment, "lengths"), array_of(segment, "norms")
    factor, weight = term.factor, term.weight
    for at in range(len(docs)):
        often[at] = bm25(often[at], factor, norms[lengths[np.uint32(docs[at])]]) * weight


@kernel
def marked(bits: Bits, docs: DocIds, others: Array) -> Integer:
    """Keep those of some docs whose bits are set, and what belongs to each; how many."""
    kept = 0
    for at in range(len(docs)):
        doc = docs[at]
        docs[kept], others[kept] = doc, others[at]
        kept += postings.is_set(bits, doc)
    return kept


@kernel
def accumulate(table: Table, words: Words, docs: DocIds, often: Scores, sums: Scores) -> None:
    """Add the scores of terms to the sums of their docs, as many at a time as there is space for in `docs`."""
    for place in range(len(table)):
        segment, terms = table[place], words[place]
        own = sums[segment.offset :]
        for number in range(len(terms)):
            term = terms[number]
            for first in range(0, postings.size_of(term), len(docs)):
                size = counted(segment, term, first, min(first + len(docs), postings.size_of(term)), docs, often)
                score(segment, term, docs[:size], often)
                for at in range(size):
                    own[docs[at]] += often[at]


@kernel
def mark(segments: Table, words: Words, docs: DocIds, often: Scores, marks: Mask) -> None:
    """Mark the docs of any of some terms of one segment, as many at a time as there is space for in `docs`."""
    own, terms = marks[segments[0].offset :], words[0]
    for number in range(len(terms)):
        term = terms[number]
        for first in range(0, postings.size_of(term), len(docs)):
            last = min(first + len(docs), postings.size_of(term))
            for at in range(counted(segments[0], term, first, last, docs, often)):
                own[docs[at]] = True
