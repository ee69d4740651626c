"""What is damaged is said, and never shown."""

from __future__ import annotations

from tests.reliability import damage
from tests.reliability.counts import verdict


def test_damage_is_never_served() -> None:
    tally = damage.run(damages=40, seed=1)
    print(verdict(tally))
    assert tally.is_good, verdict(tally)
