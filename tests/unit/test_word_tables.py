"""Transcripts that stand in the tables of Word documents."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest

from corpus.model import Hints, Reading
from corpus.readers import registry
from tests.papers import blank

SAID = [("Ann Lee", "Masts are high."), ("Ben Moe", "Are they?"), ("Ann Lee", "They are."), ("Ben Moe", "I see.")]
TIMES = ("0:03", "0:09", "1:00", "1:02:03")
MS = (3_000, 9_000, 60_000, 3_723_000)


def read(rows: Sequence[Sequence[str]]) -> Reading:
    document = blank()
    document.add_heading("On masts", 1)
    document.add_paragraph("Recorded in spring.")
    table = document.add_table(0, len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    file = io.BytesIO()
    document.save(file)
    found = registry.read(file.getvalue(), Hints(name="a.docx"))
    assert isinstance(found, Reading)
    return found


@pytest.mark.parametrize(
    "rows",
    [
        [("Time", "Speaker", "Text"), *((time, *said) for time, said in zip(TIMES, SAID, strict=True))],
        [(f"[{time}]", f"{name}:", text) for time, (name, text) in zip(TIMES, SAID, strict=True)],
        [(str(n), text, name, TIMES[n]) for n, (name, text) in enumerate(SAID)],
    ],
    ids=["headed", "brackets", "numbered"],
)
def test_rows_of_speaker_time_and_words_are_turns(rows: Sequence[Sequence[str]]) -> None:
    document = read(rows).document
    found = [(p.speaker, p.start_ms, p.text) for p in document.passages()]
    assert document.type == "transcript"
    assert found[0] == (None, None, "Recorded in spring.")
    assert found[1:] == [(name, ms, text) for ms, (name, text) in zip(MS, SAID, strict=True)]


@pytest.mark.parametrize("head", [[], [("Speaker", "Words")]])
def test_rows_of_speaker_and_words_are_turns(head: list[tuple[str, str]]) -> None:
    assert [(p.speaker, p.text) for p in read([*head, *SAID]).document.passages()][1:] == SAID


@pytest.mark.parametrize(
    "rows",
    [
        [("Ship", "Mast"), ("Roe", "12 m"), ("Moe", "14 m"), ("Lee", "15 m")],
        [
            ("Ann Lee", "Masts are high.", "Remark"),
            ("Ben Moe", "Are they?", "laughs"),
            *[(*each, "x") for each in SAID],
        ],
        SAID[:3],
    ],
    ids=["data", "more columns", "few"],
)
def test_other_tables_stay_as_they_are(rows: Sequence[Sequence[str]]) -> None:
    document = read(rows).document
    assert not any(p.speaker for p in document.passages())
    assert [p.text for p in document.passages()][1:] == [" ".join(row) for row in rows]
