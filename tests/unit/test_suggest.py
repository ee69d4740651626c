"""Did you mean: the query's own text, its unknown words replaced by the nearest known."""

from __future__ import annotations

import pytest

from search.engine import Count
from search.query.matching import spelled
from search.results.suggestions import suggest

KNOWN = ("shahed", "factory", "cooperation", "shamed")


def words(prefix: str, limit: int) -> list[Count]:
    return [Count(word, 9 - at) for at, word in enumerate(KNOWN) if word.startswith(prefix)][:limit]


@pytest.mark.parametrize(
    ("query", "missing", "expected"),
    [
        ("shahead factory", ["shahead"], "shahed factory"),
        ('"Shahead" -factory', ["shahead"], '"shahed" -factory'),
        ("coöparetion", ["cooparetion"], "cooperation"),
        ("factory", [], None),
        ("xylophone", ["xylophone"], None),
        ("sha", ["sha"], None),
    ],
)
def test_unknown_words_are_replaced_by_the_nearest(query: str, missing: list[str], expected: str | None) -> None:
    assert suggest(query, missing, words) == expected


@pytest.mark.parametrize(
    ("a", "b", "edits"),
    [
        ("drone", "drone", 0),
        ("drone", "drones", 1),
        ("drone", "dorne", 1),
        ("drone", "done", 1),
        ("ca", "abc", 3),
        ("drone", "prune", 2),
    ],
)
def test_distance_counts_a_transposition_as_one(a: str, b: str, edits: int) -> None:
    assert spelled(a, b, edits)
    assert spelled(b, a, edits)
    assert edits == 0 or not spelled(a, b, edits - 1)


def test_a_word_is_not_suggested_in_its_own_place() -> None:
    assert suggest("natanz", ["natanz"], lambda prefix, limit: (Count("natanz", 1),)) is None
