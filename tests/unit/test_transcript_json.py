"""Transcripts in JSON, in the shapes that tools write."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from corpus.errors import ReadError
from corpus.model import Hints, Part, Passage
from corpus.readers import registry
from tests.data import PODCASTING20


def read(value: object) -> list[Passage]:
    data = json.dumps(value, ensure_ascii=False).encode()
    return list(registry.read(data, Hints(name="a.json")).document.passages())


def cue(text: str, start_ms: int, end_ms: int, speaker: str | None = None, *, turn: int = 1) -> Passage:
    """The only passage of a turn, its words within one span of time."""
    parts = (Part(0, start_ms, end_ms),)
    return Passage(text=text, paragraph=turn, speaker=speaker, start_ms=start_ms, end_ms=end_ms, parts=parts)


def test_podcasting_2_0_segments_of_one_word_are_joined_into_turns() -> None:
    said = [
        {"speaker": "Ann", "startTime": n, "endTime": n + 0.25, "body": word}
        for n, word in enumerate(["I", "saw", "it."])
    ]
    said.append({"speaker": "Ben", "startTime": 3.5, "endTime": 4, "body": "Where?"})
    parts = (Part(0, 0, 250), Part(2, 1000, 1250), Part(6, 2000, 2250))
    assert read({"version": "1.0.0", "segments": said}) == [
        replace(cue("I saw it.", 0, 2250, "Ann"), parts=parts),
        cue("Where?", 3500, 4000, "Ben", turn=2),
    ]


def test_whisper_segments_keep_their_times() -> None:
    value = {
        "language": "en",
        "text": " So it is.",
        "segments": [{"id": 0, "start": 1.5, "end": 3.0, "text": " So it is."}],
    }
    assert read(value) == [cue("So it is.", 1500, 3000)]


def test_whisper_cpp_gives_milliseconds() -> None:
    value = {"transcription": [{"offsets": {"from": 120, "to": 900}, "text": " So it is."}]}
    assert read(value) == [cue("So it is.", 120, 900)]


def test_words_that_bring_their_own_blanks_are_joined_by_nothing_else() -> None:
    words = [{"word": word, "start": n, "end": n} for n, word in enumerate((" Don", "'t", " stop."))]
    parts = (Part(0, 0, 0), Part(3, 1000, 1000), Part(6, 2000, 2000))
    assert read({"words": words}) == [replace(cue("Don't stop.", 0, 2000), parts=parts)]


def test_a_numbered_speaker_has_a_name() -> None:
    assert read([{"speaker": 0, "start": 0, "end": 1, "text": "It is so."}])[0].speaker == "Speaker 0"


def test_what_the_file_says_of_itself_is_kept() -> None:
    value = {"title": "On engines", "language": "en", "segments": [{"text": "It is so."}]}
    document = registry.read(json.dumps(value).encode(), Hints(name="a.json")).document
    assert (document.title, document.language, document.type) == ("On engines", "en", "transcript")


@pytest.mark.parametrize("data", [b'{"segments": [', b"{}", b'{"segments": [{"start": 1}]}', b'"segments"', b"NaN"])
def test_json_that_is_no_transcript_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError, match="JSON"):
        registry.read(data, Hints(name="a.json"))


@pytest.mark.parametrize("time", [float("nan"), float("inf"), -1, 1e300, "soon", None, True])
def test_a_time_that_is_none_is_left_out(time: object) -> None:
    assert read([{"text": "It is so, as I said.", "start": time}])[0].start_ms is None


@pytest.mark.parametrize("time", [10**30, -1, True, 1.5, "soon"])
def test_an_offset_that_is_none_is_left_out(time: object) -> None:
    assert read([{"text": "It is so, as I said.", "offsets": {"from": time, "to": time}}])[0].start_ms is None


def test_a_speaker_that_is_no_name_is_nobody() -> None:
    assert [read([{"text": "It is so.", "speaker": value}])[0].speaker for value in (True, " ", [1])] == [None] * 3


def test_half_a_character_is_said_to_be_lost_and_two_halves_are_whole() -> None:
    data = rb'[{"text": "It is \ud83d so."}, {"text": " \ud83d\ude00", "speaker": "\ude00"}]'
    found = list(registry.read(data, Hints(name="a.json")).document.passages())
    assert [(passage.speaker, passage.text) for passage in found] == [(None, "It is \ufffd so."), ("\ufffd", "😀")]


@pytest.mark.skipif(not PODCASTING20.exists(), reason="the Podcasting 2.0 examples are not beside the project")
@pytest.mark.parametrize(
    ("name", "passages", "speakers"),
    [
        ("transcript.json", 1, {"Darth Vader"}),
        ("transcript.html", 10, {"Travis", "Sarah", "Gilon"}),
    ],
)
def test_the_examples_of_the_podcast_namespace(name: str, passages: int, speakers: set[str]) -> None:
    file = PODCASTING20 / name
    found = list(registry.read(file.read_bytes(), Hints(name=name)).document.passages())
    assert len(found) >= passages
    assert {passage.speaker for passage in found} >= speakers
    assert all(passage.start_ms is not None for passage in found[:2])


def test_a_speaker_without_a_letter_fails_no_reading() -> None:
    said = read({"segments": [{"speaker": ":", "start": 1, "end": 2, "text": "Masts are high."}]})
    assert [passage.text for passage in said] == ["Masts are high."]
