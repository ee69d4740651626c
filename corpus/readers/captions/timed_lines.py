"""Captions of a line a cue: what Whisper and its kin print, Whisper's TSV, and LRC."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from corpus.errors import ReadError
from corpus.model import Hints, Reading
from corpus.readers.base.speech import head
from corpus.readers.captions.cue_text import Words
from corpus.readers.captions.cues import Cue, cue, moment, transcript_of
from corpus.text import milliseconds, printable, verbatim

_PRINTED = re.compile(
    r"(?:Transcript: *)?(?P<bracket>\[)? *(?P<start>[^\s\[\]>-]{1,20}) *-+> *(?P<end>[^\s\[\]>-]{1,20})"
    r"(?(bracket) *\]|[ \t]+(?=\S)(?![A-Za-z]\w*:\S))(?P<text>.*)"  # no settings of WebVTT
)
_LOG = re.compile(r"(?:whisper|ggml|main|system_info|load|log)\w{0,40} ?:|Detect(?:ing|ed) language|\s*\d{1,3}%\|")
_COLUMNS = re.compile(r"start\tend\t(?:text|speaker)", re.IGNORECASE)
_LABELS = re.compile(r"\d{1,7}\.\d{1,6}\t\d{1,7}\.\d{1,6}\t")  # Audacity's
_STAMP = re.compile(r"\s*\[(?:(\d{1,2}):(?=[\d:]{4,6}\.))?(\d{1,3}):(\d\d)(?:\.(\d{1,3}))?\]")
_STAMPED = re.compile(r"\s*\[(?:\d{1,2}:)?\d{1,3}:\d\d\.\d\d\d?\]")
_TAG = re.compile(r"\s*\[(?P<key>[a-z#]{1,12}) ?:(?P<value>[^\]\n]*)\]\s*", re.IGNORECASE)
_WORD_TIME = re.compile(r"<\d{1,3}:\d\d(?:[.:]\d{1,3})?> ?")
_HEAD = 4_000  # characters
_SHOWN = 60  # characters of a line


class _Stamp(NamedTuple):
    start_ms: int
    text: str


def is_printed(text: str) -> bool:
    """Whether most lines of a text are those that Whisper prints, apart from its log."""
    if "->" not in text:
        return False
    lines = [line for line in text.splitlines() if line.strip()]
    found = sum(None not in _printed(line)[:2] for line in lines)
    return found > 0 and 2 * found >= sum(_LOG.match(line) is None for line in lines)


def read_printed(text: str, hints: Hints) -> Reading:
    """The transcript in what Whisper printed: `[00:00.000 --> 00:04.500]  text`, `[0.00s -> 4.50s] text`."""
    problems: list[str] = []
    said: list[tuple[int, int, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        start, end, words = _printed(line)
        if start is not None and end is not None:
            said.append((start, end, words))
        elif said and words and not _LOG.match(line):
            said[-1] = (*said[-1][:2], f"{said[-1][2]}\n{words}")
        elif line.strip():
            problems.append(f"line {number} left out, it has no time that can be read: {printable(line)[:_SHOWN]}")
    return transcript_of([_cue(*each)._replace(apart=True) for each in said], hints, problems=problems)


def _printed(line: str) -> tuple[int | None, int | None, str]:
    """The times of a line, and its words: none where they stand after times that cannot be read."""
    match = _PRINTED.match(line)
    if not match:
        return None, None, line.strip()
    start, end = moment(match["start"]), moment(match["end"])
    if start is None or end is None:
        return None, None, "" if match["bracket"] else line.strip()
    return start, end, match["text"]


def _cue(start_ms: int, end_ms: int | None, text: str, speaker: str | None = None) -> Cue:
    return cue(start_ms, end_ms, [Words(speaker or None, text)])


def is_table(text: str) -> bool:
    """Whether a text is a table of captions: start, end, text; or labels of Audacity."""
    return bool(_COLUMNS.match(text.lstrip("\ufeff")) or _LABELS.match(text))


def read_table(text: str, hints: Hints) -> Reading:
    """The transcript in Whisper's TSV, whole numbers of which are milliseconds and others seconds."""
    lines = text.lstrip("\ufeff").split("\n")
    columns = lines[0].strip().lower().split("\t")
    if not {"start", "end", "text"} <= {*columns}:
        if not _LABELS.match(lines[0]):
            raise ReadError("is a table without the columns start, end and text; name them so, and add it again")
        columns, lines = ["start", "end", "text"], ["", *lines]
    last = max(columns.index(name) for name in ("start", "end", "text"))
    cues, problems = [], []
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t", len(columns) - 1)
        row = dict(zip(columns, cells, strict=False))
        start, end = (_cell(row.get(name, "")) for name in ("start", "end"))
        if len(cells) > last and start is not None:
            cues.append(_cue(start, end, row["text"], verbatim(row.get("speaker", ""))))
        elif line.strip():
            problems.append(f"line {number} left out, its times cannot be read: {printable(line)[:_SHOWN]}")
    return transcript_of(cues, hints, problems=problems)


def _cell(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) < 12 else moment(text)


def is_lyrics(text: str) -> bool:
    """Whether most lines of a text begin with a time of LRC, to a hundredth of a second, or are its tags."""
    if not any(map(_STAMPED.match, text[:_HEAD].splitlines())):
        return False
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    stamped = sum(_STAMPED.match(line) is not None for line in lines)
    return stamped > 1 and 2 * stamped > len([line for line in lines if not _TAG.fullmatch(line)])


def read_lyrics(text: str, hints: Hints) -> Reading:
    """The transcript in LRC, whose lines each last until the next begins; `[ti:]` is its title, `[al:]` its show."""
    tags: dict[str, str] = {}
    stamps: list[_Stamp] = []
    problems: list[str] = []
    for number, line in enumerate(text.lstrip("\ufeff").split("\n"), 1):
        if times := [*_times(line)]:
            rest = _WORD_TIME.sub("", line[times[-1][1] :])
            stamps += [_Stamp(start, rest) for start, _ in times]
        elif tag := _TAG.fullmatch(line):
            tags[tag["key"].lower()] = verbatim(tag["value"])
        elif line.strip():
            problems.append(
                f"line {number} left out, for it has no time such as [01:02.50]: {printable(line)[:_SHOWN]}"
            )
    earlier = _whole(tags.pop("offset", ""))
    stamps.sort(key=lambda stamp: stamp.start_ms)
    ends = [*(stamp.start_ms for stamp in stamps[1:]), None]
    cues = [
        _cue(max(start - earlier, 0), None if end is None else max(end - earlier, 0), text)
        for (start, text), end in zip(stamps, ends, strict=False)
    ]
    about = head({"title": tags.pop("ti", ""), "show": tags.pop("al", None)})
    left = "; ".join(f"{key} {value}" for key, value in tags.items() if value)
    checks = [f"tags left out: {left[:_SHOWN]}"] if left else []
    return transcript_of(cues, hints, about=about, problems=problems, checks=checks)


def _times(line: str) -> Iterator[tuple[int, int]]:
    """The times that a line of LRC begins with, several where it is sung again, and where each ends."""
    end = 0
    while match := _STAMP.match(line, end):
        end = match.end()
        yield milliseconds(match[1], match[2], match[3], match[4]), end


def _whole(text: str) -> int:
    return int(text) if re.fullmatch(r"[+-]?\d{1,7}", text) else 0
