"""From sections to a Reading: people, bios, references, show and date, and what to check."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from corpus import people, references
from corpus.dates import MONTHS, PartialDate
from corpus.model import Document, Hints, Reading, Section
from corpus.readers.chapters import chaptered
from corpus.readers.transcript_text import spoken
from corpus.text import verbatim

_LISTING = ("summary", "background", "discussion", "bios", "credits", "body")  # kinds of sections that list people
_IN_EPISODE = re.compile(r"\b[Ii]n this episode of (?:the )?(?P<show>[^\W\d_a-z][^,.;:]*?)(?: podcast)?,")
_DAY = re.compile(rf"\bon ((?:{'|'.join(MONTHS)}) \d{{1,2}})\b")
_FIRST = 10  # passages that the date of a page may be among
_NAME_DATE = re.compile(r"(?<!\d)(\d{4}-\d\d-\d\d)(?!\d)")


def assemble(
    document: Document,
    hints: Hints,
    *,
    links: Mapping[str, str] | None = None,
    italics: Mapping[str, str] | None = None,
    title_guess: str | None = None,
    bylines: Sequence[str] = (),
) -> Reading:
    """The Reading of a page: its document completed from its own sections and the hints.

    `links` gives the address of a reference by its text, `italics` the words that it prints in italics;
    `bylines` are lines that are no passages, but may tell the date and the authors.
    """
    checks: list[str] = []
    sections = tuple(section for section in document.sections if section.passages)
    if all(section.heading == "" for section in sections):  # what has no headings has no summary either
        sections = tuple(replace(s, kind="body") if s.kind == "summary" else s for s in sections)
    sections = tuple(part for section in sections for part in chaptered(_with_turns(section)))
    opening = [passage.text for s in sections if s.kind in ("summary", "body") for passage in s.passages]
    entries = tuple(
        references.reference(passage.text, (links or {}).get(passage.text), (italics or {}).get(passage.text))
        for section in sections
        if section.kind == "resources"
        for passage in section.passages
    )
    type_ = hints.type or document.type
    listing = [passage.text for s in sections if s.kind in _LISTING for passage in s.passages]
    named = [*people.from_lines([*bylines, *listing])]
    if type_ in ("note", "episode"):
        named += [each for text in opening for each in people.from_summary(text)]
    bios = people.bios_of(sections, known=[*document.people, *named], role="author" if type_ == "report" else "guest")
    everyone = people.merged([*document.people, *(person for person, _ in bios), *named])
    written = bool(everyone) and all(person.roles == ("author",) for person in everyone)
    if type_ == "note" and not written and (bios or entries or any("host" in person.roles for person in everyone)):
        type_ = "episode" if hints.type is None else type_
    title = hints.title or document.title
    if not title:
        title = title_guess or readable(hints.name)
        checks.append("title taken from the file's name")
    show = hints.show or document.show or _show(" ".join(opening))
    date = hints.date or document.date
    if date is None and type_ != "bio":
        date, check = _date(opening, bylines, hints.name)
        checks.append(check)
    if type_ == "episode" and not everyone:
        checks.append("people missing")
    url = document.url if (document.url or "").startswith(("http://", "https://")) else None
    whole = replace(
        document,
        url=url,
        type=type_,
        title=title,
        show=show,
        date=date,
        people=everyone,
        references=entries,
        sections=sections,
    )
    stubs = [stub for entry in entries if (stub := references.stub(entry))]
    return Reading(document=whole, related=(*(bio for _, bio in bios if bio), *stubs), checks=tuple(checks))


def _with_turns(section: Section) -> Section:
    """A transcript within a page, its paragraphs as turns of the speakers whose labels they begin with."""
    if section.kind != "transcript" or any(p.speaker or p.start_ms is not None for p in section.passages):
        return section
    turns = spoken("\n\n".join(passage.text for passage in section.passages))
    return replace(section, passages=turns) if turns else section


def readable(name: str) -> str:
    """A file's name as a title: iran-watch-listen.txt -> Iran Watch Listen."""
    stem = re.sub(r"[-_\s]+", " ", PurePath(name).stem).strip()
    return verbatim(stem.title() if stem == stem.lower() else stem) or "Untitled"


def _show(summary: str) -> str | None:
    match = _IN_EPISODE.search(summary)
    return match["show"] if match else None


def _date(lines: Sequence[str], bylines: Sequence[str], name: str) -> tuple[PartialDate | None, str]:
    """A date from the file's name or a line of its own, and what to check; a day without its year is no date."""
    if match := _NAME_DATE.search(name):
        return PartialDate.parse(match[1]), "date taken from the file's name"
    if date := next((found for line in lines[:_FIRST] if (found := PartialDate.parse(line)) and found.day), None):
        return date, "date taken from a line of the page"
    if dated := next(filter(None, map(PartialDate.find, bylines)), None):
        return dated[0], "date taken from a line of the page"
    if match := _DAY.search(" ".join(lines)):
        return None, f"date without its year: “{match[1]}”"
    return None, "date missing"
