"""Names as sources write them: turned round, with particles, suffixes and degrees, or as keys."""

from __future__ import annotations

import pytest

from corpus.model import NameParts
from corpus.name_parts import Written, said, written


@pytest.mark.parametrize(
    ("text", "name", "parts"),
    [
        ("Lee, Ann", "Ann Lee", NameParts("Lee", "Ann")),
        ("Lee, A. B.", "A. B. Lee", NameParts("Lee", "A. B.")),
        ("LEE, Ann", "Ann LEE", NameParts("LEE", "Ann")),
        ("Lee, April", "April Lee", NameParts("Lee", "April")),
        ("García Márquez, Gabriel", "Gabriel García Márquez", NameParts("García Márquez", "Gabriel")),
        ("Kim, Jong Un", "Jong Un Kim", NameParts("Kim", "Jong Un")),
        ("van der Berg, Ann", "Ann van der Berg", NameParts("van der Berg", "Ann")),
        ("Berg, Ann van der", "Ann van der Berg", NameParts("Berg", "Ann", "van der")),
        ("Arc, Jeanne d’", "Jeanne d’Arc", NameParts("Arc", "Jeanne", "d’")),
        ("al-Baghdadi, Abu Bakr", "Abu Bakr al-Baghdadi", NameParts("al-Baghdadi", "Abu Bakr")),
        ("Le Guin, Ursula K.", "Ursula K. Le Guin", NameParts("Le Guin", "Ursula K.")),
        ("King, Martin Luther, Jr.", "Martin Luther King Jr.", NameParts("King", "Martin Luther", "", "Jr.")),
        ("King, Jr., Martin Luther", "Martin Luther King Jr.", NameParts("King", "Martin Luther", "", "Jr.")),
        ("Rockefeller, John D., III", "John D. Rockefeller III", NameParts("Rockefeller", "John D.", "", "III")),
        ("Lee, Ann, PhD", "Ann Lee", NameParts("Lee", "Ann")),
    ],
)
def test_a_name_that_is_turned_round_says_its_parts(text: str, name: str, parts: NameParts) -> None:
    assert written(text) == Written(name, parts)


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee",
        "Plato",
        "Ann Lee, Ben Moe",
        "Ann L, Ben M",
        "Martin Luther King, Jr.",
        "Acme, Inc.",
        "Harvard University, Department of Physics",
        "Ann Lee, director of masts",
        "Ann Lee, Director",
        "lee, ann",
        "Lee, Ann, Moe",
        "Bread, butter and jam",
    ],
)
def test_a_name_that_is_not_turned_round_stays_as_it_is(text: str) -> None:
    assert written(text) == Written(text)


def test_degrees_and_what_stands_before_a_name_are_set_apart() -> None:
    assert written("Dr. Ann Lee, M.D., Ph.D.") == Written("Ann Lee", None, "Dr.")
    assert written("Sen. Lee") == Written("Lee", None, "Sen.")
    assert written("General Motors") == Written("General Motors")


@pytest.mark.parametrize(
    ("keys", "name", "parts"),
    [
        ({"given": "Ann", "family": "Lee"}, "Ann Lee", NameParts("Lee", "Ann")),
        (
            {"given": "Ilse", "family": "Marck", "particle": "van der"},
            "Ilse van der Marck",
            NameParts("Marck", "Ilse", "van der"),
        ),
        (
            {"given": "Martin Luther", "family": "King", "suffix": "Jr."},
            "Martin Luther King Jr.",
            NameParts("King", "Martin Luther", "", "Jr."),
        ),
        ({"name": "Kim Jong Un", "family": "Kim", "given": "Jong Un"}, "Kim Jong Un", NameParts("Kim", "Jong Un")),
        ({"name": "Ann de Lee", "family": "Lee", "particle": "de"}, "Ann de Lee", NameParts("Lee", "Ann", "de")),
        ({"name": "Kim Jong Un", "family": "Kim"}, "Kim Jong Un", NameParts("Kim", "Jong Un")),
        ({"name": "A Pen Name", "family": "Lee"}, "A Pen Name", NameParts("Lee")),
        ({"literal": "Lee, Moe and Sons"}, "Lee, Moe and Sons", NameParts("Lee, Moe and Sons")),
        ({"name": "Lee, Ann"}, "Ann Lee", NameParts("Lee", "Ann")),
        ({"name": "Ann Lee"}, "Ann Lee", None),
    ],
)
def test_keys_say_the_parts(keys: dict[str, str], name: str, parts: NameParts | None) -> None:
    assert said(keys) == Written(name, parts)


def test_keys_without_a_name_name_nobody() -> None:
    assert said({"given": "Ann"}) is None
