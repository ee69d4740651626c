"""Documents as captions: what is said when, as printed, and read back as it was."""

from __future__ import annotations

import pytest

from corpus.dates import PartialDate
from corpus.errors import InvalidValue
from corpus.heard import Turn, Word
from corpus.model import Document, Feed, Hints, Part, Passage, Section
from corpus.readers import registry
from corpus.sound import Alignment
from search.export.captions import as_vtt
from tests.unit.test_heard import ANN, a_transcript, read, words


def document(*passages: Passage, **more: object) -> Document:
    section = Section(heading="Transcript", kind="transcript", passages=passages)
    return Document(type="transcript", title="The Sea", id="the-sea", sections=(section,), **more)  # type: ignore[arg-type]


def test_words_are_joined_into_cues_at_their_own_times_and_say_that_a_machine_heard_them() -> None:
    said = Turn(words=(*words("It was late & <dark>."), *words("Then it rained.", 9000)), speaker="Ann Lee")
    vtt = as_vtt(read(a_transcript(said)).document)
    assert vtt.startswith("WEBVTT\n\nNOTE Sea\n\nNOTE machine transcript, not checked\n\n")
    assert "00:00:00.000 --> 00:00:01.950\n<v Ann Lee>It was late &amp; &lt;dark&gt;.\n" in vtt
    assert "00:00:09.000 --> 00:00:10.150\n<v Ann Lee>Then it rained.\n" in vtt


def test_what_is_read_back_is_what_was_said() -> None:
    said = [Turn(words=words(f"Part {at} of the talk, of “seas” & ships.", at * 20_000)) for at in range(5)]
    before = read(a_transcript(*said)).document
    reading = registry.read(as_vtt(before).encode(), Hints(name="sea.vtt"))
    assert not isinstance(reading, Feed)
    text = " ".join(passage.text for passage in reading.document.passages())
    assert text == " ".join(passage.text for passage in before.passages())


def test_words_without_a_time_are_left_out_and_counted() -> None:
    parts = (Part(0, 1000, 1400, confidence=90), Part(4), Part(14, 5000, 5300, confidence=80))
    passage = Passage(text="Far not heard away", start_ms=1000, end_ms=5300, parts=parts)
    alignment = Alignment(model="tiny", made=PartialDate(2026, 11, 30), words=4, heard=2)
    vtt = as_vtt(document(passage, alignment=alignment))
    assert "NOTE time by alignment, by the model tiny" in vtt
    assert "NOTE 2 words without a time left out" in vtt
    assert "not heard" not in vtt.partition("-->")[2]


def test_words_that_a_person_heard_stand_with_those_that_have_a_time() -> None:
    said = Turn(words=(Word("Well"), Word(" then", 1000, 1300, 90), Word(" seven"), Word(" lamps", 1400, 1800, 90)))
    vtt = as_vtt(read(a_transcript(said)).document)
    assert "00:00:01.000 --> 00:00:01.800\nWell then seven lamps\n" in vtt
    assert "left out" not in vtt


def test_a_turn_that_only_begins_lasts_until_the_next() -> None:
    vtt = as_vtt(document(Passage(text="One.", start_ms=0), Passage(text="Two.", start_ms=4500)))
    assert "00:00:00.000 --> 00:00:04.500\nOne." in vtt
    assert "00:00:04.500 --> 00:00:05.500\nTwo." in vtt


def test_no_times_no_captions() -> None:
    with pytest.raises(InvalidValue, match="says no times"):
        as_vtt(document(Passage(text="One.")))


def test_checked_words_are_said_to_be() -> None:
    said = read(a_transcript(Turn(words=(Word(" Yes.", 0, 300, 90),), checked=ANN))).document
    assert "NOTE machine transcript, checked by Ann Lee on 30 November 2026" in as_vtt(said)
