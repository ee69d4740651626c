"""PDF: numbers of lines in the margin are no part of the text, and questions and answers are turns."""

from __future__ import annotations

import pytest

from corpus.model import Hints, Reading
from corpus.readers.registry import read
from tests.papers import Paper

SAID = (
    "Q.  Where did the ship lie when", "you saw her?", "A.  In the harbour, at berth", "12 of the old quay --",
    "Q.  And the mast?", "A.  It was gone.", "MS. ROE:  Objection; asked and", "answered.", "THE COURT:  Go on.",
)  # fmt: skip
TURNS = [
    "Q. Where did the ship lie when you saw her?", "A. In the harbour, at berth 12 of the old quay --",
    "Q. And the mast?", "A. It was gone.", "MS. ROE: Objection; asked and answered.", "THE COURT: Go on.",
]  # fmt: skip


def deposition(*, pages: int = 2, rows: int = 18, close: bool = False, number: float = 0) -> Reading:
    """Pages of numbered lines; `number` is how far the numbers stand above what they number."""
    paper = Paper(running=False)
    for page in range(pages):
        if page:
            paper.page()
        for row in range(rows):
            text = SAID[row % len(SAID)]
            if close:
                paper.at(72, paper.y, f"{row + 1:2}  {text}")
            else:
                paper.at(72, paper.y + number, f"{row + 1:2}")
                paper.at(126 if text[1] == "." else 100, paper.y, text)
            paper.y -= 24
        paper.at(300, 30, str(41 + page), size=11)
    found = read(paper.bytes(), Hints(name="paper.pdf"))
    assert isinstance(found, Reading)
    return found


@pytest.mark.parametrize(
    "reading",
    [deposition(), deposition(close=True), deposition(number=4), deposition(pages=1)],
    ids=["apart", "close", "on heights of their own", "one page"],
)
def test_the_numbers_of_lines_are_left_out_and_said(reading: Reading) -> None:
    said = " ".join(passage.text for passage in reading.document.passages())
    assert "you saw her?" in said
    assert "berth 12 of the old quay" in said
    numbers = [word for word in said.split() if word.isdigit()]
    assert set(numbers) <= {"12", "41"}, "41 is the number of the one page"
    assert any(check.startswith("line numbers in the margin of ") for check in reading.checks)


def test_questions_answers_and_what_others_say_are_paragraphs() -> None:
    words = [passage.text.split()[-1] for passage in deposition().document.passages()]
    assert words == [turn.split()[-1] for turn in TURNS] * 4


def test_ranks_in_a_table_are_text() -> None:
    paper = Paper(running=False)
    for page in range(2):
        if page:
            paper.page()
        for row in range(1, 21):
            for x, cell in ((72, str(row)), (110, f"Harbour {row}"), (300, f"{90 - row} ships")):
                paper.at(x, paper.y, cell)
            paper.y -= 14
    reading = read(paper.bytes(), Hints(name="paper.pdf"))
    said = " ".join(passage.text for passage in reading.document.passages())
    assert "7 Harbour 7" in said
    assert not any("line numbers" in check for check in reading.checks)


def test_the_numbers_of_a_list_are_text() -> None:
    paper = Paper(running=False)
    for page in range(2):
        if page:
            paper.page()
        for row in range(1, 16):
            paper.lines([f"{row}. The harbour of ship {row} was closed"])
    reading = read(paper.bytes(), Hints(name="paper.pdf"))
    assert "7. The harbour of ship 7 was closed" in " ".join(passage.text for passage in reading.document.passages())
