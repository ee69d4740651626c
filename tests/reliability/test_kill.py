"""Whatever is killed, what was acknowledged is found, once."""

from __future__ import annotations

from tests.reliability import kill
from tests.reliability.counts import verdict


def test_nothing_is_lost_by_kills() -> None:
    tally = kill.run(kills=6, seed=1)
    print(verdict(tally))
    assert tally.is_good, verdict(tally)
