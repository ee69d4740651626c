"""Markdown transcripts become speaker turns, their words untouched."""

from __future__ import annotations

import pytest

from corpus.model import Hints, Passage, Person, Reading
from corpus.readers.base.inline_markdown import plain
from corpus.readers.registry import read

SAMPLE = r"""**Ann Lee:** \[04:08\] Hello \[laughter\] and *welcome* to issue \#12.

See [our notes](https://example.org/a_b) at \[05:00\].

**Bo:** Thanks.
**Ann Lee:** \[1:04:08\]

It was snake_case, 2 * 3 * 4.

**Break:** \[01:33\] to \[03:00\]

**Bo:** Bye: really.
"""


def reading(text: str) -> Reading:
    found = read(text.encode(), Hints(name="a.md"))
    assert isinstance(found, Reading)
    return found


def passages(text: str) -> list[Passage]:
    return list(reading(text).document.passages())


def said(text: str) -> list[tuple[str | None, str]]:
    return [(passage.speaker, passage.text) for passage in passages(text)]


def test_speakers_times_and_markup() -> None:
    assert passages(SAMPLE) == [
        Passage(text="Hello [laughter] and welcome to issue #12.", speaker="Ann Lee", start_ms=248_000, paragraph=1),
        Passage(text="See our notes at [05:00].", speaker="Ann Lee", paragraph=1),
        Passage(text="Thanks.", speaker="Bo", paragraph=2),
        Passage(text="It was snake_case, 2 * 3 * 4.", speaker="Ann Lee", start_ms=3_848_000, paragraph=3),
        Passage(text="Break: [01:33] to [03:00]", start_ms=93_000, paragraph=4),
        Passage(text="Bye: really.", speaker="Bo", paragraph=5),
    ]


def test_people_are_the_speakers_in_order() -> None:
    assert reading(SAMPLE).document.people == (
        Person(name="Ann Lee", roles=("speaker",)), Person(name="Bo", roles=("speaker",)),
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Just a paragraph.\n\nAnother one.",
        "**Ann:** Only one turn.",
        "**Ann:** One.\n\n**Bo:** Two.\n\nThree.\n\nFour.\n\nFive.",
        "This is **bold:** text.\n\nAnd **more:** of it.",
        "".join(f"**Point {number}:** A label.\n\nText.\n\nText.\n\n" for number in range(8)),
        "- **Cost:** high\n- **Goals:** many\n- **Height:** great\n- **Depth:** none\n",
        "**Which one?**\n\nThis.\n\n**How high?**\n\nVery.\n",
    ],
)
def test_what_is_no_transcript_has_no_speakers(text: str) -> None:
    assert not any(speaker for speaker, _ in said(text))


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
        ("![a mast](https://a.example/m.png) stands!", "a mast stands!"),
    ],
)
def test_inline_markup_is_reduced_to_its_words(markdown: str, words: str) -> None:
    assert plain(markdown) == words


def test_a_speakers_name_opens_a_turn_within_a_paragraph_and_without_its_marks() -> None:
    more = "**Ann Lee:** So it is. **Bo:** Is it?\n\nAnn Lee: It is.\n\n**Bo** Well.\n\nNote: it was **not:** so."
    assert said(SAMPLE + more)[-5:] == [
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
    text = f"**Ann:** One.\n\n**{label}:** \\[49:30\\]\n\n**Bo:** Two.\n\n**{label}**: \\[50:30\\]"
    assert said(text)[1::2] == [(None, f"{label}: [49:30]"), (None, f"{label}: [50:30]")]


def test_long_turns_of_returning_speakers_are_a_transcript() -> None:
    turn = "**{}:** A first paragraph.\n\nA second.\n\nA third.\n\n"
    text = "".join(turn.format(name) for name in ("Ann", "Bo", "Ann", "Bo"))
    assert [speaker for speaker, _ in said(text)][:4] == ["Ann", "Ann", "Ann", "Bo"]


@pytest.mark.parametrize(
    ("form", "start"),
    [
        ("**{name}** (0:0{n}): {words}", 1000),
        ("**{name}** [00:00:0{n}] {words}", 1000),
        ("**{name}:** 00:00:0{n}\n\n{words}", 1000),
        ("**{name} (0:0{n}):** {words}", 1000),
        ("{name}: 00:00:0{n}\n\n{words}", 1000),
        ("[{name}] [00:0{n}] {words}", 1000),
        ("{name} [0:0{n}]: {words}", 1000),
        ("**{name}**: {words}", None),
        ("**{name}: **{words}", None),
        ("__{name}:__ {words}", None),
        ("### **{name}:** {words}", None),
        ("## {name}\n\n{words}", None),
        ("{name}: {words}", None),
        ("- {name}: {words}", None),
        ("{name}::{words}", None),
    ],
)
def test_labels_of_a_markdown_transcript(form: str, start: int | None) -> None:
    turns = [("Ann Lee", "Masts are high."), ("Bo Kim", "Are they?"), ("Ann Lee", "They are."), ("Bo Kim", "I see.")]
    text = "\n\n".join(form.format(name=name, n=n, words=words) for n, (name, words) in enumerate(turns))
    found = passages(text)
    assert [(passage.speaker, passage.text) for passage in found] == turns
    assert [passage.start_ms for passage in found] == [start and n * start for n in range(4)]


HEAD = "---\ntitle: On masts\nspeakers: [Ann Lee, Ben Moe]\n---\n"


def test_initials_and_first_names_of_those_whom_the_front_matter_names_are_theirs() -> None:
    turns = [("AL", "Welcome."), ("BM", "Thanks."), ("Host", "How high?"), ("Ben", "Very."), ("Host", "Good.")]
    assert said(HEAD + "\n\n".join(f"{who}: {words}" for who, words in turns)) == turns


def test_a_speaker_written_small_or_with_initials_behind_the_name() -> None:
    turns = [("Ann Lee (AL)", "Hi."), ("sailor1 (S)", "Hi."), ("AL", "So."), ("S", "Yes."), ("AL", "No."), ("S", "Oh.")]
    assert said("\n\n".join(f"{who}: {words}" for who, words in turns)) == turns
    turns = [("rigger", "Hi."), ("Ann", "Hi."), ("rigger", "So."), ("Ann", "Yes."), ("rigger", "Bye."), ("Ann", "Bye.")]
    assert said("\n\n".join(f"{who}: {words}" for who, words in turns)) == turns


def test_questions_and_answers_at_the_end_of_a_talk_and_nobody_before_them() -> None:
    talk = "Masts are high.\n\n" * 20
    asked = "Q: How high?\n\nA: Very.\n\nQ: Why?\n\nA: They are masts.\n\n"
    found = said(f"{HEAD}{talk}## Questions\n\n{asked}## The end\n\nThat was all.\n")
    assert [speaker for speaker, _ in found] == [None] * 20 + ["Q", "A", "Q", "A", None]


def test_a_heading_among_the_turns_opens_a_section_in_which_nobody_speaks_yet() -> None:
    document = reading(f"{SAMPLE}\n\n## On #5 and C#\n\nIt is *so*.\n\n**Bo:** Yes.\n\n## Nothing here\n").document
    assert [(s.heading, s.kind, [(p.speaker, p.text) for p in s.passages]) for s in document.sections[1:]] == [
        ("On #5 and C#", "transcript", [(None, "It is so."), ("Bo", "Yes.")]),
        ("Nothing here", "transcript", [(None, "Nothing here")]),
    ]


def test_a_first_heading_of_all_is_the_title() -> None:
    assert reading("# On masts\n\n**Ann:** One.\n\n**Bo:** Two.\n").document.title == "On masts"


def test_a_clip_in_italics_is_nobodys_and_the_turn_goes_on() -> None:
    text = f"{SAMPLE}\n\n\\[1:10:00\\]\n\n*This is the captain.*\n\nSo he said.\n"
    assert [(p.speaker, p.start_ms, p.text) for p in passages(text)][-2:] == [
        (None, 4_200_000, "This is the captain."),
        ("Bo", None, "So he said."),
    ]


def test_a_full_name_without_the_marks_of_the_others_is_in_doubt() -> None:
    found = reading(f"{SAMPLE}\n\nCarl Roe: I am here.\n\nStill.\n")
    assert [(p.speaker, p.text) for p in found.document.passages()][-2:] == [
        (None, "Carl Roe: I am here."),
        (None, "Still."),
    ]
    assert "speaker not sure in 1 place: “Carl Roe:”" in found.checks


def test_a_label_without_words_is_kept_as_nobodys() -> None:
    assert said(f"{SAMPLE}\n\n**Sample:** \\[1:10:00\\]\n\n**Bo:** Nice.\n")[-2:] == [
        (None, "Sample: [1:10:00]"),
        ("Bo", "Nice."),
    ]


def test_speakers_of_the_front_matter_who_say_nothing_are_told() -> None:
    found = reading(f"{HEAD}Masts are high.\n\nThey always were.\n")
    assert found.document.type == "note"
    assert any(check.startswith("speakers missing: no words") for check in found.checks)
    assert not any(check.startswith("speakers missing") for check in reading(HEAD + SAMPLE).checks)


def test_a_bold_label_is_never_the_words_of_the_one_before_it() -> None:
    turns = [("Ann Lee", "One."), ("Bo", "Two."), ("Dr. No", "Three.")]
    assert said("\n\n".join(f"**{who}:** [00:00:0{n}] {words}" for n, (who, words) in enumerate(turns))) == turns
    assert said("**Ann:** One.\n\n**Bo:** Two.\n\n**The point:** Three.\n")[-1] == (None, "The point: Three.")
