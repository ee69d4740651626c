"""From sections to a Reading: people, bios, references, show and date, and what to check."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath

from corpus import people, references
from corpus.dates import MONTHS, PartialDate
from corpus.model import Document, Hints, Reading
from corpus.text import verbatim

_IN_EPISODE = re.compile(r"\b[Ii]n this episode of (?:the )?(?P<show>[^\W\d_a-z][^,.;:]*?)(?: podcast)?,")
_DAY = re.compile(rf"\bon ((?:{'|'.join(MONTHS)}) \d{{1,2}})\b")
_NAME_DATE = re.compile(r"(?<!\d)(\d{4}-\d\d-\d\d)(?!\d)")


def assemble(
    document: Document, hints: Hints, *, links: dict[str, str] | None = None, title_guess: str | None = None
) -> Reading:
    """The Reading of a page: its document completed from its own sections and the hints.

    `links` gives the address of a reference by its text.
    """
    checks: list[str] = []
    sections = tuple(section for section in document.sections if section.passages)
    if all(section.heading == "" for section in sections):  # what has no headings has no summary either
        sections = tuple(replace(s, kind="body") if s.kind == "summary" else s for s in sections)
    summary = " ".join(p.text for s in sections if s.kind in ("summary", "body") for p in s.passages)
    bios = [pair for section in sections if section.kind == "bios" for pair in people.from_bios(section)]
    entries = tuple(
        references.reference(passage.text, (links or {}).get(passage.text))
        for section in sections
        if section.kind == "resources"
        for passage in section.passages
    )
    everyone = people.merged([*document.people, *(person for person, _ in bios), *people.from_summary(summary)])
    type_ = hints.type or document.type
    if type_ == "note" and (bios or entries or any("host" in person.roles for person in everyone)):
        type_ = "episode" if hints.type is None else type_
    title = hints.title or document.title
    if not title:
        title = title_guess or readable(hints.name)
        checks.append("title taken from the file's name")
    show = hints.show or document.show or _show(summary)
    date = hints.date or document.date
    if date is None and type_ != "bio":
        date, check = _date(summary, hints.name)
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
    return Reading(document=whole, related=(*(bio for _, bio in bios), *stubs), checks=tuple(checks))


def readable(name: str) -> str:
    """A file's name as a title: iran-watch-listen.txt -> Iran Watch Listen."""
    stem = re.sub(r"[-_\s]+", " ", PurePath(name).stem).strip()
    return verbatim(stem.title() if stem == stem.lower() else stem) or "Untitled"


def _show(summary: str) -> str | None:
    match = _IN_EPISODE.search(summary)
    return match["show"] if match else None


def _date(summary: str, name: str) -> tuple[PartialDate | None, str]:
    """A date from the file's name, and what to check; a day without its year is no date."""
    if match := _NAME_DATE.search(name):
        return PartialDate.parse(match[1]), "date taken from the file's name"
    if match := _DAY.search(summary):
        return None, f"date without its year: “{match[1]}”"
    return None, "date missing"
