"""Lines that begin with a time become chapters, in a section of their own."""

from __future__ import annotations

import pytest

from corpus.model import Hints, Passage, Section, SectionKind
from corpus.readers.base.chapters import chaptered
from corpus.readers.text.plain import read_plain


def section(kind: SectionKind, *lines: str) -> Section:
    return Section(heading="Timestamps", kind=kind, passages=tuple(Passage(text=line) for line in lines))


@pytest.mark.parametrize(
    ("line", "start_ms", "text"),
    [
        ("00:00 Intro", 0, "Intro"),
        ("(12:34) – Topic", 754_000, "Topic"),
        ("[1:02:03] On “U-235”", 3_723_000, "On “U-235”"),
        ("0:45: Why?", 45_000, "Why?"),
        ("- 01:00 | Pumps", 60_000, "Pumps"),
        ("⏱ 75:10 Late", 4_510_000, "Late"),
        ("00:00 - 05:10 Cold open", 0, "Cold open"),
        ("12:34 -5 degrees", 754_000, "-5 degrees"),
        ("We meet at 10:00 sharp", None, "We meet at 10:00 sharp"),
        ("12:34", None, "12:34"),
        ("16:9 is a shape", None, "16:9 is a shape"),
        ("12:34:56:78 is none", None, "12:34:56:78 is none"),
    ],
)
def test_a_chapter_is_what_stands_behind_its_time(line: str, start_ms: int | None, text: str) -> None:
    (found,) = chaptered(section("chapters", line))
    assert [(passage.start_ms, passage.text) for passage in found.passages] == [(start_ms, text)]


def test_three_timed_lines_on_end_are_chapters_wherever_they_stand() -> None:
    lines = ("What pumps do.", "00:00 Intro", "01:00 Pumps", "02:00 End", "Thanks to all.", "12:00 was the time.")
    assert [(s.kind, len(s.passages)) for s in chaptered(section("discussion", *lines))] == [
        ("discussion", 1),
        ("chapters", 3),
        ("discussion", 2),
    ]


@pytest.mark.parametrize("kind", ["transcript", "caption"])
def test_a_transcript_is_not_made_chapters(kind: SectionKind) -> None:
    said = section(kind, "00:00 Intro", "01:00 Pumps", "02:00 End")
    assert list(chaptered(said)) == [said]


def test_a_page_saved_as_text_has_its_chapters_and_is_no_transcript() -> None:
    text = "Pumps explained.\n\nTimestamps\n\n(00:00) Intro\n(01:00) Pumps\n(02:00) Valves\n(03:00) End\n"
    sections = read_plain(text, Hints(name="x.txt")).document.sections
    assert [(s.kind, [(p.start_ms, p.text) for p in s.passages]) for s in sections[1:]] == [
        ("chapters", [(0, "Intro"), (60_000, "Pumps"), (120_000, "Valves"), (180_000, "End")])
    ]
