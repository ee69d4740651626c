"""In whatever order a library is changed, search, documents and permalinks are what a plain dictionary says."""

from __future__ import annotations

from collections.abc import Callable

from tests.reliability import machine
from tests.reliability.counts import Tally


def test_histories(judged: Callable[[Tally], None]) -> None:
    judged(machine.run(histories=5, seed=1))
