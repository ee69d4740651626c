"""Evidence: one file that says where words come from, and a check that no forged claim gets through."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import InvalidValue
from corpus.quotation import WHOLE
from search.evidence.claims import claimed, page
from search.service import Service
from search.settings import Settings
from tests.commands import citecast, done, refused

TALK = """---
title: Cranes & <gantries>
type: transcript
show: Harbour Hours
date: 2024-08-21
---

Ann Lee: So the crane broke down.

Bo Kay: It didn't break, & nobody <says> so.

Ann Lee: Then why did it stand still?

Bo Kay: It was cold.
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    talk = tmp_path / "talk.md"
    talk.write_text(TALK)
    done(tmp_path / "home", "add", talk)
    return tmp_path / "home"


@pytest.fixture
def file(home: Path, tmp_path: Path) -> Path:
    """Evidence of words over two turns, the original enclosed."""
    path = tmp_path / "evidence.html"
    words = "didn't break, & nobody <says> so. Then why"
    made = done(home, "evidence", "cranes-gantries", "--quote", words, "--with-original", "-o", path)
    assert made == f"{path}: evidence of 2 passages\n"
    return path


def found(home: Path, file: Path) -> dict[tuple[str, str], str]:
    """The verdict of each claim, by what it was compared with."""
    checked = citecast(home, "check-evidence", file, "--json")
    verdicts = {(each["claim"], each["by"]): each["verdict"] for each in json.loads(checked.stdout)}
    assert checked.exit_code == ("unsupported" in verdicts.values())
    return verdicts


def test_a_file_shows_the_words_and_all_that_is_told_of_them(file: Path) -> None:
    said = claimed(file.read_text())
    assert said.turns == (("Bo Kay", "didn't break, & nobody <says> so."), ("Ann Lee", "Then why"))
    assert (said.before, said.after) == ("So the crane broke down.", "It was cold.")
    assert said.facts["title"] == "Cranes & <gantries>"
    assert (said.facts["date"], said.facts["show"]) == ("2024-08-21", "Harbour Hours")
    assert said.facts["sha256"] == hashlib.sha256(TALK.encode()).hexdigest()
    assert said.original == TALK.encode()
    assert "Harbour Hours" in said.citation
    assert claimed(page(said)) == said


def test_what_is_true_is_borne_out_by_the_original_and_by_the_library(home: Path, file: Path) -> None:
    verdicts = found(home, file)
    assert "unsupported" not in verdicts.values()
    assert verdicts["the words", "the library"] == "borne out"
    assert verdicts["the words “Then why”", "the enclosed original"] == "borne out"
    assert verdicts["SHA-256 of the original", "the enclosed original"] == "borne out"
    assert verdicts["the words", "the source today"] == "not compared"
    assert "genuine" not in citecast(home, "check-evidence", file).output


def enclosing(original: str) -> Callable[[str], str]:
    def forge(text: str) -> str:
        return text.replace(base64.b64encode(TALK.encode()).decode(), base64.b64encode(original.encode()).decode())

    return forge


def replacing(*pairs: tuple[str, str]) -> Callable[[str], str]:
    def forge(text: str) -> str:
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        return text

    return forge


FORGED = TALK.replace("didn't break", "broke badly")
HASHES = (hashlib.sha256(TALK.encode()).hexdigest(), hashlib.sha256(FORGED.encode()).hexdigest())
ORIGINAL, LIBRARY = "the enclosed original", "the library"


@pytest.mark.parametrize(
    ("forge", "unsupported"),
    [
        (replacing(("didn&#x27;t break", "broke badly")), ("the words", LIBRARY)),
        (replacing((">Bo Kay<", ">Cy Ode<")), ("who says them", LIBRARY)),
        (replacing(("So the crane broke down.", "The crane was fine.")), ("what stands before", ORIGINAL)),
        (replacing(("So the crane broke down.", "The crane was fine.")), ("what stands before", LIBRARY)),
        (replacing(("It was cold.", "It was hot.")), ("what stands after", LIBRARY)),
        (replacing(HASHES), ("SHA-256 of the original", ORIGINAL)),
        (replacing(HASHES), ("SHA-256 of the original", LIBRARY)),
        (replacing(("2024-08-21", "2020-01-01")), ("Date of the document", LIBRARY)),
        (replacing(("Harbour Hours", "Other Hours")), ("the citation", LIBRARY)),
        (enclosing(FORGED), ("SHA-256 of the original", ORIGINAL)),
        (enclosing("Nothing of the kind."), ("the words “Then why”", ORIGINAL)),
        (
            lambda text: enclosing(FORGED)(
                replacing((HASHES[0], HASHES[1]), ("didn&#x27;t break", "broke badly"))(text)
            ),
            ("SHA-256 of the original", LIBRARY),
        ),
    ],
)
def test_a_forged_claim_is_unsupported(
    home: Path, file: Path, forge: Callable[[str], str], unsupported: tuple[str, str]
) -> None:
    file.write_text(forge(file.read_text()))
    assert found(home, file)[unsupported] == "unsupported"


def test_another_library_says_that_it_cannot_compare(home: Path, file: Path, tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text("A note.")
    done(tmp_path / "other", "add", note)
    verdicts = found(tmp_path / "other", file)
    assert verdicts["all of it", "the library"] == "not compared"
    assert verdicts["the words “Then why”", "the enclosed original"] == "borne out"


def test_the_source_today_is_asked_where_that_is_wanted(home: Path, file: Path, tmp_path: Path) -> None:
    asked = citecast(home, "check-evidence", file, "--source")
    assert "the words: borne out by the source today" in asked.stdout
    (tmp_path / "talk.md").write_text(FORGED)
    asked = citecast(home, "check-evidence", file, "--source")
    assert asked.exit_code == 1
    assert "the words: unsupported by the source today (it does not have: didn't break" in asked.stdout


def test_what_is_no_evidence_is_refused(home: Path, file: Path) -> None:
    assert "exists; --overwrite replaces it" in refused(
        home, "evidence", "cranes-gantries", "--quote", "cold", "-o", file
    )
    file.write_text("<p>Evidence.</p>")
    assert "this is no file of evidence" in refused(home, "check-evidence", file)
    with Service.open(home, Settings()) as service:
        clip = service.citer.clip("cranes-gantries", WHOLE, "cold")
        with pytest.raises(InvalidValue, match="no style 'ris' for evidence"):
            service.attestor.evidence(clip, "ris")
