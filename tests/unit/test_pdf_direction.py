"""PDF: lines of right-to-left scripts in logical order, whatever the order and the forms in which they are drawn."""

from __future__ import annotations

from unicodedata import bidirectional

import pytest

from corpus.model import Hints
from corpus.readers.registry import read
from tests.papers import pdf_as_it_looks


def read_lines(*lines: str, letters: dict[str, str] | None = None) -> list[str]:
    reading = read(pdf_as_it_looks(*lines, letters=letters), Hints(name="paper.pdf"))
    return [passage.text for passage in reading.document.passages()]


def looks(line: str) -> str:
    """How a line is seen from left to right that is read from right to left, but for words of other scripts."""
    return " ".join(word[::-1] if bidirectional(word[0]) in ("R", "AL") else word for word in reversed(line.split()))


@pytest.mark.parametrize(
    "line",
    [
        "הספינה הגיעה אל הנמל בבוקר",
        "הספינה Baltic הגיעה בשנת 2019 אל הנמל",
        "وصلت السفينة في عام 2019 ومعها 12,500 طن",
        "وصلت السفينة في عام ٢٠١٩ ومعها القمح",
        "کشتی Baltic-2 در سال ۱۳۹۸ به بندر رسید",
        "הספינה עלתה 50% מן המחיר",
    ],
)
def test_letters_and_words_are_in_the_order_in_which_they_are_read(line: str) -> None:
    assert read_lines(looks(line)) == [line]


def test_several_latin_words_keep_their_order() -> None:
    line = "".join(reversed(["הספינה "[::-1], "Baltic Sea 2", " הגיעה"[::-1]]))
    assert read_lines(line) == ["הספינה Baltic Sea 2 הגיעה"]


def test_words_of_another_direction_within_a_latin_line_are_in_their_order() -> None:
    line = f"The ship was called {'שם הספינה'[::-1]} by her owners, who sold her."
    assert read_lines(line) == ["The ship was called שם הספינה by her owners, who sold her."]


@pytest.mark.parametrize(("open_", "close"), ["()", ")("], ids=["mirrored", "as they were written"])
def test_brackets_open_before_words_and_close_after_them(open_: str, close: str) -> None:
    line = f"{'הגיעה'[::-1]} {open_}{'מאוחר'[::-1]}{close} {'הספינה'[::-1]}"
    assert read_lines(line) == ["הספינה (מאוחר) הגיעה"]


def test_a_glyph_for_several_letters_is_these_letters() -> None:
    assert read_lines("س# م"[::-1], letters={"#": "لا"}) == ["سلا م"]


def test_letters_in_the_forms_that_they_have_in_words_are_letters() -> None:
    assert read_lines("\ufe8d\ufefb\ufedf\ufeea"[::-1]) == ["الاله"]


def test_marks_stay_with_their_letters() -> None:
    assert read_lines("שָׁלוֹם"[::-1]) == ["שָׁלוֹם"]


def test_a_word_keeps_its_non_joiner() -> None:
    assert read_lines("کشتی می\u200cرود"[::-1]) == ["کشتی می\u200cرود"]


def test_a_line_that_ends_short_on_the_left_ends_a_paragraph() -> None:
    lines = ["הספינה הגיעה אל הנמל בבוקר ושבה אל הים", "בערב.", "איש לא ראה את הספינה מאז אותו הערב ההוא", "בנמל."]
    assert read_lines(*map(looks, lines)) == [f"{lines[0]} {lines[1]}", f"{lines[2]} {lines[3]}"]


def test_a_line_whose_direction_is_not_sure_has_that_of_the_page_and_a_check() -> None:
    lines = ["הספינה הגיעה אל הנמל בבוקר ושבה אל הים בערב", "הספינה Baltic Star שבה אל הנמל"]
    drawn = [looks(lines[0]), "".join([" שבה אל הנמל"[::-1], "Baltic Star", "הספינה "[::-1]])]
    reading = read(pdf_as_it_looks(*drawn), Hints(name="paper.pdf"))
    assert " ".join(passage.text for passage in reading.document.passages()) == " ".join(lines)
    assert "order of words not sure in lines of two directions: sheet 1" in reading.checks
