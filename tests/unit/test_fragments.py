"""Text directives: what is matched first, and the few words that make that the words which are meant."""

from __future__ import annotations

import pytest

from corpus.fragments import Directive, Page, folded


def directive(page: Page, words: str, number: int = 0) -> str | None:
    """What names the words where a page has them for the first, the second … time."""
    at = -1
    for _ in range(number + 1):
        at = page.text.index(folded(words), at + 1)
    found = page.directive(at, at + len(folded(words)))
    assert found is None or page.first(found) == (at, at + len(folded(words)))
    return str(found) if found else None


def test_letters_are_compared_without_case_accents_and_blanks() -> None:
    assert folded("Zoë’s STRASSE") == folded("zoe's straße") == "zoe'sstrasse"
    assert folded("ﬁne Ångstrøm “٣”") == 'fineangstrom"3"'
    assert folded("a\xadb\u200bc\xa0d") == "abcd"
    assert folded("ab") == folded("a") + folded("b")


def test_what_stands_in_one_place_is_named_by_itself() -> None:
    page = Page(["Home", "It broke in the night, and nobody saw it break."])
    assert directive(page, "in the night") == "text=in%20the%20night"
    assert directive(page, "night, and nobody saw it break.") == "text=night%2C%20and%20nobody%20saw%20it%20break%2E"


def test_long_words_are_named_by_those_they_begin_and_end_with() -> None:
    page = Page([f"It broke in the night, {'and again, ' * 9} and nobody saw it break."])
    assert directive(page, page.blocks[0]) == "text=It%20broke%20in%20the,nobody%20saw%20it%20break%2E"


def test_words_through_several_blocks_are_named_by_terms_of_one_block_each() -> None:
    page = Page(["It", "broke.", "Then it fell into the sea.", "So"])
    whole = "It broke. Then it fell into the sea. So"
    assert directive(page, whole) == "text=It,So"
    assert directive(page, "broke. Then it") == "text=broke%2E,Then%20it"


def test_where_the_same_words_stand_before_it_takes_more_words_then_what_is_around() -> None:
    page = Page(["Break it.", "They break it daily.", "They break it at sea."])
    assert directive(page, "Break it") == "text=Break%20it"
    assert directive(page, "break it", 1) == "text=They-,break%20it"
    assert directive(page, "break it", 2) == "text=They-,break%20it,-at"
    long = Page(
        [f"It fell into the sea {'and ' * 20}there it lay.", f"It fell into the sea {'and ' * 21}there it lay."]
    )
    (first, second) = long.blocks
    assert directive(long, second).startswith("text=It%20fell%20into%20the%20sea%20and")
    assert directive(long, first) == "text=It%20fell%20into%20the,and%20there%20it%20lay%2E"


def test_the_neighbouring_block_tells_apart_where_a_block_is_all_words() -> None:
    page = Page(["Ann", "Yes.", "Ben", "Yes.", "No."])
    assert directive(page, "Yes.", 1) in ("text=Ben-,Yes%2E", "text=Yes%2E,-No%2E")


def test_where_nothing_tells_them_apart_there_is_none() -> None:
    page = Page(["Ben", "Ann", "Yes.", "Ben", "Ann", "Yes.", "Ben"])
    assert directive(page, "Yes.") == "text=Yes%2E"
    assert directive(page, "Yes.", 1) is None
    assert directive(page, "Ann Yes.", 1) is None


def test_other_case_accents_quotation_marks_and_words_around_count_as_the_same() -> None:
    page = Page(["A CAFE", "cafés", "the café"])
    assert directive(page, "café", 2) == "text=the-,caf%C3%A9"
    assert page.first(Directive("CAFE")) == (1, 5)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("known", "text=well%2D-,known"),
        ("can", "text=can,-%27t%2C"),
        ("3", "text=3,-%2C500"),
        ("(so)", "text=%28so%29"),
    ],
)
def test_what_ends_within_a_word_as_some_see_it_has_the_rest_of_it_beside(words: str, expected: str) -> None:
    page = Page(["It can't, (so) it 3,500 times is well-known."])
    assert directive(page, words) == expected


def test_text_without_blanks_is_cut_at_its_stops() -> None:
    page = Page(["起重机坏了，没有人看见它坏。后来它倒进了海里。", "没有人看见它坏。"])
    assert (
        directive(page, "没有人看见它坏。")
        == "text=%E6%B2%A1%E6%9C%89%E4%BA%BA%E7%9C%8B%E8%A7%81%E5%AE%83%E5%9D%8F%E3%80%82"
    )
    assert directive(page, "看见") is not None
    assert "-," in str(directive(page, "看见"))


def test_marks_on_a_letter_belong_to_it_and_signs_of_a_directive_are_encoded() -> None:
    page = Page(["Cafe\u0301, a-b & c"])
    assert directive(page, "cafe") == "text=Cafe%CC%81"
    assert directive(page, "a-b & c") == "text=a%2Db%20%26%20c"


def test_a_range_ends_at_the_first_end_behind_its_start() -> None:
    page = Page(["so it began", "it ended", "it ended late"])
    assert page.first(Directive("so", "ended")) == (0, len(folded("so it began it ended")))
    assert page.first(Directive("so", "ended", suffix="late"))[1] == len(folded("so it began it ended it ended"))
    assert page.first(Directive("late", "so")) is None
    assert page.first(Directive("so", "ended", suffix="soon")) is None
    assert page.first(Directive("ended", prefix="began it")) == (11, 16)


def test_words_that_take_too_long_an_address_have_none() -> None:
    page = Page(["a" * 5_000 + " b"])
    assert page.directive(10, 4_000) is None
    assert directive(page, "b") == "text=b"
