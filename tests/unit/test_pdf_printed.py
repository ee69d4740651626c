"""PDF: pages that a browser printed, short paragraphs, headers of turns, and headings without text."""

from __future__ import annotations

import pytest

from corpus.model import Hints, Reading
from corpus.readers.registry import read
from tests.papers import LEADING, Paper

LONG = "Masts are high, and they stand on ships of all the kinds that there are, as"


def read_pdf(data: bytes) -> Reading:
    found = read(data, Hints(name="paper.pdf"))
    assert isinstance(found, Reading)
    return found


def said(reading: Reading) -> list[tuple[str | None, int | None, int | None, str]]:
    """Who says each passage, when, on which page, and its words."""
    return [(p.speaker, p.start_ms, p.page, p.text) for p in reading.document.passages()]


def printed(head: str, foot: str, pages: int) -> bytes:
    """Two turns on each page, the second of which goes on over its end."""
    paper = Paper(running=False)
    for page in range(1, pages + 1):
        if page > 1:
            paper.page()
        paper.at(24, 820, head, size=8)
        if page > 1:
            paper.lines(["it has been told."])
        paper.lines([f"Ann Lee: It is page {page}."])
        paper.lines([f"Ben Moe: {LONG}"])
        paper.at(24, 17, foot.format(page, pages), size=8)
    return paper.bytes()


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("11/29/26, 6:35 PM On masts", "https://example.org/masts {}/{}"),
        ("29.11.2026, 18:35 Über Masten", "file:///masts.html {}/{}"),
        ("On masts https://example.org/masts", "{} of {} 11/29/2026, 6:35 PM"),
    ],
)
@pytest.mark.parametrize("pages", [1, 2])
def test_what_a_browser_prints_at_the_edges_of_pages_is_nobodys_words_and_is_told(
    head: str, foot: str, pages: int
) -> None:
    reading = read_pdf(printed(head, foot, pages + 1))
    assert [text for _, _, _, text in said(reading)][:2] == ["It is page 1.", f"{LONG} it has been told."]
    assert sum("left out at the edges of pages" in check for check in reading.checks) == 2


def test_a_time_at_the_top_without_an_address_at_the_foot_is_text() -> None:
    paper = Paper(running=False)
    paper.lines(["11/29/26, 6:35 PM they sailed."])
    paper.lines([f"{LONG} it has been told."])
    assert next(text for _, _, _, text in said(read_pdf(paper.bytes()))) == "11/29/26, 6:35 PM they sailed."


def test_paragraphs_of_a_line_or_two_are_parted_by_what_is_between_them() -> None:
    paper = Paper(running=False)
    texts = []
    for number in range(8):
        lines = [f"Paragraph {number} without a point"] + [f"{LONG} was said"] * (number % 2)
        paper.lines(lines)
        paper.y -= LEADING / 2
        texts.append(" ".join(lines))
    assert [text for _, _, _, text in said(read_pdf(paper.bytes()))] == texts


@pytest.mark.parametrize("header", ["{1} {0}", "{0} {1}", "{0} [{1}]"])
def test_a_line_that_names_speaker_and_time_is_the_head_of_a_turn(header: str) -> None:
    turns = [("Ann Lee", "0:03"), ("Ben Moe", "0:09"), ("Ann Lee", "1:02:03"), ("Ben Moe", "1:03:00")]
    paper = Paper(running=False)
    for number, (name, time) in enumerate(turns):
        paper.lines([header.format(name, time), f"Masts are high {number}."])
    ms = (3_000, 9_000, 3_723_000, 3_780_000)
    expected = [(name, ms[n], 1, f"Masts are high {n}.") for n, (name, _) in enumerate(turns)]
    assert said(read_pdf(paper.bytes())) == expected


def test_a_heading_without_text_under_it_is_kept_with_its_page() -> None:
    paper = Paper(running=False)
    paper.lines([f"{LONG} was said."] * 6)
    paper.page()
    paper.heading("Part one of the harbour")
    paper.page()
    paper.heading("Why they creak")
    paper.lines([f"{LONG} was said."] * 6)
    reading = read_pdf(paper.bytes())
    assert ("Part one of the harbour", 2) in [(text, page) for _, _, page, text in said(reading)]
    assert [section.heading for section in reading.document.sections] == [
        "",
        "Part one of the harbour",
        "Why they creak",
    ]
