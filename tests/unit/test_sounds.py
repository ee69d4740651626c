"""Names that are misheard for one another have one key, others have not."""

from __future__ import annotations

import pytest

from search.analysis.sounds import is_name, sound


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("Prigozhin", "Pregoshen"),
        ("Khamenei", "Kamenay"),
        ("Ahmadinejad", "Amedinajat"),
        ("Gerasimov", "Garasimoff"),
        ("Zaporizhzhia", "Saporijia"),
        ("Yelabuga", "Elabooga"),
        ("Bakhmut", "Bakmood"),
        ("Novichok", "Novitchock"),
        ("Podvig", "Potwick"),
        ("Wagner", "Vagner"),
        ("Xinjiang", "Xinziang"),
        ("Wałęsa", "Valessa"),
        ("Kuleba", "Cooliba"),
        ("Houthi", "Hoothy"),
    ],
)
def test_a_name_and_what_is_heard_for_it(name: str, heard: str) -> None:
    assert sound(name) == sound(heard) != ""


@pytest.mark.parametrize(
    ("name", "other"), [("Putin", "Pushkin"), ("Lavrov", "Larov"), ("Raisi", "Rouhani"), ("Natanz", "Arak")]
)
def test_other_names_sound_otherwise(name: str, other: str) -> None:
    assert sound(name) != sound(other)


def test_a_name_is_written_with_a_capital_before_small_letters() -> None:
    assert [word for word in ("Ann", "ann", "ANN", "An", "McCain", "Ünal") if is_name(word)] == [
        "Ann",
        "McCain",
        "Ünal",
    ]
