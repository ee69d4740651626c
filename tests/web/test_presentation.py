"""How times and rates are said: no more exactly than they are known."""

from __future__ import annotations

import pytest

from web.presentation import duration, pace


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (3, "less than 10 seconds"),
        (41, "40 seconds"),
        (130, "2 minutes"),
        (5399, "90 minutes"),
        (5401, "2 hours"),
        (86_400, "24 hours"),
    ],
)
def test_a_time_to_come_is_said_in_its_largest_fitting_unit(seconds: float, said: str) -> None:
    assert duration(seconds) == said


@pytest.mark.parametrize(
    ("rate", "said"), [(80.4, "80 a second"), (1234, "1,234 a second"), (0.2, "12 a minute"), (1.5, "90 a minute")]
)
def test_a_rate_is_said_in_numbers_above_one(rate: float, said: str) -> None:
    assert pace(rate) == said
