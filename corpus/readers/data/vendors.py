"""Transcripts in JSON as the services of speech recognition write them, one chosen by its shape; those of clouds apart.

The unit of a time is that of the service's documentation, and never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from corpus.readers.base.times import Times
from corpus.readers.data.clouds import aws, azure, google, ibm, is_aws, is_google, is_ibm
from corpus.readers.data.pieces import Items, Piece, at, dicts, first_of, interleaved, spaced, text_in

_Time = Callable[[object], int | None]
_POINTS = ".,;:!?…"  # after which there is a blank


def _words(items: Items, texts: Sequence[str], time: _Time, *, by: object = None) -> Iterator[Piece]:
    """Words with times of their own; one that names no speaker is of the one that all are said `by`."""
    for item, text in zip(items, texts, strict=True):
        speaker = item.get("speaker")
        said_by = by if speaker is None else speaker
        yield Piece(said_by, text, time(item.get("start")), time(item.get("end")), is_word=True)


def _assemblyai(found: Any, times: Times) -> Iterator[Piece]:
    """AssemblyAI: milliseconds; all of it, or its utterances, sentences or paragraphs alone."""
    listed = _listed(found)
    if not any(" " in item["text"].strip() for item in listed):  # words alone
        yield from _words(listed, spaced([item["text"] for item in listed], at(found, "text")), times.ms)
        return
    for item in listed:
        words = [word for word in dicts(item, "words") if text_in(word, "text")]
        by = item.get("speaker")
        yield from _words(words, spaced([word["text"] for word in words], item["text"]), times.ms, by=by)
        if not words:
            yield Piece(by, item["text"], times.ms(item["start"]), times.ms(item["end"]))


def _is_assemblyai(found: Any) -> bool:
    listed = _listed(found)
    sure = isinstance(found, dict) and "audio_duration" in found
    return bool(listed) and all(
        isinstance(item.get("text"), str)
        and type(item.get("start")) is int
        and type(item.get("end")) is int
        and (sure or "confidence" in item)
        for item in listed
    )


def _listed(found: Any) -> list[dict[str, Any]]:
    names = ("utterances", "sentences", "paragraphs", "words")
    return dicts(found) or next(filter(None, (dicts(found, name) for name in names)), [])


def _deepgram(found: Any, times: Times) -> Iterator[Piece]:
    """Deepgram: seconds; its utterances, else the first alternative of each channel."""
    channels = dicts(found, "results", "channels")
    said = [(item.get("channel"), item) for item in dicts(found, "results", "utterances")]
    said = said or [(n, first) for n, each in enumerate(channels) for first in dicts(each, "alternatives")[:1]]
    yield from interleaved(_deepgram_words(*each, times, several=len(channels) > 1) for each in said)


def _deepgram_words(channel: object, said: dict[str, Any], times: Times, *, several: bool) -> Iterator[Piece]:
    words = [word for word in dicts(said, "words") if text_in(word, "punctuated_word", "word")]
    texts = spaced([text_in(word, "punctuated_word", "word") for word in words], said.get("transcript"))
    by = f"Channel {channel}" if several else said.get("speaker")
    for piece in _words(words, texts, times.seconds, by=by):
        both = several and piece.speaker != by  # people of different channels have the same numbers
        yield piece._replace(speaker=f"{by}, Speaker {piece.speaker}") if both else piece
    if not words and (text := text_in(said, "transcript")):
        yield Piece(by, text, times.seconds(said.get("start")), times.seconds(said.get("end")))


def _rev(found: Any, times: Times) -> Iterator[Piece]:
    """Rev and Rev.ai: seconds, or a clock (`timestamp`) where people transcribed; blanks and points are elements."""
    for monologue in dicts(found, "monologues"):
        speaker = first_of(monologue, "speaker_info", "speaker")
        named = at(speaker, "display_name") or monologue.get("speaker")
        blank = True  # before a word after a word, where no element says it
        for element in dicts(monologue, "elements"):
            if not isinstance(text := element.get("value"), str) or not text:
                continue
            start = times.seconds(element.get("ts")) if "ts" in element else times.written(element.get("timestamp"))
            end = (
                times.seconds(element["end_ts"]) if "end_ts" in element else times.written(element.get("end_timestamp"))
            )
            is_word = element.get("type") != "punct"
            before = " " if blank and is_word and not text[0].isspace() else ""
            blank = not text[-1].isspace() and (is_word or text[-1] in _POINTS)
            yield Piece(named, before + text, start, end, is_word=True)


def _is_speechmatics(found: Any) -> bool:
    return any(at(result, "alternatives", 0, "content") for result in dicts(found, "results"))


def _speechmatics(found: Any, times: Times) -> Iterator[Piece]:
    """Speechmatics: seconds; points say to which word they are attached. UU is a speaker whom it does not know."""
    delimiter = at(found, "metadata", "language_pack_info", "word_delimiter")
    blank = delimiter if isinstance(delimiter, str) else " "
    glued = True
    speaker: object = None
    for item in dicts(found, "results"):
        if not (text := text_in(at(item, "alternatives", 0), "content")):
            continue
        is_point = item.get("type") == "punctuation"
        attached = item.get("attaches_to", "previous" if is_point else "none")
        if not (is_point and attached in ("previous", "both")):  # else it is of the word before it
            named = at(item, "alternatives", 0, "speaker")
            speaker = None if named == "UU" else named if named is not None else item.get("channel")
        before = "" if glued or attached in ("previous", "both") else blank
        start, end = times.seconds(item.get("start_time")), times.seconds(item.get("end_time"))
        yield Piece(speaker, before + text, start, end, is_word=True)
        glued = attached in ("next", "both")


def _spoken(each: Any) -> Any:
    """What Kaldi says in a value: its best alternative, else the value itself."""
    return next(iter(dicts(each, "alternatives")), each)


def _is_kaldi(found: Any) -> bool:
    return any(at(_spoken(each), "result", 0, "word") for each in dicts(found) or [found])


def _kaldi(found: Any, times: Times) -> Iterator[Piece]:
    """Kaldi and Vosk: seconds; an utterance each, one by one or in a list, with its words."""
    for each in dicts(found) or [found]:
        said = _spoken(each)
        words = [word for word in dicts(said, "result") if text_in(word, "word")]
        texts = spaced([word["word"] for word in words], at(said, "text"))
        for n, piece in enumerate(_words(words, texts, times.seconds)):
            yield piece if n else piece._replace(text=f" {piece.text.lstrip()}")
        if not words:
            yield Piece(None, text_in(said, "text"))


def _youtube(found: Any, times: Times) -> Iterator[Piece]:
    """YouTube's json3: milliseconds; events, which stay on the screen while others begin.

    Where it was recognised by a machine, the words of an event have offsets; else an event is a phrase.
    """
    events = [(event, dicts(event, "segs")) for event in dicts(found, "events")]
    by_word = any("tOffsetMs" in segment for _, segments in events for segment in segments)
    said: list[Piece] = []
    for event, segments in events:
        begin, lasts = times.ms(event.get("tStartMs")), times.ms(event.get("dDurationMs"))
        if not by_word:
            segments = [{"utf8": "".join(str(segment.get("utf8") or "") for segment in segments)}]
        for n, segment in enumerate(segments):
            start = None if begin is None else begin + (times.ms(segment.get("tOffsetMs")) or 0)
            end = None if begin is None or lasts is None else begin + lasts
            text = ("" if n else "\n") + str(segment.get("utf8") or "")
            timed = text.strip() != ""
            said.append(Piece(None, text, start if timed else None, end if timed else None, is_word=by_word))
    after: int | None = None
    for n, piece in reversed([*enumerate(said)]):
        ends = [ms for ms in (piece.end_ms, after) if ms is not None and ms > (piece.start_ms or 0)]
        said[n] = piece._replace(end_ms=min(ends, default=None))
        after = after if piece.start_ms is None else piece.start_ms
    yield from said


def _elevenlabs(found: Any, times: Times) -> Iterator[Piece]:
    """ElevenLabs: seconds; blanks are words of their own."""
    for word in dicts(found, "words"):
        start, end = times.seconds(word.get("start")), times.seconds(word.get("end"))
        yield Piece(word.get("speaker_id"), str(word.get("text") or ""), start, end, is_word=True)


class Vendor(NamedTuple):
    """A service: how its JSON is known, and what it says piece by piece."""

    name: str
    is_one: Callable[[Any], bool]
    pieces: Callable[[Any, Times], Iterator[Piece]]


VENDORS = (
    Vendor("Deepgram", lambda found: bool(dicts(found, "results", "channels")), _deepgram),
    Vendor("AWS Transcribe", is_aws, aws),
    Vendor("IBM Watson", is_ibm, ibm),
    Vendor("Speechmatics", _is_speechmatics, _speechmatics),
    Vendor("Google", is_google, google),
    Vendor("Rev", lambda found: bool(dicts(found, "monologues", 0, "elements")), _rev),
    Vendor("Kaldi", _is_kaldi, _kaldi),
    Vendor("YouTube", lambda found: any("tStartMs" in event for event in dicts(found, "events")), _youtube),
    Vendor("ElevenLabs", lambda found: bool(at(found, "words", 0, "type")), _elevenlabs),
    Vendor("Azure", lambda found: bool(dicts(found, "recognizedPhrases")), azure),
    Vendor("AssemblyAI", _is_assemblyai, _assemblyai),
)
