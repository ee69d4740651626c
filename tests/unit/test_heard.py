"""What a machine heard: its file, its turns, and what of them a person checked."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from corpus.dates import PartialDate
from corpus.errors import ReadError
from corpus.heard import Check, Heard, Turn, Word, heard, is_heard, turns, with_checked
from corpus.locators import locate
from corpus.model import Feed, Hints, Reading
from corpus.origin import NOT_CHECKED, origin
from corpus.plain import plain
from corpus.readers import registry
from corpus.sound import Recording

DAY = PartialDate(2026, 11, 30)
ANN = Check("Ann Lee", DAY)


def words(text: str, start_ms: int = 0, *, each_ms: int = 400, confidence: int = 90) -> tuple[Word, ...]:
    return tuple(
        Word(f" {word}", start_ms + at * each_ms, start_ms + at * each_ms + each_ms - 50, confidence)
        for at, word in enumerate(text.split())
    )


def a_transcript(*said: Turn, **more: object) -> Heard:
    recording = Recording(
        sha256="ab" * 32, source="/talks/sea.mp3", size=1000, media_type="audio/mpeg", duration_ms=9000
    )
    known = Heard(recording=recording, model="tiny.en@1a2b3c4d", made=DAY, turns=said, language="en")
    return replace(known, **more)  # type: ignore[arg-type]


def read(found: Heard, hints: Hints = Hints(name="sea.mp3")) -> Reading:  # noqa: B008
    """The reading of what this library itself heard."""
    reading = registry.read(found.to_bytes(), replace(hints, heard_here=True))
    assert not isinstance(reading, Feed)
    return reading


def test_its_file_says_all_of_it() -> None:
    found = a_transcript(Turn(words=words("one two"), speaker="Ann Lee", checked=ANN), title="The Sea")
    assert is_heard(found.to_bytes().decode())
    assert heard(found.to_bytes().decode()) == found


@pytest.mark.parametrize("text", ["{}", '{"citecast": "heard", "version": 1}', '{"citecast": "heard"', "[]"])
def test_half_a_file_is_refused(text: str) -> None:
    with pytest.raises(ReadError):
        heard(text)


def test_a_file_of_a_newer_version_is_refused() -> None:
    said = json.loads(a_transcript().to_bytes()) | {"version": 2}
    with pytest.raises(ReadError, match="newer"):
        heard(json.dumps(said))


def test_a_turn_ends_with_a_sentence_before_a_pause() -> None:
    said = (*words("It was late."), *words("Then it rained.", 3000), *words("And rained.", 4300))
    assert [turn.text for turn in turns(said)] == ["It was late.", "Then it rained. And rained."]


def test_a_pause_within_a_sentence_ends_no_short_turn() -> None:
    said = (*words("It was"), *words("late.", 4000))
    assert [turn.text for turn in turns(said)] == ["It was late."]


def test_no_turn_has_more_than_some_150_words() -> None:
    with_ends = words(" ".join(["a b c d e f g h i j."] * 60))
    assert {len(turn.words) for turn in turns(with_ends)} == {100}
    without = words("word " * 400)
    assert [len(turn.words) for turn in turns(without)] == [150, 150, 100]
    assert [word for turn in turns(without) for word in turn.words] == list(without)


def test_each_word_has_its_time_and_the_text_is_as_it_was_heard() -> None:
    document = read(a_transcript(Turn(words=(Word(" “Ask", 3288, 3784, 64), Word(" not”", 3992, 4392, 85))))).document
    (passage,) = document.passages()
    assert passage.text == "“Ask not”"
    assert locate(passage, 5, 9).start_ms == 3992
    assert (passage.start_ms, passage.end_ms) == (3288, 4392)
    assert [part.confidence for part in passage.parts] == [64, 85]
    assert document.type == "transcript"
    assert origin(document, [passage]) == NOT_CHECKED


def test_words_without_blanks_between_them_stand_as_they_were_heard() -> None:
    said = (Word("今日は", 0, 500, 90), Word("雨です。", 500, 900, 90))
    (passage,) = read(a_transcript(Turn(words=said), language="ja")).document.passages()
    assert passage.text == "今日は雨です。"
    assert locate(passage, 3, 7).start_ms == 500


def test_a_turn_says_by_whom_and_when_it_was_checked() -> None:
    checked, later = Turn(words=words("one two"), checked=ANN), Turn(words=words("three", 2000))
    document = read(a_transcript(checked, replace(later, checked=ANN), Turn(words=words("four", 4000)))).document
    first, second, third = document.passages()
    assert document.machine
    assert [tuple(each) for each in document.machine.checked] == [(1, 2, "Ann Lee", DAY)]
    assert origin(document, [first, second]) == "machine transcript, checked by Ann Lee on 30 November 2026"
    assert origin(document, [third]) == NOT_CHECKED
    assert origin(document, [second, third]) == NOT_CHECKED


def test_numbers_of_turns_are_those_of_passages_although_one_has_no_words() -> None:
    empty = Turn(words=(Word(" ", 0, 10, 9),))
    document = read(a_transcript(empty, Turn(words=words("one")), Turn(words=words("two", 900), checked=ANN))).document
    assert [passage.paragraph for passage in document.passages()] == [1, 2]
    assert document.machine
    assert document.machine.check_of(2)
    assert document.machine.check_of(1) is None


def test_what_is_known_of_the_recording_otherwise_goes_before_what_it_says_itself() -> None:
    found = a_transcript(Turn(words=words("one")), title="Tagged", show="A Show", date=PartialDate(2020))
    document = read(found, Hints(name="sea.mp3", title="The Sea", date=PartialDate(2024, 8))).document
    assert (document.title, document.show, document.date) == ("The Sea", "A Show", PartialDate(2024, 8))


def test_without_a_title_it_is_the_files_name_which_is_to_be_checked() -> None:
    reading = read(a_transcript(Turn(words=words("one"))), Hints(name="the-sea.mp3"))
    assert reading.document.title == "The Sea"
    assert "title taken from the file's name" in reading.checks


def test_what_a_person_checked_stays_when_a_better_model_hears_it_anew() -> None:
    before = a_transcript(
        Turn(words=words("Alabuga was built."), speaker="Ann Lee", checked=ANN), Turn(words=words("they say so.", 1300))
    )
    new = a_transcript(Turn(words=words("Alabama was built. They say so!")), model="large@9")
    merged = with_checked(new, before)
    assert [turn.text for turn in merged.turns] == ["Alabuga was built.", "They say so!"]
    assert [turn.checked for turn in merged.turns] == [ANN, None]
    assert merged.turns[0].speaker == "Ann Lee"
    assert merged.model == "large@9"


def test_of_a_transcript_from_elsewhere_nobody_is_believed_to_have_checked_it() -> None:
    forged = a_transcript(Turn(words=words("one two"), speaker="General X", checked=ANN))
    reading = registry.read(forged.to_bytes(), Hints(name="forged.json"))
    assert not isinstance(reading, Feed)
    assert reading.document.machine
    assert reading.document.machine.checked == ()
    assert reading.document.recording is None
    assert "who checked it, and which recording it is of, is left out" in reading.checks[-1]


@pytest.mark.parametrize(
    "found",
    [
        a_transcript(Turn(words=words("one"), checked=Check(" ", DAY))),
        a_transcript(Turn(words=words("one"), voice=-3)),
        a_transcript(Turn(words=words("one")), model="m" * 100_000),
        a_transcript(Turn(words=(Word(" \ud800", 0, 1, 2),))),
    ],
)
def test_what_cannot_be_in_such_a_file_is_refused(found: Heard) -> None:
    said = json.dumps(json.loads(json.dumps({"citecast": "heard", "version": 1, **plain(found)})))
    with pytest.raises(ReadError):
        heard(said)


def test_what_is_heard_around_a_checked_turn_stands_before_and_behind_it() -> None:
    new = a_transcript(Turn(words=words("n0 n1 n2 n3 n4 n5 n6 n7", each_ms=1000)))
    checked = Turn(words=words("C3 C4 C5", 3000, each_ms=1000), speaker="Ann Lee", checked=ANN)
    merged = with_checked(new, a_transcript(checked))
    assert [turn.text for turn in merged.turns] == ["n0 n1 n2", "C3 C4 C5", "n6 n7"]


def test_a_speaker_is_nobody_where_others_spoke_too() -> None:
    before = a_transcript(
        Turn(words=words("one two three", each_ms=1000), speaker="Alice"),
        Turn(words=words("four five six", 3000, each_ms=1000)),
    )
    (turn,) = with_checked(a_transcript(Turn(words=words("a b c d e f", each_ms=1000))), before).turns
    assert turn.speaker is None


def test_a_speaker_stays_in_all_turns_that_hers_became() -> None:
    before = a_transcript(Turn(words=words("one two three", each_ms=1000), speaker="Alice"))
    new = a_transcript(*(Turn(words=words(each, at * 1000, each_ms=1000)) for at, each in enumerate("abc")))
    assert [turn.speaker for turn in with_checked(new, before).turns] == ["Alice"] * 3


def test_a_checked_turn_all_of_whose_words_were_rewritten_stays_where_it_was() -> None:
    rewritten = Turn(words=(Word("Everything"), Word(" anew")), checked=ANN, said_ms=(3000, 6000))
    new = a_transcript(Turn(words=words("a b c d e f g h", each_ms=1000)))
    assert [turn.text for turn in with_checked(new, a_transcript(rewritten)).turns] == [
        "a b c",
        "Everything anew",
        "g h",
    ]


def test_a_speaker_that_was_named_stays_with_the_words_at_that_time() -> None:
    before = a_transcript(Turn(words=words("one two three"), speaker="Ann Lee"), Turn(words=words("four", 5000)))
    merged = with_checked(a_transcript(Turn(words=words("one too free")), Turn(words=words("for", 5000))), before)
    assert [turn.speaker for turn in merged.turns] == ["Ann Lee", None]


VOICES = ((0, 900, 1), (1000, 2000, 2), (2000, 4000, 1))


def test_a_turn_ends_where_another_voice_speaks() -> None:
    found = list(turns(words("Ann says this. Ben says that. Ann again."), VOICES))
    assert [(turn.voice, turn.text) for turn in found] == [
        (1, "Ann says this."),
        (2, "Ben says"),
        (1, "that. Ann again."),
    ]
    assert [passage.speaker for passage in read(a_transcript(*found)).document.passages()] == [
        "Speaker 1",
        "Speaker 2",
        "Speaker 1",
    ]


def test_between_voices_it_is_the_one_before() -> None:
    (only,) = turns(words("one two three"), ((0, 500, 3),))
    assert (only.voice, only.label) == (3, "Speaker 3")


def test_who_is_named_goes_before_the_number_of_a_voice() -> None:
    assert Turn(words=(), voice=1, speaker="Ann Lee").label == "Ann Lee"
    assert Turn(words=()).label is None
