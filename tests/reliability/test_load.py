"""Under load every answer is right, and what is added is found."""

from __future__ import annotations

from tests.reliability import load
from tests.reliability.counts import verdict


def test_every_answer_is_right_under_load() -> None:
    tally = load.run(seconds=5, clients=8, seed=1)
    print(verdict(tally))
    assert tally.is_good, verdict(tally)
