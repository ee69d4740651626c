"""The step that finds who speaks under headings that are speakers' names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from corpus.model import Passage, Section
from corpus.names import is_name
from corpus.readers.base.draft import Draft, is_told
from corpus.readers.talk.label_words import is_unnamed
from corpus.sections import known_kind
from corpus.speakers import bare_label
from corpus.text import milliseconds

_TALK = ("summary", "discussion", "body", "transcript")  # kinds of sections that may be talk
_HEADING = re.compile(
    r"(?P<name>[^\n]{1,80}?)(?::| ?[-–—|]? ?[(\[]?(?:(?P<h>\d{1,3}):)?(?P<m>\d{1,2}):(?P<s>[0-5]\d)[)\]]?:?)?"
)
_NOBODY = re.compile(  # stage directions, and what was added by whom the words were written down
    r"[(\[*][^()\[\]*]*[)\]*]\.?|(?:transcri(?:bed|pt(?:ion)?)|edited|recorded|produced)\b.{0,30} by\b.*"
    r"|.{0,30}\b(?:meeting|recording|transcript|interview|episode) (?:ended|ends)\b.*|(?:the )?end(?: of .*)?\.?",
    re.IGNORECASE,
)
_FEWEST = 3  # turns


class _Name(NamedTuple):
    """A speaker's name that is a heading, as it is printed and bare, and the time behind it."""

    printed: str
    bare: str
    start_ms: int | None


def with_headed_turns(draft: Draft) -> Draft:
    """Turns of the speakers whose names are headings, three or more of them.

    They are speakers where two or more are named, one of them again, and most of what might be talk stands under
    their names, or under a heading Transcript. What stands under other headings is nobody's, and what its reader says
    the speaker or the time of is as it says.
    """
    sections = draft.document.sections
    known = {bare_label(person.name).casefold() for person in draft.document.people}
    names = _names(sections, known)
    if not _are_speakers(sections, names):
        return draft
    return draft.with_sections([*_merged(sections, names)])


def _names(sections: Sequence[Section], known: set[str]) -> list[_Name | None]:
    """The name that each section's heading is, if it is one."""
    silent = [s.kind in _TALK and s.passages and not any(map(is_told, s.passages)) for s in sections]
    names = [_name(section) if is_silent else None for section, is_silent in zip(sections, silent, strict=True)]
    full = known | {name.bare.casefold() for name in names if name and is_name(name.bare)}
    parts = full | {part for name in full if (words := name.split()) for part in (words[0], words[-1])}
    return [name if name and (name.bare.casefold() in parts or is_unnamed(name.bare)) else None for name in names]


def _name(section: Section) -> _Name | None:
    match = _HEADING.fullmatch(section.heading)
    if not match or known_kind(match["name"]):
        return None
    start_ms = milliseconds(match["h"], match["m"], match["s"]) if match["m"] else None
    return _Name(match["name"], bare_label(match["name"]), start_ms)


def _are_speakers(sections: Sequence[Section], names: Sequence[_Name | None]) -> bool:
    counts = Counter(name.bare.casefold() for name in names if name)
    if len(counts) < 2 or counts.total() < _FEWEST or max(counts.values()) < 2:
        return False
    in_transcript = all(section.kind == "transcript" for section, name in zip(sections, names, strict=True) if name)
    lengths = [
        (sum(len(p.text) for p in section.passages), name is not None)
        for section, name in zip(sections, names, strict=True)
        if section.kind in _TALK
    ]
    return in_transcript or 2 * sum(length for length, said in lengths if said) > sum(length for length, _ in lengths)


def _merged(sections: Sequence[Section], names: Sequence[_Name | None]) -> Iterator[Section]:
    """The sections, those of names in a row as one transcript under the heading before them, if that has no text."""
    heading: Section | None = None
    turns: list[Passage] = []
    for number, (section, name) in enumerate(zip(sections, names, strict=True), 1):
        if name:
            turns += _turn(section, name, number)
            continue
        if turns or heading:
            yield _section(heading, turns)
        heading, turns = (None, []) if section.passages else (section, [])
        if section.passages:
            yield section
    if turns or heading:
        yield _section(heading, turns)


def _section(heading: Section | None, turns: Sequence[Passage]) -> Section:
    if not turns and heading:
        return heading
    return Section(heading=heading.heading if heading else "Transcript", kind="transcript", passages=tuple(turns))


def _turn(section: Section, name: _Name, number: int) -> Iterator[Passage]:
    """The paragraphs under a name, but for those that nobody says."""
    start_ms = name.start_ms
    for passage in section.passages:
        if _NOBODY.fullmatch(passage.text):
            yield passage
            continue
        yield replace(passage, speaker=name.printed, start_ms=start_ms, paragraph=number)
        start_ms = None
