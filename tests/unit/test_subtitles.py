"""WebVTT and SubRip become timed speaker turns."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.dates import PartialDate
from corpus.errors import ReadError
from corpus.model import Hints, Part, Passage, Reading
from corpus.passages import identify
from corpus.readers import registry
from corpus.readers.captions.cue_text import words
from corpus.readers.captions.subtitles import read_srt, read_vtt
from tests.data import SHARED

PODCASTING = SHARED / "podcasting20"
HINTS = Hints(name="the-episode.vtt")

VTT = """WEBVTT

NOTE title: Parts & Factories
NOTE is not a detail

NOTE show: A Show

NOTE date: 2024-05-03

STYLE
::cue { color: red }

intro
00:01.000 --> 00:03.500 align:start
<v.loud Ann Lee>R&amp;D, <b>drones</b> <00:02.000><c>&lt;b&gt;</c></v> <v Bo>Hm.

00:00:03.500 --> 00:00:05.000
<v Bo>Well,
a&nbsp;second line.

00:00:05.000 --> 00:00:06.000
<v Ann Lee>And <v Cy>no</v> yes.
"""


def passages(text: str) -> list[Passage]:
    return list(read_vtt(text, HINTS).document.passages())


def timed(passage: Passage) -> tuple[str | None, str, int | None, int | None]:
    """Who says what from when to when."""
    return passage.speaker, passage.text, passage.start_ms, passage.end_ms


def test_voices_become_turns_with_times() -> None:
    assert [timed(passage) for passage in passages(VTT)] == [
        ("Ann Lee", "R&D, drones <b>", 1000, 3500),
        ("Bo", "Hm. Well, a second line.", 1000, 5000),
        ("Ann Lee", "And", 5000, 6000),
        ("Cy", "no", 5000, 6000),
        ("Ann Lee", "yes.", 5000, 6000),
    ]


def test_each_part_of_a_turn_has_the_times_of_its_cue() -> None:
    assert passages(VTT)[1].parts == (Part(0, 1000, 3500), Part(4, 3500, 5000))


def test_notes_are_details() -> None:
    reading = read_vtt(VTT, HINTS)
    document = reading.document
    assert (document.type, document.title, document.show) == ("transcript", "Parts & Factories", "A Show")
    assert document.date == PartialDate(2024, 5, 3)
    assert [person.name for person in document.people] == ["Ann Lee", "Bo", "Cy"]
    assert [(section.kind, section.heading) for section in document.sections] == [("transcript", "Transcript")]
    assert reading.checks == ()


def test_without_a_title_the_name_of_the_file_is_used_and_said() -> None:
    reading = read_vtt("WEBVTT\n\n00:01.000 --> 00:02.000\nHi", HINTS)
    assert reading.document.title == "The Episode"
    assert "title taken from the file's name" in reading.checks


def test_the_header_may_hold_the_title() -> None:
    reading = read_vtt("WEBVTT - Great Talk\n\n00:01.000 --> 00:02.000\nHi", HINTS)
    assert reading.document.title == "Great Talk"


def test_srt_names_open_turns() -> None:
    text = (
        "1\r\n00:00:01,000 --> 00:00:02,000\r\nAnn Lee: One\r\ntwo: three\r\n\r\n"
        "2\r\n00:00:02,000 --> 00:00:03,000\r\n"
        "<i>four.</i>\r\n\r\n3\r\n00:00:03,000 --> 00:00:04,000\r\nBo: So: yes.\r\nBo: Well.\r\n"
    )
    assert [timed(passage) for passage in read_srt(text, Hints(name="x.srt")).document.passages()] == [
        ("Ann Lee", "One two: three four.", 1000, 3000),
        ("Bo", "So: yes. Well.", 3000, 4000),
    ]


def test_a_long_turn_is_cut_at_a_sentence_end_and_each_piece_keeps_its_time() -> None:
    cues = "".join(
        f"00:{n // 60:02}:{n % 60:02}.000 --> 00:{n // 60:02}:{n % 60:02}.900\n<v Ann>ends. Now ten words of one "
        "sentence are said and it\n\n"
        for n in range(60)
    )
    document = read_vtt(f"WEBVTT\n\n{cues}", HINTS).document
    pieces = list(document.passages())
    assert all(130 <= len(piece.text.split()) <= 200 for piece in pieces[:-1])
    assert all(piece.text.endswith("ends.") for piece in pieces[:-1])
    assert [piece.start_ms for piece in pieces] == sorted(
        {piece.start_ms for piece in pieces if piece.start_ms is not None}
    )
    # Cutting to size again, as the library does, changes nothing.
    named = identify(replace(document, id="doc"))
    assert [p.text for p in named.passages()] == [p.text for p in pieces]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("WEBVTT\n\nNOTE nothing here\n", "no captions"),
        ("", "no captions"),
        ("WEBVTT\n\n00:01.000 --> soon\nHi", "line 3"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<b></b>", "no words"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_line(text: str, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        read_vtt(text, HINTS)


@pytest.mark.skipif(not PODCASTING.is_dir(), reason="the Podcasting 2.0 example files are not here")
def test_the_podcasting_examples() -> None:
    vtt = read_vtt((PODCASTING / "transcript.vtt").read_text("utf-8"), HINTS).document
    srt = read_srt((PODCASTING / "transcript.srt").read_text("utf-8"), HINTS).document
    assert {"Sarah", "Gillian"} <= {person.name for person in vtt.people}
    assert "Travis" in {person.name for person in srt.people}
    for document in (vtt, srt):
        starts = [passage.start_ms for passage in document.passages()]
        assert None not in starts
        assert starts == sorted(starts, key=lambda start: start or 0)
    first = next(vtt.passages())
    assert "Welcome to Podcasting Q&A, where you learn the best tips" in first.text


def test_a_blank_line_within_a_srt_cue_loses_no_words() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nOne\n\ntwo.\n\n2\n00:00:03,000 --> 00:00:04,000\nThree.\n"
    (passage,) = read_srt(text, Hints(name="x.srt")).document.passages()
    assert (passage.text, passage.end_ms) == ("One two. Three.", 4000)


def test_a_cue_that_cannot_be_timed_is_left_out_and_said() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nOne.\n\n00:02.000 --> soon\nTwo.\n\n00:05.000 --> 00:04.000\nThree.\n"
    reading = read_vtt(text, Hints(name="x.vtt", title="T"))
    (passage,) = reading.document.passages()
    assert (passage.text, passage.start_ms, passage.end_ms) == ("One. Three.", 1000, None)
    assert "caption left out in line 6, its times cannot be read: 00:02.000 --> soon" in reading.checks


def test_a_message_quotes_no_control_characters() -> None:
    with pytest.raises(ReadError, match=r"cannot be read: 00:01.000 --> \[2Jsoon$"):
        read_vtt("WEBVTT\n\n00:01.000 -->\x1f \x1b[2Jsoon\nHi", HINTS)


def test_markup_within_a_word_does_not_break_it() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>un<b>broken</b> &amp; <i>whole</i><00:01.500>.</v> <v Bo>Yes.\n"
    passages = read_vtt(text, Hints(name="x.vtt")).document.passages()
    assert [(passage.speaker, passage.text) for passage in passages] == [("Ann", "unbroken & whole."), ("Bo", "Yes.")]


def vtt(*cues: tuple[str, str]) -> str:
    """A file of cues, each with its first and last second, and its text."""
    times = [seconds.split("-") for seconds, _ in cues]
    texts = [text for _, text in cues]
    return "WEBVTT\n\n" + "".join(
        f"00:{int(start):02}.000 --> 00:{int(end):02}.000\n{text}\n\n"
        for (start, end), text in zip(times, texts, strict=True)
    )


def test_cues_are_read_in_the_order_in_which_they_are_said() -> None:
    text = vtt(("8-9", "<v Ann>Last."), ("2-4", "<v Bo>Then."), ("0-1", "<v Ann>First."))
    assert [(p.speaker, p.text, p.start_ms) for p in passages(text)] == [
        ("Ann", "First.", 0), ("Bo", "Then.", 2000), ("Ann", "Last.", 8000),
    ]  # fmt: skip


def test_speakers_who_talk_at_once_are_kept_apart_and_a_turn_ends_when_its_last_words_do() -> None:
    text = vtt(
        ("0-9", "<v Ann>A long story."), ("2-3", "<v Ann>An aside."), ("3-4", "<v Bo>Wait!"), ("5-6", "<v Ann>No.")
    )
    assert [(p.speaker, p.text, p.start_ms, p.end_ms) for p in passages(text)] == [
        ("Ann", "A long story. An aside.", 0, 9000), ("Bo", "Wait!", 3000, 4000), ("Ann", "No.", 5000, 6000),
    ]  # fmt: skip


ROLLING = (
    ("0-2", "it began in"),
    ("2-4", "it began in\nMay, and then"),
    ("4-6", "May, and then\nin June"),
    ("6-7", "in June\n "),
    ("7-9", "in June\nit ended."),
)


@pytest.mark.parametrize("read", [read_vtt, read_srt])
def test_a_line_that_rolls_up_the_screen_is_read_once(read: Callable[[str, Hints], Reading]) -> None:
    text = vtt(*ROLLING).removeprefix("WEBVTT\n\n" if read is read_srt else "")
    (passage,) = read(text, HINTS).document.passages()
    assert (passage.text, passage.start_ms, passage.end_ms) == ("it began in May, and then in June it ended.", 0, 9000)


def test_lines_that_roll_up_keep_their_voice_and_are_known_by_their_words() -> None:
    text = vtt(
        ("0-1", " \nit<00:00.500><c> began</c>"),
        ("1-2", "it began\n<v Ann>in May"),
        ("2-3", "<v Ann>in May\nand"),
        ("3-4", "<v Ann>and\nended."),
    )
    assert [(p.speaker, p.text) for p in passages(text)] == [(None, "it began"), ("Ann", "in May and ended.")]


def test_words_that_are_said_twice_are_kept_twice() -> None:
    text = vtt(
        ("0-1", "Yes."), ("1-2", "Yes."), ("2-3", "Yes.\nNo."), ("3-4", "It is so."), ("4-5", "Is it?"), ("5-6", "So.")
    )
    assert [p.text for p in passages(text)] == ["Yes. Yes. Yes. No. It is so. Is it? So."]


def test_a_line_of_blanks_does_not_end_a_vtt_cue() -> None:
    assert [p.text for p in passages("WEBVTT\n\n00:01.000 --> 00:02.000\n \nOne\n\t\ntwo.\n")] == ["One two."]


def test_a_clock_of_too_many_hours_or_a_number_of_too_many_digits_breaks_nothing() -> None:
    digits = "1" * 5000
    reading = read_vtt(
        f"WEBVTT\n\n{digits}:00:00.000 --> {digits}:00:01.000\nOne.\n\n00:01.000 --> 00:02.000\n&#{digits};", HINTS
    )
    assert any("times cannot be read" in check for check in reading.checks)
    assert [p.text for p in reading.document.passages()] == [f"&#{digits};"]


def srt(*cues: str) -> list[tuple[str | None, str]]:
    """Who says what in a SubRip file of cues of a second each."""
    text = "".join(f"00:00:{n:02},000 --> 00:00:{n + 1:02},000\n{cue}\n\n" for n, cue in enumerate(cues))
    return [(p.speaker, p.text) for p in read_srt(text, HINTS).document.passages()]


def test_a_word_before_a_colon_stays_in_the_turn_where_labels_are_in_capitals() -> None:
    assert srt("JOHN CAVES: On masts.", "HANNA NOTTE: A question:", "Masts: will they help?", "I think so.") == [
        ("JOHN CAVES", "On masts."),
        ("HANNA NOTTE", "A question: Masts: will they help? I think so."),
    ]


def test_a_time_or_a_dot_in_a_caption_sets_no_label_apart() -> None:
    assert srt("Ann Lee: It was at 12:30", "[Bo] Mr. Moe. So", "Ann Lee: (0:12) Yes") == [
        ("Ann Lee", "It was at 12:30"),
        (None, "[Bo] Mr. Moe. So"),
        ("Ann Lee", "(0:12) Yes"),
    ]


def test_a_word_that_may_be_a_label_is_nobodys_and_stays_in_the_text() -> None:
    assert srt("Ann Lee: It is.", "Moscow: a city.", "So it is.", "Ann Lee: Yes.") == [
        ("Ann Lee", "It is."),
        (None, "Moscow: a city. So it is."),
        ("Ann Lee", "Yes."),
    ]


def test_an_arrow_or_a_dash_without_a_name_is_another_speaker_whom_nobody_names() -> None:
    assert srt("JOHN: Hello.", ">> HANNA: Hi.", "- No.\n- You would.", "JOHN: So.\nHANNA: Yes.", ">> Thanks.") == [
        ("JOHN", "Hello."),
        ("HANNA", "Hi."),
        (None, "No."),
        (None, "You would."),
        ("JOHN", "So."),
        ("HANNA", "Yes."),
        (None, "Thanks."),
    ]


def test_a_label_may_have_a_title_an_aside_a_number_or_a_small_article() -> None:
    labels = ("Dr. Hanna Notte", "Hanna Notte (CNS)", "Speaker 1", "al-Rashid", "Ann Lee", "al-Rashid")
    assert srt(*(f"{label}: It is {n}." for n, label in enumerate(labels))) == [
        (label, f"It is {n}.") for n, label in enumerate(labels)
    ]


def test_a_name_in_the_middle_of_a_sentence_opens_no_turn() -> None:
    assert srt("Ann Lee: It was said by\nBo Ek: it is so.", "Ann Lee: Yes.") == [
        ("Ann Lee", "It was said by Bo Ek: it is so. Yes.")
    ]


def test_a_speaker_who_is_named_only_once_is_to_be_checked() -> None:
    cues = (("0-1", "Ann Lee: It is."), ("1-2", "Bo Ek: Yes."), ("2-3", "Ann Lee: So."))
    assert "speaker named only once: Bo Ek" in read_vtt(vtt(*cues), HINTS).checks


def test_a_transcript_in_which_nobody_is_named_is_to_be_checked() -> None:
    assert "speakers missing" in read_vtt(vtt(("0-1", "It is.")), HINTS).checks
    assert "speakers missing" not in read_vtt(VTT, HINTS).checks


CUE_TREES = sorted((SHARED / "webvtt").glob("wpt-cue-parsing--*.json"))
FILES = sorted((SHARED / "webvtt").glob("wpt-file-parsing--*.vtt"))
WITHOUT_CUES = ("signature-", "timings-eof")


def tree_words(tree: str) -> list[tuple[str | None, str]]:
    """The words of an expected tree, each with the title of the innermost voice around it."""
    found: list[tuple[str | None, str]] = []
    voices: list[tuple[int, str | None]] = []
    for depth, entry in re.findall(r'^\|( +)("(?:.|\n)*?"|<[^>]*>|\w+="[^"]*")$(?=\n\||\n?\Z)', tree, re.MULTILINE):
        voices = [(level, voice) for level, voice in voices if level < len(depth)]
        if entry.startswith("title="):
            voices.append((len(depth) - 2, entry[7:-1]))
        elif entry.startswith('"'):
            voice = next((voice for level, voice in reversed(voices) if level < len(depth)), None)
            found.append((voice, entry[1:-1]))
    return found


@pytest.mark.skipif(not CUE_TREES, reason="the W3C's WebVTT test files are not beside the project")
@pytest.mark.parametrize("path", CUE_TREES, ids=lambda path: path.stem)
def test_the_w3c_cue_trees_have_our_words_and_voices(path: Path) -> None:
    for case in json.loads(path.read_text("utf-8")):
        cue = case["text"].replace("\0", "\ufffd").split("\n\n")[0].rstrip("\n")
        expected, ours = tree_words(case["expectedTree"]), list(words(cue))
        assert "".join(part.text for part in ours) == "".join(text for _, text in expected), case
        assert [part.voice for part in ours if part.voice] == [voice for voice, _ in expected if voice], case


@pytest.mark.skipif(not FILES, reason="the W3C's WebVTT test files are not beside the project")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_w3c_files_are_read(path: Path) -> None:
    if any(name in path.name for name in WITHOUT_CUES):
        with pytest.raises(ReadError):
            registry.read(path.read_bytes(), Hints(name=path.name))
    else:
        assert list(registry.read(path.read_bytes(), Hints(name=path.name)).document.passages())
