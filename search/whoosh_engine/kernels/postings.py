"""Kernels over the postings of one term in one segment: its docs, where a doc is among them, how often it is there.

A segment is a row of the `table`. A term is a stem, or one of its forms; where it lies in a segment is a TERM. Docs are
those of the segment, scores are float32.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.postings import SKIP
from search.whoosh_engine.format.types import Bits, Counts, DocIds
from search.whoosh_engine.kernels.bits import ones_in, zeros_below
from search.whoosh_engine.kernels.compiler import Integer, kernel
from search.whoosh_engine.kernels.segment_table import LISTED, Row, array_of

# Where a term's postings, occurrences, ordinals and listed docs lie; its form; the place of its stem among the dense
# ones, or LISTED; its place in a query; the factor of its scores, and by how much they count.
TERM = np.dtype([
    *((name, np.int64) for name in ("posting", "posting_end", "occurrence", "occurrence_end", "ordinal")),
    *((name, np.int64) for name in ("doc", "doc_end", "form", "slot", "place")),
    ("factor", np.float32),
    ("weight", np.float32),
])  # fmt: skip
ALL_FORMS = -1
_SKIP_SHIFT = SKIP.bit_length() - 1


class SmallInts(NamedTuple):
    """Numbers that are mostly bytes, as `format.small_ints` has them."""

    low: NDArray[np.uint8]
    wide: Counts
    high: NDArray[np.uint8]


class StemDocs(NamedTuple):
    """The docs of a stem, as `format.postings` has them: listed, or bits and ranks."""

    listed: DocIds
    bits: Bits
    ranks: NDArray[np.uint32]


@kernel
def lower_bound(values: Array, first: Integer, last: Integer, sought: Integer) -> Integer:
    """The first place from `first` up to `last` of ascending numbers whose number is not below the sought one."""
    step = 1
    low = high = first
    while high < last and values[high] < sought:
        low = high + 1
        high += step
        step <<= 1
    high = min(high, last)
    while low < high:
        middle = (low + high) >> 1
        if values[middle] < sought:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def size_of(term: Row) -> Integer:
    """In how many docs of the segment a term's stem is."""
    return term.posting_end - term.posting


@kernel
def counts_of(segment: Row) -> SmallInts:
    """How often each stem is in each of its docs."""
    return SmallInts(array_of(segment, "counts"), array_of(segment, "counts_wide"), array_of(segment, "counts_high"))


@kernel
def ordinals_of(segment: Row) -> SmallInts:
    """Which form of its stem each occurrence is."""
    return SmallInts(
        array_of(segment, "ordinals"), array_of(segment, "ordinals_wide"), array_of(segment, "ordinals_high")
    )


@kernel
def small(numbers: SmallInts, at: Integer) -> Integer:
    """One number of those that are mostly bytes."""
    low, wide, high = numbers
    value = np.int64(low[at])
    if len(wide):
        found = lower_bound(wide, 0, len(wide), at)
        if found < len(wide) and wide[found] == at:
            value += np.int64(high[found]) << 8
    return value


@kernel
def docs_of(segment: Row, term: Row) -> StemDocs:
    """The docs of a term's stem."""
    listed, bits, ranks = array_of(segment, "docs"), array_of(segment, "bits"), array_of(segment, "ranks")
    first = end = 0
    if term.slot != LISTED:
        wide = (segment.size + 63) >> 6
        first, end = term.slot * wide, (term.slot + 1) * wide
    return StemDocs(listed[term.doc : term.doc_end], bits[first:end], ranks[first:end])


@kernel
def rank_of(stem: StemDocs, doc: Integer) -> Integer:
    """How many docs of a dense stem there are before a doc."""
    below = stem.bits[doc >> 6] & ((np.uint64(1) << np.uint64(doc & 63)) - np.uint64(1))
    return np.int64(stem.ranks[doc >> 6]) + ones_in(below)


@kernel
def fill(stem: StemDocs, first: Integer, last: Integer, docs: DocIds) -> None:
    """The docs from one place up to another."""
    if len(stem.bits):
        fill_from_bits(stem, first, last, docs)
    else:
        part = stem.listed[first:last]
        for at in range(len(part)):
            docs[at] = part[at]


@kernel
def fill_from_bits(stem: StemDocs, first: Integer, last: Integer, docs: DocIds) -> None:
    """The same of a dense stem."""
    _, bits, ranks = stem
    at = lower_bound(ranks, 0, len(ranks), first + 1) - 1  # the last number of bits with no more docs before it
    passed, kept = first - np.int64(ranks[at]), 0
    while kept < last - first:
        left = bits[at]
        while passed and left:
            left &= left - np.uint64(1)
            passed -= 1
        while left and kept < last - first:
            docs[kept] = (at << 6) + zeros_below(left)
            left &= left - np.uint64(1)
            kept += 1
        at += 1


@kernel
def is_set(bits: Bits, doc: Integer) -> Integer:
    """1 where the bit of a doc is set, else 0."""
    return np.int64(bits[doc >> 6] >> np.uint64(doc & 63) & np.uint64(1))


@kernel
def seek_in_list(listed: DocIds, doc: Integer, after: Integer) -> Integer:
    """The place of a doc in a list, sought from a place on; where it is not there, -1 less the place behind it."""
    at = lower_bound(listed, after, len(listed), doc)
    return at if at < len(listed) and listed[at] == doc else -1 - at


@kernel
def seek(stem: StemDocs, doc: Integer, after: Integer) -> Integer:
    """The place of a doc among those of a stem, sought from a place on; where it is not there, -1 less a place from
    which those behind it may be sought."""
    if not len(stem.bits):
        return seek_in_list(stem.listed, doc, after)
    return rank_of(stem, doc) if is_set(stem.bits, doc) else -1


@kernel
def occurrences_before(segment: Row, counts: SmallInts, posting: Integer) -> Integer:
    """How many occurrences of the segment there are before those of a posting."""
    low, wide, _ = counts
    skip = posting >> _SKIP_SHIFT
    first = skip << _SKIP_SHIFT
    found = array_of(segment, "skips")[skip]
    if len(wide) or first + SKIP > len(low):
        for at in range(first, posting):
            found += small(counts, at)
        return found
    part, before = low[first : first + SKIP], np.uint16(0)
    for at in range(SKIP):  # no number of turns that the processor has to guess
        before += np.uint16(part[at]) * np.uint16(first + at < posting)
    return found + np.int64(before)


@kernel
def count_of_form(ordinals: SmallInts, form: Integer, first: Integer, count: Integer) -> Integer:
    """How many of so many ordinals, of which one is the first, are that of a form."""
    found = 0
    for at in range(first, first + count):
        found += small(ordinals, at) == form
    return found
