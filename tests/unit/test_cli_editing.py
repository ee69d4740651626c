"""`citecast edit`: details of many documents, and names corrected, tried, listed and taken back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.library import Named
from search.naming import perhaps_one
from tests.commands import citecast, done, found, refused

TALK = "---\ntitle: {title}\nshow: {show}\ntype: transcript\nguests: [Ilse Van Der Marck]\n---\n\n{turns}\n"
TURNS = "**Host:** Who owns the quay?\n\n**Ilse Van Der Marck:** The port does.\n\n**Host:** And the crane?"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "talks"
    folder.mkdir()
    for title, show in (("The lease", "Harbour Lines"), ("The crane", "Harbour Lines"), ("Rails", "Slow Freight")):
        (folder / f"{title}.md").write_text(TALK.format(title=title, show=show, turns=TURNS))
    done(tmp_path / "home", "add", folder)
    return tmp_path / "home"


def speakers(home: Path, query: str) -> dict[str, int]:
    return {each["value"]: each["count"] for each in found(home, query)["facets"]["speaker"]}


def test_a_name_is_corrected_in_a_show_and_found_by_both(home: Path) -> None:
    said = done(
        home, "edit", "--speaker", "Host", "--is", "Odile Brandt", "--role", "host", "--in-show", "Harbour Lines"
    )
    assert said.splitlines() == [
        "correction 1: “Host” is Odile Brandt, host: 4 turns in 2 documents",
        "  the-crane: 2 turns",
        "  the-lease: 2 turns",
    ]
    assert speakers(home, "quay OR crane") == {"Odile Brandt": 4, "Host": 2}
    assert (found(home, "speaker:brandt")["total"], found(home, "speaker:host")["total"]) == (4, 6)
    assert found(home, 'person:"Odile Brandt"')["total_documents"] == 2
    document = json.loads(done(home, "read", "the-lease", "--json"))
    assert (document["version"], document["people"][-1]["roles"]) == (1, ["host", "speaker"])


def test_what_a_guest_says_is_found_by_the_role_that_is_known_now(home: Path, tmp_path: Path) -> None:
    assert {hit["text"] for hit in found(home, "role:guest")["hits"]} == {"The port does."}
    assert (found(home, "role:guest")["total"], found(home, "role:host")["total"]) == (3, 6)
    done(home, "edit", "rails", "--speaker", "Ilse Van Der Marck", "--role", "narrator")
    assert (found(home, "role:guest")["total"], found(home, "role:narrator port")["total"]) == (2, 1)
    crane = tmp_path / "talks" / "The crane.md"
    crane.write_text(crane.read_text("utf-8").replace("guests:", "authors:"))
    done(home, "add", crane)
    assert (found(home, "role:guest")["total"], found(home, "role:author port")["total"]) == (1, 1)


def test_what_a_correction_would_change_is_said_and_not_done(home: Path) -> None:
    name = ("--given", "Ilse", "--particle", "van der", "--family", "Marck")
    said = done(home, "edit", "--speaker", "Ilse Van Der Marck", *name, "--everywhere", "--dry-run")
    assert said.splitlines()[:2] == [
        "dry run: “Ilse Van Der Marck” is Ilse van der Marck: 3 turns in 3 documents",
        "  Speaker: Ilse Van Der Marck, guest → Ilse van der Marck, guest",
    ]
    as_json = json.loads(done(home, "edit", "--speaker", "Host", "--nobody", "--everywhere", "--dry-run", "--json"))
    assert (as_json["correction"]["id"], as_json["turns"], as_json["changes"][0]["now"]) == (0, 6, "Host")
    assert done(home, "edit", "--corrections", "--json") == "[]\n"
    assert speakers(home, "port") == {"Ilse Van Der Marck": 3}


def test_names_are_listed_with_the_labels_that_are_printed(home: Path) -> None:
    done(home, "edit", "--speaker", "Host", "--is", "Odile Brandt", "--role", "host", "--in-show", "Harbour Lines")
    assert done(home, "edit", "--names", "--in-show", "Harbour Lines").splitlines() == [
        "Odile Brandt: 4 turns in 2 documents; host; printed as Host",
        "Ilse Van Der Marck: 2 turns in 2 documents; guest",
    ]
    (first, *others) = json.loads(done(home, "edit", "rails", "--names", "--json"))
    assert (first["name"], first["turns"], first["documents"], len(others)) == ("Host", 2, ["rails"], 1)
    assert len(done(home, "edit", "--names").splitlines()) == 3


def test_corrections_are_listed_and_undone(home: Path) -> None:
    done(home, "edit", "the-lease", "rails", "--speaker", "Host", "--nobody")
    (listed,) = json.loads(done(home, "edit", "--corrections", "--json"))
    assert (listed["id"], listed["places"], listed["meant"]["nobody"]) == (1, ["the-lease", "rails"], True)
    assert "“Host” is nobody  (the-lease, rails)" in done(home, "edit", "--corrections")
    assert speakers(home, "quay") == {"Host": 1}
    assert "(Host, no speaker) Who owns the quay?" in done(home, "read", "the-lease")
    assert done(home, "edit", "--undo", "1") == "correction 1 undone: 4 turns in 2 documents\n"
    assert speakers(home, "quay") == {"Host": 3}
    assert "undone 2" in done(home, "edit", "--corrections")
    assert "correction 1 was undone" in refused(home, "edit", "--undo", "1")


def test_what_holds_already_is_not_kept_again(home: Path) -> None:
    say = ("edit", "the-lease", "--speaker", "Host", "--is", "Petra Ruiz")
    done(home, *say)
    again = citecast(home, *say)
    assert (again.exit_code, again.stdout) == (0, "")
    assert again.stderr == "citecast: nothing is new: correction 1 says the same already\n"
    assert json.loads(citecast(home, *say, "--json").stdout)["already"]
    done(home, "edit", "the-lease", "--speaker", "Host", "--nobody")
    done(home, *say)
    assert [each["id"] for each in json.loads(done(home, "edit", "--corrections", "--json"))] == [3, 2, 1]
    assert speakers(home, "quay") == {"Petra Ruiz": 1, "Host": 2}


def test_an_institution_is_not_split(home: Path) -> None:
    said = json.loads(
        done(home, "edit", "--speaker", "Host", "--is", "Dock & Yard Desk", "--institution", "--everywhere", "--json")
    )
    assert said["turns"] == 6
    assert said["correction"]["meant"]["parts"] == {
        "family": "Dock & Yard Desk",
        "given": "",
        "particle": "",
        "suffix": "",
    }


def test_a_name_that_is_not_there_is_told(home: Path) -> None:
    ended = citecast(home, "edit", "--speaker", "Petra", "--is", "Petra Ruiz", "--everywhere")
    assert ended.exit_code == 0
    assert "no document has this name there" in ended.stderr
    assert "`citecast edit --undo 1` takes it back" in ended.stderr
    assert "did you mean 'Harbour Lines'" in refused(
        home, "edit", "--speaker", "Host", "--nobody", "--in-show", "Harbor Lines"
    )


def test_details_of_several_documents_are_set_at_once(home: Path) -> None:
    assert done(home, "edit", "rails", "the-lease", "--date", "2024") == (
        "rails: updated, version 2\nthe-lease: updated, version 2\n"
    )


def test_two_names_that_may_be_one_person_are_told_once() -> None:
    two = [Named(name, None, (), (name,), 3, ("rails",)) for name in ("Odile Brandt", "Odile B. Brandt", "Rune Haddow")]
    assert [{each.name for each in pair} for pair in perhaps_one(two)] == [{"Odile Brandt", "Odile B. Brandt"}]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ((), "nothing to change"),
        (("--speaker", "Host", "--nobody"), "say where"),
        (("rails", "--speaker", "Host", "--nobody", "--everywhere"), "one of them"),
        (("rails", "--nobody"), "--speaker NAME"),
        (("rails", "--speaker", "Host", "--given", "Odile"), "--family"),
        (("rails", "--speaker", "Host", "--nobody", "--title", "X"), "alone"),
        (("--title", "X"), "DOCUMENTS"),
        (("rails", "--undo", "1"), "no DOCUMENTS"),
        (("rails", "--corrections"), "no DOCUMENTS"),
    ],
)
def test_what_is_asked_wrongly_is_told(home: Path, given: tuple[str, ...], why: str) -> None:
    ended = citecast(home, "edit", *given)
    assert ended.exit_code == 2
    assert why in ended.stderr
