"""A kernel for the best docs that have one of some words, or more. Tables and words are as in `lists`.

All docs are counted, by their bits. In each segment the listed words are added up first; of the docs of the dense ones
those are scored that may be among the best, or where this is no less work, all. From the first dense word on (`dense`)
each is dense or not in the segment, which `are_in_order` makes sure of.
"""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.format.container import Array
from search.whoosh_engine.kernels.best import Order, arrange, floor_of, order_of, push
from search.whoosh_engine.kernels.bits import ones_in, zeros_below
from search.whoosh_engine.kernels.compiler import Integer, Real, kernel
from search.whoosh_engine.kernels.postings import (
    LISTED,
    SLOT,
    docs_of,
    factor_of,
    is_set,
    place_of,
    set_bit,
    size_of,
    strips_of,
)
from search.whoosh_engine.kernels.runs import touched_by
from search.whoosh_engine.kernels.scoring import add_part
from search.whoosh_engine.kernels.segment_table import BITS, BOUNDS, LIVE, MAXIMA, OFFSET, SIZE, array_of
from search.whoosh_engine.kernels.strips import is_dense, may_reach, pushed

_EASE = 8  # so many docs with a word are scored in the time of one that is sought


@kernel
def are_in_order(words: Array, place: Integer) -> bool:
    """Whether in the segment at a place of the table no word that is listed comes behind one that is dense."""
    dense = late = 0
    for number in range(len(words)):
        word = words[number, place]
        dense += is_dense(word)
        late += dense > 0 and not is_dense(word) and size_of(word) > 0
    return late == 0


@kernel
def gather(
    segment: Array,
    words: Array,
    place: Integer,
    sums: Array,
    marks: Array,
    docs: Array,
    scores: Array,
    space: Array,
) -> Integer:
    """Add up the words before the first dense one, and mark their docs; which word that is."""
    dense = 0
    while dense < len(words) and not is_dense(words[dense, place]):
        word = words[dense, place]
        for first in range(0, size_of(word), len(docs)):
            size = add_part(segment, word, first, min(first + len(docs), size_of(word)), sums, docs, scores, space)
            for at in range(size):
                set_bit(marks, docs[at])
        dense += 1
    return dense


@kernel
def unite(segment: Array, words: Array, place: Integer, dense: Integer, first: Integer, found: Array) -> None:
    """Add the bits of the words from the first dense one on to those of some docs, from a number of bits on.

    Only those of docs that live are left.
    """
    bits, live, wide = array_of(segment, BITS), array_of(segment, LIVE), 2 * strips_of(segment)
    for number in range(dense, len(words)):
        if words[number, place, SLOT] != LISTED:
            begin = words[number, place, SLOT] * wide + first
            own = bits[begin : begin + len(found)]
            for at in range(len(found)):
                found[at] |= own[at]
    if len(live):
        for at in range(len(found)):
            found[at] &= live[first + at]


@kernel
def promising(
    segment: Array,
    words: Array,
    place: Integer,
    dense: Integer,
    bar: Real,
    first: Integer,
    found: Array,
    wanted: Array,
    together: Array,
) -> Integer:
    """Those of some docs that may reach a bar by dense words alone, from a number of bits on; how many.

    Of the words those with the least to add do not count, as long as all of them together do not reach the bar. There
    is space for what they add, by strip.
    """
    bits, wide, bounds = array_of(segment, BITS), 2 * strips_of(segment), array_of(segment, BOUNDS)
    for at in range(len(wanted)):
        wanted[at] = 0
    for strip in range((len(found) + 1) >> 1):
        together[strip] = 0
    for number in range(len(words) - 1, dense - 1, -1):
        word = words[number, place]
        if word[SLOT] != LISTED:
            begin = word[SLOT] * wide + first
            own, factor = bits[begin : begin + len(found)], factor_of(word)
            maxima = array_of(segment, MAXIMA)[begin >> 1 :]
            for at in range(0, len(found), 2):
                together[at >> 1] += factor * bounds[maxima[at >> 1]]
                if may_reach(bar, together[at >> 1]):
                    wanted[at] |= own[at]
                    wanted[at + 1] |= own[at + 1]
    sought = 0
    for at in range(len(wanted)):
        wanted[at] &= found[at]
        sought += ones_in(wanted[at])
    return sought


@kernel
def places_of(segment: Array, word: Array, begin: Integer, end: Integer) -> tuple[Integer, Integer]:
    """From which place of a word's list on, and up to which, its docs are those from one up to another."""
    stem = docs_of(segment, word)
    return place_of(stem, begin, 0), place_of(stem, end, 0) if end < segment[SIZE] else size_of(word)


@kernel
def in_rows(segment: Array, words: Array, place: Integer, dense: Integer, begin: Integer, end: Integer) -> Integer:
    """In how many docs, from one up to another, the words from the first dense one on are; the sum of all."""
    count = 0
    for number in range(dense, len(words)):
        if words[number, place, SLOT] != LISTED:
            first, last = places_of(segment, words[number, place], begin, end)
            count += last - first
    return count


@kernel
def add_all(
    segment: Array,
    words: Array,
    place: Integer,
    dense: Integer,
    begin: Integer,
    end: Integer,
    sums: Array,
    docs: Array,
    scores: Array,
    space: Array,
) -> None:
    """Add up the words from the first dense one on, in the docs from one up to another."""
    for number in range(dense, len(words)):
        word = words[number, place]
        if word[SLOT] != LISTED:
            first, last = places_of(segment, word, begin, end)
            for at in range(first, last, len(docs)):
                add_part(segment, word, at, min(at + len(docs), last), sums, docs, scores, space)


@kernel
def pushed_sums(
    order: Order,
    offset: Integer,
    base: Integer,
    bits: Array,
    sums: Array,
    held: Array,
    held_scores: Array,
    best: Integer,
) -> Integer:
    """Put those of some docs whose bits are set in a heap, with their sums; how many are in it now.

    The bits begin with that of `base`. All sums are set to zero, of which there may be fewer than bits: those of other
    docs too, to which `add_all` added.
    """
    bar = floor_of(held_scores, best)
    for at in range(len(sums)):
        found = sums[at]
        sums[at] = 0
        if found >= bar and is_set(bits, at):
            best = push(order, held, held_scores, best, base + at + offset, found)
            bar = floor_of(held_scores, best)
    return best


@kernel
def clear(sums: Array, marks: Array, first: Integer, last: Integer) -> None:
    """Set some numbers of marks to zero, and the sums of the docs that they mark."""
    for number in range(first, last):
        marked = marks[number]
        if marked:
            marks[number] = 0
        while marked:
            sums[(number << 6) + zeros_below(marked)] = 0
            marked &= marked - np.uint64(1)


@kernel
def best_of_any(
    table: Array,
    words: Array,
    sums: Array,
    marks: Array,
    docs: Array,
    scores: Array,
    space: Array,
    bits: Array,
    together: Array,
    held: Array,
    held_scores: Array,
) -> tuple[Integer, Integer]:
    """The best docs of the index that have one of some words, or more; how many docs and documents there are.

    -1 docs where they would have to be scored in another order than that of the words: see `are_in_order`. All `sums`
    and `marks` are zero, before and after; `docs` to `together` are for those that are looked at at a time.
    """
    total = documents = best = 0
    for place in range(len(table)):
        if not are_in_order(words, place):
            return -1, 0
    for place in range(len(table)):
        segment = table[place]
        order, offset, live, run = order_of(segment), segment[OFFSET], array_of(segment, LIVE), -1
        numbers = 2 * strips_of(segment)
        dense = gather(segment, words, place, sums, marks, docs, scores, space)
        for number in range(numbers if dense else 0):
            if marks[number]:
                left = marks[number] & (live[number] if len(live) else ~np.uint64(0))
                best = pushed(segment, words, place, dense, number << 6, left, sums, held, held_scores, best)
        for first in range(0, numbers, bits.shape[1]):
            last = min(first + bits.shape[1], numbers)
            found, wanted = bits[0, : last - first], bits[1, : last - first]
            for at in range(len(found)):
                found[at] = marks[first + at]
            unite(segment, words, place, dense, first, found)
            for at in range(len(found)):
                total += ones_in(found[at])
            new, run = touched_by(found, offset + (first << 6), order[1], run)
            documents += new
            for at in range(len(found)):
                found[at] &= ~marks[first + at]
            sought = promising(
                segment, words, place, dense, floor_of(held_scores, best), first, found, wanted, together
            )
            begin, end = first << 6, min(last << 6, segment[SIZE])
            if sought and sought * _EASE < in_rows(segment, words, place, dense, begin, end):
                for at in range(len(wanted)):
                    doc = (first + at) << 6
                    best = pushed(segment, words, place, dense, doc, wanted[at], sums, held, held_scores, best)
            elif sought:
                add_all(segment, words, place, dense, begin, end, sums, docs, scores, space)
                best = pushed_sums(order, offset, begin, found, sums[begin:end], held, held_scores, best)
            clear(sums, marks, first, last)
    if best:
        arrange(order_of(table[0]), held, held_scores, best)
    return total, documents
