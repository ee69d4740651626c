"""However an index grows, few segments remain, and no word is written often."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from search.whoosh_engine.write.merge_policy import FLOOR, GONE, MANY, MOST, Size, choose


@dataclass
class Index:
    """Segments as the documents in them; a document is its words, a row a word."""

    segments: list[tuple[dict[int, int], int]] = field(default_factory=list)  # what lives, and all that was written
    committed: int = 0
    written: int = 0
    most_segments: int = 0

    def commit(self, documents: dict[int, int]) -> None:
        """Put documents in, in place of those of their numbers; then merge."""
        for held, _ in self.segments:
            for number in documents.keys() & held.keys():
                del held[number]
        self.segments.append((documents, sum(documents.values())))
        self.committed += sum(documents.values())
        self.written += sum(documents.values())
        while (chosen := choose([size(*segment) for segment in self.segments])) is not None:
            merged = {number: words for at in chosen for number, words in self.segments[at][0].items()}
            self.segments = [segment for at, segment in enumerate(self.segments) if at not in chosen]
            if merged:
                self.segments.append((merged, sum(merged.values())))
            assert sum(merged.values()) <= MOST
            self.written += sum(merged.values())
        self.most_segments = max(self.most_segments, len(self.segments))


def size(held: dict[int, int], written: int) -> Size:
    return Size(sum(held.values()), 1 - sum(held.values()) / written)


def grown(sizes: Iterable[int]) -> Index:
    index = Index()
    for number, words in enumerate(sizes):
        index.commit({number: words})
    return index


def test_nothing_is_done_to_few_segments() -> None:
    assert choose([]) is None
    assert choose([Size(5000, 0.0)] * (MANY - 1)) is None
    assert choose([Size(FLOOR * MANY**tier, 0.3) for tier in range(4) for _ in range(MANY - 1)]) is None


def test_segments_of_a_like_size_are_merged() -> None:
    assert choose([Size(90_000_000, 0.0), *[Size(5000, 0.0)] * MANY, Size(200_000, 0.0)]) == list(range(1, MANY + 1))


def test_a_segment_that_lost_over_a_third_is_written_again() -> None:
    assert choose([Size(5000, 0.33), Size(90_000_000, 0.34)]) == [1]
    assert choose([Size(0, 1.0)]) == [0]


def test_no_merge_is_too_large() -> None:
    sizes = [Size(60_000_000 + number, 0.0) for number in range(MANY)]
    assert choose(sizes) == [0, 1]
    assert choose([Size(80_000_000, 0.0)] * 20) is None


# At most: how many segments there are at any time, and how often a word is written, the first time included.
@pytest.mark.parametrize(("sizes", "segments", "times"), [
    ([5000] * 5000, 23, 4.9),
    ([1_000_000] * 1000, 21, 4),
    ([24_000_000] * 40, 12, 2),
    (np.random.default_rng(11).lognormal(9, 2, 4000).astype(int).tolist(), 30, 4),
    (np.random.default_rng(11).choice([5000, 24_000_000], 4000, p=[0.99, 0.01]).tolist(), 32, 2),
])  # fmt: skip
def test_few_segments_remain_and_no_word_is_written_often(sizes: list[int], segments: int, times: float) -> None:
    index = grown(sizes)
    assert index.most_segments <= segments
    assert index.written <= times * index.committed


@settings(deadline=None)
@given(sizes=st.lists(st.floats(0, math.log(24_000_000)).map(math.exp).map(int), max_size=300))
def test_what_holds_for_any_sizes(sizes: list[int]) -> None:
    index, tiers = grown(sizes), 1 + math.ceil(math.log(MOST / FLOOR, MANY))
    assert index.most_segments <= tiers * (MANY - 1) + index.committed / (MOST / 2)
    assert index.written <= (1 + tiers) * index.committed + len(sizes) * FLOOR / (MANY - 1)


def test_documents_that_are_replaced_go() -> None:
    index, chance = Index(), np.random.default_rng(11)
    for _ in range(3000):
        numbers = chance.integers(1000, size=chance.integers(1, 4)).tolist()
        index.commit({number: int(chance.integers(1000, 9000)) for number in numbers})
    sizes = [size(*segment) for segment in index.segments]
    assert all(size.deleted <= GONE for size in sizes)
    assert index.most_segments <= 20
    assert index.written <= 5.5 * index.committed
