"""No command shows what a machine heard without saying so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from corpus.citation import STYLES
from search.cli.entry import COMMANDS
from search.export.formats import FORMATS
from search.service import Service
from tests.commands import citecast, done
from tests.machine import CHECKED, NOT_CHECKED, PHRASE, has_words, is_labelled, listened, shown

NOTHING = {  # commands that show no words of documents
    "add", "backup", "check", "check-evidence", "edit", "listen", "mcp", "rebuild", "remove", "recheck", "reread",
    "restore", "salvage", "serve", "stats", "sync", "token", "undelete", "vocabulary", "watch",
}  # fmt: skip
DRAFT = f"She said “we found {PHRASE} in the lamp room” to me."
CSL = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text">
<info><title>Titles alone</title><id>titles</id><updated>2026-11-30T00:00:00+00:00</updated></info>
<citation><layout><text variable="title"/></layout></citation>
<bibliography><layout><text variable="title"/></layout></bibliography>
</style>
"""


class Home(NamedTuple):
    """A library with a machine transcript, closed; the ids in it, and files beside it."""

    path: Path
    document: str
    first: str
    checked: str

    def file(self, name: str) -> Path:
        return self.path.parent / name


@pytest.fixture
def home(empty_service: Service) -> Home:
    document = listened(empty_service)
    first, checked, _ = (passage.id for passage in document.passages())
    made = Home(empty_service.home, document.id, first, checked)
    made.file("draft.txt").write_text(DRAFT, "utf-8")
    made.file("titles.csl").write_text(CSL, "utf-8")
    made.file("list.csv").write_text(f'query\n"{PHRASE}"\n', "utf-8")
    done(made.path, "clippings", "add", "Lamps", document.id, "--quote", f"found {PHRASE}")
    done(made.path, "saved", "add", "Kettles", PHRASE)
    return made


def asked(home: Home) -> dict[str, list[list[str]]]:
    """Of each command that shows words, all ways of printing them."""
    document, first = home.document, home.first
    listed, csl, draft = (str(home.file(name)) for name in ("list.csv", "titles.csl", "draft.txt"))
    formats = [name for name in FORMATS if name not in ("xlsx", "docx")]  # which go into files, below
    return {
        "cite": [*([first, "--style", style] for style in STYLES if style != "link"), [first, "--csl", csl]],
        "clippings": [["show", "Lamps"], ["show", "Lamps", "--json"], ["export", "Lamps", "--format", "citecast"]]
        + [["export", "Lamps", "--format", name] for name in formats],
        "concordance": [["copper"], ["copper", "--json"], ["copper", "--csv"]],
        "evidence": [[first, "-o", str(home.file("evidence.html"))]],
        "export": [[PHRASE, "--format", name] for name in formats] + [["--queries", listed]],
        "list": [[], ["--json"]],
        "read": [[document], [document, "--json"], [document, "--version", "1"], [document, "--captions"]],
        "saved": [[], ["--json"]],
        "search": [[PHRASE], [PHRASE, "--json"], [PHRASE, "--explain"], [f'"{PHRASE} missing"']],
        "verify": [[draft], [draft, "--json"]],
    }


def test_no_command_is_forgotten(home: Home) -> None:
    assert set(asked(home)) | NOTHING == set(COMMANDS)


def test_no_command_shows_what_a_machine_heard_without_saying_so(home: Home) -> None:
    for command, each in asked(home).items():
        for arguments in each:
            ended = citecast(home.path, command, *arguments)
            assert ended.exit_code == 0, ended.output
            assert is_labelled(ended.stdout) or command in ("saved", "evidence"), (
                f"{command} {arguments}: {ended.stdout}"
            )
    assert has_words(shown(home.file("evidence.html").read_bytes()))
    assert is_labelled(shown(home.file("evidence.html").read_bytes()))


@pytest.mark.parametrize("name", FORMATS)
def test_no_file_does(home: Home, name: str) -> None:
    for file, arguments in (("of.search", ["export", PHRASE]), ("of.list", ["clippings", "export", "Lamps"])):
        done(home.path, *arguments, "--format", name, "-o", home.file(file))
        assert is_labelled(shown(home.file(file).read_bytes()))


@pytest.mark.parametrize("suffix", ["html", "docx"])
def test_no_report_does(home: Home, suffix: str) -> None:
    done(home.path, "verify", home.file("draft.txt"), "-o", home.file(f"report.{suffix}"))
    assert f"{NOT_CHECKED}: listen at 0:03" in shown(home.file(f"report.{suffix}").read_bytes())


def test_verifying_says_at_which_second_to_listen(home: Home) -> None:
    assert f"! {NOT_CHECKED}: listen at 0:03" in done(home.path, "verify", home.file("draft.txt"))
    (finding,) = json.loads(done(home.path, "verify", home.file("draft.txt"), "--json"))
    assert (finding["origin"], finding["listen_ms"]) == (NOT_CHECKED, 3_500)
    assert citecast(home.path, "verify", home.file("draft.txt"), "--strict").exit_code == 1


def test_of_what_somebody_checked_it_is_told_by_whom_and_when(home: Home) -> None:
    assert CHECKED in done(home.path, "search", "railings")
    assert CHECKED in done(home.path, "cite", home.checked)
    read = done(home.path, "read", home.document)
    assert read.count(CHECKED) == 1, "which the head says of nothing but the turn"
    assert f"[{CHECKED}]" in read
    lined = done(home.path, "concordance", "three OR brass").splitlines()
    assert lined[-2:] == [f"[1] {NOT_CHECKED}", f"[2] {CHECKED}"]
    assert [line.count("[1]") + line.count("[2]") for line in lined[1:4]] == [1, 1, 1]


def test_they_are_marked_in_lists_and_can_be_sought(home: Home) -> None:
    assert "; machine transcript" in done(home.path, "list")
    assert json.loads(done(home.path, "search", "has:machine", "--json"))["total"] == 3
    assert json.loads(done(home.path, "search", "no:machine", "--json"))["total"] == 0
