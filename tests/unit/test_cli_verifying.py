"""Checking a draft by the command line: exit codes, JSON, reports, and drafts that are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from citecast import command
from tests.commands import citecast, done, refused

TALK = """---
title: Gantries
type: transcript
---

Ann Lee: So the gantry broke in the night of the ninth. Nobody at the quay saw how.

Bo Kay: If the lease runs out, the gantry still lifts. It did not break by itself.

Ann Lee: Then why did it stand still for all of the winter?

Bo Kay: It was cold.
"""
GOOD = "Ann Lee said: “So the gantry broke in the night of the ninth.”\n"
FIELDS = "quote status passage document speaker attributed differences warnings citation".split()  # noqa: SIM905


@pytest.fixture
def home(tmp_path: Path) -> Path:
    file = tmp_path / "gantries.md"
    file.write_text(TALK)
    done(tmp_path / "home", "add", file)
    return tmp_path / "home"


def draft(home: Path, text: str, name: str = "draft.md") -> Path:
    path = home.parent / name
    path.write_text(text)
    return path


def test_a_draft_whose_quotations_are_the_sources_words_exits_0(home: Path) -> None:
    said = done(home, "verify", draft(home, GOOD))
    assert said.startswith("1 quotation: all are the source’s words\n= exact, paragraph 1: “So the gantry broke")


@pytest.mark.parametrize(
    "text",
    [
        "“So the gantry broke in the night of the tenth.”\n",
        "“So the gantry was sold to a circus in the winter.”\n",
        "Bo Kay said: “So the gantry broke in the night of the ninth.”\n",
    ],
)
def test_altered_invented_and_wrongly_credited_quotations_exit_1(home: Path, text: str) -> None:
    ended = citecast(home, "verify", draft(home, GOOD + "\n" + text))
    assert ended.exit_code == 1
    assert ended.stdout.startswith("2 quotations: 1 to mend\n")


def test_json_has_what_is_promised_of_each(home: Path) -> None:
    text = GOOD + "\n“So the gantry broke in the night of the tenth,” Bo Kay said.\n\nA “smart” gantry.\n"
    ended = citecast(home, "verify", draft(home, text), "--json")
    good, bad, short = json.loads(ended.stdout)
    assert all(set(FIELDS) <= set(each) for each in (good, bad, short))
    assert (good["status"], good["speaker"], good["attributed"]) == ("exact", "Ann Lee", "Ann Lee")
    assert (bad["status"], bad["differences"][0]["told"]) == ("altered", "changed ninth to tenth")
    assert (bad["speaker"], bad["attributed"], bad["said_by_other"]) == ("Ann Lee", "Bo Kay", True)
    assert (short["quote"], short["status"], short["short"], short["citation"]) == ("smart", "not-found", True, None)


def test_a_word_or_two_that_are_nowhere_are_no_alarm(home: Path) -> None:
    assert "short one or title" in done(home, "verify", draft(home, f"{GOOD}\nA “smart” gantry.\n"))


def test_strict_exits_1_where_something_is_to_be_looked_at_again(home: Path) -> None:
    cut = draft(home, "“[T]he gantry still lifts.”\n")
    assert "cut right after a condition, “If the lease runs out,”" in done(home, "verify", cut)
    assert citecast(home, "verify", cut, "--strict").exit_code == 1


def test_what_is_fair_besides_can_be_said(home: Path) -> None:
    marked = draft(home, "“So the gantry broke [sic] in the night of the ninth.”\n")
    assert citecast(home, "verify", marked).exit_code == 1
    assert done(home, "verify", marked, "--fair", "sic").startswith("1 quotation: all are")


def test_text_is_taken_from_standard_input(home: Path) -> None:
    ended = CliRunner().invoke(command(), ["--home", str(home), "verify", "-"], input=GOOD)
    assert (ended.exit_code, ended.stdout.splitlines()[0]) == (0, "1 quotation: all are the source’s words")


@pytest.mark.parametrize("suffix", [".docx", ".html"])
def test_a_report_is_written_and_nothing_overwritten(home: Path, suffix: str) -> None:
    path = home.parent / f"report{suffix}"
    done(home, "verify", draft(home, GOOD), "-o", path)
    assert path.stat().st_size > 1000
    assert "--overwrite" in refused(home, "verify", draft(home, GOOD), "-o", path)
    done(home, "verify", draft(home, GOOD), "-o", path, "--overwrite")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "has no text"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x00\x01\x02\x03" * 100, ""),
        (b"PK\x03\x04 broken", ""),
        (b"a" * (10 * 2**20 + 1), "10"),
    ],
)
def test_what_is_no_draft_is_one_line(home: Path, data: bytes, why: str) -> None:
    path = home.parent / "draft.docx"
    path.write_bytes(data)
    assert why in refused(home, "verify", path)


def test_more_quotations_than_are_looked_at_are_told_and_never_exit_0(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.verifying.verifier.MOST", 2)
    ended = citecast(home, "verify", draft(home, f"{GOOD}\n" * 3))
    assert ended.exit_code == 1
    assert ended.stdout.splitlines()[-1].startswith("1 of 3 quotations were not looked at")


def test_a_draft_without_quotations_says_so(home: Path) -> None:
    assert done(home, "verify", draft(home, "Nobody says anything.\n")) == "No quotation was found in draft.md.\n"


def test_a_mark_that_never_closes_is_told_and_never_exits_0(home: Path) -> None:
    ended = citecast(home, "verify", draft(home, f"{GOOD}\nShe said “this is never closed.\n"))
    assert ended.exit_code == 1
    assert ended.stdout.splitlines()[-1] == "paragraph 2: a quotation mark opens and never closes"
    many = citecast(home, "verify", draft(home, "She said “this.\n\n" * 9)).stdout.splitlines()
    assert many[-1] == "and 4 more paragraphs, in which a quotation mark opens and never closes"
