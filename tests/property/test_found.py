"""Sets of docs and their scores, in every way there is for small and for large ones, are what Python's sets make."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from search.whoosh_engine import tuning
from search.whoosh_engine.exec.docset import DocSet, either, places_among, top_candidates
from search.whoosh_engine.format.container import Array
from tests.many import MANY

SIZE = 3000  # docs
many = settings(max_examples=200 * MANY, deadline=None)
counts = st.sampled_from([0, 1, 2, 20, 300, SIZE]) | st.integers(0, SIZE)
kinds = st.sampled_from(["all score", "some score", "by doc"])


def drawn(seed: int, count: int, kind: str = "all score") -> DocSet:
    """So many docs. Their scores are such that sums of them are exact."""
    chance = np.random.default_rng(seed)
    docs = np.sort(chance.choice(SIZE, count, replace=False)).astype(np.int32)
    scores = chance.integers(0 if kind == "some score" else 1, 50, count).astype(np.float32) / np.float32(1024)
    return DocSet(docs, scores)


sets = st.builds(drawn, st.integers(0, 1000), counts, kinds)


def plain(each: DocSet) -> dict[int, float]:
    assert (each.docs.dtype, each.scores.dtype) == (np.dtype(np.int32), np.dtype(np.float32))
    assert (np.diff(each.docs) > 0).all()
    return dict(zip(each.docs.tolist(), each.scores.tolist(), strict=True))


@many
@given(some=sets, among=sets)
def test_places_among(some: DocSet, among: DocSet) -> None:
    which, places = places_among(some.docs, among.docs)
    held = plain(some).keys() & plain(among).keys()
    assert some.docs[which].tolist() == among.docs[places].tolist() == sorted(held)


@many
@given(several=st.lists(sets, max_size=5))
def test_either(several: list[DocSet]) -> None:
    expected: dict[int, float] = defaultdict(float)
    for each in several:
        for doc, score in plain(each).items():
            expected[doc] += score
    assert plain(either(several, SIZE)) == expected


@many
@given(
    seed=st.integers(0, 1000),
    size=counts,
    levels=st.sampled_from([1, 3, 10**6]),
    count=st.integers(1, 50) | st.integers(1, SIZE),
    block=st.sampled_from([256, 1, 2, 7]),
)
def test_the_best(seed: int, size: int, levels: int, count: int, block: int) -> None:
    """Of so many different scores."""
    scores: Array = np.random.default_rng(seed).integers(1, levels + 1, size).astype(np.float32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tuning, "BLOCK", block)
        places = top_candidates(scores, count)
    floor = sorted(scores.tolist(), reverse=True)[min(count, size) - 1] if size else 0
    assert places.tolist() == [at for at, score in enumerate(scores.tolist()) if score >= floor]
