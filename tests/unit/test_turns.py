"""Markdown transcripts become speaker turns, their words untouched."""

from __future__ import annotations

import pytest

from corpus.model import Passage, Person
from corpus.readers.talk.turns import people, plain, turns

SAMPLE = r"""**Ann Lee:** \[04:08\] Hello \[laughter\] and *welcome* to issue \#12.

See [our notes](https://example.org/a_b) at \[05:00\].

**Bo:** Thanks.
**Ann Lee:** \[1:04:08\]

It was snake_case, 2 * 3 * 4.

**Break:** \[01:33\] to \[03:00\]

**Bo:** Bye: really.
"""


def test_speakers_times_and_markup() -> None:
    assert turns(SAMPLE) == (
        Passage(text="Hello [laughter] and welcome to issue #12.", speaker="Ann Lee", start_ms=248_000),
        Passage(text="See our notes at [05:00].", speaker="Ann Lee"),
        Passage(text="Thanks.", speaker="Bo"),
        Passage(text="It was snake_case, 2 * 3 * 4.", speaker="Ann Lee", start_ms=3_848_000),
        Passage(text="Break: [01:33] to [03:00]", start_ms=93_000),
        Passage(text="Bye: really.", speaker="Bo"),
    )


def test_people_are_the_speakers_in_order() -> None:
    found = turns(SAMPLE)
    assert found is not None
    assert people(found) == (Person(name="Ann Lee", roles=("speaker",)), Person(name="Bo", roles=("speaker",)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Just a paragraph.\n\nAnother one.",
        "**Ann:** Only one turn.",
        "**Ann:** One.\n\n**Bo:** Two.\n\nThree.\n\nFour.\n\nFive.",
        "This is **bold:** text.\n\nAnd **more:** of it.",
    ],
)
def test_what_is_no_transcript_is_none(text: str) -> None:
    assert turns(text) is None


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        (r"C\# and C\\", "C# and C\\"),
        (r"the `a_b*c` *call*", "the a_b*c call"),
        ("**[bold link](https://a.example/x_(y)) here**", "bold link here"),
        (r"[a \[b\]](https://a.example)", "a [b]"),
        ("<https://a.example/_x_>", "https://a.example/_x_"),
        ("5 * 4 * 3 and __init__ and a_b_c", "5 * 4 * 3 and init and a_b_c"),
        ("a [note] stays", "a [note] stays"),
        (r"R&amp;D &#8212; \&amp; `&amp;` &nothing; AT&T", "R&D — &amp; &amp; &nothing; AT&T"),
        ("```a and `c`", "```a and c"),
        ("**a *b* c** and *d", "a b c and *d"),
    ],
)
def test_inline_markup_is_reduced_to_its_words(markdown: str, words: str) -> None:
    assert plain(markdown) == words


def test_a_speakers_name_opens_a_turn_within_a_paragraph_and_without_its_marks() -> None:
    found = turns(
        SAMPLE + "**Ann Lee:** So it is. **Bo:** Is it?\n\nAnn Lee: It is.\n\n**Bo** Well.\n\nNote: it was **not:** so."
    )
    assert found is not None
    assert [(passage.speaker, passage.text) for passage in found[-5:]] == [
        ("Ann Lee", "So it is."),
        ("Bo", "Is it?"),
        ("Ann Lee", "It is."),
        ("Bo", "Well."),
        ("Bo", "Note: it was not: so."),
    ]


@pytest.mark.parametrize(
    "label", ["Break", "Jingle", "Outro", "Intro", "Theme music", "Ad break", "Note", "Editor’s note"]
)
def test_what_sounds_between_the_turns_is_no_speaker(label: str) -> None:
    found = turns(f"**Ann:** One.\n\n**{label}:** \\[49:30\\]\n\n**Bo:** Two.\n\n**{label}**: \\[50:30\\]")
    assert found is not None
    assert [(passage.speaker, passage.text) for passage in found][1::2] == [
        (None, f"{label}: [49:30]"),
        (None, f"{label}: [50:30]"),
    ]


def test_long_turns_of_returning_speakers_are_a_transcript() -> None:
    turn = "**{}:** A first paragraph.\n\nA second.\n\nA third.\n\n"
    found = turns("".join(turn.format(name) for name in ("Ann", "Bo", "Ann", "Bo")))
    assert found is not None
    assert [passage.speaker for passage in found][:4] == ["Ann", "Ann", "Ann", "Bo"]


def test_an_article_with_bold_labels_is_no_transcript() -> None:
    labels = "".join(f"**Point {number}:** A label.\n\nText.\n\nText.\n\n" for number in range(8))
    assert turns(labels) is None


def test_a_heading_among_the_turns_is_read_without_its_marks() -> None:
    found = turns(f"{SAMPLE}\n\n## On #5 and C#")
    assert found is not None
    assert found[-1].text == "On #5 and C#"
