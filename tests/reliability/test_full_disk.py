"""Where the disk is full, read-only or failing, the cause is named, nothing is lost, and all goes on afterwards."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from tests.reliability import full_disk
from tests.reliability.counts import Tally


def test_nothing_is_lost_by_a_full_disk(judged: Callable[[Tally], None]) -> None:
    tally = full_disk.run(cases=8, seed=1)
    if tally.skipped and not os.environ.get("CITECAST_REQUIRE_MOUNT"):
        pytest.skip(tally.skipped)
    judged(tally)
