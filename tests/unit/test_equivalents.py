"""A vocabulary's file: how its lines are read, refused, changed and merged; nothing of it is lost."""

from __future__ import annotations

import pytest

from corpus import equivalents
from corpus.errors import InvalidValue

TEXT = "# Names\nShahed-136 = Geran-2\n\n  Alabuga =  Yelabuga  # a town\ncolour = color\n"


def test_a_line_is_a_group_of_wordings_and_a_comment_is_none() -> None:
    assert [each.wordings for each in equivalents.lines(TEXT)] == [
        (),
        ("Shahed-136", "Geran-2"),
        (),
        ("Alabuga", "Yelabuga"),
        ("colour", "color"),
    ]
    assert [each.comment for each in equivalents.lines(TEXT)] == ["Names", "", "", "a town", ""]


def test_a_number_sign_within_a_word_begins_no_comment() -> None:
    assert equivalents.line("C# = C sharp # a language").wordings == ("C#", "C sharp")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a = b\nalone", "line 2: “alone” stands alone"),
        ("a = = b", "line 1: beside an = of “a = = b” stands nothing"),
        ("\n\n= b", "line 3: beside an = of “= b” stands nothing"),
        ("a = –", "line 1: “–” has neither a letter nor a digit"),
        ("a = dron*", "line 1: “\\*” in “a = dron\\*” is no part of a word"),
        ('"a b" = c', 'line 1: “"” in “"a b" = c” is no part of a word'),
        ("a = b\x00", "line 1: this has the control character U\\+0000"),
        ("a = b\u2028c", "line 1: this has the control character U\\+2028"),
        (" = ".join("abcdefghijklm"), "line 1: .* has 13 wordings: write at most 12"),
        (f"a = {'b' * 201}", "line 1: .* has a wording of 201 characters"),
        ("x" * 5000, "line 1: this has 5,000 characters"),
        ("a = b\n" * 5001, "this has 5,001 lines: a vocabulary has at most 5,000"),
    ],
)
def test_a_line_that_cannot_be_understood_is_named(text: str, why: str) -> None:
    with pytest.raises(InvalidValue, match=why) as refused:
        equivalents.lines(text)
    assert len(str(refused.value).splitlines()) == 1


def test_a_file_that_is_no_text_is_named() -> None:
    with pytest.raises(InvalidValue, match="line 2: this is no text in UTF-8"):
        equivalents.decoded(b"a = b\nca\xf1on = canyon\n")


def test_the_ends_of_lines_and_the_mark_of_the_order_of_bytes_are_no_text() -> None:
    assert equivalents.decoded(b"\xef\xbb\xbfa = b\r\nc = d") == "a = b\nc = d\n"


def test_lines_that_share_a_wording_are_one_group() -> None:
    found = equivalents.groups(equivalents.lines("a = b\nc = d\nB = e\nd = E = f"))
    assert found == (("c", "d", "a", "b", "e", "f"),)
    assert equivalents.groups(equivalents.lines(TEXT)) == (
        ("Shahed-136", "Geran-2"),
        ("Alabuga", "Yelabuga"),
        ("colour", "color"),
    )


def test_a_line_is_added_changed_and_taken_out_and_the_others_stay_as_they_are() -> None:
    assert equivalents.added(TEXT, " grey = gray ") == f"{TEXT}grey = gray\n"
    assert equivalents.changed(TEXT, "colour = color", "colour = color = hue") == TEXT.replace(
        "= color", "= color = hue"
    )
    assert equivalents.changed(TEXT, "  Alabuga =  Yelabuga  # a town", None) == TEXT.replace(
        "  Alabuga =  Yelabuga  # a town\n", ""
    )


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("COLOR = Colour", "“COLOR = Colour” is in the vocabulary already"),
        ("a = b\nc = d", "write one line, or import a file of several"),
        ("# only a comment", "write what means the same with = between"),
        ("", "write what means the same with = between"),
        ("a =", "beside an = of “a =” stands nothing"),
    ],
)
def test_what_is_no_line_to_add_is_said(new: str, why: str) -> None:
    with pytest.raises(InvalidValue, match=why):
        equivalents.added(TEXT, new)


def test_a_line_that_is_no_longer_there_is_not_changed() -> None:
    for new in (None, "a = b"):
        with pytest.raises(InvalidValue, match="“x = y” is not in the vocabulary any more"):
            equivalents.changed(TEXT, "x = y", new)


def test_the_lines_of_another_come_behind_but_for_what_is_there_already() -> None:
    merged = equivalents.merged(TEXT, "# Names\nGeran-2 = shahed-136\ngrey = gray  # of Britain\n\ncolour = hue\n")
    assert merged.new == ("grey = gray  # of Britain", "colour = hue")
    assert merged.known == 1
    assert merged.text == f"{TEXT}grey = gray  # of Britain\ncolour = hue\n"


def test_the_first_list_is_read_and_says_each_wording_once() -> None:
    found = equivalents.lines(equivalents.first_list())
    wordings = [wording.casefold() for each in found for wording in each.wordings]
    assert len(wordings) == len(set(wordings)) > 150
    assert {("IAEA", "International Atomic Energy Agency"), ("Shahed-136", "Geran-2"), ("colour", "color")} <= {
        each.wordings for each in found
    }
