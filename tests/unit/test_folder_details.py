"""Details of all files of a folder in `folder.yaml`, and who is meant by the names in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.model import Hints, NameParts, Reading
from corpus.readers.registry import read
from tests.commands import citecast, done

PEOPLE = """
publisher: Quay Press
people:
  - name: Ilse Van Der Marck
    given: Ilse
    particle: van der
    family: Marck
    role: guest
    aliases: [Visitor]
  - {name: Dock and Yard Desk, institution: true}
  - {name: Petra Ruiz, role: host}
nobody: [What it costs]
"""
TALK = """---
title: The lease
type: transcript
hosts: [Ilse Van Der Marck]
---

**Ilse Van Der Marck:** Who owns the quay?

**Visitor:** The port does.

**What it costs:** Ninety a year.

**Dock and Yard Desk:** So we read.

**Dock and Yard Desk:** And so it is.
"""


def document(home: Path, id: str) -> Any:
    return json.loads(done(home, "read", id, "--json"))


def parts(family: str, given: str = "", particle: str = "") -> dict[str, str]:
    return {"family": family, "given": given, "particle": particle, "suffix": ""}


def said_by(home: Path, id: str) -> list[str | None]:
    found = [passage for section in document(home, id)["sections"] for passage in section["passages"]]
    return [passage["person"] or passage["speaker"] for passage in found]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    inner = tmp_path / "shows" / "harbour"
    inner.mkdir(parents=True)
    (inner / "lease.md").write_text(TALK)
    (inner / "crane.md").write_text("---\ntitle: The crane\n---\n\nIt was sold.\n")
    return tmp_path / "home"


def added(home: Path) -> str:
    return done(home, "add", home.parent / "shows")


def test_a_folder_says_who_is_meant_in_its_files_and_below(home: Path) -> None:
    (home.parent / "shows" / "folder.yaml").write_text(PEOPLE)
    added(home)
    assert said_by(home, "the-lease") == ["Ilse van der Marck", "Ilse van der Marck", None, *["Dock and Yard Desk"] * 2]
    people = {person["name"]: person for person in document(home, "the-lease")["people"]}
    assert list(people) == ["Ilse van der Marck", "Dock and Yard Desk"], "those alone who are named here"
    assert people["Ilse van der Marck"]["parts"] == parts("Marck", "Ilse", "van der")
    assert set(people["Ilse van der Marck"]["roles"]) == {"guest", "speaker"}, "the role that the folder says"
    assert people["Dock and Yard Desk"]["parts"] == parts("Dock and Yard Desk")
    assert document(home, "the-crane")["people"] == []
    assert document(home, "the-crane")["publisher"] == "Quay Press"


def test_a_change_of_the_folder_is_applied_when_it_is_added_again(home: Path) -> None:
    added(home)
    assert document(home, "the-crane")["show"] is None
    (home.parent / "shows" / "folder.yaml").write_text("show: Harbour Lines\nlanguage: en\n")
    assert ": updated the-crane" in added(home)
    assert (document(home, "the-crane")["show"], document(home, "the-crane")["language"]) == ("Harbour Lines", "en")
    assert ": unchanged the-crane" in added(home)


def test_the_nearest_goes_before_and_the_sidecar_before_all(home: Path) -> None:
    shows = home.parent / "shows"
    (shows / "folder.yaml").write_text("show: Farther\npublisher: Far Press\nlanguage: nl\n")
    (shows / "harbour" / "folder.yml").write_text("show: Nearer\npublisher: Near Press\n")
    (shows / "harbour" / "crane.yaml").write_text("show: Nearest\n")
    added(home)
    found = document(home, "the-crane")
    assert (found["show"], found["publisher"], found["language"]) == ("Nearest", "Near Press", "nl")
    assert document(home, "the-lease")["show"] == "Nearer"


def test_it_is_neither_a_document_nor_left_out(home: Path) -> None:
    (home.parent / "shows" / "folder.yaml").write_text("show: Harbour Lines\n")
    ended = citecast(home, "add", home.parent / "shows")
    assert (len(ended.stdout.splitlines()), ended.stderr) == (2, "")


def test_what_is_of_one_document_is_left_out_and_told(home: Path) -> None:
    (home.parent / "shows" / "folder.yaml").write_text("title: Harbour Lines\ndescription: On quays.\ncolour: blue\n")
    said = added(home)
    assert "folder.yaml says “title”, which is of one document: it was left out" in said
    assert "folder.yaml says “description”" in said
    assert "folder.yaml says “colour”, which means nothing here" in said
    assert document(home, "the-lease")["title"] == "The lease"


@pytest.mark.parametrize(
    ("text", "why"),
    [("show: [", "that are not valid YAML in line 1"), ("- a", "not of the form"), ("date: soon", "'soon'")],
)
def test_what_is_no_yaml_of_details_fails_its_files_in_one_line(home: Path, text: str, why: str) -> None:
    (home.parent / "shows" / "folder.yaml").write_text(text)
    ended = citecast(home, "add", home.parent / "shows")
    assert ended.exit_code == 1
    assert all(why in line and "in folder.yaml" in line for line in ended.stdout.splitlines())


def test_a_sidecar_says_who_is_meant(home: Path) -> None:
    (home.parent / "shows" / "harbour" / "lease.yaml").write_text(PEOPLE)
    added(home)
    assert said_by(home, "the-lease")[:3] == ["Ilse van der Marck", "Ilse van der Marck", None]
    assert "Petra Ruiz" in {person["name"] for person in document(home, "the-lease")["people"]}, "of this very file"


def test_a_correction_goes_before_what_a_folder_says(home: Path) -> None:
    (home.parent / "shows" / "folder.yaml").write_text(PEOPLE)
    added(home)
    done(home, "edit", "--speaker", "Visitor", "--is", "Rune Haddow", "--everywhere")
    assert said_by(home, "the-lease")[1] == "Rune Haddow"


def test_names_are_said_in_a_mapping() -> None:
    sidecar = "people: [{name: A. Lee, aliases: Host, nobody: [Aside]}, {name: Headline, nobody: true}]"
    reading = read(b"Words.", Hints(name="x.txt", sidecar=sidecar))
    assert isinstance(reading, Reading)
    (person,) = reading.document.people
    assert (person.name, person.aliases, reading.document.nobody) == ("A. Lee", ("Host",), ("Aside", "Headline"))
    made = read(b"Words.", Hints(name="x.txt", sidecar="people: [{name: Bo Ek, role: Producer}]"))
    assert isinstance(made, Reading)
    assert made.document.people[0].roles == ("producer",)
    split = read(b"Words.", Hints(name="x.txt", folders=("guests: [{given: Ann, family: Lee}]",)))
    assert isinstance(split, Reading)
    assert split.document.people[0].parts == NameParts("Lee", "Ann"), "a folder's guests are those of all its files"


@pytest.mark.parametrize(
    ("said", "family"),
    [("literal: true", "Dock and Yard Desk"), ("institution: yes", "Dock and Yard Desk"), ("institution: no", None)],
)
def test_whether_a_name_is_not_to_be_split_is_no_name(home: Path, said: str, family: str | None) -> None:
    (home.parent / "shows" / "folder.yaml").write_text(f"people: [{{name: Dock and Yard Desk, {said}}}]\n")
    added(home)
    (person,) = (each for each in document(home, "the-lease")["people"] if each["name"] == "Dock and Yard Desk")
    assert (person["parts"] and person["parts"]["family"], person["affiliation"]) == (family, None)
    assert not {"true", "yes", "no"} & {each["name"] for each in document(home, "the-lease")["people"]}
