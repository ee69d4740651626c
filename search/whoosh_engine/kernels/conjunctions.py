"""Kernels over docs that have several words: which do, what they score, the best of them. See `lists`.

Rows come from the list of the first word, which should be the rarest, or are given. They are looked at as many at a
time as there is space for, so that all of it stays in the processor's nearest memory.
"""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.format.container import Array
from search.whoosh_engine.kernels.best import arrange, bar_of, order_of, push
from search.whoosh_engine.kernels.compiler import Integer, kernel
from search.whoosh_engine.kernels.driving import are_quicker, next_counted, next_shared
from search.whoosh_engine.kernels.postings import (
    ALL_FORMS,
    CODE,
    FORM,
    LISTED,
    OCCURRENCE,
    POSTING,
    SLOT,
    TIMES,
    codes_of,
    count_of_form,
    counts_of,
    docs_of,
    factor_of,
    lower_bound,
    occurrences_before,
    seek,
    seek_in_list,
    size_of,
    small,
    strips_of,
)
from search.whoosh_engine.kernels.runs import touched
from search.whoosh_engine.kernels.scoring import bm25, marked, score
from search.whoosh_engine.kernels.segment_table import COUNTS, LENGTHS, LIVE, NORMS, OFFSET, SIZE, array_of
from search.whoosh_engine.kernels.strips import best_of_word, is_dense
from search.whoosh_engine.kernels.terms import resolve

_STRIPS_SEEN = 64  # or so, for each of the best docs


@kernel
def are_there(words: Array, place: Integer) -> bool:
    """Whether all words are in the segment at a place of the table."""
    least = 1
    for number in range(len(words)):
        least = min(least, size_of(words[number, place]))
    return least > 0


@kernel
def shared(
    segment: Array, words: Array, place: Integer, first: Integer, docs: Array, others: Array, size: Integer
) -> Integer:
    """Keep those of so many docs that the stems of all words are in, from the first on, and what belongs to each.

    `place` is that of the segment in the table. How many are kept.
    """
    for number in range(first, len(words)):
        word = words[number, place]
        if first and word[POSTING] == words[0, place, POSTING]:
            continue
        stem = docs_of(segment, word)
        if word[SLOT] != LISTED:
            size = marked(stem[2], docs, others, size)
            continue
        kept = after = 0
        for at in range(size):
            doc = docs[at]
            found = seek_in_list(stem[0], stem[1], np.int64(doc), after)
            after = found if found >= 0 else -1 - found
            docs[kept], others[kept] = doc, others[at]
            kept += found >= 0
        size = kept
    return size


@kernel
def add_scores(segment: Array, word: Array, docs: Array, scores: Array) -> Integer:
    """Add a word's scores to those of the docs that have it, and keep these; how many."""
    counts, codes = counts_of(segment), codes_of(segment)
    lengths, norms = array_of(segment, LENGTHS), array_of(segment, NORMS)
    stem = docs_of(segment, word)
    posting, form, shift = word[POSTING], word[FORM], word[CODE] - word[OCCURRENCE]
    factor, times, kept, after = factor_of(word), np.float32(word[TIMES]), 0, 0
    for at in range(len(docs)):
        doc = np.int64(docs[at])
        found = seek(stem, doc, after)
        if found < 0:
            after = -1 - found
            continue
        after = found
        count = small(counts, posting + found)
        if form != ALL_FORMS:
            first = occurrences_before(segment, counts, posting + found)
            count = count_of_form(codes, form, first + shift, count)
        if count:
            more = bm25(np.float32(count), factor, norms[lengths[doc]])
            docs[kept], scores[kept] = docs[at], scores[at] + more * times
            kept += 1
    return kept


@kernel
def kept_by(numbers: Array, kept: Array, offset: Integer, docs: Array, others: Array, size: Integer) -> Integer:
    """Keep those of so many docs whose numbers are kept, and what belongs to each; how many."""
    held = 0
    for at in range(size):
        doc = docs[at]
        docs[held], others[held] = doc, others[at]
        held += kept[numbers[doc + offset]]
    return held


@kernel
def scored(
    table: Array,
    words: Array,
    place: Integer,
    first: Integer,
    numbers: Array,
    kept: Array,
    docs: Array,
    scores: Array,
    space: Array,
    size: Integer,
) -> Integer:
    """Keep those of so many docs of a segment that live, that a filter keeps, and that have all words, from the first.

    They become docs of the index. The scores of the words are added to theirs, which are, where the first is passed
    over, how often it is in each. No `numbers`: the filter keeps all. How many are kept.
    """
    segment = table[place]
    live, offset = array_of(segment, LIVE), segment[OFFSET]
    size = shared(segment, words, place, first, docs, scores, size)
    if len(live):
        size = marked(live, docs, scores, size)
    if len(numbers):
        size = kept_by(numbers, kept, offset, docs, scores, size)
    if first:
        word = words[0, place]
        score(segment, factor_of(word), np.float32(word[TIMES]), docs[:size], scores, space)
    for number in range(first, len(words)):
        word = words[number, place]
        size = add_scores(segment, word, docs[:size], scores)
    for at in range(size):
        docs[at] += offset
    return size


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
    docs: Array,
    scores: Array,
    space: Array,
    held: Array,
    held_scores: Array,
    are_all: bool,
) -> tuple[Integer, Integer]:
    """The live docs with all words that a filter keeps, and their scores; how many docs and documents they are.

    They are some of the `given`, whose scores are added to, or where none are, of those in some stretches. All of them
    are held, in order, or as many of the best as there is space for; `docs`, `scores` and `space` are for those looked
    at at a time. Words that are still texts (see `resolve`) are found first.
    """
    if len(texts):
        resolve(table, texts, True, words)
    is_given, run, bar = len(given) > 0, -1, np.float32(-np.inf)
    total = documents = best = 0
    for place in range(len(table)):
        segment = table[place]
        if not are_there(words, place):
            continue
        is_plain = not (are_all or is_given or len(numbers) or len(array_of(segment, LIVE)))
        are_few = len(held) * _STRIPS_SEEN <= strips_of(segment)
        offset, order = segment[OFFSET], order_of(segment)
        if len(words) == 1 and is_plain and are_few and is_dense(words[0, place]):
            none = given_scores  # since none are given
            size, new, best = best_of_word(segment, words, place, begins, ends, none, held, held_scores, best)
            total, documents, bar = total + size, documents + new, bar_of(order, held_scores, best)
            continue
        at = lower_bound(given, 0, len(given), offset)
        last = lower_bound(given, at, len(given), offset + segment[SIZE])
        are_bits = not is_given and len(words) > 1 and are_quicker(segment, words, place)
        # Where to go on, and where it ends: in what is given, in all docs, or in the list of the first word.
        listed = segment[SIZE] if are_bits else size_of(words[0, place])
        first, stretch = 0 if is_given or are_bits else 1, 0
        while at < last if is_given else stretch < len(begins) and at < listed:
            found, more = docs, scores
            if are_all:
                end = total + len(docs)
                found, more = held[total:end], held_scores[total:end]
            if is_given:
                size = min(last - at, len(docs))
                for number in range(size):
                    found[number], more[number] = given[at + number] - offset, given_scores[at + number]
                at += size
            elif are_bits:
                size, stretch, at = next_shared(segment, words, place, begins, ends, stretch, at, found, more)
            else:
                size, stretch, at = next_counted(segment, words[0, place], begins, ends, stretch, at, found, more)
            size = scored(table, words, place, first, numbers, kept, found, more, space, size)
            new, run = touched(found[:size], np.int64(0), order[1], run)
            documents += new
            if not are_all:
                for number in range(size):
                    if more[number] >= bar:
                        best = push(order, held, held_scores, best, np.int64(found[number]), more[number])
                        bar = bar_of(order, held_scores, best)
            total += size
    if best:
        arrange(order_of(table[0]), held, held_scores, best)
    return total, documents


@kernel
def best_of_text(
    table: Array,
    texts: bytes,
    words: Array,
    docs: Array,
    scores: Array,
    space: Array,
    held: Array,
    held_scores: Array,
) -> tuple[Integer, Integer]:
    """What `conjoined` says of all docs that have a word. Fewer arguments are quicker to hand over than to use."""
    if not len(table):
        return 0, 0
    starts = order_of(table[0])[1][0]
    none, keeping_all = starts[:0], array_of(table[0], COUNTS)[:0]
    driver = starts[:1], starts[-1:], none, scores[:0], none, keeping_all
    return conjoined(table, texts, words, *driver, docs, scores, space, held, held_scores, False)
