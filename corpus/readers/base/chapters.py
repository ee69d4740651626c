"""Chapters of an episode: lines that begin with a time, "12:34 – Topic", as passages that know it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from corpus.model import Passage, Section
from corpus.readers.base.draft import is_told
from corpus.text import milliseconds

_TIME = re.compile(
    r"\W{0,3}(?:(?P<h>\d{1,2}):)?(?P<m>\d{1,3}):(?P<s>[0-5]\d)(?:\.\d{1,3})?(?!\d|:\d)"
    r"(?:\s*[–—-]\s*(?:\d{1,2}:)?\d{1,3}:[0-5]\d(?!\d|:\d))?[)\]]?(?:\s*[:–—|•·-]+(?=\s)|(?=\s))\s*"
)
_RUN = 3  # so many lines with a time on end are chapters, whatever they stand under


def begins_with_time(line: str) -> bool:
    """Whether a line begins with a time in the audio: 00:00, (12:34), [1:02:03]."""
    return bool(_TIME.match(line))


def chaptered(section: Section) -> Iterator[Section]:
    """The section, divided where three lines or more on end are chapters; each line is what stands after its time.

    In a section of chapters each line with a time is one. Transcripts and captions stay as they are, and so do
    passages whose speaker or time is known.
    """
    if section.kind == "chapters":
        yield replace(section, passages=tuple(map(_chapter, section.passages)))
        return
    if section.kind in ("transcript", "caption") or not section.passages:
        yield section
        return
    rest: list[Passage] = []
    for timed, lines in groupby(section.passages, _is_timed):
        run = list(lines)
        if timed and len(run) >= _RUN:
            if rest:
                yield replace(section, passages=tuple(rest))
            yield replace(section, kind="chapters", passages=tuple(map(_chapter, run)))
            rest = []
        else:
            rest += run
    if rest:
        yield replace(section, passages=tuple(rest))


def _is_timed(passage: Passage) -> bool:
    return not is_told(passage) and begins_with_time(passage.text)


def _chapter(passage: Passage) -> Passage:
    match = None if is_told(passage) else _TIME.match(passage.text)
    text = passage.text[match.end() :] if match else ""
    if not match or not text:  # a time with nothing after it is all that there is to show
        return passage
    start_ms = milliseconds(match["h"], match["m"], match["s"])
    return replace(passage, text=text, start_ms=start_ms)
