"""Kernels for the best docs: by score, then in the order in which they are listed.

While they are sought, the best so far are a heap whose root is listed last (Williams 1964, "Heapsort").
"""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.format.container import Array
from search.whoosh_engine.kernels.compiler import Integer, Real, kernel
from search.whoosh_engine.kernels.runs import Runs, how_many, parent_of
from search.whoosh_engine.kernels.segment_table import RUN_KNOWN, RUN_STARTS, SHIFTS, array_of

Order = tuple[Array, Runs]  # by run, what its docs are moved by to be in order; none where they are


@kernel
def order_of(segment: Array) -> Order:
    """The order of the index, which each doc of the table has."""
    return array_of(segment, SHIFTS), (array_of(segment, RUN_STARTS), array_of(segment, RUN_KNOWN))


@kernel
def precedes(order: Order, doc: Integer, score: Real, other: Integer, other_score: Real) -> bool:
    """Whether a doc is listed before another."""
    if score != other_score:
        return bool(score > other_score)
    shifts, runs = order
    if len(shifts):
        return bool(doc + shifts[parent_of(runs, doc)] < other + shifts[parent_of(runs, other)])
    return bool(doc < other)


@kernel
def sink(order: Order, docs: Array, scores: Array, size: Integer, doc: Integer, score: Real) -> None:
    """Put a doc in place of the root of a heap of so many."""
    parent = 0
    while 2 * parent + 1 < size:
        child = 2 * parent + 1
        if child + 1 < size and precedes(order, docs[child], scores[child], docs[child + 1], scores[child + 1]):
            child += 1
        if not precedes(order, doc, score, docs[child], scores[child]):
            break
        docs[parent], scores[parent] = docs[child], scores[child]
        parent = child
    docs[parent], scores[parent] = doc, score


@kernel
def push(order: Order, docs: Array, scores: Array, size: Integer, doc: Integer, score: Real) -> Integer:
    """Put a doc in a heap of so many, where there is space or it is better than one there; how many there are now."""
    if size == len(docs):
        if size and precedes(order, doc, score, docs[0], scores[0]):
            sink(order, docs, scores, size, doc, score)
        return size
    child = size
    while child:
        parent = (child - 1) >> 1
        if not precedes(order, docs[parent], scores[parent], doc, score):
            break
        docs[child], scores[child] = docs[parent], scores[parent]
        child = parent
    docs[child], scores[child] = doc, score
    return size + 1


@kernel
def floor_of(scores: Array, size: Integer) -> Real:
    """The least score with which any doc may be better than one in a heap of so many."""
    if not len(scores):
        return np.float32(np.inf)
    return scores[0] if size == len(scores) else np.float32(-np.inf)


@kernel
def bar_of(order: Order, scores: Array, size: Integer) -> Real:
    """The same of a doc that comes after all others."""
    floor = floor_of(scores, size)
    return floor if len(order[0]) else np.nextafter(floor, np.float32(np.inf))


@kernel
def arrange(order: Order, docs: Array, scores: Array, size: Integer) -> None:
    """Put a heap of so many in order."""
    for end in range(size - 1, 0, -1):
        doc, score = docs[end], scores[end]
        docs[end], scores[end] = docs[0], scores[0]
        sink(order, docs, scores, end, doc, score)


@kernel
def best(
    shifts: Array,
    parent_starts: Array,
    run_known: Array,
    docs: Array,
    scores: Array,
    maxima: Array,
    block: Integer,
    best_rows: Array,
    best_scores: Array,
    are_counted: bool,
) -> Integer:
    """The best docs and their scores, as many as there is space for, which are no more than there are docs.

    `maxima` are the best score of each block of so many, or empty. Where they are counted, how many runs have a doc.
    """
    order, size = (shifts, (parent_starts, run_known)), 0
    bar = bar_of(order, best_scores, size)
    passed = 0  # docs before it that score no more than the bar come behind the root
    step = block if len(maxima) else max(1, len(docs))
    for begin in range(0, len(docs), step):
        if len(maxima) and maxima[begin // step] < bar:
            continue
        for at in range(begin, min(begin + step, len(docs))):
            doc = np.int64(docs[at])
            if scores[at] > bar or (scores[at] == bar and doc >= passed):
                if (
                    len(shifts)
                    and size == len(best_rows)
                    and not precedes(order, doc, scores[at], best_rows[0], best_scores[0])
                ):
                    passed = parent_starts[parent_of(order[1], doc) + 1]
                    continue
                size = push(order, best_rows, best_scores, size, doc, scores[at])
                if bar_of(order, best_scores, size) > bar:
                    bar, passed = bar_of(order, best_scores, size), 0
    arrange(order, best_rows, best_scores, size)
    return how_many(docs, parent_starts, run_known) if are_counted else 0
