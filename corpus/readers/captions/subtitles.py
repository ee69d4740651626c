"""WebVTT, SubRip and YouTube's SBV: lines of words below a line of times (W3C WebVTT, 6.1, file parsing)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from corpus.model import Hints, Reading
from corpus.readers.base.speech import head
from corpus.readers.captions.cue_text import OVERRIDE, Words, without_entities, words
from corpus.readers.captions.cues import Cue, cue, moment, transcript_of
from corpus.text import printable, verbatim

_TIMING = re.compile(r"\s*([\d:.,]{1,20})\s*-->\s*([\d:.,]{1,20})(?:\s.*)?")
_SBV_LIKE = re.compile(r"\s*\d{1,5}:\d\d:\d\d\S{0,9},\s*\d{1,5}:\d\d:\d\d\S{0,9}\s*")
_SBV_TIMING = re.compile(r"\s*([\d:.]{1,20}),([\d:.]{1,20})\s*")
_TAG = re.compile(rf"</?[A-Za-z][^<>]*>|{OVERRIDE.pattern}")
_BREAK = re.compile(r"\[br\]", re.IGNORECASE)
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_HEADER = re.compile(r"WEBVTT(?:\s|$)")
_DETAIL = re.compile(r"(?P<key>title|show|date|url|language)\s*:\s*(?P<value>\S.*)", re.IGNORECASE)
_NUMBER = re.compile(r"\s*\d{1,9}\s*")
_NAME = re.compile(r"\s*\S*\d\S*\s*")  # of a cue of WebVTT, where a blank line may follow
_SHOWN = 60  # characters of a line


class _Form(NamedTuple):
    """How one of these formats writes its cues."""

    is_timing: Callable[[str], bool]
    timing: re.Pattern[str]
    words: Callable[[str], Iterable[Words]]
    has_names: bool = False  # a line of its own above the times may be the cue's name
    example: str = "00:00:01.000 --> 00:00:04.000"


def read_vtt(text: str, hints: Hints) -> Reading:
    """The transcript in a WebVTT file; `NOTE show: …` and the like, and its header, are its details."""
    lines = text.lstrip("\ufeff").replace("\0", "\ufffd").split("\n")
    details: dict[str, str] = {}
    for first, end in list(_asides(lines)):
        if not lines[first].startswith(("STYLE", "REGION")):
            details.update(_details(lines[first:end]))
        lines[first:end] = [""] * (end - first)
    cues, problems = _cues(lines, _VTT)
    return transcript_of(cues, hints, about=head(details), problems=problems)


def read_srt(text: str, hints: Hints) -> Reading:
    """The transcript in a SubRip file; a `Name:` at the start of a cue opens a turn."""
    cues, problems = _cues(text.lstrip("\ufeff").split("\n"), _SRT)
    return transcript_of(cues, hints, problems=problems)


def read_sbv(text: str, hints: Hints) -> Reading:
    """The transcript in a file of YouTube's captions, SBV; `[br]` breaks a line."""
    cues, problems = _cues(_BREAK.sub(" ", text.lstrip("\ufeff")).split("\n"), _SBV)
    return transcript_of(cues, hints, problems=problems)


def _unmarked(cue: str) -> Iterator[Words]:
    yield Words(None, without_entities(_TAG.sub("", cue)))


def _has_times(line: str) -> bool:
    return "-->" in line and any(map(str.isdigit, line))


_VTT = _Form(_has_times, _TIMING, words, has_names=True)
_SRT = _Form(_has_times, _TIMING, _unmarked)
_SBV = _Form(
    lambda line: _SBV_LIKE.fullmatch(line) is not None,
    _SBV_TIMING,
    _unmarked,
    example="0:00:01.000,0:00:04.000",
)


def _asides(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The ranges of lines that are the header of a WebVTT file, its notes, styles and regions."""
    end = 0
    for first, line in enumerate(lines):
        if first < end or (first and lines[first - 1]) or not (_ASIDE if first else _HEADER).match(line):
            continue
        # Times on the second line of a note are the note's.
        ends = (
            at
            for at in range(first + 1, len(lines))
            if not lines[at] or (at > first + bool(first) and _has_times(lines[at]))
        )
        end = next(ends, len(lines))
        yield first, end


def _details(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What a header or a note says of the transcript; the rest of the header's first line is its title."""
    first = re.sub(r"^(?:NOTE|WEBVTT)[\s-]*", "", lines[0])
    if lines[0].startswith("WEBVTT") and first and not _DETAIL.fullmatch(first):
        yield "title", verbatim(first)
    for line in (first, *lines[1:]):
        if match := _DETAIL.fullmatch(line.strip()):
            yield match["key"].lower(), verbatim(match["value"])


def _cues(lines: Sequence[str], form: _Form) -> tuple[list[Cue], list[str]]:
    """The cues, and what to check: those whose times cannot be read, and words that stand in no cue, are left out."""
    timings = [number for number, line in enumerate(lines) if form.is_timing(line)]
    begins = list(_beginnings(lines, timings, form))
    cues = []
    problems = [
        f"line {number + 1} left out, for it belongs to no caption: {printable(line)[:_SHOWN]}"
        for number, line in enumerate(lines[: begins[0] if begins else 0])
        if line.strip()
    ]
    for at, end in zip(timings, [*begins[1:], len(lines)], strict=False):
        match = form.timing.fullmatch(lines[at])
        start, finish = map(moment, match.groups()) if match else (None, None)
        if start is not None and finish is not None:
            said = "\n".join(line.strip() for line in lines[at + 1 : end])
            cues.append(cue(start, finish, form.words(said)))
        else:
            times = printable(lines[at][:_SHOWN])
            problems.append(f"caption left out in line {at + 1}, its times cannot be read: {times}")
    if not timings:
        problems = [f"no captions: such a file needs lines such as {form.example}"]
    return cues, problems


def _beginnings(lines: Sequence[str], timings: Sequence[int], form: _Form) -> Iterator[int]:
    """The lines that cues begin with: their numbers or names, else their times.

    Blank lines may stand around a number, or none. Where cues are not numbered, a number is words.
    """
    above = list(_lines_above(lines, timings))
    numbers = [at is not None and _NUMBER.fullmatch(lines[at]) is not None for at in above]
    second = above[1] if numbers[1:2] == [True] else None
    numbered = numbers[:1] == [True] or (second is not None and int(lines[second]) == 2)
    for at, upper, is_number in zip(timings, above, numbers, strict=True):
        named = form.has_names and upper is not None and _is_name(lines, upper, at, with_blanks=above[0] is not None)
        yield upper if upper is not None and ((is_number and numbered) or named) else at


def _is_name(lines: Sequence[str], at: int, timing: int, *, with_blanks: bool) -> bool:
    """Whether a line of its own above times is a cue's name, rather than words after a blank line in the one before."""
    if at and lines[at - 1].strip():
        return False
    return _NAME.fullmatch(lines[at]) is not None or (at == timing - 1 and (with_blanks or len(lines[at].split()) == 1))


def _lines_above(lines: Sequence[str], timings: Sequence[int]) -> Iterator[int | None]:
    """The last line above each line of times that is not blank, unless it is itself one of times."""
    for before, at in zip([-1, *timings], timings, strict=False):
        yield next((number for number in range(at - 1, before, -1) if lines[number].strip()), None)
