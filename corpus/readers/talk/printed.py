"""Transcripts in plain text: speakers and times on a line of their own, or before what is said."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.model import Passage
from corpus.readers.talk.labels import LABEL, Labels, Opening, ends_sentence, opening
from corpus.text import milliseconds, verbatim

_TIME = r"(?:(?P<h>\d{1,3}):)?(?P<m>\d{1,2}):(?P<s>[0-5]\d)(?:[.,]\d{1,3})?"
_AFTER = rf"(?: ?[:,])? [(\[]?{_TIME}[)\]]?:?"
# Of lines whose white space is folded.
_HEADER = re.compile(rf"{LABEL}{_AFTER}")  # Ann Lee  0:12 | Speaker 0: 00:00:01
_LOWER_HEADER = re.compile(rf"(?P<label>[^\W\d_][^:]{{0,60}}?){_AFTER}")  # ali vaez  0:12
_STAMP = re.compile(rf"[(\[]{_TIME}[)\]] ?(?:[-–] ?)?")  # [00:00:12] Ann: So …
_BARE_STAMP = re.compile(rf"{_TIME}(?:$| (?:[-–] ?)?(?={LABEL}:(?: |$)))")  # 00:12 | 00:12 Ann: So …


class _Line(NamedTuple):
    """A line, the time that it begins or ends with, and how what is left of it opens a turn."""

    text: str
    start_ms: int | None = None
    opening: Opening | None = None
    is_header: bool = False


class Talk(NamedTuple):
    """The turns of a transcript, each with the number, from 0, of the line it begins on, and what to check."""

    turns: tuple[tuple[int, Passage], ...]
    checks: tuple[str, ...]


def spoken(
    lines: Sequence[str], *, known: Iterable[str] = (), sure: bool = True, breaks: Container[int] = ()
) -> Talk | None:
    """The turns of a transcript, or None where the lines do not look like one.

    It is one where lines that open a turn come again and again: four with a time, four by names that return and
    stand on a third of the lines or paragraphs, or three on half of them. `known` are names of persons. Where it
    is not `sure` that there are no lists and tables among the lines, the names must look like those of persons.
    Nobody goes on to speak at the lines whose numbers are `breaks`.
    """
    read = [_read(verbatim(line)) for line in lines]
    labels = Labels((line.opening.label for line in read if line.opening and line.opening.label), known)
    if not _is_transcript(read, labels, sure=sure):
        return None
    turns = tuple(_turns(read, labels, breaks))
    return Talk(turns, labels.checks(turn.speaker for _, turn in turns))


def _read(line: str) -> _Line:
    if header := _HEADER.fullmatch(line) or _LOWER_HEADER.fullmatch(line):
        return _Line(line, _start(header), Opening(header["label"], "", line, changes=True), is_header=True)
    if stamp := _STAMP.match(line) or _BARE_STAMP.match(line):
        rest = line[stamp.end() :]
        return _Line(rest, _start(stamp), opening(rest))
    return _Line(line, opening=opening(line))


def _start(match: re.Match[str]) -> int:
    return milliseconds(match["h"], match["m"], match["s"])


def _is_transcript(lines: Sequence[_Line], labels: Labels, *, sure: bool) -> bool:
    filled = [line for line in lines if line.text or line.start_ms is not None]
    paragraphs = sum(bool(line.text) and not before.text for before, line in pairwise([_Line(""), *lines]))
    named = [
        line.opening.label
        for line in filled
        if line.opening and line.opening.label and labels.is_speaker(line.opening.label, fresh=True)
    ]
    returning = sum(map(labels.returns, named))
    has_headers = sum(_is_headed(line, labels) for line in filled) > 1
    timed = sum(line.start_ms is not None and (has_headers or not line.is_header) for line in filled)
    if sure and timed >= 4 and 6 * timed >= len(filled):
        return True
    if not sure and not (labels.of_persons and len(set(named)) > 1):
        return False
    return (returning >= 4 and 3 * returning >= min(len(filled), paragraphs)) or (
        returning >= 2 and len(named) >= 3 and 2 * len(named) >= len(filled)
    )


def _is_headed(line: _Line, labels: Labels) -> bool:
    """Whether a line is a speaker's name and a time."""
    label = line.opening.label if line.is_header and line.opening else None
    return label is not None and labels.is_speaker(label, fresh=True)


def _turns(lines: Sequence[_Line], labels: Labels, breaks: Container[int]) -> Iterator[tuple[int, Passage]]:
    """A passage for each paragraph; the first after an opening has its time."""
    has_headers = any(_is_headed(line, labels) for line in lines)
    speaker: str | None = None
    start_ms: int | None = None
    paragraph: list[str] = []
    first = 0
    for number, line in enumerate([*lines, _Line("")]):
        label = line.opening.label if line.opening else None
        if label and line.opening and not line.opening.changes and has_headers and not labels.returns(label):
            line = line._replace(opening=None)  # speakers are named above what they say, not before it
        if line.is_header and not has_headers:  # no name and time, but words that end in a time
            line = _Line(line.text)
        if number in breaks:
            speaker = None
        fresh = not paragraph or line.start_ms is not None or ends_sentence(paragraph[-1])
        turn = labels.turn(line.opening, line.text, speaker, fresh=fresh)
        timed = line.start_ms is not None
        if paragraph and (turn.opens or timed or not line.text):
            yield first, Passage(text=" ".join(paragraph), speaker=speaker, start_ms=start_ms)
            paragraph, start_ms = [], None
        speaker = turn.speaker
        if timed:  # a time may stand on the line above the name
            start_ms = line.start_ms
        if turn.text:
            first = first if paragraph else number
            paragraph.append(turn.text)
