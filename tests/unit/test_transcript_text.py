"""Transcripts in plain text and in HTML, in the shapes that services write."""

from __future__ import annotations

import pytest

from corpus.model import Hints, Part, Passage, Reading
from corpus.readers import registry

SAID = ("It began in May.", "Did it?", "So they say.", "I see.")


def passages(text: str, name: str = "a.txt") -> list[Passage]:
    return list(registry.read(text.encode(), Hints(name=name)).document.passages())


@pytest.mark.parametrize(
    "form",
    [
        "{name}  {clock}\n{said}\n\n",  # Otter
        "{name} ({clock}):\n{said}\n\n",
        "{name}: 00:{clock}\n{said}\n",  # Descript
        "[{clock}] {name}: {said}\n",
        "[00:{clock}]\n{name}: {said}\n\n",
        "{clock} {name}: {said}\n",
        "{name}: [{clock}]\n\n{said}\n\n",
        "{name} - {clock}\n{said}\n\n",
        "{name} | {clock}\n{said}\n\n",
        "{clock} - {name}\n  {said}\n\n",  # Fathom
        "00:{clock} {name}\n{said}\n\n",
        "{name} [{clock}]: {said}\n\n",
        "[{name}] [{clock}] {said}\n",
        "{name} ({clock}) {said}\n\n",
        "{name}\n(00:{clock})\n{said}\n\n",
        "[{clock} - {clock}] {name}: {said}\n",
        "00:{clock}.0 --> 00:{clock}.9\n{name}\n{said}\n",
    ],
)
def test_speakers_and_times_on_lines_of_their_own_or_before_the_words(form: str) -> None:
    names = ("Ann Lee", "Speaker 2")
    text = "".join(form.format(name=names[n % 2], clock=f"{n:02}:{10 + n}", said=said) for n, said in enumerate(SAID))
    found = passages(text)
    assert [p.text for p in found] == list(SAID)
    assert [p.speaker for p in found] == [names[n % 2] for n in range(4)]
    assert [p.start_ms for p in found] == [n * 60_000 + (10 + n) * 1000 for n in range(4)]


def test_names_alone_make_a_transcript_where_they_return() -> None:
    text = "ANN: It began in May.\n\nBEN: Did it?\n\nANN: So they say.\nOr said.\n\nBEN: I see.\n"
    assert [(p.speaker, p.text) for p in passages(text)] == [
        ("ANN", "It began in May."),
        ("BEN", "Did it?"),
        ("ANN", "So they say. Or said."),
        ("BEN", "I see."),
    ]


def test_times_alone_make_a_transcript_without_speakers() -> None:
    text = "".join(f"[00:0{n}:00]\n{said}\n\n" for n, said in enumerate(SAID))
    assert [(p.speaker, p.start_ms, p.text) for p in passages(text)] == [
        (None, n * 60_000, said) for n, said in enumerate(SAID)
    ]


def said(*lines: str) -> list[tuple[str | None, str]]:
    return [(p.speaker, p.text) for p in passages("\n\n".join(lines))]


@pytest.mark.parametrize(
    "form",
    [
        "{who} : {words}",
        "- {who}: {words}",
        "{who}：{words}",
        "[{who}]: {words}",
        "[{who}] {words}",
        ">> {who}: {words}",
    ],
)
def test_labels_without_times(form: str) -> None:
    turns = [("Tony", "Hello."), ("SPEAKER_00", "Hi."), ("Tony", "So."), ("SPEAKER_00", "Yes.")]
    assert said(*(form.format(who=who, words=words) for who, words in turns)) == turns


@pytest.mark.parametrize(
    "labels",
    [
        ("JANE ROE", "Dr. Lee", "JOHN MOE", "JANE ROE", "JOHN MOE"),
        ("RV", "Host", "EL", "RV", "EL"),
        ("Q", "A", "MR. MOE", "THE COURT", "Q", "A"),
        ("MARY ROE", "Moderator", "ANN LEE", "LEE", "ROE"),
        ("Lee, Ann", "Moe, Ben", "Lee, Ann", "Moe, Ben"),
    ],
)
def test_labels_of_several_manners(labels: tuple[str, ...]) -> None:
    turns = [(label, f"It is {n}.") for n, label in enumerate(labels)]
    assert said(*(f"{who}: {words}" for who, words in turns)) == turns


def test_a_role_behind_a_label_is_that_of_the_person() -> None:
    lines = ("ANN LEE, SHIP NEWS HOST: Hi.", "BEN MOE, FORMER PILOT (voice-over): Hi.", "LEE: So.", "MOE: Yes.")
    found = registry.read("\n\n".join(lines).encode(), Hints(name="a.txt")).document
    assert [p.speaker for p in found.passages()] == ["ANN LEE", "BEN MOE", "LEE", "MOE"]
    roles = {person.name: (person.roles, person.affiliation) for person in found.people}
    assert roles["ANN LEE"] == (("host", "speaker"), "SHIP NEWS HOST")
    assert roles["BEN MOE"] == (("speaker",), "FORMER PILOT")


def test_hearings_and_depositions_set_labels_apart_by_a_dot() -> None:
    turns = [
        ("The Chairman", "We will come to order. Mr. Moe. You may begin."), ("Mr. Moe", "Thank you."),
        ("Ms. Lee of Texas", "How high?"), ("Mr. Moe", "Very."), (None, "[Laughter.]"), ("The Chairman", "Good."),
    ]  # fmt: skip
    assert said(*(f"{who}. {words}" if who else words for who, words in turns)) == turns
    asked = [("Q", "Your name?"), ("A", "Ann Lee."), ("Q", "How high?"), ("A", "Very.")]
    assert said(*(f"{who}. {words}" for who, words in asked)) == asked


def test_what_may_be_a_label_is_nobodys_and_told() -> None:
    lines = ("Ann: On kites.", "Ben: Yes.", "Kiev: a city.", "Still.", "Ann: So.", "Ben: No.", "Kites: we like them.")
    reading = registry.read("\n\n".join(lines).encode(), Hints(name="a.txt"))
    assert isinstance(reading, Reading)
    assert [p.speaker for p in reading.document.passages()] == ["Ann", "Ben", None, None, "Ann", "Ben", None]
    assert "speaker not sure in 2 places: “Kiev:”, “Kites:”" in reading.checks


def test_directions_and_footers_are_nobodys() -> None:
    lines = ("ANN: Hi.", "BEN: Hi.", "(COMMERCIAL BREAK)", "So.", "ANN: So.", "[Laughter]", "Yes.", "BEN: Bye.")
    assert said(*lines, "Transcribed by https://example.org")[2:] == [
        (None, "(COMMERCIAL BREAK)"), (None, "So."), ("ANN", "So."), (None, "[Laughter]"), ("ANN", "Yes."),
        ("BEN", "Bye."), (None, "Transcribed by https://example.org"),
    ]  # fmt: skip


def test_times_within_a_turn_are_those_of_its_parts() -> None:
    text = (
        "[0:00 - 0:05] Ann Lee: Hello.\n[0:05 - 0:09] Bo Ek: Well, [0:07] now.\nAnn Lee [0:10]: It is at [0:08] so.\n"
    )
    assert [(p.text, p.start_ms, p.end_ms, p.parts) for p in passages(text)] == [
        ("Hello.", 0, 5000, (Part(0, 0, 5000),)),
        ("Well, now.", 5000, 9000, (Part(0, 5000, 9000), Part(6, 7000))),
        ("It is at [0:08] so.", 10_000, None, ()),
    ]


def test_times_that_stand_within_turns_alone_are_times_where_they_run_on() -> None:
    lines = ("ANN: Hi.", "BEN: One. [0:05:00] Two", "ANN: So [0:06:10] it is.", "BEN: Bye.")
    assert [(p.text, p.parts) for p in passages("\n\n".join(lines))][1:3] == [
        ("One. Two", (Part(5, 300_000),)),
        ("So it is.", (Part(3, 370_000),)),
    ]
    assert passages("\n\n".join(lines).replace("0:06", "0:04"))[1].text == "One. [0:05:00] Two"


def test_the_paragraphs_of_a_turn_have_its_number() -> None:
    found = passages("Ann: One.\n\nTwo.\n\nBen: Three.\n\nAnn: Four.\n\nFive.\n\nBen: Six.")
    assert [p.paragraph for p in found] == [1, 1, 2, 3, 3, 4]


def test_times_of_the_day_are_not_those_of_the_recording() -> None:
    for form in ("[{}] 10:02:1{}\nIt is.\n\n", "{} 14:02:1{}\nIt is.\n"):
        reading = registry.read("".join(form.format("Ann Lee", n) for n in range(4)).encode(), Hints(name="a.txt"))
        assert isinstance(reading, Reading)
        assert [(p.speaker, p.start_ms, p.text) for p in reading.document.passages()] == [
            ("Ann Lee", None, "It is.")
        ] * 4
        assert "times are those of a day, not of the recording, and are left out" in reading.checks


@pytest.mark.parametrize(
    "head",
    [
        "May 3, 2024\nOn masts - Transcript\nAttendees\nAnn Lee, Ben Moe\nTranscript\n",
        "On masts - 2024/05/03 10:00 GMT - Transcript\n",
        "On masts-20240503_100000-Meeting Recording\nMay 3, 2024, 10:00AM\n",
    ],
)
def test_the_export_of_a_meeting_says_title_and_date(head: str) -> None:
    talk = "00:00:00\nAnn Lee: Hi.\nBen Moe: Hi.\n00:05:00\nAnn Lee: So.\nBen Moe: Bye.\nMeeting ended after 00:06:01\n"
    document = registry.read((head + talk).encode(), Hints(name="a.txt")).document
    assert (document.title, document.date and document.date.iso) == ("On masts", "2024-05-03")
    transcript = document.sections[-1].passages
    assert [(p.speaker, p.start_ms) for p in transcript] == [
        ("Ann Lee", 0), ("Ben Moe", None), ("Ann Lee", 300_000), ("Ben Moe", None), (None, None),
    ]  # fmt: skip


def test_labels_of_a_text_that_is_no_transcript_are_told() -> None:
    lines = [f"{('Tom', 'Bo')[n // 8 % 2]}: a mast" if n % 8 == 0 else "Words on masts." for n in range(64)]
    reading = registry.read("\n\n".join(lines).encode(), Hints(name="a.txt"))
    assert isinstance(reading, Reading)
    assert reading.document.type == "note"
    assert "speakers not found, though 8 lines begin with “Tom:”, “Bo:”" in reading.checks


def test_an_ordinary_word_before_a_colon_is_said_by_the_one_who_speaks() -> None:
    assert said(
        "JOHN CAVES: On sanctions.", "HANNA NOTTE: Two.", "Sanctions: they failed.", "So.", "JOHN CAVES: Hm."
    ) == [
        ("JOHN CAVES", "On sanctions."),
        ("HANNA NOTTE", "Two."),
        ("HANNA NOTTE", "Sanctions: they failed."),
        ("HANNA NOTTE", "So."),
        ("JOHN CAVES", "Hm."),
    ]


@pytest.mark.parametrize(
    "label", ["John Public, Jr.", "Hanna Notte (CNS)", "ali vaez", "Speaker 4", "Dr. Hanna Notte", "Omar al-Rashid"]
)
def test_names_above_what_is_said_are_as_they_are_printed(label: str) -> None:
    text = "".join(f"{who}  0:0{n}\nIt is {n}.\n\n" for n, who in enumerate(["Jane Doe", label] * 3))
    assert [(p.speaker, p.start_ms, p.text) for p in passages(text)] == [
        ((label if n % 2 else "Jane Doe"), n * 1000, f"It is {n}.") for n in range(6)
    ]


@pytest.mark.parametrize("label", ["DR. HANNA NOTTE (via phone)", "HANNA NOTTE [CROSSTALK]", "UNIDENTIFIED MALE", "Q"])
def test_labels_in_capitals_are_as_they_are_printed(label: str) -> None:
    turns = [("JOHN CAVES", "Well."), ("HANNA NOTTE", "So."), (label, "Yes."), ("JOHN CAVES", "Bye.")]
    assert said(*(f"{who}: {words}" for who, words in turns)) == turns


def test_a_line_with_a_time_and_no_name_ends_the_turn() -> None:
    text = "Ann Lee  0:00\nHello.\n\nsomebody else  0:04\nWell.\n\nAnn Lee  0:09\nSo: yes.\n"
    assert [(p.speaker, p.start_ms, p.text) for p in passages(text + "\nBo Ek  0:12\nBye.\n")] == [
        ("Ann Lee", 0, "Hello."),
        (None, 4000, "somebody else 0:04 Well."),
        ("Ann Lee", 9000, "So: yes."),
        ("Bo Ek", 12000, "Bye."),
    ]


def test_words_that_end_in_a_time_are_said_where_names_are_above_them() -> None:
    turns = ("Ann Lee  0:00\nHello.\nIt was at 12:30", "Bo Ek  0:04\nNo, it was at 10:30 a.m.", "Ann Lee  0:09\nSo.")
    text = "\n\n".join((*turns, "Bo Ek  0:12\nBye."))
    assert [(p.speaker, p.start_ms, p.text) for p in passages(text)][:2] == [
        ("Ann Lee", 0, "Hello. It was at 12:30"),
        ("Bo Ek", 4000, "No, it was at 10:30 a.m."),
    ]


def test_a_person_who_is_named_at_the_head_may_be_named_in_part_and_once() -> None:
    lines = ("Guests: Hanna Notte and Bo Ek", "Ann Lee: Hello.", "Hanna: Hi.", "Ann Lee: So.", "Moscow: a city.")
    assert [speaker for speaker, _ in said(*lines)] == [None, "Ann Lee", "Hanna", "Ann Lee", None]


def test_three_turns_are_a_transcript_where_they_are_most_of_the_text() -> None:
    assert [speaker for speaker, _ in said("JOHN ROE: Hi.", "JANE ROE: Hi.", "JOHN ROE: Bye.")] == [
        "JOHN ROE", "JANE ROE", "JOHN ROE",
    ]  # fmt: skip


def test_turns_of_many_lines_are_counted_by_paragraphs() -> None:
    turns = [f"{who}: It is.\n{'So it is.' + chr(10) * (n % 2)}So.\nYes." for n, who in enumerate(["ANN", "BO"] * 2)]
    assert {speaker for speaker, _ in said(*turns)} == {"ANN", "BO"}


def test_a_page_with_a_list_of_times_and_labels_is_no_transcript() -> None:
    text = (
        "On engines\n\nWe talk about engines, and about who makes them.\n\nHost: Ann Lee\n\n"
        "Music: Ben Moe\n\nBackground\n\nEngines came late, and at 4:15 we say why.\n"
    )
    assert all(passage.speaker is None for passage in passages(text))


def test_an_html_transcript_has_cites_times_and_paragraphs() -> None:
    text = (
        '<meta property="article:published_time" content="2024-05-03"><title>On engines</title>'
        "<cite>Ann:</cite>\n<time>0:00</time>\n<p>It began<br>in <b>May</b>.</p><p>Or June.</p>"
        "<cite>Ben:</cite><time>1:02:03</time><p>Did it?</p>"
    )
    document = registry.read(f"<html>{text}".encode(), Hints(name="a.html")).document
    assert [(p.speaker, p.start_ms, p.text) for p in document.passages()] == [
        ("Ann", 0, "It began in May."),
        ("Ann", None, "Or June."),
        ("Ben", 3_723_000, "Did it?"),
    ]
    assert (document.title, document.type) == ("On engines", "transcript")
    assert document.date
    assert document.date.iso == "2024-05-03"


CITED = "<cite>Cy Poe:</cite><time>0:01</time><p>Masts are high.</p><cite>Dee Roe:</cite><time>0:03</time><p>Why?</p>"


def cited(body: str) -> Reading:
    found = registry.read(f"<html><body>{body}</body></html>".encode(), Hints(name="a.html", title="On masts"))
    assert isinstance(found, Reading)
    return found


def test_headings_in_an_html_transcript_open_sections_in_which_nobody_goes_on_to_speak() -> None:
    body = f"<h2>Rigging and sails</h2>{CITED}<h2>Resources</h2><p>A list.</p><h3>Dee Roe</h3>{CITED}<h2>Thanks</h2>"
    found = cited(body)
    said = [("Cy Poe", 1000), ("Dee Roe", 3000)]
    assert [(s.heading, s.kind, [(p.speaker, p.start_ms) for p in s.passages]) for s in found.document.sections] == [
        ("Rigging and sails", "transcript", said),
        ("Resources", "resources", [(None, None)]),
        ("Dee Roe", "transcript", said),
        ("Thanks", "transcript", [(None, None)]),
    ]
    assert found.checks == ("date missing",)


def test_what_an_html_transcript_has_in_no_paragraph_is_of_whoever_is_named_just_before_it() -> None:
    named = "<p><cite>Ann</cite>: <time>0:07</time> It <b>is</b>.</p><div>(Hm)</div>"
    body = f"{CITED}<ul><li>A list</li><li>of masts</li></ul>{named}"
    assert [(p.speaker, p.start_ms, p.text) for p in cited(body).document.passages()][2:] == [
        (None, None, "A list"),
        (None, None, "of masts"),
        ("Ann", 7000, "It is."),
        (None, None, "(Hm)"),
    ]


@pytest.mark.parametrize(
    "about", ["<p>In <cite>Moby Dick</cite> it is.</p>", "<div>In <cite>Moby Dick</cite> it is.</div>"]
)
def test_a_work_that_is_cited_in_an_html_transcript_is_no_speaker(about: str) -> None:
    passages = [*cited(f"{CITED}{about}<p>Yes.</p>").document.passages()]
    assert passages[2].text == "In Moby Dick it is."
    assert [passage.speaker for passage in passages if passage.text == "Yes."] == ["Dee Roe"]


def test_an_html_transcript_tells_a_time_that_is_none_and_what_stands_beside_it() -> None:
    found = cited(f"<div><h2>Rigging</h2><div>{CITED}<time>later</time><p>So.</p></div></div>")
    assert found.checks == (
        "date missing",
        "times not understood: 1, such as “later”",
        "left out beside the transcript: Rigging",
    )


def test_a_page_that_is_all_transcript_has_nothing_left_out() -> None:
    for body in (CITED * 20, f"<h2>Transcript</h2><div>{CITED * 20}</div>"):
        assert not any("left out" in check for check in cited(body).checks)
