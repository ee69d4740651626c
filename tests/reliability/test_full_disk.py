"""Where the disk is full, read-only or failing, the cause is named, nothing is lost, and all goes on afterwards."""

from __future__ import annotations

from collections.abc import Callable

from tests.reliability import full_disk
from tests.reliability.counts import Tally


def test_nothing_is_lost_by_a_full_disk(judged: Callable[[Tally], None]) -> None:
    judged(full_disk.run(cases=8, seed=1))
