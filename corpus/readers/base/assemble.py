"""From a document's sections to a Reading, step by step: turns, chapters, references, people, type, title, date."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from corpus import people, references
from corpus.dates import MONTHS, PartialDate
from corpus.model import Document, Hints, Passage, Reading, Role, Section, merged
from corpus.readers.base.chapters import chaptered
from corpus.readers.base.doubts import with_doubts
from corpus.readers.base.draft import Draft
from corpus.readers.base.headed_turns import with_headed_turns
from corpus.readers.base.spoken_parts import with_turns
from corpus.readers.talk.turns import people as speakers
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
    bylines: Sequence[str] = (),
) -> Reading:
    """The Reading of a page: its document completed from its own sections and the hints; see Draft for the rest."""
    draft = Draft(document=document, hints=hints, links=links or {}, italics=italics or {}, bylines=bylines)
    for step in _STEPS:
        draft = step(draft)
    return Reading(document=draft.document, related=draft.related, checks=draft.checks)


def _with_filled_sections(draft: Draft) -> Draft:
    """No section is without text and heading, and what has no headings has no summary either."""
    sections = [section for section in draft.document.sections if section.passages or section.heading]
    if all(section.heading == "" for section in sections):
        sections = [replace(s, kind="body") if s.kind == "summary" else s for s in sections]
    return draft.with_sections(sections)


def _with_chapters(draft: Draft) -> Draft:
    return draft.with_sections([part for section in draft.document.sections for part in chaptered(section)])


def _with_references(draft: Draft) -> Draft:
    """The entries of related resources, and a stub of each report that they name."""
    entries = [
        references.reference(passage.text, draft.links.get(passage.text), draft.italics.get(passage.text))
        for section in draft.document.sections
        if section.kind == "resources"
        for passage in section.passages
    ]
    stubs = [stub for entry in entries if (stub := references.stub(entry))]
    known = draft.document.references
    return replace(draft.telling(references=(*known, *entries)), related=(*draft.related, *stubs))


def _as_given_or_said(draft: Draft) -> Draft:
    """Of the type that is given, else a transcript where most of a page is said by speakers."""
    type_ = draft.document.type
    is_talk = draft.hints.type is None and type_ in ("note", "report") and _is_talk(draft.document.sections)
    return replace(draft.telling(type=draft.hints.type or ("transcript" if is_talk else type_)), is_talk=is_talk)


def _with_people(draft: Draft) -> Draft:
    """All whom a page names, by its metadata, lists, bios and running text, and the bios as documents.

    A page about people, with a host, a bio or references, is that of an episode.
    """
    document = draft.document
    role: Role = "author" if document.type == "report" else "guest"
    opening = draft.opening if draft.is_talk or document.type in ("note", "episode") else ()
    listing = [passage.text for s in document.sections if s.kind in _LISTING for passage in s.passages]
    named = [*people.from_lines([*draft.bylines, *listing])]
    named += [each for text in opening for each in people.from_summary(text)]
    bios = people.bios_of(document.sections, known=[*document.people, *named], role=role)
    everyone = merged([*document.people, *(person for person, _ in bios), *named])
    hosted = bool(bios) or any("host" in person.roles for person in everyone)
    written = bool(everyone) and all(person.roles == ("author",) for person in everyone)
    is_about = document.type == "note" and not written and (hosted or bool(document.references))
    is_episode = draft.hints.type is None and ((draft.is_talk and hosted) or is_about)
    everyone = merged([*everyone, *speakers(document.passages())])
    told = draft.telling(people=everyone, type="episode" if is_episode else document.type)
    return replace(told, related=(*(bio for _, bio in bios if bio), *draft.related))


def _with_title(draft: Draft) -> Draft:
    if title := draft.hints.title or draft.document.title:
        return draft.telling(title=title)
    return draft.telling("title taken from the file's name", title=readable(draft.hints.name))


def _with_show(draft: Draft) -> Draft:
    match = _IN_EPISODE.search(" ".join(draft.opening))
    return draft.telling(show=draft.hints.show or draft.document.show or (match["show"] if match else None))


def _with_date(draft: Draft) -> Draft:
    date = draft.hints.date or draft.document.date
    if date or draft.document.type == "bio":
        return draft.telling(date=date)
    date, check = _date(draft.opening, draft.bylines, draft.hints.name)
    return draft.telling(check, date=date)


def _with_people_checked(draft: Draft) -> Draft:
    document = draft.document
    if document.type == "episode" and not document.people:
        return draft.telling("people missing")
    if document.type == "transcript" and not any(passage.speaker for passage in document.passages()):
        return draft.telling("speakers missing")
    return draft


def _with_lone_headings(draft: Draft) -> Draft:
    """A heading without text under it is text itself; not the title's, nor that of another section, once more."""
    said = {draft.document.title.casefold(), *(s.heading.casefold() for s in draft.document.sections if s.passages)}
    kept = []
    for section in draft.document.sections:
        if section.passages:
            kept.append(section)
        elif section.heading.casefold() not in said:
            said.add(section.heading.casefold())
            kept.append(replace(section, passages=(Passage(text=section.heading),)))
    return draft.with_sections(kept)


_STEPS: tuple[Callable[[Draft], Draft], ...] = (
    _with_filled_sections,
    with_headed_turns,
    with_turns,
    _with_chapters,
    _with_references,
    _as_given_or_said,
    _with_people,
    _with_title,
    _with_show,
    _with_date,
    _with_people_checked,
    _with_lone_headings,
    with_doubts,
)


def _is_talk(sections: Sequence[Section]) -> bool:
    """Whether most of the text is said by speakers."""
    lengths = [(len(p.text), p.speaker is not None) for s in sections for p in s.passages]
    return 2 * sum(length for length, said in lengths if said) > sum(length for length, _ in lengths)


def readable(name: str) -> str:
    """A file's name as a title: iran-watch-listen.txt -> Iran Watch Listen."""
    stem = re.sub(r"[-_\s]+", " ", PurePath(name).stem).strip()
    return verbatim(stem.title() if stem == stem.lower() else stem) or "Untitled"


def _date(lines: Sequence[str], bylines: Sequence[str], name: str) -> tuple[PartialDate | None, str]:
    """A date from the file's name or a line of its own, and what to check; a day without its year is no date."""
    if match := _NAME_DATE.search(name):
        return PartialDate.parse(match[1]), "date taken from the file's name"
    if date := next((found for line in lines[:_FIRST] if (found := PartialDate.parse(line)) and found.day), None):
        return date, "date taken from a line of the page"
    if dated := next(filter(None, map(_dated, bylines)), None):
        return dated, "date taken from a line of the page"
    if match := _DAY.search(" ".join(lines)):
        return None, f"date without its year: “{match[1]}”"
    return None, "date missing"


def _dated(line: str) -> PartialDate | None:
    """The date that is all of a line, or the first that is written out in it."""
    found = PartialDate.find(line)
    return PartialDate.parse(line) or (found[0] if found else None)
