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
        ("HOST", "Zoë Lüders-Ek"),
        ("Host:", "Zoë Lüders-Ek"),
    ],
)
def test_accents_particles_and_the_only_host_are_understood(label: str, name: str) -> None:
    assert speakers([label], KNOWN) == {label: name}


@pytest.mark.parametrize(
    "label",
    ["Speaker 1", "Guest", "Moderator", "Unknown Speaker", "Interviewer", "James", "Ms. Fox", "", ":"],
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


def test_a_person_known_by_one_word_is_that_word() -> None:
    assert speakers(["Cher"], [Person(name="Cher")]) == {"Cher": "Cher"}
    assert speakers(["Jim"], [Person(name="Jim"), KNOWN[0]]) == {"Jim": "Jim Lamson"}
