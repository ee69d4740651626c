"""Kernels over sets of docs: their union, those of several forms."""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.format.types import Bits, Counts, DocIds, Mask, Ordinals, Scores
from search.whoosh_engine.kernels import postings
from search.whoosh_engine.kernels.bits import zeros_below
from search.whoosh_engine.kernels.compiler import Integer, kernel
from search.whoosh_engine.kernels.scoring import counted
from search.whoosh_engine.kernels.segment_table import Table, array_of
from search.whoosh_engine.kernels.terms import count_of_forms, locate_form


@kernel
def add(docs: DocIds, scores: Scores, sums: Scores) -> None:
    """Add scores to the sums of their docs."""
    for at in range(len(docs)):
        sums[docs[at]] += scores[at]


@kernel
def collected(sums: Scores, live: Mask, docs: DocIds, scores: Scores) -> Integer:
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
    segments: Table, forms: Ordinals, wanted: Ordinals, terms: Table, docs: DocIds, often: Scores, bits: Bits
) -> Integer:
    """Set the bits of the docs of some forms of one segment; how many of these were not set.

    `wanted` is zero for each stem, `terms` space for one; docs are looked at as many at a time as there is space for.
    The forms of a stem are not told apart where all of them are wanted.
    """
    segment, term = segments[0], terms[0]
    stem_of, offset = array_of(segment, "stem_of"), segment.offset
    for form in forms:
        wanted[stem_of[form]] += 1
    new = 0
    for form in forms:
        stem = np.int64(stem_of[form])
        if not wanted[stem]:
            continue
        locate_form(segment, np.int64(form), term)
        are_all = wanted[stem] >= count_of_forms(segment, stem)
        if are_all:
            wanted[stem] = 0
        for first in range(0, postings.size_of(term), len(docs)):
            last = min(first + len(docs), postings.size_of(term))
            if are_all:
                size = last - first
                postings.fill(postings.docs_of(segment, term), first, last, docs)
            else:
                size = counted(segment, term, first, last, docs, often)
            for at in range(size):
                doc = docs[at] + offset
                new += postings.set_bit(bits, doc)
    for form in forms:
        wanted[stem_of[form]] = 0
    return new


@kernel
def taken(bits: Bits, live: Mask, docs: DocIds) -> Integer:
    """The live docs whose bits are set; how many. All bits are cleared.

    There is space for one more than are found. No `live`: all docs live.
    """
    kept = 0
    for at in range(len(bits)):
        rest = bits[at]
        bits[at] = 0
        while rest:
            docs[kept] = (at << 6) + zeros_below(rest)
            rest &= rest - np.uint64(1)
            kept += not len(live) or live[docs[kept]]
    return kept


@kernel
def tally(ordinals: Ordinals, docs: DocIds, counts: Counts) -> None:
    """How many of some docs have each ordinal; the counts are zero before."""
    for doc in docs:
        counts[ordinals[np.uint32(doc)]] += 1
