"""Where the disk is full, read-only or failing, the cause is named, nothing is lost, and all goes on afterwards."""

from __future__ import annotations

import os

import pytest

from tests.reliability import full_disk
from tests.reliability.counts import verdict


def test_nothing_is_lost_by_a_full_disk() -> None:
    tally = full_disk.run(cases=8, seed=1)
    print(verdict(tally))
    if tally.skipped and not os.environ.get("CITECAST_REQUIRE_MOUNT"):
        pytest.skip(tally.skipped)
    assert tally.is_good, verdict(tally)
