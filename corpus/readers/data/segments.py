"""Transcripts in JSON as a list of segments, each with its text, its speaker and its times, by the names of the fields.

Podcasting 2.0, Whisper and its kin, Podlove, Microsoft Teams, Fireflies, Sonix, Gladia and others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from corpus.readers.base.times import Times
from corpus.readers.data.pieces import Piece, at, dicts, spaced, text_in
from corpus.text import verbatim

_LISTS = (
    "speakers", "segments", "transcription", "utterances", "sentences", "chunks", "transcript", "transcripts",
    "Transcript", "entries", "phrases", "cues", "captions", "monologues", "items", "words",
)  # fmt: skip
_TEXTS = (
    "body", "text", "word", "punctuated_word", "transcript", "sentence", "content", "Content", "spokenText", "caption",
)  # fmt: skip
_SPEAKERS = (
    "speaker", "speaker_name", "speakerName", "speakerDisplayName", "speaker_label", "voice", "participant",
    "ParticipantRole",
)  # fmt: skip
_MS = (
    ("start_ms", "end_ms"), ("startMs", "endMs"), ("startTimeMs", "endTimeMs"), ("start_time_ms", "end_time_ms"),
    ("BeginOffsetMillis", "EndOffsetMillis"), ("offsetMilliseconds", ""), ("offset_ms", ""),
)  # fmt: skip
_LASTS_MS = ("durationMilliseconds", "duration_ms", "durationMs")
_PLAIN = (
    ("startTime", "endTime"), ("start_time", "end_time"), ("start", "end"), ("startOffset", "endOffset"),
    ("start_timestamp", "end_timestamp"), ("data_start", "data_end"), ("begin", "end"), ("from", "to"),
    ("time", ""), ("timestamp", ""), ("startDateTime", "endDateTime"),
)  # fmt: skip
_Time = Callable[[object], int | None]
_IS_TIME = re.compile("start|begin|offset|time", re.IGNORECASE)
_DEPTH = 4  # of the object that holds the list


def listed(found: object) -> list[dict[str, Any]]:
    """The segments in a JSON value: it is their list, or an object in it has that under a known name; else none."""
    level = [found]
    for _ in range(_DEPTH):
        for place in level:
            lists = (dicts(place), *(dicts(place, name) for name in _LISTS))
            if items := next((items for items in lists if any(map(_says, items))), None):
                return items
        level = [value for place in level if isinstance(place, dict) for value in place.values()]
    return []


def _says(item: dict[str, Any]) -> bool:
    return bool(text_in(item, *_TEXTS)) or any(text_in(word, *_TEXTS) for word in dicts(item, "words"))


def pieces(found: object, times: Times) -> Iterator[Piece]:
    """What is said, segment by segment, or word by word where most are words.

    A bare number is taken for seconds where Podcasting 2.0 (`startTime`, `body`) or all who write a `word` say so, or
    where numbers have fractions, as those of Whisper and its kin have; whole numbers alone may be of any unit.
    """
    segments = [item for item in listed(found) if _says(item)]
    if not segments and isinstance(found, dict):  # the plainest answer of Whisper and others: its text alone
        yield from (Piece(None, line) for line in text_in(found, "text", "transcript").splitlines())
    number = times.seconds if _in_seconds(segments) else times.unknown
    texts = [text_in(item, *_TEXTS) for item in segments]
    words = sum(" " not in text.strip() for text in texts if text) * 2 >= sum(map(bool, texts)) > 0
    if words and not any(text[:1].isspace() for text in texts[1:]):
        texts = spaced(texts, at(found, "text"))
    for item, text in zip(segments, texts, strict=True):
        named = ("voice", *_SPEAKERS) if "start_ms" in item else _SPEAKERS  # Podlove's voice names its speaker
        speaker = next((item[name] for name in named if item.get(name) not in (None, "")), None)
        start, end = _span(item, times, number)
        piece = Piece(speaker, text, start, end, is_word=words)
        yield from [piece] if words and text else _by_word(piece, item, times, number)


def _by_word(piece: Piece, item: dict[str, Any], times: Times, number: _Time) -> Iterator[Piece]:
    """A segment by its words, where all have times, or where it has no other text or several speakers (WhisperX)."""
    inner = [word for word in dicts(item, "words") if text_in(word, *_TEXTS)]
    texts = [text_in(word, *_TEXTS) for word in inner]
    if piece.text or not any(text[:1].isspace() or text[-1:].isspace() for text in texts):
        texts = spaced([text.strip() for text in texts], piece.text)
    spans = [_span(word, times, number) for word in inner]
    several = len({str(word["speaker"]) for word in inner if word.get("speaker")}) > 1
    same = verbatim("".join(texts)) == verbatim(piece.text) and all(None not in span for span in spans)
    if piece.text and not several and not same:
        yield piece
        return
    speaker = piece.speaker
    for n, (word, text, span) in enumerate(zip(inner, texts, spans, strict=True)):
        speaker = word.get("speaker") or speaker
        yield Piece(speaker, text if n else f" {text.lstrip()}", *span, is_word=True)


def _in_seconds(segments: Sequence[dict[str, Any]]) -> bool:
    timed = [*segments, *(word for item in segments for word in dicts(item, "words"))]
    numbers = [item.get(name) for item in timed for pair in _PLAIN for name in pair if name]
    numbers += [each for item in segments if isinstance(pair := item.get("timestamp"), list) for each in pair]
    named = any({"startTime", "body"} <= item.keys() or "word" in item for item in segments)
    return named or any(type(number) is float for number in numbers)


def _span(item: dict[str, Any], times: Times, number: _Time) -> tuple[int | None, int | None]:
    """When a segment begins and ends, by the first pair of fields that it has."""
    if isinstance(offsets := item.get("offsets"), dict):  # whisper.cpp
        return times.ms(offsets.get("from")), times.ms(offsets.get("to"))
    if isinstance(pair := item.get("timestamp"), list) and len(pair) == 2:  # Transformers
        return number(pair[0]), number(pair[1])
    if ms := next((pair for pair in _MS if pair[0] in item), None):
        start, end = times.ms(item[ms[0]]), times.ms(item.get(ms[1]))
        return start, _after(start, next((times.ms(item[name]) for name in _LASTS_MS if name in item), None), end)
    if plain := next((pair for pair in _PLAIN if item.get(pair[0]) is not None), None):
        start, end = (times.written(v) if isinstance(v := item.get(name), str) else number(v) for name in plain)
        lasts = item.get("duration")
        return start, _after(start, number(lasts) if type(lasts) in (int, float) else None, end)
    times.unknown(
        next((value for name, value in item.items() if _IS_TIME.search(name) and value not in (None, "")), None)
    )
    return None, None


def _after(start: int | None, lasts: int | None, end: int | None) -> int | None:
    return end if end is not None or start is None or lasts is None else start + lasts
