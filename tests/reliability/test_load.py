"""Under load every answer is right, and what is added is found."""

from __future__ import annotations

from collections.abc import Callable

from tests.reliability import load
from tests.reliability.counts import Tally


def test_every_answer_is_right_under_load(judged: Callable[[Tally], None]) -> None:
    judged(load.run(seconds=5, clients=8, hostile=20, seed=1, patience=20))
