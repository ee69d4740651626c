"""Kernels over runs, each of which is the docs of one document (see `search.whoosh_engine.index.rows`)."""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.format.container import Array
from search.whoosh_engine.kernels.compiler import Integer, kernel

Runs = tuple[Array, Array]  # where each run begins, and behind the last the number of docs; of each STEPth doc its run
STEP = 64
_SHIFT = STEP.bit_length() - 1


@kernel
def parent_of(runs: Runs, doc: Integer) -> Integer:
    """The run of a doc."""
    starts, known = runs
    run = np.int64(known[doc >> _SHIFT])
    while starts[run + 1] <= doc:
        run += 1
    return run


@kernel
def touched(docs: Array, offset: Integer, runs: Runs, last: Integer) -> tuple[Integer, Integer]:
    """How many runs but the last one have one of some ascending docs, counted from an offset; and the new last.

    Where many docs share a run, one look at each run is less than one at each doc.
    """
    starts, size = runs[0], len(docs)
    if not size:
        return 0, last
    run = parent_of(runs, docs[0] + offset)
    count = np.int64(run != last)
    if parent_of(runs, docs[size - 1] + offset) - run > size:
        for at in range(1, size):
            here = parent_of(runs, docs[at] + offset)
            count += here != run
            run = here
        return count, run
    for at in range(size):
        doc = docs[at] + offset
        if doc >= starts[run + 1]:
            count += 1
            while doc >= starts[run + 1]:
                run += 1
    return count, run


@kernel
def has_any(bits: Array, first: Integer, end: Integer) -> bool:
    """Whether one of the bits from the first up to the end is set, of which there are some."""
    at, last = first >> 6, (end - 1) >> 6
    found = bits[at] >> np.uint64(first & 63) << np.uint64(first & 63)
    while at < last:
        if found:
            return True
        at += 1
        found = bits[at]
    return bool(found << np.uint64(63 - ((end - 1) & 63)))


@kernel
def touched_by(bits: Array, base: Integer, runs: Runs, last: Integer) -> tuple[Integer, Integer]:
    """How many runs but the last one have one of the docs from `base` on whose bits are set; and the new last."""
    starts, end = runs[0], min(base + 64 * len(bits), runs[0][-1])
    count, run = 0, max(parent_of(runs, base), last)
    while run < len(starts) - 1 and starts[run] < end:
        if run != last and has_any(bits, max(starts[run] - base, 0), min(starts[run + 1], end) - base):
            count += 1
            last = run
        run += 1
    return count, last


@kernel
def how_many(docs: Array, starts: Array, known: Array) -> Integer:
    """How many runs have one of some ascending docs."""
    return touched(docs, np.int64(0), (starts, known), -1)[0]


@kernel
def counted(docs: Array, starts: Array, counts: Array) -> None:
    """How many of some ascending docs each run has; the counts are zero before."""
    run, end = -1, 0
    for doc in docs:
        while doc >= end:
            run += 1
            end = starts[run + 1]
        counts[run] += 1
