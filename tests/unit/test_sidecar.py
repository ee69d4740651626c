"""Details in `name.yaml` beside `name.ext`: before what the source says, after what is said on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from corpus.errors import ReadError
from corpus.model import Hints
from corpus.readers.registry import read
from search.cli.entry import main
from search.ingest.sources import load

SIDECAR = """\
title: On Pumps
show: The Pump Hour
date: 2024-05
type: episode
url: https://example.org/pumps
language: en
guests: [Ann Lee, Bo Chu]
colour: blue
"""


def test_the_sidecar_goes_before_the_source_and_settles_its_checks() -> None:
    reading = read(b"The pumps were inspected.", Hints(name="x.txt", sidecar=SIDECAR))
    document = reading.document
    assert (document.title, document.show, document.type) == ("On Pumps", "The Pump Hour", "episode")
    assert document.date
    assert document.date.iso == "2024-05"
    assert (document.url, document.language) == ("https://example.org/pumps", "en")
    assert [(person.name, person.roles) for person in document.people] == [
        ("Ann Lee", ("guest",)),
        ("Bo Chu", ("guest",)),
    ]
    assert reading.checks == ("sidecar says “colour”, which means nothing here",)


def test_what_is_said_by_hand_goes_before_the_sidecar() -> None:
    hints = Hints(name="x.txt", title="By hand", sidecar=SIDECAR)
    document = read(b"---\ntitle: Inside\n---\nThe pumps were inspected.", hints).document
    assert (document.title, document.show) == ("By hand", "The Pump Hour")


def test_an_empty_detail_takes_nothing_away() -> None:
    document = read(b"# Pumps\n\nWords.", Hints(name="x.md", sidecar="title: ''\nshow: S\n")).document
    assert (document.title, document.show) == ("Pumps", "S")


@pytest.mark.parametrize(
    ("sidecar", "said"),
    [
        ("title: [\n", "not valid YAML in line 2"),
        ("- a\n- b\n", "not of the form"),
        ("just words", "not of the form"),
        ("date: soon\n", "a date beside it that cannot be understood, 'soon'"),
        ("date: 2024-02-30\n", "a date beside it that cannot be understood"),
        (
            "type: podcast\n",
            "a type beside it that is not known, 'podcast': write episode, transcript, bio, report or note",
        ),
        ("x: " + "[" * 5000, "nested too deeply"),
    ],
)
def test_a_sidecar_that_cannot_be_understood_is_one_line(sidecar: str, said: str) -> None:
    with pytest.raises(ReadError) as raised:
        read(b"Words.", Hints(name="x.txt", sidecar=sidecar))
    assert said in str(raised.value)
    assert len(str(raised.value).splitlines()) == 1


def test_a_sidecar_is_found_beside_its_file_and_is_no_document_itself(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "pumps.txt").write_text("The pumps were inspected.")
    (folder / "pumps.yml").write_text(SIDECAR)
    home = ["--home", str(tmp_path / "home")]
    added = CliRunner().invoke(main, [*home, "add", str(folder), "--json"])
    assert added.exit_code == 0, added.output
    assert [(item["document"], item["checks"]) for item in json.loads(added.stdout)] == [
        ("on-pumps", ["sidecar says “colour”, which means nothing here"])
    ]
    assert "other kinds" not in added.stderr


def test_a_sidecar_that_cannot_be_opened_fails_its_file_alone(tmp_path: Path) -> None:
    (tmp_path / "pumps.txt").write_text("The pumps were inspected.")
    (tmp_path / "pumps.yaml").write_bytes(b"title: \xff\n")
    with pytest.raises(ReadError, match=r"details in pumps\.yaml that cannot be read"):
        load(str(tmp_path / "pumps.txt"), max_mb=1)
