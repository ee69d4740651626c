"""The step that finds who speaks in the paragraphs of a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from corpus.locators import piece
from corpus.model import Passage, Person, Section, merged
from corpus.readers.base.draft import Draft, is_told
from corpus.readers.talk.exports import head_of
from corpus.readers.talk.printed import spoken

_TALK = ("summary", "discussion", "body")  # kinds of sections that may be talk


def with_turns(draft: Draft) -> Draft:
    """Turns of the speakers whose labels paragraphs begin with, and what to check of them.

    A section headed Transcript is read by itself, all others that may be talk together; what stands before the
    first speaker in such a one stays as it is.
    """
    sections = draft.document.sections
    found = list(sections)
    checks: list[str] = []
    people: list[Person] = []
    names = [person.name for person in draft.document.people]
    silent = [n for n, section in enumerate(sections) if not any(map(is_told, section.passages))]
    headed = [[n] for n in silent if sections[n].kind == "transcript"]
    for group in (*headed, [n for n in silent if sections[n].kind in _TALK]):
        paragraphs = [(n, passage) for n in group for passage in sections[n].passages]
        sure = group in headed
        lines = [line for _, passage in paragraphs for line in (passage.text, "")]
        firsts = {2 * at for at, (n, _) in enumerate(paragraphs) if not at or n != paragraphs[at - 1][0]}
        talk = spoken(lines, known=names, sure=sure, breaks=firsts)
        checks += talk.checks
        people += talk.people
        if not talk.turns:
            continue
        said: dict[int, list[Passage]] = {number: [] for number in group}
        for line, turn in talk.turns:
            number, passage = paragraphs[line // 2]
            said[number].append(_placed(turn, passage))
        for number, turns in said.items():
            found[number] = replace(sections[number], passages=tuple(turns))
    parts = [part for before, after in zip(sections, found, strict=True) for part in _parted(before, after)]
    told = draft.telling(*checks, sections=tuple(parts), people=merged((*draft.document.people, *people)))
    return told if draft.document.title or not any(part.kind == "transcript" for part in parts) else _headed(told)


def _headed(draft: Draft) -> Draft:
    """The draft with the title and the date that the export of a meeting prints above its turns."""
    first, *rest = draft.document.sections
    head = head_of([passage.text for passage in first.passages]) if first.kind != "transcript" else None
    if not head or not head.title:
        return draft
    left = tuple(passage for passage in first.passages if passage.text in head.rest)
    sections = (replace(first, passages=left), *rest) if left else tuple(rest)
    return draft.telling(title=head.title, date=draft.document.date or head.date, sections=sections)


def _placed(turn: Passage, paragraph: Passage) -> Passage:
    """A turn where its words stand in a paragraph, which may go over pages."""
    begin = len(paragraph.text) - len(turn.text)
    if turn.parts or begin < 0 or not paragraph.text.endswith(turn.text):
        return replace(turn, page=paragraph.page)
    within = piece(paragraph, begin, len(paragraph.text))
    parts = tuple(part._replace(start_ms=turn.start_ms) if not at else part for at, part in enumerate(within.parts))
    return replace(turn, page=within.page, parts=parts)


def _parted(before: Section, section: Section) -> Iterator[Section]:
    """A section in which somebody speaks as one of kind transcript, after what leads up to it."""
    lead = [*takewhile(lambda passage: passage.speaker is None, section.passages)]
    if section is before or section.kind == "transcript":
        yield section
    elif len(lead) == len(section.passages):
        yield before
    else:
        if lead:
            yield replace(section, passages=tuple(lead))
        heading = "Transcript" if lead or not section.heading else section.heading
        yield replace(section, heading=heading, kind="transcript", passages=section.passages[len(lead) :])
