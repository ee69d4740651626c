"""Transcripts in plain text: speakers and times on a line of their own, or before what is said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from corpus.model import Passage
from corpus.text import milliseconds, verbatim

_TIME = r"(?:(?P<h>\d{1,3}):)?(?P<m>\d{1,2}):(?P<s>[0-5]\d)(?:[.,]\d{1,3})?"
_NAME = r"(?P<name>[^\W\d_a-z][\w.’'&-]*(?: (?:[^\W_a-z][\w.’'&-]*|(?:de|del|der|van|von|bin|al|el|la|le)\b)){0,4})"
_OPENINGS = (  # of lines whose white space is folded
    re.compile(rf"{_NAME}(?: ?[:,])? [(\[]?{_TIME}[)\]]?:?(?P<rest>)"),  # Ann Lee  0:12 | Speaker 0: 00:00:01
    re.compile(rf"[(\[]{_TIME}[)\]] ?(?:[-–] ?)?(?:{_NAME}:(?: |$))?(?P<rest>.*)"),  # [00:00:12] Ann: So …
    re.compile(rf"{_TIME} (?:[-–] ?)?{_NAME}:(?: |$)(?P<rest>.*)"),  # 00:12 Ann: So …
    re.compile(rf"{_TIME}(?P<rest>)(?P<name>)"),  # 00:12
    re.compile(rf"{_NAME}:(?: |$)(?P<rest>.*)"),  # Ann: So …
)


class _Opening(NamedTuple):
    """A line that opens a turn: whose, when, and what is said on the same line. An unnamed one goes on."""

    name: str | None
    start_ms: int | None
    rest: str


def spoken(text: str) -> tuple[Passage, ...] | None:
    """The turns of a transcript in plain text, or None where it does not look like one.

    It is one where lines that open a turn come again and again: four with a time, or four by names that
    return and stand on a third of the lines or paragraphs.
    """
    lines = [verbatim(line) for line in text.splitlines()]
    openings = [_opening(line) for line in lines]
    if not _is_transcript([opening for opening in openings if opening], [line for line in lines if line]):
        return None
    return tuple(_turns(lines, openings))


def _is_transcript(openings: list[_Opening], lines: list[str]) -> bool:
    timed = sum(opening.start_ms is not None for opening in openings)
    names = Counter(opening.name for opening in openings if opening.name)
    returning = sum(count for count in names.values() if count > 1)
    return (timed >= 4 and 6 * timed >= len(lines)) or (returning >= 4 and 3 * returning >= len(lines))


def _opening(line: str) -> _Opening | None:
    for pattern in _OPENINGS:
        if match := pattern.fullmatch(line):
            parts = match.groupdict()
            start = None
            if parts.get("m"):
                start = milliseconds(parts["h"], parts["m"], parts["s"])
            return _Opening(parts.get("name") or None, start, parts["rest"])
    return None


def _turns(lines: list[str], openings: list[_Opening | None]) -> Iterator[Passage]:
    """A passage for each paragraph; the first after an opening has its time."""
    speaker: str | None = None
    start_ms: int | None = None
    paragraph: list[str] = []
    for line, opening in zip([*lines, ""], [*openings, None], strict=True):
        if paragraph and (opening or not line):
            yield Passage(text=" ".join(paragraph), speaker=speaker, start_ms=start_ms)
            paragraph, start_ms = [], None
        if opening:
            speaker = opening.name or speaker
            if opening.start_ms is not None:  # a time may stand on the line above the name
                start_ms = opening.start_ms
            line = opening.rest
        if line:
            paragraph.append(line)
