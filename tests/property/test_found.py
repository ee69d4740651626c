"""Sets of rows and their scores, in every way there is for small and for large ones, are what Python's sets make."""

from __future__ import annotations

import os
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from search.whoosh_engine.exec import docset as found
from search.whoosh_engine.exec.docset import Found, Scratch, candidates, maxima
from search.whoosh_engine.format.container import Array

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
    return Found(rows, scores)


sets = st.builds(drawn, st.integers(0, 1000), counts, kinds)


def plain(each: Found) -> dict[int, float]:
    assert (each.rows.dtype, each.scores.dtype) == (np.int32, np.float32)
    assert (np.diff(each.rows) > 0).all()
    return dict(zip(each.rows.tolist(), each.scores.tolist(), strict=True))


@many
@given(a=sets, b=sets, limit=fewer)
def test_both(a: Found, b: Found, limit: int) -> None:
    few, many = sorted((a, b), key=lambda each: len(each.rows))
    scratch = Scratch(SIZE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(found, "FEWER", limit)
        both = plain(scratch.both(few, many))
        marked = scratch.marked(few.rows, many.rows).tolist()
        which, scores = scratch.scores(few.rows, many)
        among, counts = scratch.counts(few.rows, many.rows, many.rows % 7 + 1)
    assert scratch.is_clean()
    x, y = plain(few), plain(many)
    held = [at for at, row in enumerate(x) if row in y]
    assert both == {row: x[row] + y[row] for row in x.keys() & y.keys()}
    assert marked == [row in y for row in x]
    assert which.tolist() == among.tolist() == held
    assert scores.tolist() == [y[row] for row in sorted(both)]
    assert counts.tolist() == [row % 7 + 1 for row in sorted(both)]


@many
@given(several=st.lists(sets, max_size=5))
def test_either(several: list[Found]) -> None:
    scratch = Scratch(SIZE)
    either = plain(scratch.either(several))
    assert scratch.is_clean()
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
        patch.setattr(found, "BLOCK", block)
        best = maxima(scores)
        assert best.tolist() == [max(scores[at : at + block]) for at in range(0, size, block)]
        places = candidates(scores, count, best if known else None)
    floor = sorted(scores.tolist(), reverse=True)[min(count, size) - 1] if size else 0
    assert places.tolist() == [at for at, score in enumerate(scores.tolist()) if score >= floor]
