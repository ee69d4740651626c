"""Kernels over rows that have several words: which do, what they score, the best of them. See `lists`.

Rows come from the list of the first word, which should be the rarest, or are given. They are looked at as many at a
time as there is space for, so that all of it stays in the processor's nearest memory.
"""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.compiled.best import arrange, bar_of, order_of, push
from search.whoosh_engine.compiled.kernel import Integer, kernel
from search.whoosh_engine.compiled.lists import (
    ALL_FORMS,
    CODE,
    FORM,
    LISTED,
    OCCURRENCE,
    PAIR,
    SLOT,
    TIMES,
    codes_of,
    count_of_form,
    counts_of,
    factor_of,
    lower_bound,
    occurrences_before,
    place_of,
    rows_of,
    seek,
    size_of,
    small,
)
from search.whoosh_engine.compiled.matching import bm25, counted, marked, score
from search.whoosh_engine.compiled.runs import touched
from search.whoosh_engine.compiled.strips import are_dense, best_in_strips, promising
from search.whoosh_engine.compiled.table import LENGTHS, LIVE, NORMS, OFFSET, SIZE, array_of
from search.whoosh_engine.compiled.texts import resolve
from search.whoosh_engine.segments.arrays import Array


@kernel
def are_there(words: Array, place: Integer) -> bool:
    """Whether all words are in the segment at a place of the table."""
    least = 1
    for number in range(len(words)):
        least = min(least, size_of(words[number, place]))
    return least > 0


@kernel
def shared(
    segment: Array, words: Array, place: Integer, first: Integer, rows: Array, others: Array, size: Integer
) -> Integer:
    """Keep those of so many rows that the stems of all words are in, from the first on, and what belongs to each.

    `place` is that of the segment in the table. How many are kept.
    """
    for number in range(first, len(words)):
        word = words[number, place]
        if first and word[PAIR] == words[0, place, PAIR]:
            continue
        stem = rows_of(segment, word)
        if word[SLOT] != LISTED:
            size = marked(stem[2], rows, others, size)
            continue
        kept = after = 0
        for at in range(size):
            row = rows[at]
            found = seek(stem, np.int64(row), after)
            after = found if found >= 0 else -1 - found
            rows[kept], others[kept] = row, others[at]
            kept += found >= 0
        size = kept
    return size


@kernel
def next_counted(
    segment: Array, word: Array, begins: Array, ends: Array, stretch: Integer, at: Integer, rows: Array, often: Array
) -> tuple[Integer, Integer, Integer]:
    """The next rows of a word in some stretches of the index, and how often it is in each, as `counted`.

    It goes on in a stretch, from a place in the list of the word's stem, as far as there is space. How many rows, and
    with which stretch and place to go on.
    """
    stem, offset, size = rows_of(segment, word), segment[OFFSET], segment[SIZE]
    kept, space, last = 0, len(rows), size_of(word)
    while stretch < len(begins) and at < last:
        first, end = max(begins[stretch] - offset, 0), min(ends[stretch] - offset, size)
        if first < end:
            at = place_of(stem, first, at) if first else at
            until = place_of(stem, end, at) if end < size else last
            count = min(until - at, space)
            kept += counted(segment, word, at, at + count, rows[kept:], often[kept:])
            at += count
            space -= count
            if at < until:
                break
        stretch += 1
    return kept, stretch, at


@kernel
def add_scores(segment: Array, word: Array, rows: Array, scores: Array) -> Integer:
    """Add a word's scores to those of the rows that have it, and keep these; how many."""
    counts, codes = counts_of(segment), codes_of(segment)
    lengths, norms = array_of(segment, LENGTHS), array_of(segment, NORMS)
    stem = rows_of(segment, word)
    pair, form, shift = word[PAIR], word[FORM], word[CODE] - word[OCCURRENCE]
    factor, times, kept, after = factor_of(word), np.float32(word[TIMES]), 0, 0
    for at in range(len(rows)):
        row = np.int64(rows[at])
        found = seek(stem, row, after)
        if found < 0:
            after = -1 - found
            continue
        after = found
        count = small(counts, pair + found)
        if form != ALL_FORMS:
            first = occurrences_before(segment, counts, pair + found)
            count = count_of_form(codes, form, first + shift, count)
        if count:
            more = bm25(np.float32(count), factor, norms[lengths[row]])
            rows[kept], scores[kept] = rows[at], scores[at] + more * times
            kept += 1
    return kept


@kernel
def kept_by(numbers: Array, kept: Array, offset: Integer, rows: Array, others: Array, size: Integer) -> Integer:
    """Keep those of so many rows whose numbers are kept, and what belongs to each; how many."""
    held = 0
    for at in range(size):
        row = rows[at]
        rows[held], others[held] = row, others[at]
        held += kept[numbers[row + offset]]
    return held


@kernel
def sifted(
    segment: Array,
    words: Array,
    place: Integer,
    first: Integer,
    numbers: Array,
    kept: Array,
    rows: Array,
    others: Array,
    size: Integer,
) -> Integer:
    """Keep those of so many rows that live, that a filter keeps, and that the stems of the words from one on are in.

    What belongs to each is kept too. No `numbers`: the filter keeps all. How many are kept.
    """
    live = array_of(segment, LIVE)
    size = shared(segment, words, place, first, rows, others, size)
    if len(live):
        size = marked(live, rows, others, size)
    if len(numbers):
        size = kept_by(numbers, kept, segment[OFFSET], rows, others, size)
    return size


@kernel
def have_all_forms(words: Array, place: Integer, first: Integer) -> bool:
    """Whether all words from the first on are any form of their stems."""
    count = 0
    for number in range(first, len(words)):
        count += words[number, place, FORM] == ALL_FORMS
    return count == len(words) - first


@kernel
def conjoined(
    table: Array,
    texts: bytes,
    words: Array,
    begins: Array,
    ends: Array,
    given: Array,
    given_scores: Array,
    numbers: Array,
    kept: Array,
    rows: Array,
    scores: Array,
    space: Array,
    held: Array,
    held_scores: Array,
    are_all: bool,
) -> tuple[Integer, Integer]:
    """The live rows with all words that a filter keeps, and their scores; how many rows and documents they are.

    They are some of the `given`, whose scores are added to, or where none are, of those in some stretches. All of them
    are held, in order, or as many of the best as there is space for; `rows`, `scores` and `space` are for those looked
    at at a time. Words that are still texts (see `resolve`) are found first.
    """
    if len(texts):
        resolve(table, texts, True, words)
    is_given, run = len(given) > 0, -1
    other = 0 if is_given else 1  # the first word whose rows are not those looked at
    total = documents = best = 0
    for place in range(len(table)):
        segment = table[place]
        if not are_there(words, place):
            continue
        if not (is_given or are_all or len(numbers)) and are_dense(words, place):
            here = best_in_strips(table, words, place, begins, ends, held, held_scores, best)
            total, documents, best = total + here[0], documents + here[1], here[2]
            continue
        order, offset = order_of(segment), segment[OFFSET]
        bar, is_sure = bar_of(order, held, held_scores, best), have_all_forms(words, place, other)
        at = lower_bound(given, 0, len(given), offset)
        last = lower_bound(given, at, len(given), offset + segment[SIZE])
        listed = size_of(words[0, place])
        stretch = 0
        while at < last if is_given else stretch < len(begins) and at < listed:
            found, more = rows, scores
            if are_all:
                end = total + len(rows)
                found, more = held[total:end], held_scores[total:end]
            if is_given:
                size = min(last - at, len(rows))
                for number in range(size):
                    found[number], more[number] = given[at + number] - offset, given_scores[at + number]
                at += size
            else:
                size, stretch, at = next_counted(segment, words[0, place], begins, ends, stretch, at, found, more)
            size = sifted(segment, words, place, other, numbers, kept, found, more, size)
            if not is_given:
                word = words[0, place]
                score(segment, factor_of(word), np.float32(word[TIMES]), found[:size], more, space)
            count = size
            if is_sure:
                new, run = touched(found[:size], offset, order[1], run)
                if not are_all:
                    size = promising(segment, words, place, other, found, more, bar, size)
            for number in range(other, len(words)):
                size = add_scores(segment, words[number, place], found[:size], more)
            if not is_sure:
                count = size
                new, run = touched(found[:size], offset, order[1], run)
            total, documents = total + count, documents + new
            for number in range(size):
                found[number] += offset
                if not are_all and more[number] >= bar:
                    best = push(order, held, held_scores, best, np.int64(found[number]), more[number])
                    bar = bar_of(order, held, held_scores, best)
    if best:
        arrange(order_of(table[0]), held, held_scores, best)
    return total, documents
