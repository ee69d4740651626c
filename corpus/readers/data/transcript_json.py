"""Transcripts in JSON: by the shape of a service that is known, else as a list of segments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from corpus.errors import ReadError
from corpus.model import Hints, Reading
from corpus.readers.base.speech import Said, head, section_of, transcript, turns
from corpus.readers.base.times import Times, is_speech
from corpus.readers.data import segments
from corpus.readers.data.pieces import at, dicts, labelled, said
from corpus.readers.data.vendors import VENDORS
from corpus.text import clock, plural, printable

_FIELDS = (
    "body", "text", "word", "punctuated_word", "transcript", "transcripts", "sentence", "content", "spokenText",
    "elements", "utf8", "alternatives", "recognizedPhrases", "items",
)  # fmt: skip
_CUE = re.compile(
    r"^(?P<start>[\d:.]{5,14})[ \t]{1,9}-->[ \t]{1,9}(?P<end>[\d:.]{5,14})[^\n]{0,99}\n(?P<said>\{[^\n]*\})[ \t]*$",
    re.MULTILINE,
)
_FILLED = re.compile(r"\S")
_HEAD = 20_000  # characters
_SHOWN = 40  # characters of a text
_MOST = 5  # places of a check
_NAMES = ("speakers", "speaker_info", "voices", "participants", "contributors")


def read_json(text: str, hints: Hints) -> Reading:
    """The transcript in a JSON file, or in several values of JSON on end; ReadError where there is none in it."""
    found = loaded(text)
    times = Times()
    vendor = next((each for each in VENDORS if each.is_one(found)), None)
    spoken = [piece for piece in (vendor.pieces if vendor else segments.pieces)(found, times) if piece.text]
    if not any(piece.text.strip() for piece in spoken):
        raise ReadError("is JSON without a transcript: no list of segments that have a text")
    checks = times.checks()
    if not is_speech((piece.text, piece.start_ms, piece.end_ms) for piece in spoken):
        first = next(piece for piece in spoken if piece.end_ms is not None)
        checks = (f"times not understood: “{printable(first.text)[:_SHOWN]}” could not be spoken in them",)
        spoken = [piece._replace(start_ms=None, end_ms=None) for piece in spoken]
    sentences = [each for each in said(spoken, _names(found)) if each.text]
    if any(each.speaker for each in sentences):
        checks += _unnamed(sentences)
    else:
        sentences, labels = labelled(sentences)
        checks += labels
    filled = (each for each in sentences if each.text)
    return transcript([section_of(turns(filled))], hints, about=head(_details(found)), checks=checks)


def _unnamed(said: Sequence[Said]) -> tuple[str, ...]:
    """Where words are those of no speaker, in a file that names speakers."""
    silent = [said[at] for at in range(len(said)) if not said[at].speaker and (not at or said[at - 1].speaker)]
    if not silent:
        return ()
    places = [
        f"“{printable(each.text)[:_SHOWN]}”" if each.start_ms is None else clock(each.start_ms) for each in silent
    ]
    return (f"no speaker is named for words at {', '.join(places[:_MOST])}{' …' if len(places) > _MOST else ''}",)


def is_meeting(text: str) -> bool:
    """Whether a text is WebVTT with JSON in its cues, as Microsoft Graph gives what was said in a meeting."""
    return text.startswith("WEBVTT") and _CUE.search(text[:_HEAD]) is not None


def read_meeting(text: str, hints: Hints) -> Reading:
    """The transcript in such a file; ReadError where the JSON is not valid."""
    cues = [(cue, loaded(cue["said"])) for cue in _CUE.finditer(text)]
    entries = [
        {"text": at(said, "spokenText"), "speaker": at(said, "speakerName"), "start": cue["start"], "end": cue["end"]}
        for cue, said in cues
    ]
    reading = read_json(json.dumps(entries), hints)
    left = text.count("-->") - len(cues)
    return replace(reading, checks=(*reading.checks, f"{plural(left, 'caption')} left out")) if left else reading


def is_transcript(text: str) -> bool:
    """Whether a text looks like a transcript in JSON, rather than like words that begin with a bracket."""
    return text.lstrip()[:1] in ("{", "[") and any(f'"{name}"' in text[:_HEAD] for name in _FIELDS)


def loaded(text: str) -> object:
    """What JSON says; several values on end are a list of them. ReadError where it is not valid."""
    decoder = json.JSONDecoder()
    values: list[object] = []
    end = 0
    try:
        while start := _FILLED.search(text, end):
            value, end = decoder.raw_decode(text, start.start())
            values.append(value)
    except ValueError as error:
        line = f" in line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise ReadError(f"is not valid JSON{line}: is it cut short?") from error
    return values[0] if len(values) == 1 else values


def _details(found: object) -> Mapping[str, object]:
    """What a file says of itself, its language under whatever name it has there."""
    languages = (("language",), ("language_code",), ("result", "language"), ("results", "language_code"))
    language = next((said for path in languages if isinstance(said := at(found, *path), str)), None)
    return {**found, "language": language} if isinstance(found, dict) else {}


def _names(found: object) -> dict[str, str]:
    """The names that a file gives to its speakers, by what it calls them otherwise."""
    return {called: name for list_name in _NAMES for called, name in _named(at(found, list_name))}


def _named(listed: Any) -> Iterator[tuple[str, str]]:
    if isinstance(listed, dict):
        listed = [{"id": called, "name": at(each, "name") or each} for called, each in listed.items()]
    for each in dicts(listed):
        called = next((each[key] for key in ("id", "speaker", "label") if type(each.get(key)) in (int, str)), None)
        name = next((each[key] for key in ("name", "display_name", "displayName") if each.get(key)), None)
        if called is not None and isinstance(name, str):
            yield str(called), name
