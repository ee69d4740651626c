"""Plain text as a page is saved: bare-line headings, `- ` lists, a paragraph a line or between blank lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from corpus import people
from corpus.model import Document, Hints, Passage, Reading, Section, SectionKind, merged
from corpus.readers.base.assemble import assemble
from corpus.readers.base.chapters import begins_with_time
from corpus.readers.base.details import details, with_summary
from corpus.readers.base.front_matter import head_lines
from corpus.readers.base.speech import section_of, transcript
from corpus.readers.talk.exports import head_of
from corpus.readers.talk.printed import Talk, spoken
from corpus.sections import known_kind
from corpus.text import verbatim

_CREDIT = re.compile(r"\((?:Photo )?(?:Credit|Photo|Image|Source)s?: ?([^()]+)\)$", re.IGNORECASE)
_METADATA = re.compile(r"[A-Z][\w ]{1,30}:")
_HEAD = 20  # lines at the start of a transcript that may say who speaks in it
_LONG = 100  # characters: a text whose lines are longer on average has a paragraph a line


def read_plain(text: str, hints: Hints) -> Reading:
    """A transcript, or the page that was saved as text; the text before its first heading is the summary.

    Lines such as `Title: …` and `Host: …` before the first blank one say what it is.
    """
    said, body = head_lines(text)
    if not body.strip():
        said, body = {}, text
    return with_summary(_read(body, details(said), hints), said)


def _read(text: str, about: dict[str, Any], hints: Hints) -> Reading:
    lines = text.splitlines()
    checks: tuple[str, ...] = ()
    if not any(known_kind(line.strip()) == "chapters" for line in lines):
        known = [person.name for person in (*about["people"], *people.from_lines(lines[:_HEAD]))]
        talk = spoken(lines, known=known)
        if talk.turns:
            return _transcript(lines, talk, about, hints)
        checks = talk.checks
    reading = assemble(Document(**{"type": "note", "title": "", **about, "sections": sections_of(text)}), hints)
    return replace(reading, checks=(*reading.checks, *checks))


def _transcript(lines: Sequence[str], talk: Talk, known: dict[str, Any], hints: Hints) -> Reading:
    """A transcript; what leads up to its turns is read as a page is, and may tell title, date and people."""
    head = head_of(lines[: talk.begins])
    found = {"title": head.title, "date": head.date, **known, "people": merged((*known["people"], *talk.people))}
    about = Document(**{**found, "type": "transcript"})
    said = (turn for number, turn in talk.turns if number >= talk.begins)
    lead = sections_of("\n".join(head.rest))
    return transcript([*lead, section_of(said)], hints, about=about, checks=talk.checks)


def sections_of(text: str) -> tuple[Section, ...]:
    """The sections of a text that is no transcript."""
    sections: list[Section] = []
    heading = ""
    kind: SectionKind = "summary"
    passages: list[Passage] = []
    captions: list[Section] = []

    def close() -> None:
        if passages:
            sections.append(Section(heading=heading, kind=kind, passages=tuple(passages)))
        sections.extend(captions)
        passages.clear()
        captions.clear()

    in_metadata = False
    for line in paragraphs(text):
        item = line.startswith("- ")
        content = verbatim(line[2:] if item else line)
        if not sections and not passages and _METADATA.fullmatch(content):
            heading, kind, in_metadata = content.rstrip(":"), "body", True
            passages.append(Passage(text=content))
        elif (known := known_kind(content)) and not item:
            close()
            heading, kind, in_metadata = content, known, False
        elif in_metadata and not item:
            close()
            heading, kind, in_metadata = "", "summary", False
            passages.append(Passage(text=content))
        elif credit := _CREDIT.search(content):
            captions.append(Section(heading="", kind="caption", passages=(Passage(text=content),), credit=credit[1]))
        else:
            passages.append(Passage(text=content))
    close()
    return tuple(sections)


def paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a text and the items of its lists, in a line each."""
    lines = [line.strip() for line in text.splitlines()]
    filled = [line for line in lines if line]
    if "" not in lines or sum(map(len, filled)) / max(len(filled), 1) > _LONG:
        yield from filled
        return
    block: list[str] = []
    for line in [*lines, ""]:
        alone = line.startswith("- ") or begins_with_time(line) or known_kind(line) is not None
        if (not line or alone) and block:
            yield " ".join(block)
            block = []
        if line:
            block.append(line)
