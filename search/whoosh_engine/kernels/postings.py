"""Kernels over the postings of one term in one segment: its docs, where a doc is among them, how often it is there.

A segment is a row of the `table`. A term is a stem, or one of its forms; where it lies in a segment is a row of
NUMBERS. Docs are those of the segment, scores are float32.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.dense_postings import BLOCK
from search.whoosh_engine.format.postings import SKIP
from search.whoosh_engine.format.types import Bits, Counts, DocIds
from search.whoosh_engine.kernels.bits import ones_in, zeros_below
from search.whoosh_engine.kernels.compiler import Integer, Real, kernel
from search.whoosh_engine.kernels.segment_table import (
    BITS,
    CODES,
    CODES_HIGH,
    CODES_WIDE,
    COUNTS,
    COUNTS_HIGH,
    COUNTS_WIDE,
    HALVES,
    LISTED,
    RANKS,
    SIZE,
    SKIPS,
    WHOLES,
    Row,
    array_of,
)

# What a term's numbers are: where its postings, occurrences, codes, `docs16` and `docs32` lie; its form; the place of
# its stem among the dense ones, or LISTED; its place in a query; bits of the factor of its scores and of its weight.
(
    POSTING, POSTING_END, OCCURRENCE, OCCURRENCE_END, CODE, HALF, HALF_END, WHOLE, WHOLE_END, FORM, SLOT, PLACE,
    FACTOR, WEIGHT, NUMBERS,
) = range(15)  # fmt: skip
ALL_FORMS = -1
_SKIP_SHIFT = SKIP.bit_length() - 1
_BLOCK_SHIFT = BLOCK.bit_length() - 1


class SmallInts(NamedTuple):
    """Numbers that are mostly bytes, as `format.small_ints` has them."""

    low: NDArray[np.uint8]
    wide: Counts
    high: NDArray[np.uint8]


class StemDocs(NamedTuple):
    """The docs of a stem, as `format.postings` has them; bits and ranks are empty where they are listed."""

    halves: NDArray[np.uint16]
    wholes: NDArray[np.uint32]
    bits: Bits
    ranks: NDArray[np.uint16]


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
    return term[POSTING_END] - term[POSTING]


@kernel
def factor_of(term: Row) -> Real:
    """The factor of a term's scores."""
    return np.int32(term[FACTOR]).view(np.float32)


@kernel
def weight_of(term: Row) -> Real:
    """By how much a term's scores count."""
    return np.int32(term[WEIGHT]).view(np.float32)


@kernel
def counts_of(segment: Row) -> SmallInts:
    """How often each stem is in each of its docs."""
    return SmallInts(array_of(segment, COUNTS), array_of(segment, COUNTS_WIDE), array_of(segment, COUNTS_HIGH))


@kernel
def codes_of(segment: Row) -> SmallInts:
    """Which form of its stem each occurrence is."""
    return SmallInts(array_of(segment, CODES), array_of(segment, CODES_WIDE), array_of(segment, CODES_HIGH))


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
def total(numbers: SmallInts, first: Integer, last: Integer) -> Integer:
    """The sum of the numbers from `first` up to `last` of those that are mostly bytes."""
    low, wide, high = numbers
    found: Integer = 0
    for at in range(first, last):
        found += np.int64(low[at])
    if len(wide):
        at = lower_bound(wide, 0, len(wide), first)
        while at < len(wide) and wide[at] < last:
            found += np.int64(high[at]) << 8
            at += 1
    return found


@kernel
def wide_of(segment: Row) -> Integer:
    """How many numbers of bits the docs of a segment take."""
    return (segment[SIZE] + 63) >> 6


@kernel
def docs_of(segment: Row, term: Row) -> StemDocs:
    """The docs of a term's stem."""
    halves, wholes = array_of(segment, HALVES), array_of(segment, WHOLES)
    bits, ranks = array_of(segment, BITS), array_of(segment, RANKS)
    wide = wide_of(segment)
    first, end = term[SLOT] * wide, (term[SLOT] + 1) * wide
    if term[SLOT] == LISTED:
        first = end = 0
    return StemDocs(
        halves[term[HALF] : term[HALF_END]], wholes[term[WHOLE] : term[WHOLE_END]], bits[first:end], ranks[first:end]
    )


@kernel
def rank_of(stem: StemDocs, doc: Integer) -> Integer:
    """How many docs of a dense stem there are before a doc."""
    _, whole, bits, ranks = stem
    below = bits[doc >> 6] & ((np.uint64(1) << np.uint64(doc & 63)) - np.uint64(1))
    return np.int64(whole[doc >> _BLOCK_SHIFT]) + np.int64(ranks[doc >> 6]) + ones_in(below)


@kernel
def fill(stem: StemDocs, first: Integer, last: Integer, docs: DocIds) -> None:
    """The docs from one place up to another."""
    halves, whole, bits, _ = stem
    if len(bits):
        fill_from_bits(stem, first, last, docs)
    elif len(halves):
        begin, block = first, 0
        while begin < last:
            while begin >= whole[block + 1]:
                block += 1
            base, end = np.int32(block << _BLOCK_SHIFT), min(last, np.int64(whole[block + 1]))
            piece, space = halves[begin:end], docs[begin - first : end - first]
            for at in range(len(piece)):
                space[at] = base + np.int32(piece[at])
            begin = end
    else:
        part = whole[first:last]
        for at in range(len(part)):
            docs[at] = part[at]


@kernel
def fill_from_bits(stem: StemDocs, first: Integer, last: Integer, docs: DocIds) -> None:
    """The same of a dense stem."""
    _, whole, bits, ranks = stem
    if first == last:
        return
    block = 0
    while first >= whole[block + 1]:
        block += 1
    low, high = block << (_BLOCK_SHIFT - 6), min((block + 1) << (_BLOCK_SHIFT - 6), len(ranks))
    sought = first - np.int64(whole[block])
    while high - low > 1:  # the last number of bits with no more docs before it
        middle = (low + high) >> 1
        if np.int64(ranks[middle]) <= sought:
            low = middle
        else:
            high = middle
    passed, at, kept = sought - np.int64(ranks[low]), low, 0
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
def set_bit(bits: Bits, doc: Integer) -> Integer:
    """Set the bit of a doc; 1 where it was not set."""
    bit = np.uint64(1) << np.uint64(doc & 63)
    known = bits[doc >> 6]
    bits[doc >> 6] = known | bit
    return np.int64(known & bit == 0)


@kernel
def is_set(bits: Bits, doc: Integer) -> Integer:
    """1 where the bit of a doc is set, else 0."""
    return np.int64(bits[doc >> 6] >> np.uint64(doc & 63) & np.uint64(1))


@kernel
def seek_in_list(halves: NDArray[np.uint16], whole: NDArray[np.uint32], doc: Integer, after: Integer) -> Integer:
    """The place of a doc in a list, sought from a place on; where it is not there, -1 less the place behind it."""
    if not len(halves):
        at = lower_bound(whole, after, len(whole), np.uint32(doc))
        return at if at < len(whole) and whole[at] == np.uint32(doc) else -1 - at
    block = doc >> _BLOCK_SHIFT
    end = np.int64(whole[block + 1])
    low = np.uint16(doc & 0xFFFF)
    at = lower_bound(halves, max(after, np.int64(whole[block])), end, low)
    return at if at < end and halves[at] == low else -1 - max(at, after)


@kernel
def seek(stem: StemDocs, doc: Integer, after: Integer) -> Integer:
    """The place of a doc among those of a stem, sought from a place on; where it is not there, -1 less a place from
    which those behind it may be sought."""
    halves, whole, bits, _ = stem
    if not len(bits):
        return seek_in_list(halves, whole, doc, after)
    return rank_of(stem, doc) if is_set(bits, doc) else -1


@kernel
def place_of(stem: StemDocs, doc: Integer) -> Integer:
    """The place of a stem's first doc that is not below another, which is in the segment."""
    if len(stem.bits):
        return rank_of(stem, doc)
    found = seek(stem, np.int64(doc), 0)
    return found if found >= 0 else -1 - found


@kernel
def occurrences_before(segment: Row, counts: SmallInts, posting: Integer) -> Integer:
    """How many occurrences of the segment there are before those of a posting."""
    low, wide, _ = counts
    skip = posting >> _SKIP_SHIFT
    first = skip << _SKIP_SHIFT
    found = array_of(segment, SKIPS)[skip]
    if len(wide) or first + SKIP > len(low):
        return found + total(counts, first, posting)
    part, before = low[first : first + SKIP], np.uint16(0)
    for at in range(SKIP):  # no number of turns that the processor has to guess
        before += np.uint16(part[at]) * np.uint16(first + at < posting)
    return found + np.int64(before)


@kernel
def count_of_form(codes: SmallInts, form: Integer, first: Integer, count: Integer) -> Integer:
    """How many of so many codes, of which one is the first, are that of a form."""
    low, wide, _ = codes
    found = 0
    if len(wide):
        for at in range(first, first + count):
            found += small(codes, at) == form
    else:
        for at in range(first, first + count):
            found += low[at] == form
    return found
