"""Kernels over one word: its rows, how often it is in each, what that scores. Tables and words are as in `lists`."""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.format.container import Array
from search.whoosh_engine.kernels.compiler import Integer, Real, kernel
from search.whoosh_engine.kernels.postings import (
    ALL_FORMS,
    CODE,
    FORM,
    OCCURRENCE,
    PAIR,
    TIMES,
    codes_of,
    count_of_form,
    counts_of,
    factor_of,
    fill,
    is_set,
    occurrences_before,
    rows_of,
    size_of,
    small,
)
from search.whoosh_engine.kernels.segment_table import LENGTHS, NORMS, OFFSET, array_of


@kernel
def bm25(often: Real, factor: Real, norm: Real) -> Real:
    """The score of a word that is so often in a row; see `segments.bm25`."""
    return often * (factor / (often + norm))


@kernel
def counted(segment: Array, word: Array, first: Integer, last: Integer, rows: Array, often: Array) -> Integer:
    """The rows of a word from one place of its stem's list up to another, and how often it is in each; how many."""
    fill(rows_of(segment, word), first, last, rows)
    counts, size = counts_of(segment), last - first
    pair = word[PAIR] + first
    low = counts[0][pair : pair + size]
    for at in range(size):
        often[at] = low[at]
    if len(counts[1]):
        for at in range(size):
            often[at] = small(counts, pair + at)
    if word[FORM] == ALL_FORMS:
        return size
    codes, code = codes_of(segment), occurrences_before(segment, counts, pair) - word[OCCURRENCE] + word[CODE]
    kept = 0
    for at in range(size):
        count = np.int64(often[at])
        rows[kept], often[kept] = rows[at], count_of_form(codes, word[FORM], code, count)
        kept += often[kept] > 0
        code += count
    return kept


@kernel
def score(segment: Array, factor: Real, times: Real, rows: Array, often: Array, space: Array) -> None:
    """Make how often a word is in each of some rows its score, so many times; there is space for a number of each."""
    lengths, norms = array_of(segment, LENGTHS), array_of(segment, NORMS)
    for at in range(len(rows)):
        space[at] = norms[lengths[np.uint32(rows[at])]]
    for at in range(len(rows)):
        often[at] = bm25(often[at], factor, space[at]) * times


@kernel
def marked(bits: Array, rows: Array, others: Array, size: Integer) -> Integer:
    """Keep those of so many rows whose bits are set, and what belongs to each; how many."""
    kept = 0
    for at in range(size):
        row = rows[at]
        rows[kept], others[kept] = row, others[at]
        kept += is_set(bits, row)
    return kept


@kernel
def add_part(
    segment: Array, word: Array, first: Integer, last: Integer, sums: Array, rows: Array, scores: Array, space: Array
) -> Integer:
    """Add the scores of a word to the sums of its rows, from one place of its stem's list up to another; how many.

    There is space for these rows and for two numbers of each.
    """
    size = counted(segment, word, first, last, rows, scores)
    score(segment, factor_of(word), np.float32(word[TIMES]), rows[:size], scores, space)
    for at in range(size):
        sums[rows[at]] += scores[at]
    return size


@kernel
def accumulate(table: Array, word: Array, rows: Array, often: Array, space: Array, sums: Array) -> None:
    """Add the scores of a word to the sums of its rows, as many at a time as there is space for."""
    for place in range(len(table)):
        segment, own = table[place], word[place]
        for first in range(0, size_of(own), len(rows)):
            last = min(first + len(rows), size_of(own))
            add_part(segment, own, first, last, sums[segment[OFFSET] :], rows, often, space)
