"""For the suites' short profiles: their counts are printed, and each fault fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.reliability.counts import Tally, table, told


@pytest.fixture
def judged(capsys: pytest.CaptureFixture[str]) -> Callable[[Tally], None]:
    """Print a suite's counts, captured or not; fail for a fault, or where fewer than its minimum ran."""

    def judge(tally: Tally) -> None:
        with capsys.disabled():
            print(f"\n{table([tally])}")
        if not tally.is_good:
            pytest.fail(told(tally), pytrace=False)

    return judge
