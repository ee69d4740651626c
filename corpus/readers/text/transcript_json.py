"""Transcripts in JSON: Podcasting 2.0, Whisper and its kin, with a sentence or a single word in each segment."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from corpus.errors import ReadError
from corpus.model import Hints, Reading
from corpus.readers.base.speech import Said, head, sentences, transcript, turns
from corpus.text import verbatim

_LISTS = ("segments", "transcription", "words", "monologues")
_TEXTS = ("body", "text", "word", "punctuated_word")
_LONGEST = 10_000_000  # seconds: a time that is later is a mistake
_STARTS, _ENDS = ("startTime", "start", "start_time"), ("endTime", "end", "end_time")


class _Segment(NamedTuple):
    speaker: str | None
    text: str
    start_ms: int | None
    end_ms: int | None


def read_json(text: str, hints: Hints) -> Reading:
    """The transcript in a JSON file; ReadError where it is not valid or holds no list of timed segments."""
    try:
        found = json.loads(text)
    except ValueError as error:
        line = f" in line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise ReadError(f"is not valid JSON{line}: is it cut short?") from error
    segments = [segment for item in _items(found) if (segment := _segment(item))]
    if not segments:
        raise ReadError("is JSON without a transcript: no list of segments that have a text")
    return transcript(turns(_said(segments)), hints, about=head(found if isinstance(found, dict) else {}))


def is_transcript(text: str) -> bool:
    """Whether a text looks like a transcript in JSON, rather than like words that begin with a bracket."""
    return text.lstrip()[:1] in ("{", "[") and any(f'"{name}"' in text[:20_000] for name in _TEXTS)


def _items(found: object) -> list[Any]:
    if isinstance(found, dict):
        found = next((found[name] for name in _LISTS if isinstance(found.get(name), list)), [])
    return found if isinstance(found, list) else []


def _segment(item: object) -> _Segment | None:
    if not isinstance(item, dict):
        return None
    text = next((item[name] for name in _TEXTS if isinstance(item.get(name), str)), "")
    if not text.strip():
        return None
    speaker = item.get("speaker")
    named = verbatim(speaker) if isinstance(speaker, str) else f"Speaker {speaker}" if type(speaker) is int else ""
    offsets = item.get("offsets")
    if isinstance(offsets, dict):  # whisper.cpp: milliseconds
        return _Segment(named or None, text, _whole(offsets.get("from")), _whole(offsets.get("to")))
    return _Segment(named or None, text, time_in(item, _STARTS), time_in(item, _ENDS))


def time_in(item: dict[str, Any], names: tuple[str, ...]) -> int | None:
    """A time given in seconds, as milliseconds."""
    seconds = next((item[name] for name in names if type(item.get(name)) in (int, float)), None)
    return round(seconds * 1000) if seconds is not None and 0 <= seconds < _LONGEST else None


def _whole(value: object) -> int | None:
    return value if type(value) is int and 0 <= value < 1000 * _LONGEST else None


def _said(segments: list[_Segment]) -> Iterator[Said]:
    """The segments' sentences; single words are first joined, with the blanks that the file itself gives them."""
    if sum(" " not in segment.text.strip() for segment in segments) * 2 < len(segments):
        for segment in segments:
            yield from sentences(Said(segment.speaker, verbatim(segment.text), segment.start_ms, segment.end_ms))
        return
    glue = "" if any(segment.text[:1].isspace() for segment in segments[1:]) else " "
    for speaker, run in groupby(segments, key=lambda segment: segment.speaker):
        words: list[_Segment] = []
        for segment in run:
            words.append(segment)
            if segment.text.rstrip().endswith((".", "!", "?", "…")):
                yield _joined(speaker, words, glue)
                words = []
        if words:
            yield _joined(speaker, words, glue)


def _joined(speaker: str | None, words: list[_Segment], glue: str) -> Said:
    return Said(speaker, verbatim(glue.join(word.text for word in words)), words[0].start_ms, words[-1].end_ms)
