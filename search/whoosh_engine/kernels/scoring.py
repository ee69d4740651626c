"""Kernels over one word: its docs, how often it is in each, what that scores. Tables and words are as in `lists`."""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.format.container import Array
from search.whoosh_engine.kernels.compiler import Integer, Real, kernel
from search.whoosh_engine.kernels.postings import (
    ALL_FORMS,
    CODE,
    FORM,
    OCCURRENCE,
    POSTING,
    TIMES,
    codes_of,
    count_of_form,
    counts_of,
    docs_of,
    factor_of,
    fill,
    is_set,
    occurrences_before,
    size_of,
    small,
)
from search.whoosh_engine.kernels.segment_table import LENGTHS, NORMS, OFFSET, array_of


@kernel
def bm25(often: Real, factor: Real, norm: Real) -> Real:
    """The score of a word that is so often in a row; see `segments.bm25`."""
    return often * (factor / (often + norm))


@kernel
def counted(segment: Array, word: Array, first: Integer, last: Integer, docs: Array, often: Array) -> Integer:
    """The docs of a word from one place of its stem's list up to another, and how often it is in each; how many."""
    fill(docs_of(segment, word), first, last, docs)
    counts, size = counts_of(segment), last - first
    posting = word[POSTING] + first
    low = counts[0][posting : posting + size]
    for at in range(size):
        often[at] = low[at]
    if len(counts[1]):
        for at in range(size):
            often[at] = small(counts, posting + at)
    if word[FORM] == ALL_FORMS:
        return size
    codes, code = codes_of(segment), occurrences_before(segment, counts, posting) - word[OCCURRENCE] + word[CODE]
    kept = 0
    for at in range(size):
        count = np.int64(often[at])
        docs[kept], often[kept] = docs[at], count_of_form(codes, word[FORM], code, count)
        kept += often[kept] > 0
        code += count
    return kept


@kernel
def score(segment: Array, factor: Real, times: Real, docs: Array, often: Array, space: Array) -> None:
    """Make how often a word is in each of some docs its score, so many times; there is space for a number of each."""
    lengths, norms = array_of(segment, LENGTHS), array_of(segment, NORMS)
    for at in range(len(docs)):
        space[at] = norms[lengths[np.uint32(docs[at])]]
    for at in range(len(docs)):
        often[at] = bm25(often[at], factor, space[at]) * times


@kernel
def marked(bits: Array, docs: Array, others: Array, size: Integer) -> Integer:
    """Keep those of so many docs whose bits are set, and what belongs to each; how many."""
    kept = 0
    for at in range(size):
        doc = docs[at]
        docs[kept], others[kept] = doc, others[at]
        kept += is_set(bits, doc)
    return kept


@kernel
def add_part(
    segment: Array, word: Array, first: Integer, last: Integer, sums: Array, docs: Array, scores: Array, space: Array
) -> Integer:
    """Add the scores of a word to the sums of its docs, from one place of its stem's list up to another; how many.

    There is space for these docs and for two numbers of each.
    """
    size = counted(segment, word, first, last, docs, scores)
    score(segment, factor_of(word), np.float32(word[TIMES]), docs[:size], scores, space)
    for at in range(size):
        sums[docs[at]] += scores[at]
    return size


@kernel
def accumulate(table: Array, word: Array, docs: Array, often: Array, space: Array, sums: Array) -> None:
    """Add the scores of a word to the sums of its docs, as many at a time as there is space for."""
    for place in range(len(table)):
        segment, own = table[place], word[place]
        for first in range(0, size_of(own), len(docs)):
            last = min(first + len(docs), size_of(own))
            add_part(segment, own, first, last, sums[segment[OFFSET] :], docs, often, space)
