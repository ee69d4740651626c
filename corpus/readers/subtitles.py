"""Subtitles, WebVTT and SubRip: timed cues joined into speaker turns."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from corpus.dates import PartialDate
from corpus.errors import ReadError
from corpus.model import Document, Hints, Passage, Reading, Section
from corpus.passages import SENTENCE_END, TURN_TOKENS
from corpus.readers.assemble import assemble
from corpus.readers.turns import people
from corpus.text import verbatim

_CLOCK = r"(?:(\d+):)?(\d{1,2}):(\d\d)[.,](\d{1,3})"
_TIMING = re.compile(rf"\s*{_CLOCK}\s*-->\s*{_CLOCK}(?:\s.*)?")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<[\d:.]+>")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|lrm|rlm|#\d+|#[xX][0-9a-fA-F]+);")
_CAPITALISED = r"[^\W\d_a-z][\w.’'-]*"
_PREFIX = re.compile(rf"(?:-\s*)?(?P<name>{_CAPITALISED}(?: {_CAPITALISED}){{0,3}}):\s+(?=\S)")
_SENTENCE = re.compile(r"[.!?…][\"'”’)\]]*$")
_DETAIL = re.compile(r"(?P<key>title|show|date|url|language)\s*:\s*(?P<value>\S.*)", re.IGNORECASE)


class _Cue(NamedTuple):
    """A cue as it is written: its times in milliseconds and its text with the markup."""

    start_ms: int
    end_ms: int
    text: str


class _Said(NamedTuple):
    """Words of one speaker within one cue, at most a sentence of them."""

    speaker: str | None
    text: str
    start_ms: int
    end_ms: int


class _Block(NamedTuple):
    """Lines between blank lines, and the number of the first of them, from 1."""

    line: int
    lines: Sequence[str]


def read_vtt(text: str, hints: Hints) -> Reading:
    """The transcript in a WebVTT file; `NOTE show: …` and the like, and its header, are its details."""
    blocks = list(_blocks(text))
    notes = [block.lines for block in blocks if block.lines[0].startswith(("NOTE", "WEBVTT"))]
    details: dict[str, str] = {}
    for lines in notes:
        first = re.sub(r"^(?:NOTE|WEBVTT)[\s-]*", "", lines[0])
        if lines[0].startswith("WEBVTT") and first and not _DETAIL.fullmatch(first):
            details["title"] = verbatim(first)
        for line in (first, *lines[1:]):
            if match := _DETAIL.fullmatch(line.strip()):
                details[match["key"].lower()] = verbatim(match["value"])
    cues = _cues(block for block in blocks if not re.match(r"(?:NOTE|STYLE|REGION)(?:\s|$)", block.lines[0]))
    return _reading(cues, details, hints)


def read_srt(text: str, hints: Hints) -> Reading:
    """The transcript in a SubRip file; a `Name:` at the start of a cue opens a turn."""
    return _reading(_cues(_joined(_blocks(text))), {}, hints)


def _joined(blocks: Iterable[_Block]) -> Iterator[_Block]:
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


def _blocks(text: str) -> Iterator[_Block]:
    lines: list[str] = []
    for number, line in enumerate([*text.lstrip("\ufeff").splitlines(), ""], 1):
        if line.strip():
            lines.append(line)
        elif lines:
            yield _Block(number - len(lines), lines)
            lines = []


def _cues(blocks: Iterable[_Block]) -> list[_Cue]:
    cues = []
    for block in blocks:
        # An identifier or a number may stand before the times.
        at = next((at for at, line in enumerate(block.lines[:2]) if "-->" in line), None)
        if at is None:
            continue
        number, line = block.line + at, block.lines[at]
        match = _TIMING.fullmatch(line)
        if not match:
            raise ReadError(f"line {number}: the times of this cue cannot be read: {line.strip()[:60]}")
        times = [int(part or 0) for part in match.groups()]
        # A fraction may be written short: .5 is 500 ms.
        start, end = (
            ((h * 60 + m) * 60 + s) * 1000 + int((match[group] or "").ljust(3, "0"))
            for (h, m, s), group in ((times[0:3], 4), (times[4:7], 8))
        )
        if end < start:
            raise ReadError(f"line {number}: this cue ends before it starts: {line.strip()[:60]}")
        cues.append(_Cue(start, end, "\n".join(block.lines[at + 1 :])))
    if not cues:
        raise ReadError("no cues: a subtitle file needs lines such as 00:00:01.000 --> 00:00:04.000")
    return cues


def _reading(cues: Sequence[_Cue], details: dict[str, str], hints: Hints) -> Reading:
    has_voices = any(_VOICE.search(cue.text) for cue in cues)
    passages = tuple(_turns(_voices(cues) if has_voices else _prefixes(cues)))
    if not passages:
        raise ReadError("no words in any cue")
    document = Document(
        type="transcript",
        title=details.get("title", ""),
        show=details.get("show"),
        date=PartialDate.parse(details.get("date", "")),
        url=details.get("url"),
        language=details.get("language"),
        people=people(passages),
        sections=(Section(heading="Transcript", kind="transcript", passages=passages),),
    )
    return assemble(document, hints)


def _voices(cues: Iterable[_Cue]) -> Iterator[_Said]:
    """What each `<v Name>` says; a voice may stand within another, and ends with its cue."""
    for cue in cues:
        speakers: list[str | None] = [None]
        start = 0
        for tag in (*_TAG.finditer(cue.text), None):
            if tag and tag[0].startswith("<v") and (voice := _VOICE.fullmatch(tag[0])):
                yield from _sentences(speakers[-1], cue.text[start : tag.start()], cue)
                speakers.append(_decoded(voice[1]))
                start = tag.end()
            elif tag and tag[0] == "</v>":
                yield from _sentences(speakers[-1], cue.text[start : tag.start()], cue)
                speakers = speakers[:-1] or [None]
                start = tag.end()
            elif tag is None:
                yield from _sentences(speakers[-1], cue.text[start:], cue)


def _prefixes(cues: Iterable[_Cue]) -> Iterator[_Said]:
    """What each speaker says where a `Name:` opens a turn; cues without one go on with it."""
    speaker: str | None = None
    for cue in cues:
        text = _decoded(cue.text)
        if match := _PREFIX.match(text):
            speaker = match["name"]
            text = text[match.end() :]
        yield from _sentences(speaker, text, cue)


def _sentences(speaker: str | None, marked: str, cue: _Cue) -> Iterator[_Said]:
    text = _decoded(marked)
    start = 0
    for end in (*(match.end() for match in SENTENCE_END.finditer(text)), len(text)):
        if sentence := text[start:end].strip():
            yield _Said(speaker, sentence, cue.start_ms, cue.end_ms)
        start = end


def _decoded(marked: str) -> str:
    """The words of a cue: tags dropped first, so that an escaped one stays; then entities decoded."""
    return verbatim(_ENTITY.sub(lambda match: html.unescape(match[0]), _TAG.sub("", marked)))


def _turns(said: Iterable[_Said]) -> Iterator[Passage]:
    """Turns of one speaker each; a long one is cut here, where the time of each sentence is known."""
    turn: list[_Said] = []
    words = 0
    for part in said:
        long = words >= TURN_TOKENS and _SENTENCE.search(turn[-1].text)
        if turn and (part.speaker != turn[0].speaker or long):
            yield _passage(turn)
            turn, words = [], 0
        turn.append(part)
        words += len(part.text.split())
    if turn:
        yield _passage(turn)


def _passage(turn: Sequence[_Said]) -> Passage:
    return Passage(
        text=" ".join(part.text for part in turn),
        speaker=turn[0].speaker,
        start_ms=turn[0].start_ms,
        end_ms=turn[-1].end_ms,
    )
