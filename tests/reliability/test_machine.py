"""In whatever order a library is changed, search, documents and permalinks are what a plain dictionary says."""

from __future__ import annotations

from tests.reliability import machine
from tests.reliability.counts import verdict


def test_histories() -> None:
    tally = machine.run(histories=5, seed=1)
    print(verdict(tally))
    assert tally.is_good, verdict(tally)
