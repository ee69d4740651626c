"""Captions of all formats: their marks are no words, and their times and speakers are kept."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from corpus.errors import ReadError
from corpus.model import Hints, Passage, Reading
from corpus.readers import registry

Turn = tuple[str | None, str, int | None, int | None]


def read(text: str, name: str) -> Reading:
    found = registry.read(text.encode(), Hints(name=name))
    assert isinstance(found, Reading)
    return found


def passages(text: str, name: str) -> list[Passage]:
    return list(read(text, name).document.passages())


def turns(text: str, name: str) -> list[Turn]:
    """Who says what, from when to when."""
    return [(passage.speaker, passage.text, passage.start_ms, passage.end_ms) for passage in passages(text, name)]


def srt(*cues: str) -> str:
    """A file of cues of a second each."""
    return "".join(f"{n}\n00:00:{n:02},000 --> 00:00:{n + 1:02},000\n{cue}\n\n" for n, cue in enumerate(cues, 1))


def said(*cues: str) -> list[tuple[str | None, str]]:
    return [(speaker, text) for speaker, text, _, _ in turns(srt(*cues), "a.srt")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("1\n\n00:00:01,000 --> 00:00:02,000\nIt rose in\n\n2\n\n00:00:02,000 --> 00:00:03,000\n1984.", "a.srt"),
        ("1\n00:00:01,000 --> 00:00:02,000\nIt rose in\n2\n00:00:02,000 --> 00:00:03,000\n1984.", "a.srt"),
        ("1\n00:00:01 --> 00:00:02\nIt rose in\n\n2\n00:00:02 --> 00:00:03\n1984.", "a.srt"),
        ("1\n00:00:01:000 --> 00:00:02:000\nIt rose in\n\n2\n00:00:02.0 --> 00:00:03.000\n1984.", "a.srt"),
        ("00:00:01,000-->00:00:02,000\nIt rose in\n\n00:00:02,000-->00:00:03,000\n1984.", "a.srt"),
        ("WEBVTT\n\n1\n00:01.000 --> 00:02.000\nIt rose in\n2\n00:02.000 --> 00:03.000\n1984.", "a.vtt"),
        ("WEBVTT\n\n1\n\n00:01.000 --> 00:02.000\n\nIt rose in\n\n2\n\n00:02.000 --> 00:03.000\n1984.", "a.vtt"),
        ("WEBVTT\n\na-1/0\n\n00:01.000 --> 00:02.000\nIt rose in\n\na-1/1\n\n00:02.000 --> 00:03.000\n1984.", "a.vtt"),
        ("0:00:01.000,0:00:02.000\nIt rose[br]in\n\n0:00:02.000,0:00:03.000\n1984.", "a.sbv"),
        ("start\tend\ttext\n1000\t2000\tIt rose in\n2000\t3000\t1984.\n", "a.tsv"),
        ("1.000000\t2.000000\tIt rose in\n2.000000\t3.000000\t1984.\n", "labels.txt"),
        ("[00:01.000 --> 00:02.000]  It rose in\n[00:02.000 --> 00:03.000]  1984.\n", "a.txt"),
        ("[00:00:01.000 --> 00:00:02.000]   It rose in\n[00:00:02.000 --> 00:00:03.000]   1984.\n", "a.txt"),
        ("[00:01.000-->00:02.000]It rose in\n[00:02.000-->00:03.000]1984.\n", "a.txt"),
        ("00:00:01.000 --> 00:00:02.000  It rose in\n00:00:02.000 --> 00:00:03.000  1984.\n", "a.txt"),
        ("[1.00s -> 2.00s] It rose in\n[2.00s -> 3.00s] 1984.\n", "a.txt"),
        ("Transcript:  [1.0 --> 2.0] It rose in\nTranscript:  [2.0 --> 3.0] 1984.\n", "a.log"),
    ],
)
def test_numbers_and_times_of_cues_are_no_words_and_years_are(text: str, name: str) -> None:
    reading = read(text, name)
    assert turns(text, name) == [(None, "It rose in 1984.", 1000, 3000)]
    assert reading.document.type == "transcript"
    assert not any("left out" in check for check in reading.checks)


def test_a_number_is_said_where_cues_have_none_or_where_it_is_not_above_times() -> None:
    text = (
        "00:00:01,000 --> 00:00:02,000\nTen,\n3\n\n00:00:02,000 --> 00:00:03,000\n2\n\n00:00:03,000 --> 00:00:04,000\n1"
    )
    assert [words for _, words, _, _ in turns(text, "a.srt")] == ["Ten, 3 2 1"]
    assert said("In\n1984", "it rose.", "7") == [(None, "In 1984 it rose. 7")]


def test_numbers_of_cues_need_not_follow_each_other() -> None:
    text = srt("One.", "Two.", "Three.").replace("1\n00", "12\n00").replace("3\n00", "1\n00")
    assert [words for _, words, _, _ in turns(text, "a.srt")] == ["One. Two. Three."]


def test_an_arrow_among_words_is_said() -> None:
    assert said("Go to File --> Save", "and on.") == [(None, "Go to File --> Save and on.")]


def test_what_stands_before_the_first_cue_is_left_out_and_said() -> None:
    reading = read("Made by Bob\n\n" + srt("One."), "a.srt")
    assert "line 1 left out, for it belongs to no caption: Made by Bob" in reading.checks


def test_words_after_a_blank_line_in_a_cue_are_its_own_and_notes_are_not() -> None:
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nWho?\n\n00:02.000 --> 00:03.000\n\nHarding saw it\n\nat sea.\n\n"
        "NOTE of us\nall\n"
    )
    assert turns(text, "a.vtt") == [(None, "Who? Harding saw it at sea.", 1000, 3000)]


def test_a_line_right_above_times_is_a_name_where_cues_have_names() -> None:
    text = "WEBVTT\n\n{}00:01.000 --> 00:02.000\nWho?\n\nHarding saw it\n00:02.000 --> 00:03.000\nSo.\n"
    assert turns(text.format(""), "a.vtt") == [(None, "Who? Harding saw it So.", 1000, 3000)]
    assert turns(text.format("The first\n"), "a.vtt") == [(None, "Who? So.", 1000, 3000)]


def test_entities_of_subrip_are_characters_and_what_only_looks_like_one_is_not() -> None:
    assert said("We don&#39;t &lt;know&gt; Q&amp;A, AT&T, R&D, &notit or &quot;<i>x</i>&quot;") == [
        (None, 'We don\'t <know> Q&A, AT&T, R&D, &notit or "x"')
    ]


def test_readings_above_words_are_no_words_and_are_said() -> None:
    reading = read("WEBVTT\n\n00:01.000 --> 00:02.000\n<ruby>漢<rt>k<b>a</b>n</rt>字<rt>ji</ruby> it is.", "a.vtt")
    assert [passage.text for passage in reading.document.passages()] == ["漢字 it is."]
    assert "readings above words left out: k; a; n; ji" in reading.checks


ROLLING = {
    "overlapping": ("we go on a ship|on a ship and then|and then we sail.", "we go on a ship and then we sail."),
    "growing": ("We|We go|We go on board.|And|And then", "We go on board. And then"),
    "both": ("we go on|we go on board\nof ships|of ships that|ships that sail", "we go on board of ships that sail"),
    "with marks": ("we go|we go on board|we go on board.|Then|Then we|Then we sail!", "we go on board. Then we sail!"),
    "without blanks": ("我们今天开始谈判|开始谈判在维也纳|判在维也纳我不同意", "我们今天开始谈判 在维也纳 我不同意"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ROLLING)
def test_words_that_the_cue_before_ends_with_are_said_once_where_captions_roll(kind: str) -> None:
    cues, words = ROLLING[kind]
    reading = read(srt(*cues.split("|")), "a.srt")
    assert [passage.text for passage in reading.document.passages()] == [words]
    assert any(check.startswith("captions repeat the last words") for check in reading.checks)


@pytest.mark.parametrize(
    "cues",
    [
        ["Never again.", "Never again.", "Never again it was", "was it so", "so it", "was."],
        ["No.", "No. No.", "Yes.", "It is so", "as we said", "we said it is."],
        ["Let us go", "and sail", "and sail on", "to the sea", "of masts", "of masts", "and so on", "it goes."],
    ],
)
def test_words_said_twice_are_kept_where_captions_do_not_roll(cues: Sequence[str]) -> None:
    assert said(*cues) == [(None, " ".join(cues))]


def test_a_label_in_brackets_is_a_speaker() -> None:
    assert said("[SPEAKER_00]: One.", "[SPEAKER_01]: Two.", "and so on.", "[speaker_2] Three.") == [
        ("SPEAKER_00", "One."), ("SPEAKER_01", "Two. and so on."), ("speaker_2", "Three."),
    ]  # fmt: skip
    assert said("[Ann] One.", "[Ben] Two.", "[laughs] Yes.") == [("Ann", "One."), ("Ben", "Two. [laughs] Yes.")]
    assert said("[Ann] One.", "[Ben] Two.", "[Sterling] Three.")[2] == (None, "[Sterling] Three.")
    assert said("[[SPEAKER_00]]One.") == [("SPEAKER_00", "One.")]


def test_speakers_whom_whisper_cpp_tells_apart_are_named_and_those_whom_it_cannot_are_nobody() -> None:
    labels = ("(speaker 0) ", "(speaker 1)", "(speaker ?) ")
    cues = "\n\n".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{label}It is so." for n, label in enumerate(labels))
    reading = registry.read(cues.encode(), Hints(name="a.srt"))
    assert [(p.speaker, p.text) for p in reading.document.passages()] == [
        ("speaker 0", "It is so."),
        ("speaker 1", "It is so."),
        (None, "(speaker ?) It is so."),
    ]
    assert "words in brackets may name who speaks; what follows is nobody's: speaker ?" in reading.checks


def test_words_in_brackets_that_may_be_a_label_are_nobodys_and_said() -> None:
    cues = ("Ann Lee: One.", "and so on.", "[Ben] Two.", "Ann Lee: Three.", "[Laughter] Four.", "Five.")
    assert said(*cues) == [
        ("Ann Lee", "One. and so on."), (None, "[Ben] Two."), ("Ann Lee", "Three. [Laughter] Four. Five."),
    ]  # fmt: skip
    assert "words in brackets may name who speaks; what follows is nobody's: Ben" in read(srt(*cues), "a.srt").checks


def test_what_is_heard_is_no_speaker() -> None:
    cues = ("[Applause] One.", "Two.", "[Applause] Three.", "[Music]", "[Music] Four.", "Five.", "Six.", "Seven.")
    assert said(*cues) == [(None, " ".join(cues))]
    assert not any("brackets" in check for check in read(srt(*cues), "a.srt").checks)
    assert said("[Music] la", "[Music] la la", "[Music] la la la!")[0][0] is None
    assert said("[1] Notes", "[2] of sorts")[0][0] is None


def test_words_without_a_voice_beside_voices_are_nobodys_and_said() -> None:
    text = (
        "WEBVTT\n\nNOTE\nTRANSCRIPTION BEGIN\nLanguage: en\n\n"
        "1\n00:01.000 --> 00:02.000\n<v Ann Lee>One <c.1>two</c>.\n\n"
        "2\n00:02.000 --> 00:03.000\nthree\n\nNOTE\nANNOTATIONS BEGIN\n\nNOTE\n<annotation ref='1'>x</annotation>\n"
    )
    assert turns(text, "a.vtt") == [("Ann Lee", "One two.", 1000, 2000), (None, "three", 2000, 3000)]
    reading = read(text, "a.vtt")
    assert "no voice is named for words at 0:02" in reading.checks
    assert reading.document.language == "en"


def test_what_whisper_logs_is_left_out_and_said() -> None:
    text = (
        "whisper_init: loading\nDetected language: English\n[00:00.000 --> 00:01.000]  One\n"
        "[00:01.000 --> 00:02.000]  and\n two.\n[00:02.000 --> 00:03.000]  [SPEAKER_00]: Three.\n"
        "go -> there: now\n[00:03.000 --> soon]  Four.\n\nwhisper_print_timings: total = 3 ms\n"
    )
    assert turns(text, "a.txt") == [
        (None, "One and two.", 0, 2000),
        ("SPEAKER_00", "Three. go -> there: now", 2000, 3000),
    ]
    checks = read(text, "a.txt").checks
    assert "line 1 left out, it has no time that can be read: whisper_init: loading" in checks
    assert "line 8 left out, it has no time that can be read: [00:03.000 --> soon] Four." in checks
    assert "1 more such" in checks


def test_each_sentence_that_whisper_prints_is_a_paragraph() -> None:
    text = "[00:00.000 --> 00:01.000]  One\n[00:01.000 --> 00:02.000]  is one.\n[00:02.000 --> 00:03.000]  Two.\n"
    assert [(p.paragraph, p.text, p.start_ms) for p in passages(text, "a.txt")] == [
        (1, "One is one.", 0),
        (2, "Two.", 2000),
    ]


def test_a_table_may_name_speakers_and_what_has_no_times_is_said() -> None:
    text = "Start\tEnd\tSpeaker\tText\n0\t500\tAnn Lee\tOne.\n0.5\t1.5\tBen Moe\tTwo.\n?\t?\tBen Moe\tThree.\n"
    assert turns(text, "a.tsv") == [("Ann Lee", "One.", 0, 500), ("Ben Moe", "Two.", 500, 1500)]
    assert "line 4 left out, its times cannot be read: ? ? Ben Moe Three." in read(text, "a.tsv").checks


def test_the_tags_of_lrc_are_no_words_and_a_line_sung_twice_is_said_twice() -> None:
    text = (
        "[ti:On masts]\n[ar: Ann Lee]\n[al:Ships]\n[offset:+500]\n\n[00:01.00]<00:01.00> Masts <00:01.50>are.\n"
        "[00:03.00][01:09.5]High!\n[00:05.00]\n"
    )
    reading = read(text, "a.lrc")
    assert (reading.document.title, reading.document.show) == ("On masts", "Ships")
    assert "tags left out: ar Ann Lee" in reading.checks
    (passage,) = reading.document.passages()
    assert (passage.text, passage.start_ms) == ("Masts are. High! High!", 500)
    assert [part[1:3] for part in passage.parts] == [(500, 2500), (2500, 4500), (69000, None)]


ASS = r"""[Script Info]
Title: On masts

[V4+ Styles]
Format: Name, Fontname
Style: Default,Arial

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,not said
Dialogue: 0,0:00:01.00,0:00:02.50,Default,Ann Lee,0,0,0,,{\i1}Masts, they{\i0}\N{a comment}are, I\hsay.
Dialogue: 1,0:00:01.00,0:00:02.50,Shadow,Ann Lee,0,0,0,,{\blur3}Masts, they\Nare, I say.
Dialogue: 0,0:00:03.00,0:00:04.00,Default,Ben Moe,0,0,0,,{\p1}m 0 0 l 1 1{\p0}Are they?
Dialogue: 0,soon,0:00:05.00,Default,Ben Moe,0,0,0,,Four.
"""


def test_ass_has_speakers_and_its_overrides_comments_and_drawings_are_no_words() -> None:
    assert turns(ASS, "a.ass") == [
        ("Ann Lee", "Masts, they are, I say.", 1000, 2500),
        ("Ben Moe", "Are they?", 3000, 4000),
    ]
    reading = read(ASS, "a.ass")
    assert reading.document.title == "On masts"
    assert any(
        check.startswith("line 14 left out, its times cannot be read: Dialogue: 0,soon") for check in reading.checks
    )


TTML = """<?xml version="1.0" encoding="UTF-16"?>
<tt:tt xmlns:tt="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xml:lang="en"
 xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xmlns:tts="http://www.w3.org/ns/ttml#styling"
 ttp:frameRate="24" ttp:frameRateMultiplier="1000 1001" ttp:tickRate="10000000">
<tt:head><ttm:title>On masts</ttm:title>
<ttm:agent xml:id="a" type="person"><ttm:name type="full">Ann Lee</ttm:name></ttm:agent>
<ttm:agent xml:id="b"><ttm:name type="family">Moe</ttm:name><ttm:name type="given">Ben</ttm:name></ttm:agent></tt:head>
<tt:body begin="10s"><tt:div>
<tt:p begin="00:00:01.5" end="00:00:02:12" ttm:agent="a">Masts
  <tt:span>are</tt:span>,<tt:br/>I say.</tt:p>
<tt:p begin="30000000t" dur="1500ms"><tt:metadata><ttm:desc>aside</ttm:desc></tt:metadata><tt:span ttm:agent="b">Are
 they</tt:span><tt:span tts:ruby="text">aloud</tt:span>?</tt:p>
<tt:p end="never"><tt:span begin="48f" ttm:agent="c">Now.</tt:span></tt:p>
</tt:div><tt:div timeContainer="seq" begin="0.1h"><tt:p dur="1s" ttm:agent="a">Yes.</tt:p>
<tt:p begin="1s" dur="1s" ttm:agent="a b">All!</tt:p></tt:div></tt:body></tt:tt>"""


@pytest.mark.parametrize("name", ["a.ttml", "a.xml", "a.txt"])
def test_ttml_has_times_of_all_kinds_and_agents_are_speakers(name: str) -> None:
    frame = 1001 / 24
    document = registry.read(TTML.encode("utf-16"), Hints(name=name)).document
    assert [(p.speaker, p.text, p.start_ms, p.end_ms) for p in document.passages()] == [
        ("Ann Lee", "Masts are, I say.", 11_500, 12_000 + round(12 * frame)),
        ("c", "Now.", round(10_000 + 48 * frame), None),
        ("Ben Moe", "Are they", 13_000, 14_500),
        (None, "?", 13_000, 14_500),
        ("Ann Lee", "Yes.", 370_000, 371_000),
        (None, "All!", 372_000, 373_000),
    ]  # fmt: skip
    assert (document.title, document.language) == ("On masts", "en")


def test_ttml_of_apple_has_absolute_times_and_words_without_blanks_between() -> None:
    text = """<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"
    xmlns:podcasts="http://podcasts.apple.com/transcript-ttml-internal"><body dur="2:10.5"><div begin="0.2">
    <p begin="0.2" end="59.0" ttm:agent="SPEAKER_1"><span begin="0.2" end="1.3" podcasts:unit="sentence"><span
    begin="0.2" end="0.5" podcasts:unit="word">Masts</span><span
    begin="0.5" end="1.3" podcasts:unit="word">are.</span></span>
    <span podcasts:unit="sentence"><span begin="58.5" end="59" podcasts:unit="word">High.</span></span></p>
    <p begin="1:02.25" end="1:09.4" ttm:agent="SPEAKER_2">No.</p></div></body></tt>"""
    assert turns(text, "a.ttml") == [
        ("SPEAKER_1", "Masts are. High.", 200, 59_000),
        ("SPEAKER_2", "No.", 62_250, 69_400),
    ]
    assert [part[:3] for part in passages(text, "a.ttml")[0].parts] == [(0, 200, 1300), (11, 58_500, 59_000)]


def test_what_has_no_begin_in_ttml_begins_with_its_parent_where_it_has_an_end() -> None:
    text = (
        "<tt><body dur='30s'><div dur='10s'><p><span dur='5s'>One.</span></p></div><p end='4s'>Two.</p>"
        "<p>No.</p></body></tt>"
    )
    assert turns(text, "a.ttml") == [(None, "One. Two.", 0, 10_000)]
    assert "words left out, their times cannot be read: No." in read(text, "a.ttml").checks


def test_ttml_of_older_days_has_no_agents_but_labels() -> None:
    text = (
        "<tt xmlns='http://www.w3.org/2006/10/ttaf1'><body><div><p begin='0:00:01.0' end='00:00:02'>Ann Lee: One.</p>"
        "<p begin='00:00:03' end='00:00:04'>Ben Moe: Two.</p><p>Three.</p></div></body></tt>"
    )
    assert turns(text, "a.dfxp") == [("Ann Lee", "One.", 1000, 2000), ("Ben Moe", "Two.", 3000, 4000)]
    assert "words left out, their times cannot be read: Three." in read(text, "a.dfxp").checks


def test_a_time_in_ttml_that_no_recording_has_is_said() -> None:
    text = "<tt><body><p begin='1s' end='2s'>One.</p><p begin='999999999999h'>Two.</p></body></tt>"
    assert "words left out, their times cannot be read: Two." in read(text, "a.ttml").checks


def test_frames_that_were_dropped_are_to_be_checked() -> None:
    text = TTML.replace("<tt:tt ", "<tt:tt ttp:dropMode='dropNTSC' ").replace("UTF-16", "UTF-8")
    assert "times count frames that were dropped: they may be some seconds late" in read(text, "a.ttml").checks


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("<SAMI><BODY><SYNC Start=1>Hi</SAMI>", "a.smi", "save it as SubRip or WebVTT"),
        ("{0}{25}Hi\n", "a.sub", "save it as SubRip or WebVTT"),
        ("Scenarist_SCC V1.0\n\n00:00:01:00\t9420", "a.scc", "save it as SubRip or WebVTT"),
        ("name\tage\nAnn\t5\n", "a.tsv", "name them speaker, start and text"),
        ("<!DOCTYPE tt><tt xmlns='http://www.w3.org/ns/ttml'/>", "a.ttml", "take it out"),
        ("<tt xmlns='http://www.w3.org/ns/ttml'><body>", "a.ttml", "is not whole XML"),
        ("<tt xmlns='http://www.w3.org/ns/ttml'/>", "a.ttml", "no words in any caption"),
        ("[00:12:50]Hi\n", "a.lrc", r"line 1 left out, for it has no time such as \[01:02.50\]"),
        ("Hi there\n", "a.sbv", "needs lines such as 0:00:01.000,0:00:04.000"),
        ("[Events]\nDialogue: 0,1:2,x\n", "a.ass", "line 2 left out"),
        ("0:00:13.f89,0:00:15.489\nHi", "a.sbv", "its times cannot be read: 0:00:13.f89,0:00:15.489"),
        ("WEBVTT\n\n00:00:07.000 --> 00:00:1d.890\nHi", "a.vtt", "be read: 00:00:07.000 --> 00:00:1d.890"),
        ("1\n00:00:01:12 --> 00:00:02:12\nHi", "a.srt", "its times cannot be read"),
    ],
)  # fmt: skip
def test_what_is_not_read_is_refused_in_a_line_that_says_why(text: str, name: str, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        read(text, name)


@pytest.mark.parametrize("name", ["a.vtt", "a.srt"])
def test_overrides_of_another_format_are_no_words(name: str) -> None:
    text = "00:00:01.000 --> 00:00:02.000\n{\\an8}{\\pos(1,2)}Sails are {torn}.\n"
    assert (
        turns(f"WEBVTT\n\n{text}" if name == "a.vtt" else text.replace(".000", ",000"), name)[0][1]
        == "Sails are {torn}."
    )
