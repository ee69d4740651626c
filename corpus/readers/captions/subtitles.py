"""Subtitles, WebVTT and SubRip: timed cues joined into speaker turns (W3C WebVTT, 6.1, file parsing)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from corpus.model import Hints, Reading
from corpus.readers.base.speech import Said, head, sentences, transcript, turns
from corpus.readers.captions.cue_text import Words, words
from corpus.readers.captions.roll_up import rolled_out
from corpus.readers.talk.labels import Labels, Prose, Turn, ends_sentence
from corpus.readers.talk.openings import cue_opening
from corpus.text import milliseconds, printable, verbatim

_CLOCK = r"(?:(\d{1,5}):)?(\d{1,2}):(\d\d)[.,](\d{1,3})"
_TIMING = re.compile(rf"[ \t\f]*{_CLOCK}[ \t\f]*-->[ \t\f]*{_CLOCK}(?!\d).*")
_SRT_TAG = re.compile(r"</?[A-Za-z][^<>]*>|\{\\[^{}]*\}")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_DETAIL = re.compile(r"(?P<key>title|show|date|url|language)\s*:\s*(?P<value>\S.*)", re.IGNORECASE)


class _Block(NamedTuple):
    """Lines that belong together, and the number of the first of them, from 1."""

    line: int
    lines: list[str]


class _Cue(NamedTuple):
    """A cue's times in milliseconds, and its words line by line, without the markup."""

    start_ms: int
    end_ms: int | None
    lines: Sequence[Sequence[Words]]


def read_vtt(text: str, hints: Hints) -> Reading:
    """The transcript in a WebVTT file; `NOTE show: …` and the like, and its header, are its details."""
    blocks = list(_blocks(text.replace("\0", "\ufffd")))
    details: dict[str, str] = {}
    for block in blocks:
        if block.lines[0].startswith(("NOTE", "WEBVTT")):
            details.update(_details(block.lines))
    cues, problems = _cues([block for block in blocks if not _ASIDE.match(block.lines[0])], words)
    said, checks = _said(cues)
    return transcript(turns(said), hints, about=head(details), problems=problems, checks=checks)


def read_srt(text: str, hints: Hints) -> Reading:
    """The transcript in a SubRip file; a `Name:` at the start of a cue opens a turn."""
    stripped = "\n".join(line.strip() for line in text.split("\n"))
    cues, problems = _cues(list(_joined(_blocks(stripped))), _srt_words)
    said, checks = _said(cues)
    return transcript(turns(said), hints, problems=problems, checks=checks)


def _srt_words(cue: str) -> Iterator[Words]:
    yield Words(None, _SRT_TAG.sub("", cue))


def _details(lines: list[str]) -> Iterator[tuple[str, str]]:
    """What a header or a note says of the transcript; the rest of the header's first line is its title."""
    first = re.sub(r"^(?:NOTE|WEBVTT)[\s-]*", "", lines[0])
    if lines[0].startswith("WEBVTT") and first and not _DETAIL.fullmatch(first):
        yield "title", verbatim(first)
    for line in (first, *lines[1:]):
        if match := _DETAIL.fullmatch(line.strip()):
            yield match["key"].lower(), verbatim(match["value"])


def _blocks(text: str) -> Iterator[_Block]:
    """Lines between empty ones; times on a third line or later begin a block of their own."""
    lines: list[str] = []
    for number, line in enumerate([*text.lstrip("\ufeff").split("\n"), ""], 1):
        begins = "-->" in line and (len(lines) > 1 or any("-->" in earlier for earlier in lines))
        if lines and (begins or not line):
            yield _Block(number - len(lines), lines)
            lines = []
        if line:
            lines.append(line)


def _joined(blocks: Iterator[_Block]) -> Iterator[_Block]:
    """Blocks with what follows a blank line within a cue joined to it; SubRip has no other blocks."""
    cue: _Block | None = None
    for block in blocks:
        if cue and not any("-->" in line for line in block.lines[:2]):
            cue = _Block(cue.line, [*cue.lines, *block.lines])
            continue
        if cue:
            yield cue
        cue = block
    if cue:
        yield cue


def _cues(blocks: list[_Block], parse: Callable[[str], Iterable[Words]]) -> tuple[list[_Cue], list[str]]:
    """The cues by their start, and what to check: those that were left out because their times cannot be read."""
    cues, problems = [], []
    for block in blocks:
        # An identifier or a number may stand before the times.
        at = next((at for at, line in enumerate(block.lines[:2]) if "-->" in line), None)
        if at is None:
            continue
        match = _TIMING.fullmatch(block.lines[at])
        if not match:
            times = printable(block.lines[at][:60])
            problems.append(f"cue left out in line {block.line + at}, its times cannot be read: {times}")
            continue
        start, end = milliseconds(*match.groups()[:4]), milliseconds(*match.groups()[4:])
        lines = _lines(parse("\n".join(block.lines[at + 1 :])))
        cues.append(_Cue(start, end if end >= start else None, lines))
    if not cues and not problems:
        problems.append("no cues: a subtitle file needs lines such as 00:00:01.000 --> 00:00:04.000")
    return sorted(cues, key=lambda cue: cue.start_ms), problems


def _lines(parts: Iterable[Words]) -> list[list[Words]]:
    """Words as they stand on lines, each line with the break that ends it."""
    lines: list[list[Words]] = [[]]
    for voice, text in parts:
        for line in text.splitlines(keepends=True):
            lines[-1].append(Words(voice, line))
            if line.splitlines()[0] != line:
                lines.append([])
    return lines


def _said(cues: Sequence[_Cue]) -> tuple[list[Said], tuple[str, ...]]:
    """What each speaker says, and what to check: by the voices, or where none is named, by the labels of lines."""
    new = zip(cues, rolled_out([cue.lines for cue in cues]), strict=True)
    spoken = [cue._replace(lines=lines) for cue, lines in new]
    if any(part.voice for cue in spoken for line in cue.lines for part in line):
        return [said for cue in spoken for said in _by_voice(cue)], ()
    return _by_label(spoken)


def _by_voice(cue: _Cue) -> Iterator[Said]:
    for voice, text in _voices(cue.lines):
        yield from sentences(Said(voice, text, cue.start_ms, cue.end_ms))


def _by_label(cues: Sequence[_Cue]) -> tuple[list[Said], tuple[str, ...]]:
    """A `Name:` opens a turn, `>>` or a dash one of nobody known, and lines without either go on with it."""
    lines = [(cue, text) for cue in cues for line in cue.lines if (text := _text(line))]
    openings = [cue_opening(text) for _, text in lines]
    prose = Prose([text for _, text in lines])
    labels = Labels((found.label for found in openings if found and found.label), ordinary=prose)
    turns: list[tuple[_Cue, Turn]] = []
    turn = Turn(None, "", opens=False)
    before: tuple[_Cue | None, str] = (None, "")
    for (cue, text), found in zip(lines, openings, strict=True):
        fresh = cue is not before[0] or ends_sentence(before[1])
        turn = labels.turn(found, text, turn.speaker, fresh=fresh)
        turns.append((cue, turn))
        before = cue, text
    return list(_joined_turns(turns)), labels.checks(turn.speaker for _, turn in turns)


def _joined_turns(turns: Sequence[tuple[_Cue, Turn]]) -> Iterator[Said]:
    """The lines of a cue as one text again where one speaker says them."""
    runs: list[list[tuple[_Cue, Turn]]] = []
    for cue, turn in turns:
        if runs and cue is runs[-1][0][0] and not turn.opens:
            runs[-1].append((cue, turn))
        else:
            runs.append([(cue, turn)])
    for run in runs:
        cue, first = run[0]
        text = " ".join(turn.text for _, turn in run if turn.text)
        # One who is named goes on where the name is printed again; who is not may be another.
        opens = first.opens and first.speaker is None
        yield from sentences(Said(first.speaker, text, cue.start_ms, cue.end_ms, opens))


def _text(line: Sequence[Words]) -> str:
    return verbatim("".join(part.text for part in line))


def _voices(lines: Sequence[Sequence[Words]]) -> list[tuple[str | None, str]]:
    """Who says what in a cue; a voice without a name is nobody's."""
    parts = (part for line in lines for part in line)
    return [
        (voice or None, text)
        for voice, run in groupby(parts, key=lambda part: part.voice)
        if (text := verbatim("".join(part.text for part in run)))
    ]
