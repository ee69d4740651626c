"""The text around what is marked: verbatim, cut at words, and the same in every script."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest

from corpus.model import Document, Passage, Place, Section
from search.cli.concordance import _aligned, _columns
from search.results.concordance import WIDTH, Line
from tests.commands import citecast, done, found

SECTION = Section(heading="", kind="transcript")


def line(text: str, words: str) -> Line:
    first = text.index(words)
    passage = Passage(text=text, id="p" * 17, speaker="Ann")
    return Line(Place(SECTION, passage), Document(type="note", title="T", id="t"), (first, first + len(words)), "/d/t")


@pytest.mark.parametrize(
    "text",
    [
        f"{'word ' * 60}NEEDLE{' word' * 60}",
        f"{'無人機は工場で作られる。' * 20}NEEDLE{'無人機は工場で作られる。' * 20}",
        f"{'غارات بالطائرات ' * 30}NEEDLE{' المسيّرة' * 40}",
        f"{'กี่ปี่' * 60}NEEDLE{'กี่ปี่' * 60}",
        "e\u0301" * 200 + "NEEDLE" + "e\u0301" * 200,
        "NEEDLE",
        "a NEEDLE b",
    ],
)
def test_the_context_is_the_text_around_the_words(text: str) -> None:
    found = line(text, "NEEDLE")
    around = found.left + found.words + found.right
    assert around in text
    assert found.words == "NEEDLE"
    assert len(found.left) <= WIDTH
    assert len(found.right) <= WIDTH
    assert len(found.left) > WIDTH - 20 or text.startswith(around)
    before, after = text[: text.index(around)], text[text.index(around) + len(around) :]
    assert not before or " " not in text or before[-1] == " "
    assert not after or " " not in text or after[0] == " "
    for piece in (found.left, after):  # no mark is parted from its letter
        assert not piece or piece[0] not in "\u0301ีิ่"


def test_lines_in_a_terminal_have_the_words_in_one_column() -> None:
    lines = [line("A short NEEDLE.", "NEEDLE"), line(f"{'無人機' * 30}NEEDLE工場工場工場{'工場' * 40}", "NEEDLE")]
    for width in (60, 80, 133):
        shown = list(_aligned(lines, width))
        assert len({_columns(each[: each.index("NEEDLE")]) for each in shown}) == 1
        assert all(_columns(each) <= width for each in shown)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    texts = ("Why the crane fell.", "A crane, then another crane.", '=SUM(1) crane, "so" they said', "No such thing.")
    file = tmp_path / "talk.txt"
    file.write_text("\n\n".join(texts))
    done(tmp_path / "home", "add", file)
    return tmp_path / "home"


def test_the_command_prints_lines_a_table_or_json(home: Path) -> None:
    lines = done(home, "concordance", "crane").splitlines()
    assert lines[0] == "4 lines of 3 passages"
    assert len(lines) == 5
    by_left = done(home, "concordance", "crane", "--sort", "left").splitlines()[1:]
    assert [each.partition("crane")[0].strip() for each in by_left[:2]] == ["=SUM(1)", "A"]
    rows = list(csv.reader(StringIO(done(home, "concordance", "crane", "--csv"))))
    assert rows[0][:4] == ["left", "words", "right", "place"]
    assert [row[:3] for row in rows[1:-1]] == [
        ["Why the ", "crane", " fell."],
        ["A ", "crane", ", then another crane."],
        ["A crane, then another ", "crane", "."],
        ["=SUM(1) ", "crane", ', "so" they said'],
    ]
    assert rows[-1] == ["4 lines of 3 passages"]
    value = json.loads(done(home, "concordance", "crane", "--json", "--sort", "right"))
    assert (value["total"], value["passages"], value["sort"]) == (4, 3, "right")
    assert [each["right"] for each in value["lines"]] == [".", " fell.", ', "so" they said', ", then another crane."]
    hits = {hit["passage"]: hit for hit in found(home, "crane")["hits"]}
    assert all(each["span"] in hits[each["passage"]]["spans"] for each in value["lines"])


def test_the_command_narrows_as_search_does(home: Path) -> None:
    assert done(home, "concordance", "crane", "--since", "2020").splitlines() == ["0 lines of 0 passages"]
    assert done(home, "concordance", "crane fell", "--match", "any").splitlines()[0] == "5 lines of 3 passages"
    assert citecast(home, "concordance", "crane", "--only", "colour=red").exit_code == 2
    assert citecast(home, "concordance", "crane", "--csv", "--json").exit_code == 2
