"""Kernels over sets of docs: their union, those of several forms."""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.format.container import Array
from search.whoosh_engine.kernels.bits import zeros_below
from search.whoosh_engine.kernels.compiler import Integer, kernel
from search.whoosh_engine.kernels.postings import docs_of, fill, set_bit, size_of
from search.whoosh_engine.kernels.scoring import counted
from search.whoosh_engine.kernels.segment_table import OFFSET, STEM_OF, array_of
from search.whoosh_engine.kernels.terms import count_of_forms, numbers_of_form


@kernel
def add(docs: Array, scores: Array, sums: Array) -> None:
    """Add scores to the sums of their docs."""
    for at in range(len(docs)):
        sums[docs[at]] += scores[at]


@kernel
def collected(sums: Array, live: Array, docs: Array, scores: Array) -> Integer:
    """The live docs with a sum above zero, and these sums; how many. All sums are set to zero.

    There is space for one more than are found. No `live`: all docs live.
    """
    kept = 0
    for doc in range(len(sums)):
        docs[kept], scores[kept] = doc, sums[doc]
        kept += (sums[doc] > 0) & (not len(live) or live[doc])
        sums[doc] = 0
    return kept


@kernel
def mark(
    segment: Array, forms: Array, wanted: Array, term: Array, docs: Array, often: Array, bits: Array, tops: Array
) -> Integer:
    """Set the bits of the docs of some forms; how many of these were not set.

    `wanted` is zero for each stem, `term` space for the numbers of one; docs are looked at as many at a time as there
    is space for. The forms of a stem are not told apart where all of them are wanted.
    """
    stem_of, offset = array_of(segment, STEM_OF), segment[OFFSET]
    for form in forms:
        wanted[stem_of[form]] += 1
    new = 0
    for form in forms:
        stem = np.int64(stem_of[form])
        if not wanted[stem]:
            continue
        numbers_of_form(segment, np.int64(form), term)
        are_all = wanted[stem] >= count_of_forms(segment, stem)
        if are_all:
            wanted[stem] = 0
        for first in range(0, size_of(term), len(docs)):
            last = min(first + len(docs), size_of(term))
            if are_all:
                size = last - first
                fill(docs_of(segment, term), first, last, docs)
            else:
                size = counted(segment, term, first, last, docs, often)
            for at in range(size):
                doc = docs[at] + offset
                new += set_bit(bits, doc)
                set_bit(tops, doc >> 6)
    for form in forms:
        wanted[stem_of[form]] = 0
    return new


@kernel
def taken(bits: Array, tops: Array, live: Array, docs: Array) -> Integer:
    """The live docs whose bits are set; how many. All bits are cleared; `tops` say which numbers of them are not zero.

    There is space for one more than are found. No `live`: all docs live.
    """
    kept = 0
    for top in range(len(tops)):
        numbers = tops[top]
        tops[top] = 0
        while numbers:
            at = (top << 6) + zeros_below(numbers)
            numbers &= numbers - np.uint64(1)
            rest = bits[at]
            bits[at] = 0
            while rest:
                docs[kept] = (at << 6) + zeros_below(rest)
                rest &= rest - np.uint64(1)
                kept += not len(live) or live[docs[kept]]
    return kept


@kernel
def tally(codes: Array, docs: Array, counts: Array) -> None:
    """How many of some docs have each code; the counts are zero before."""
    for doc in docs:
        counts[codes[np.uint32(doc)]] += 1
