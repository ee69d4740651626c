"""Names that are misheard for one another have one key, or near ones; others have not."""

from __future__ import annotations

import pytest

from search.analysis.sounds import is_name, misheard, sound


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
        ("Tanna", "Tanner"),
        ("Oliphant", "Arlifant"),
        ("Costa", "Castor"),
        ("Hockin", "Harkin"),
        ("Moore", "Moar"),
        ("Wright", "Riot"),
        ("White", "Wyatt"),
        ("Knyazev", "Nyazeff"),
        ("Lamb", "Lam"),
        ("Pierre", "Bier"),
    ],
)
def test_a_name_and_what_is_heard_for_it(name: str, heard: str) -> None:
    assert sound(name) == sound(heard) != ""


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Putin", "Pushkin"),
        ("Lavrov", "Larov"),
        ("Raisi", "Rouhani"),
        ("Natanz", "Arak"),
        ("Tann", "Tanner"),
        ("Steve", "Stevie"),
        ("Rao", "Ao"),
    ],
)
def test_other_names_sound_otherwise(name: str, other: str) -> None:
    assert sound(name) != sound(other)


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("Prigozhin", "Pri Goshin"),
        ("Cantrill", "Ken Trill"),
        ("Sanabria", "San Abria"),
        ("Greenaway", "Green Away"),
        ("Stevens", "Steven"),
        ("Steven", "Stevens"),
        ("Derbakova", "Gerbakova"),
        ("Notte", "Nota"),
        ("Asthana", "Asana"),
        ("Asana", "Asthana"),
    ],
)
def test_a_name_may_be_misheard_as_two_and_one_sound_as_another(name: str, heard: str) -> None:
    assert tuple(map(sound, heard.split())) in misheard(name)


@pytest.mark.parametrize(
    ("name", "other"),
    [("Putin", "Patten Ho"), ("Biden", "Baden"), ("Stiles", "Kyle"), ("Bates", "May"), ("Gross", "Rose")],
)
def test_a_short_name_is_not_misheard_as_another(name: str, other: str) -> None:
    assert tuple(map(sound, other.split())) not in misheard(name)


@pytest.mark.parametrize("word", ["Ho", "Li", "Hey", "Ayer", "Yeah", "Actually", "Whose", "محمد", "Ветер", "中文", ""])
def test_what_tells_nothing_has_no_sound(word: str) -> None:
    assert sound(word) == ""


def test_a_name_is_written_with_a_capital_before_small_letters() -> None:
    assert [word for word in ("Ann", "ann", "ANN", "An", "McCain", "Ünal") if is_name(word)] == [
        "Ann",
        "McCain",
        "Ünal",
    ]
