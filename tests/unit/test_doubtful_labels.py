"""What is printed among or below the turns and may be a label, or is no speech, is nobody's words."""

from __future__ import annotations

import pytest

from corpus.model import Hints, Reading
from corpus.readers.registry import read

TURNS = ("Ann Lee: The kite is up.", "Tom Roe: How high is it?", "Ann Lee: Very high.", "Tom Roe: I see it.")


def reading(*blocks: str, name: str = "a.txt") -> Reading:
    found = read("\n\n".join(blocks).encode(), Hints(name=name))
    assert isinstance(found, Reading)
    return found


def said(*blocks: str, name: str = "a.txt") -> list[tuple[str | None, str]]:
    return [(p.speaker, p.text) for p in reading(*blocks, name=name).document.passages()]


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@pytest.mark.parametrize(
    "label",
    [
        "Miembros del público",
        "Un señor del público",
        "Frage aus dem Publikum",
        "Intervenant dans la salle",
        "Une participante",
        "Голос из зала",
        "Sponsor message",
        "Caller from Leeds",
        "Kim from Hull",
        "Uma senhora",
        "The woman at the back",
        "An Lee",
        "Ann Lee Roe",
        "Tmo Roe",
    ],
)
def test_a_group_a_place_or_a_slip_of_a_name_is_in_doubt(label: str, name: str) -> None:
    found = reading(*TURNS, f"{label}: Is it ours?", "And whose is that?", *TURNS, name=name)
    speakers = [passage.speaker for passage in found.document.passages()]
    assert speakers in (
        ["Ann Lee", "Tom Roe"] * 2 + [None] * 2 + ["Ann Lee", "Tom Roe"] * 2,
        ["Ann Lee", "Tom Roe"] * 2 + [label] * 2 + ["Ann Lee", "Tom Roe"] * 2,
    )
    assert any(label in check for check in found.checks)


def test_a_sentence_of_the_one_who_speaks_that_names_a_group_is_said() -> None:
    words = "We have three sponsors: rope, tar and oil."
    assert said(*TURNS, words, *TURNS)[4] == ("Tom Roe", words)


def test_a_letter_that_is_read_out_has_no_speaker() -> None:
    assert said(*TURNS, "Dear Tom: I am well.", *TURNS)[4][0] != "Dear Tom"


def test_a_known_name_alone_is_in_doubt_and_so_is_what_follows() -> None:
    found = reading(*TURNS, "Ann Lee", "It fell.", *TURNS)
    assert [p.speaker for p in found.document.passages()][3:7] == ["Tom Roe", None, None, "Ann Lee"]
    assert "speaker not sure in 1 place: “Ann Lee:”" in found.checks


@pytest.mark.parametrize(
    "end",
    [
        "https://example.org/kites",
        "The kite: https://example.org/kites",
        "Transcript by Kite Words, 2019.",
        "Subscribe at https://example.org.",
        "Follow us on the usual networks.",
        "Sponsored by Rope & Sons: the best ropes.",
        "This episode was edited by Kim Day.",
        "Links:",
        "About the guest: Tom Roe sails.",
        "This conversation has been edited for length.",
        "Fin de la entrevista.",
        "kites@example.org",
    ],
)
def test_what_is_printed_below_the_last_turn_is_nobodys(end: str) -> None:
    assert said(*TURNS, "It sways.", end, "The Kite Club, Hull.")[4:] == [
        ("Tom Roe", "It sways."), (None, end), (None, "The Kite Club, Hull."),
    ]  # fmt: skip


def test_an_address_within_a_turn_is_said_and_one_behind_a_label_is_that_speakers() -> None:
    assert said(*TURNS, "https://example.org/a", "Ann Lee: https://example.org/b", "Tom Roe: Thanks.")[4:] == [
        ("Tom Roe", "https://example.org/a"), ("Ann Lee", "https://example.org/b"), ("Tom Roe", "Thanks."),
    ]  # fmt: skip


def test_links_below_the_last_turn_of_markdown_are_nobodys() -> None:
    links = ("- [Kites](https://example.org/a)", "- [Ropes](https://example.org/b)")
    assert said(*TURNS, *links, name="a.md")[4:] == [(None, "Kites"), (None, "Ropes")]


@pytest.mark.parametrize("label", ["Ann🌊", "Ann Lee ✌"])
def test_a_sign_behind_a_name_is_of_the_label(label: str) -> None:
    assert said(f"{label}: Hi.", "Tom: Hi.", f"{label}: So.", "Tom: Yes.") == [
        (label, "Hi."), ("Tom", "Hi."), (label, "So."), ("Tom", "Yes."),
    ]  # fmt: skip


def test_a_number_more_is_a_speaker_where_others_are() -> None:
    turns = ["P1: Up.", "P2: Down.", "P1: Up!", "P3: Why?", "P2: So."]
    assert [speaker for speaker, _ in said(*turns)] == ["P1", "P2", "P1", "P3", "P2"]


@pytest.mark.parametrize("label", ["Greg –", "Greg -", "Greg – "])
def test_a_dash_before_the_colon_is_not_of_the_name(label: str) -> None:
    assert [who for who, _ in said(f"{label}: Hi.", "Tom: Hi.", f"{label}: So.", "Tom: Yes.")] == ["Greg", "Tom"] * 2


def test_a_byline_is_a_role() -> None:
    turns = ["ANN LEE, HOST: From Hull.", "TOM ROE, BYLINE: At sea.", "LEE: Go on.", "ROE: I shall."]
    assert [who for who, _ in said(*turns)] == ["ANN LEE", "TOM ROE", "LEE", "ROE"]


def test_a_jingle_with_a_time_is_nobodys_and_its_time_is_not_the_next_turns() -> None:
    blocks = [f"**{each.replace(':', ':**', 1)}" for each in TURNS]
    found = reading(*blocks[:2], "Jingle: \\[12:08\\]", *blocks[2:], name="a.md")
    assert [(p.speaker, p.start_ms, p.paragraph) for p in found.document.passages()][1:4] == [
        ("Tom Roe", None, 2), (None, 728_000, 3), ("Ann Lee", None, 4),
    ]  # fmt: skip


def test_items_of_a_list_within_turns_are_said_whatever_blank_follows_the_dash() -> None:
    items = ("-\u2002Rope of hemp", "- package: a thing", "- package: another")
    assert said(*TURNS, *items, *TURNS, name="a.md")[4:7] == [
        ("Tom Roe", "Rope of hemp"), ("Tom Roe", "package: a thing"), ("Tom Roe", "package: another"),
    ]  # fmt: skip


def test_an_item_that_begins_with_a_group_is_not_the_words_of_the_one_who_speaks() -> None:
    items = ("- oyentes: is it ours?", "- Miembros del público: and this?")
    assert [who for who, _ in said(*TURNS, *items, *TURNS, name="a.md")[4:6]] == [None, None]


@pytest.mark.parametrize("names", [("王伟", "李娜"), ("Анна", "Борис"), ("Carmen", "Luis"), ("P1", "Mod")])
def test_single_names_on_a_page_are_speakers_where_they_ask_and_answer(names: tuple[str, str]) -> None:
    one, other = names
    turns = [(one, "Is it up?"), (other, "It is."), (one, "Is it high?"), (other, "So high.")]
    page = "".join(f"<p>{who}: {words}</p>" for who, words in turns)
    document = read(f"<html><article><h1>On kites</h1>{page}</article></html>".encode(), Hints(name="a.html")).document
    assert [(p.speaker, p.text) for p in document.passages()] == turns


@pytest.mark.parametrize("labels", [("Question", "Answer"), ("Pros", "Cons")])
def test_questions_and_answers_on_a_page_are_no_talk(labels: tuple[str, str]) -> None:
    page = f"<p>{labels[0]}: Is it up?</p><p>{labels[1]}: It is.</p>" * 3
    document = read(f"<html><article><h1>On kites</h1>{page}</article></html>".encode(), Hints(name="a.html")).document
    assert all(passage.speaker is None for passage in document.passages())
