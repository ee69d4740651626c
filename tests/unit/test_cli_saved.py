"""`citecast saved`: searches are saved, listed with what is new, noted as seen, and removed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from search.cli.entry import main
from search.service import Service
from search.settings import Settings
from tests.unit.test_library import keep, note


@pytest.fixture
def home(tmp_path: Path) -> Path:
    add(tmp_path / "home", "a crane", title="A")
    return tmp_path / "home"


def add(home: Path, *texts: str, title: str) -> None:
    with Service.open(home, Settings()) as service:
        keep(service.library, note(*texts, title=title, show="Quay"), at=f"/{title}.md")


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(home), "saved", *arguments])


def listed(home: Path) -> dict[str, tuple[int, int]]:
    return {each["name"]: (each["total"], each["new"]) for each in json.loads(run(home, "--json").stdout)}


def test_a_search_is_saved_listed_seen_and_removed(home: Path) -> None:
    assert run(home).stdout.startswith("There are no saved searches; `citecast saved add NAME QUERY` saves one.")
    assert run(home, "add", "Cranes", "crane", "--only", "show=Quay", "--without", "speaker=Ann").exit_code == 0
    assert run(home, "add", "Others", "-crane").stdout == "saved: Others\n"
    add(home, "two cranes", "a mast", title="B")
    shown = run(home).stdout.splitlines()
    assert shown[0].startswith("Cranes: 1 new of 2 passages, since 20")
    assert shown[1] == "  crane · show=Quay · not-speaker=Ann"
    assert listed(home) == {"Cranes": (2, 1), "Others": (1, 1)}
    assert run(home, "seen", "cranes").stdout == "seen: 1 saved search\n"
    assert listed(home) == {"Cranes": (2, 0), "Others": (1, 1)}
    assert run(home, "seen", "--all").stdout == "seen: 2 saved searches\n"
    assert listed(home) == {"Cranes": (2, 0), "Others": (1, 0)}
    assert run(home, "remove", "OTHERS").exit_code == 0
    assert listed(home) == {"Cranes": (2, 0)}


def test_in_json_all_is_told_that_was_saved(home: Path) -> None:
    given = ("--sort", "-date", "--match", "all", "--no-vocabulary", "--since", "2021", "--until", "aug 2024")
    assert run(home, "add", "Cranes", "crane", *given).exit_code == 0
    (told,) = json.loads(run(home, "--json").stdout)
    assert told["made_at"] == told["seen_at"]
    assert {name: value for name, value in told.items() if not name.endswith("_at")} == {
        "name": "Cranes",
        "query": "crane",
        "filters": [["since", "2021"], ["until", "aug 2024"]],
        "sort": "-date",
        "match": "all",
        "vocabulary": False,
        "seen": 1,
        "total": 0,
        "new": 0,
        "trouble": None,
    }


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (("add", "Taken", "x"), 1, "there is a saved search “Taken” already; choose another name"),
        (("add", " ", "x"), 1, "a saved search needs a name; write one"),
        (("add", "A", ""), 1, "asks for nothing"),
        (("add", "A", "x", "--only", "colour=red"), 2, "is no facet and value"),
        (("remove", "none"), 1, "no saved search 'none'; `citecast saved` lists them"),
        (("seen", "none"), 1, "no saved search 'none'"),
        (("seen",), 2, "give a NAME or --all, one of them"),
        (("seen", "Taken", "--all"), 2, "give a NAME or --all, one of them"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(home: Path, arguments: tuple[str, ...], code: int, why: str) -> None:
    run(home, "add", "Taken", "crane")
    refused = run(home, *arguments)
    assert refused.exit_code == code
    assert why in refused.stderr
    assert listed(home) == {"Taken": (1, 0)}
