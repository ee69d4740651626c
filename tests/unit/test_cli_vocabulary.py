"""`citecast vocabulary`: printed, exported, imported and taken back; and `search` with and without it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from search.cli.entry import main
from search.service import Service
from search.settings import Settings
from tests.unit.test_library import keep, note

TEXT = "# Names\nShahed-136 = Geran-2  # of Russia\ncolour = color\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with Service.open(tmp_path / "home", Settings()) as service:
        keep(service.library, note("Parts of a Geran-2."), at="/a.md")
        keep(service.library, note("Parts of a Shahed-136.", title="B"), at="/b.md")
        service.library.vocabulary.change(lambda _: TEXT)
    return tmp_path / "home"


def run(home: Path, *arguments: str, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["--home", str(home), *arguments], input=given)


def test_it_is_printed_and_exported_as_it_is(home: Path, tmp_path: Path) -> None:
    assert run(home, "vocabulary").stdout == TEXT
    assert run(home, "vocabulary", "--export", "-").stdout == TEXT
    assert json.loads(run(home, "vocabulary", "--json").stdout) == [["Shahed-136", "Geran-2"], ["colour", "color"]]
    file = tmp_path / "v.txt"
    assert run(home, "vocabulary", "--export", str(file)).exit_code == 0
    assert file.read_text() == TEXT
    file.write_text("mine")
    refused = run(home, "vocabulary", "--export", str(file))
    assert (refused.exit_code, file.read_text()) == (1, "mine")
    assert "exists; --overwrite replaces it" in refused.stderr
    assert run(home, "vocabulary", "--export", str(file), "--overwrite").exit_code == 0
    assert file.read_text() == TEXT


def test_a_file_is_taken_in_and_taken_back(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "v.txt"
    file.write_bytes("\ufeffcolor = Colour\r\ngrey = gray".encode())
    tried = run(home, "vocabulary", "--import", str(file), "--dry-run")
    assert tried.stdout == "dry run: 1 line more, 1 group known already; the vocabulary has 3 groups\n"
    assert run(home, "vocabulary").stdout == TEXT
    made = run(home, "vocabulary", "--import", str(file))
    assert made.stdout.startswith("1 line more, 1 group known already; the vocabulary has 3 groups; `citecast voc")
    assert run(home, "vocabulary").stdout == f"{TEXT}grey = gray\n"
    assert run(home, "vocabulary", "--undo").stdout == "undone: the vocabulary has 2 groups\n"
    assert run(home, "vocabulary").stdout == TEXT
    made = run(home, "vocabulary", "--import", "-", "--replace", given="a = b\n")
    assert made.stdout.startswith("1 line instead of those there were; the vocabulary has 1 group;")
    assert run(home, "vocabulary").stdout == "a = b\n"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("a = b\nalone", "citecast: line 2: “alone” stands alone"),
        (b"a = \xff", "citecast: line 1: this is no text in UTF-8"),
    ],
)
@pytest.mark.parametrize("how", [(), ("--replace",), ("--dry-run", "--replace")])
def test_what_cannot_be_understood_is_one_line_and_nothing_is_lost(
    home: Path, given: str | bytes, why: str, how: tuple[str, ...]
) -> None:
    refused = run(home, "vocabulary", "--import", "-", *how, given=given)
    assert refused.exit_code == 1
    assert refused.stderr.startswith(why)
    assert len(refused.stderr.splitlines()) == 1
    assert run(home, "vocabulary").stdout == TEXT


def test_options_that_do_not_go_together_are_refused(home: Path) -> None:
    for given in (("--undo", "--export", "-"), ("--replace",), ("--dry-run",)):
        assert run(home, "vocabulary", *given).exit_code == 2


def test_a_search_says_what_it_also_searched_and_can_do_without(home: Path) -> None:
    said = run(home, "search", "Shahed-136 -colour").stdout
    assert "Also searched for Shahed-136: Geran-2\nAlso left out for colour: color\n" in said
    assert "*Geran-2*" in said
    assert "Geran" not in run(home, "search", "Shahed-136", "--no-vocabulary").stdout
    found = json.loads(run(home, "search", "Shahed-136 -colour", "--json").stdout)
    assert found["also"] == [{"word": "Shahed-136", "also": ["Geran-2"]}, {"word": "-colour", "also": ["color"]}]
    assert found["total"] == 2
    without = json.loads(run(home, "search", "Shahed-136", "--json", "--no-vocabulary").stdout)
    assert (without["also"], without["total"]) == ([], 1)
