"""How times and rates are said, no more exactly than they are known; and how one text became another."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, strategies as st

from web.presentation import changes, duration, pace


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


texts = st.lists(st.sampled_from(["the", "mast", "fell", ".", "  ", "飛"]), max_size=12).map(" ".join)


@given(texts, texts)
def test_what_is_taken_out_and_put_in_makes_one_text_the_other(then: str, now: str) -> None:
    found = changes(then, now)
    assert found.word_by_word
    assert "".join(words for kind, words in found.parts if kind != "ins") == then
    assert "".join(words for kind, words in found.parts if kind != "del") == now
    if then == now:
        assert {kind for kind, _ in found.parts} <= {"same"}


def test_long_texts_are_compared_between_their_first_and_last_difference() -> None:
    same, begun = "the mast " * 3000, time.monotonic()
    assert changes(f"a {same}fell", f"b {same}fell").parts == (("del", "a"), ("ins", "b"), ("same", f" {same}fell"))
    whole = changes(f"a {same}fell.", f"b {same}rose.")
    assert not whole.word_by_word
    assert whole.parts == (("del", f"a {same}fell"), ("ins", f"b {same}rose"), ("same", "."))
    assert time.monotonic() - begun < 5  # it takes a fiftieth of a second; it took minutes
