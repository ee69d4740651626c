"""For the suites' short profiles: their counts are printed, and each fault fails."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from tests.reliability.counts import Tally, table, told


@pytest.fixture
def judged(capsys: pytest.CaptureFixture[str]) -> Callable[[Tally], None]:
    """Print a suite's counts, captured or not; fail for a fault, or where fewer than its minimum ran.

    A suite that cannot run here is skipped, or a failure with CITECAST_REQUIRE_RELIABILITY=1.
    """

    def judge(tally: Tally) -> None:
        with capsys.disabled():
            print(f"\n{table([tally])}")
        if tally.skipped and not os.environ.get("CITECAST_REQUIRE_RELIABILITY"):
            pytest.skip(tally.skipped)
        if not tally.is_good:
            pytest.fail(told(tally), pytrace=False)

    return judge
