"""Speakers' labels and the persons whom they name, or by right do not."""

from __future__ import annotations

import pytest

from corpus.model import Person
from corpus.speakers import speakers

KNOWN = (
    Person(name="Jim Lamson", roles=("guest",)),
    Person(name="Hanna Notte", roles=("guest",)),
    Person(name="Ludwig van der Berg", roles=("speaker",)),
    Person(name="Zoë Lüders-Ek", roles=("host",)),
)


def test_initials_in_capitals_name_the_one_person_whose_they_are() -> None:
    assert speakers(["JL", "LVDB"], KNOWN) == {"JL": "Jim Lamson", "LVDB": "Ludwig van der Berg"}
    assert speakers(["Jl", "J", "JLX"], KNOWN) == {}
    assert speakers(["JL"], (*KNOWN, Person(name="Jane Lee"))) == {}


@pytest.mark.parametrize(
    "label",
    [
        "Jim",
        "LAMSON",
        "Mr. Lamson",
        "JIM LAMSON",
        "J. Lamson",
        "Lamson, Jim",
        "Jim Lamson (CNS)",
        "Dr. Jim Lamson:",
        "Lt. Col. Jim Lamson",
        "DR. LAMSON",
        "Jim Q. Lamson",
        "Jim Lamson, PhD",
        "JL",
        "J.L.",
        "J. L.",
        "Jim Lamson, Missile Analyst",
        "JIM LAMSON, SHIP NEWS HOST",
        "JIM LAMSON, CNS",
        "Jim Lamson | CNS",
        "Jim Lamson - Host",
        "Lamson, Jim (Guest)",
        "Lamson, Jim, PhD",
        "Host Jim Lamson",
        "Interviewer (Jim Lamson)",
        "[Jim]",
        "Chairman Lamson",
        "Jim Lamson：",
        "Jim Lamson",
    ],
)
def test_a_label_names_the_one_person_who_fits(label: str) -> None:
    assert speakers([label], KNOWN) == {label: "Jim Lamson"}


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Zoe", "Zoë Lüders-Ek"),
        ("VAN DER BERG", "Ludwig van der Berg"),
        ("Berg", "Ludwig van der Berg"),
        ("LvdB", "Ludwig van der Berg"),
        ("LVDB", "Ludwig van der Berg"),
        ("LB", "Ludwig van der Berg"),
        ("ZLE", "Zoë Lüders-Ek"),
        ("HOST", "Zoë Lüders-Ek"),
        ("Host:", "Zoë Lüders-Ek"),
    ],
)
def test_accents_particles_and_the_only_host_are_understood(label: str, name: str) -> None:
    assert speakers([label], KNOWN) == {label: name}


@pytest.mark.parametrize(
    "label",
    [
        "Speaker 1",
        "Guest",
        "Moderator",
        "Unknown Speaker",
        "Interviewer",
        "James",
        "Ms. Fox",
        "",
        ":",
        "Jl",
        "J",
        "H",
        "Speaker pro tempore",
        "CNN",
    ],
)
def test_nobody_is_named_by_guess(label: str) -> None:
    assert speakers([label], KNOWN) == {}


def test_two_who_fit_leave_a_label_without_a_name() -> None:
    two = (*KNOWN, Person(name="Jim Beck"))
    assert speakers(["Jim", "Jim Beck", "Beck", "J. Lamson"], two) == {
        "Jim Beck": "Jim Beck",
        "Beck": "Jim Beck",
        "J. Lamson": "Jim Lamson",
    }


def test_initials_that_several_have_name_nobody() -> None:
    two = (*KNOWN, Person(name="Joan Lind"), Person(name="Al Hurst"), Person(name="Ann Lux"))
    assert speakers(["JL", "HN", "AL", "AH"], two) == {"HN": "Hanna Notte", "AH": "Al Hurst"}


def test_initials_are_explained_by_full_names_among_the_labels() -> None:
    assert speakers(["Ann Lee", "Ben Moe III", "AL", "BM", "Moe", "Host"], []) == {
        "Ann Lee": "Ann Lee",
        "Ben Moe III": "Ben Moe III",
        "AL": "Ann Lee",
        "BM": "Ben Moe III",
        "Moe": "Ben Moe III",
    }


def test_two_names_before_a_comma_are_a_family_name_only_where_they_are_known_as_one() -> None:
    known = [Person(name="Gabriel García Márquez"), Person(name="Ann Lee")]
    labels = ["García Márquez, Gabriel", "Ann Lee, Inspector"]
    assert speakers(labels, known) == {labels[0]: "Gabriel García Márquez", labels[1]: "Ann Lee"}
    assert speakers(labels, []) == {}


def test_the_only_guest_is_the_guest() -> None:
    assert speakers(["GUEST", "Host"], [Person(name="Ann Lee", roles=("guest",))]) == {"GUEST": "Ann Lee"}


def test_full_names_among_the_labels_make_known_persons() -> None:
    labels = ["Jerod", "JEROD SANTO", "Jerod Santo", "Adam", "A. Fox", "Adam Fox"]
    assert speakers(labels, []) == {
        "Jerod": "Jerod Santo",
        "JEROD SANTO": "Jerod Santo",
        "Jerod Santo": "Jerod Santo",
        "Adam": "Adam Fox",
        "A. Fox": "Adam Fox",
        "Adam Fox": "Adam Fox",
    }


def test_an_inverted_name_is_another_person_where_it_is() -> None:
    assert speakers(["Lamson, Ann", "Fox, Jim"], KNOWN) == {"Lamson, Ann": "Ann Lamson", "Fox, Jim": "Jim Fox"}


def test_a_person_known_by_one_word_is_that_word() -> None:
    assert speakers(["Cher"], [Person(name="Cher")]) == {"Cher": "Cher"}
    assert speakers(["Jim"], [Person(name="Jim"), KNOWN[0]]) == {"Jim": "Jim Lamson"}
