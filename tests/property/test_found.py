"""Sets of rows and their scores, in every way there is for small and for large ones, are what Python's sets make."""

from __future__ import annotations

import os
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from search.whoosh_engine import found
from search.whoosh_engine.arrays import Array
from search.whoosh_engine.found import Found, Scratch, candidates, maxima

SIZE = 3000  # rows
many = settings(max_examples=200 * int(os.environ.get("CITECAST_FUZZ", "1")), deadline=None)
fewer = st.sampled_from([12, 0, 1, 1000])
counts = st.sampled_from([0, 1, 2, 20, 300, SIZE]) | st.integers(0, SIZE)
kinds = st.sampled_from(["all score", "some score", "by row"])


def drawn(seed: int, count: int, kind: str = "all score") -> Found:
    """So many rows. Their scores are such that sums of them are exact."""
    chance = np.random.default_rng(seed)
    rows = np.sort(chance.choice(SIZE, count, replace=False)).astype(np.int32)
    scores = chance.integers(0 if kind == "some score" else 1, 50, count).astype(np.float32) / 1024
    dense = None
    if kind == "by row":
        dense = np.zeros(SIZE, np.float32)
        dense[rows] = scores
    return Found(rows, scores, dense=dense)


sets = st.builds(drawn, st.integers(0, 1000), counts, kinds)


def plain(each: Found) -> dict[int, float]:
    assert (each.rows.dtype, each.scores.dtype) == (np.int32, np.float32)
    assert (np.diff(each.rows) > 0).all()
    return dict(zip(each.rows.tolist(), each.scores.tolist(), strict=True))


def check_clean(scratch: Scratch) -> None:
    rows = np.arange(SIZE)
    assert not scratch.marked(rows, found.NOTHING).any()
    assert not scratch.scores(rows, found.NOTHING).any()


@many
@given(a=sets, b=sets, limit=fewer)
def test_both(a: Found, b: Found, limit: int) -> None:
    few, many = sorted((a, b), key=lambda each: len(each.rows))
    scratch = Scratch(SIZE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(found, "_FEWER", limit)
        both = plain(scratch.both(few, many))
        marked = scratch.marked(few.rows, many).tolist()
        scores = scratch.scores(np.array(sorted(both), np.int32), many).tolist()
        check_clean(scratch)
    x, y = plain(few), plain(many)
    assert both == {row: x[row] + y[row] for row in x.keys() & y.keys()}
    assert marked == [row in y for row in x]
    assert scores == [y[row] for row in sorted(both)]


@many
@given(several=st.lists(sets, max_size=5))
def test_either(several: list[Found]) -> None:
    scratch = Scratch(SIZE)
    either = plain(scratch.either(several))
    check_clean(scratch)
    expected: Counter[int] = Counter()
    for each in several:
        for row, score in plain(each).items():
            expected[row] += score
    assert either == expected


@many
@given(
    seed=st.integers(0, 1000),
    size=counts,
    levels=st.sampled_from([1, 3, 10**6]),
    count=st.integers(1, 50) | st.integers(1, SIZE),
    block=st.sampled_from([256, 1, 2, 7]),
    known=st.booleans(),
)
def test_the_best(seed: int, size: int, levels: int, count: int, block: int, known: bool) -> None:
    """Of so many different scores."""
    scores: Array = np.random.default_rng(seed).integers(1, levels + 1, size).astype(np.float32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(found, "_BLOCK", block)
        best = maxima(scores)
        assert best.tolist() == [max(scores[at : at + block]) for at in range(0, size, block)]
        places = candidates(scores, count, best if known else None)
    floor = sorted(scores.tolist(), reverse=True)[min(count, size) - 1] if size else 0
    assert places.tolist() == [at for at, score in enumerate(scores.tolist()) if score >= floor]
