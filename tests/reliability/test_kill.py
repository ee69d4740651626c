"""Whatever is killed, what was acknowledged is found, once."""

from __future__ import annotations

from collections.abc import Callable

from tests.reliability import kill
from tests.reliability.counts import Tally


def test_nothing_is_lost_by_kills(judged: Callable[[Tally], None]) -> None:
    judged(kill.run(kills=6, seed=1))
