"""Values are kept as long as there is room, and made again when they are not."""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.format.container import Array
from search.whoosh_engine.index.cache import Cache


def value(number: int) -> Array:
    return np.full(10, number, np.uint8)


def unexpected() -> Array:
    raise AssertionError("it is kept")


def test_what_was_used_least_of_late_goes_first() -> None:
    cache: Cache[Array] = Cache(30)
    for number in (1, 2, 3):
        cache.get(number, lambda number=number: value(number))  # type: ignore[misc]
    assert cache.get(1, unexpected)[0] == 1
    assert cache.get(4, lambda: value(4))[0] == 4
    assert cache.get(2, lambda: value(5))[0] == 5
    assert [cache.get(number, unexpected)[0] for number in (1, 2, 4)] == [1, 5, 4]


def test_what_is_larger_than_all_the_room_is_not_kept() -> None:
    cache: Cache[Array] = Cache(30)
    assert cache.get(1, lambda: value(1))[0] == 1
    assert len(cache.get(2, lambda: np.zeros(31, np.uint8))) == 31
    assert cache.get(2, lambda: value(2))[0] == 2
    assert cache.get(1, unexpected)[0] == 1


def test_a_value_that_two_made_at_once_takes_its_room_once() -> None:
    cache: Cache[Array] = Cache(30)
    cache.get(1, lambda: cache.get(1, lambda: value(1)))
    cache.get(2, lambda: value(2))
    cache.get(3, lambda: value(3))
    assert [cache.get(number, unexpected)[0] for number in (1, 2, 3)] == [1, 2, 3]
