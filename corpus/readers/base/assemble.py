"""From sections to a Reading: people, bios, references, show and date, and what to check."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import PurePath

from corpus import people, references
from corpus.dates import MONTHS, PartialDate
from corpus.model import Document, Hints, Passage, Person, Reading, Role, Section
from corpus.readers.base.chapters import chaptered
from corpus.readers.talk.printed import spoken
from corpus.readers.talk.turns import people as speakers
from corpus.text import verbatim

_LISTING = ("summary", "background", "discussion", "bios", "credits", "body")  # kinds of sections that list people
_TALK = ("summary", "discussion", "body")  # kinds of sections that may be talk
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
    """The Reading of a page: its document completed from its own sections and the hints.

    `links` gives the address of a reference by its text, `italics` the words that it prints in italics;
    `bylines` are lines that are no passages, but may tell the date and the authors.
    """
    checks: list[str] = []
    sections = tuple(section for section in document.sections if section.passages)
    if all(section.heading == "" for section in sections):  # what has no headings has no summary either
        sections = tuple(replace(s, kind="body") if s.kind == "summary" else s for s in sections)
    sections, doubts = _with_turns(sections, document.people)
    sections = tuple(part for section in sections for part in chaptered(section))
    opening = [passage.text for s in sections if s.kind in ("summary", "body") for passage in s.passages]
    entries = tuple(
        references.reference(passage.text, (links or {}).get(passage.text), (italics or {}).get(passage.text))
        for section in sections
        if section.kind == "resources"
        for passage in section.passages
    )
    is_talk = hints.type is None and document.type in ("note", "report") and _is_talk(sections)
    type_ = hints.type or ("transcript" if is_talk else document.type)
    everyone, bios = _people(
        document,
        sections,
        bylines,
        opening if is_talk or type_ in ("note", "episode") else (),
        "author" if type_ == "report" else "guest",
    )
    hosted = bool(bios) or any("host" in person.roles for person in everyone)
    written = bool(everyone) and all(person.roles == ("author",) for person in everyone)
    if hints.type is None and ((is_talk and hosted) or (type_ == "note" and not written and (hosted or entries))):
        type_ = "episode"
    everyone = people.merged([*everyone, *speakers(p for s in sections for p in s.passages)])
    title = hints.title or document.title
    if not title:
        title = readable(hints.name)
        checks.append("title taken from the file's name")
    show = hints.show or document.show or _show(" ".join(opening))
    date = hints.date or document.date
    if date is None and type_ != "bio":
        date, check = _date(opening, bylines, hints.name)
        checks.append(check)
    if type_ == "episode" and not everyone:
        checks.append("people missing")
    if type_ == "transcript" and not any(p.speaker for s in sections for p in s.passages):
        checks.append("speakers missing")
    checks += doubts
    whole = replace(
        document,
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


def _people(
    document: Document, sections: Sequence[Section], bylines: Sequence[str], opening: Sequence[str], role: Role
) -> tuple[tuple[Person, ...], tuple[tuple[Person, Document | None], ...]]:
    """All whom a page names, by its metadata, lists, bios of people in a `role`, and running text; and the bios."""
    listing = [passage.text for s in sections if s.kind in _LISTING for passage in s.passages]
    named = [*people.from_lines([*bylines, *listing])]
    named += [each for text in opening for each in people.from_summary(text)]
    bios = tuple(people.bios_of(sections, known=[*document.people, *named], role=role))
    return people.merged([*document.people, *(person for person, _ in bios), *named]), bios


def _with_turns(sections: Sequence[Section], known: Iterable[Person]) -> tuple[tuple[Section, ...], tuple[str, ...]]:
    """The sections, with turns of the speakers whose labels paragraphs begin with, and what to check of them.

    A section headed Transcript is read by itself, all others that may be talk together; what stands before the
    first speaker in such a one stays as it is.
    """
    found = list(sections)
    checks: list[str] = []
    names = [person.name for person in known]
    silent = [n for n, s in enumerate(sections) if not any(p.speaker or p.start_ms is not None for p in s.passages)]
    headed = [[n] for n in silent if sections[n].kind == "transcript"]
    for group in (*headed, [n for n in silent if sections[n].kind in _TALK]):
        paragraphs = [(n, passage) for n in group for passage in sections[n].passages]
        sure = group in headed
        lines = [line for _, passage in paragraphs for line in (passage.text, "")]
        firsts = {2 * at for at, (n, _) in enumerate(paragraphs) if not at or n != paragraphs[at - 1][0]}
        talk = spoken(lines, known=names, sure=sure, breaks=firsts)
        if not talk:
            continue
        checks += talk.checks
        said: dict[int, list[Passage]] = {number: [] for number in group}
        for line, turn in talk.turns:
            number, passage = paragraphs[line // 2]
            said[number].append(replace(turn, page=passage.page))
        for number, turns in said.items():
            found[number] = replace(sections[number], passages=tuple(turns))
    parts = (part for before, after in zip(sections, found, strict=True) for part in _parted(before, after))
    return tuple(parts), tuple(checks)


def _parted(before: Section, section: Section) -> Iterator[Section]:
    """A section in which somebody speaks as one of kind transcript, after what leads up to it."""
    lead = [*takewhile(lambda passage: passage.speaker is None, section.passages)]
    if section.kind == "transcript":
        yield section
    elif len(lead) == len(section.passages):
        yield before
    else:
        if lead:
            yield replace(section, passages=tuple(lead))
        heading = "Transcript" if lead or not section.heading else section.heading
        yield replace(section, heading=heading, kind="transcript", passages=section.passages[len(lead) :])


def _is_talk(sections: Sequence[Section]) -> bool:
    """Whether most of the text is said by speakers."""
    lengths = [(len(p.text), p.speaker is not None) for s in sections for p in s.passages]
    return 2 * sum(length for length, said in lengths if said) > sum(length for length, _ in lengths)


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
