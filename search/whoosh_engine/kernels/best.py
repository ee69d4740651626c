"""Kernels for the best rows: by score, then in the order in which they are listed.

While they are sought, the best so far are a heap whose root is listed last (Williams 1964, "Heapsort").
"""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.format.container import Array
from search.whoosh_engine.kernels.compiler import Integer, Real, kernel
from search.whoosh_engine.kernels.runs import Runs, how_many, run_of
from search.whoosh_engine.kernels.segment_table import RUN_KNOWN, RUN_STARTS, SHIFTS, array_of

Order = tuple[Array, Runs]  # by run, what its rows are moved by to be in order; none where they are


@kernel
def order_of(segment: Array) -> Order:
    """The order of the index, which each row of the table has."""
    return array_of(segment, SHIFTS), (array_of(segment, RUN_STARTS), array_of(segment, RUN_KNOWN))


@kernel
def precedes(order: Order, row: Integer, score: Real, other: Integer, other_score: Real) -> bool:
    """Whether a row is listed before another."""
    if score != other_score:
        return bool(score > other_score)
    shifts, runs = order
    if len(shifts):
        return bool(row + shifts[run_of(runs, row)] < other + shifts[run_of(runs, other)])
    return bool(row < other)


@kernel
def sink(order: Order, rows: Array, scores: Array, size: Integer, row: Integer, score: Real) -> None:
    """Put a row in place of the root of a heap of so many."""
    parent = 0
    while 2 * parent + 1 < size:
        child = 2 * parent + 1
        if child + 1 < size and precedes(order, rows[child], scores[child], rows[child + 1], scores[child + 1]):
            child += 1
        if not precedes(order, row, score, rows[child], scores[child]):
            break
        rows[parent], scores[parent] = rows[child], scores[child]
        parent = child
    rows[parent], scores[parent] = row, score


@kernel
def push(order: Order, rows: Array, scores: Array, size: Integer, row: Integer, score: Real) -> Integer:
    """Put a row in a heap of so many, where there is space or it is better than one there; how many there are now."""
    if size == len(rows):
        if size and precedes(order, row, score, rows[0], scores[0]):
            sink(order, rows, scores, size, row, score)
        return size
    child = size
    while child:
        parent = (child - 1) >> 1
        if not precedes(order, rows[parent], scores[parent], row, score):
            break
        rows[child], scores[child] = rows[parent], scores[parent]
        child = parent
    rows[child], scores[child] = row, score
    return size + 1


@kernel
def floor_of(scores: Array, size: Integer) -> Real:
    """The least score with which any row may be better than one in a heap of so many."""
    if not len(scores):
        return np.float32(np.inf)
    return scores[0] if size == len(scores) else np.float32(-np.inf)


@kernel
def bar_of(order: Order, scores: Array, size: Integer) -> Real:
    """The same of a row that comes after all others."""
    floor = floor_of(scores, size)
    return floor if len(order[0]) else np.nextafter(floor, np.float32(np.inf))


@kernel
def arrange(order: Order, rows: Array, scores: Array, size: Integer) -> None:
    """Put a heap of so many in order."""
    for end in range(size - 1, 0, -1):
        row, score = rows[end], scores[end]
        rows[end], scores[end] = rows[0], scores[0]
        sink(order, rows, scores, end, row, score)


@kernel
def best(
    shifts: Array,
    run_starts: Array,
    run_known: Array,
    rows: Array,
    scores: Array,
    maxima: Array,
    block: Integer,
    best_rows: Array,
    best_scores: Array,
    are_counted: bool,
) -> Integer:
    """The best rows and their scores, as many as there is space for, which are no more than there are rows.

    `maxima` are the best score of each block of so many, or empty. Where they are counted, how many runs have a row.
    """
    order, size = (shifts, (run_starts, run_known)), 0
    bar = bar_of(order, best_scores, size)
    passed = 0  # rows before it that score no more than the bar come behind the root
    step = block if len(maxima) else max(1, len(rows))
    for begin in range(0, len(rows), step):
        if len(maxima) and maxima[begin // step] < bar:
            continue
        for at in range(begin, min(begin + step, len(rows))):
            row = np.int64(rows[at])
            if scores[at] > bar or (scores[at] == bar and row >= passed):
                if (
                    len(shifts)
                    and size == len(best_rows)
                    and not precedes(order, row, scores[at], best_rows[0], best_scores[0])
                ):
                    passed = run_starts[run_of(order[1], row) + 1]
                    continue
                size = push(order, best_rows, best_scores, size, row, scores[at])
                if bar_of(order, best_scores, size) > bar:
                    bar, passed = bar_of(order, best_scores, size), 0
    arrange(order, best_rows, best_scores, size)
    return how_many(rows, run_starts, run_known) if are_counted else 0
