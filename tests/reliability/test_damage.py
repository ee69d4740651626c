"""What is damaged is said, and never shown."""

from __future__ import annotations

from collections.abc import Callable

from tests.reliability import damage
from tests.reliability.counts import Tally


def test_damage_is_never_served(judged: Callable[[Tally], None]) -> None:
    judged(damage.run(damages=40, seed=1))
