"""Turns and paragraphs: who says them and where they are in the margin, the words beside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from corpus.locators import Locator, locate
from corpus.model import Document, Passage, Place, Section
from corpus.quotation import MOST, WHOLE, Quotation, Range
from search.links import seconds
from search.results.values import Span
from web.heard import Doubts, times
from web.markup.heard import text_with_doubts
from web.markup.text import NOTHING, e, speaker, text_with_marks, trusted
from web.presentation import label, role
from web.within import Within

_VOICE = re.compile(r"Speaker \d+")  # of what a machine heard, where nobody said who it is


class Beside(NamedTuple):
    """What the margin's links open: the page with the citation of a passage, but for its id, and that with the
    recording at a time, but for the time; empty where there is no recording."""

    citing: str
    playing: str
    correcting: str = ""  # the page that corrects a turn, but for its number, where that is possible


class Cited(NamedTuple):
    """The words whose citation is open."""

    quotation: Quotation
    range: Range

    def spans(self, passage: Passage) -> Sequence[Span]:
        """What is cited of a passage, where that is not all of it."""
        if self.range == WHOLE:
            return ()
        return [(turn.begin, turn.end) for turn in self.quotation.turns if turn.place.passage.id == passage.id]

    def reaching(self, passage: Passage) -> tuple[str, str]:
        """What makes the words begin or end in another passage, and the end of the address that does; empty where
        they would be too many."""
        first, last = (turn.place.passage for turn in (self.quotation.first, self.quotation.last))
        if last.ordinal < passage.ordinal < first.ordinal + MOST:
            return "to here", f"{first.id}&through={passage.id}#{first.id}"
        if last.ordinal - MOST < passage.ordinal < first.ordinal:
            return "from here", f"{passage.id}&through={last.id}#{passage.id}"
        return "", ""


def margin(passage: Passage, where: Locator, name: str, is_a: str, links: Beside, more: Markup = NOTHING) -> str:
    """The line of the margin below who speaks: what they are; where it is, which cites it; and what plays it.

    `name` stands for who, where nobody says it; `more` is said below.
    """
    at, id, told, play = e(where.brief), e(passage.id), "", ""
    if is_a:
        told = f"<span>{e(is_a)}</span>"
    if links.playing and where.start_ms is not None:
        begin = f"{e(links.playing)}{e(seconds(where.start_ms))}#{id}"
        until = f' data-until="{e(seconds(passage.end_ms))}"' if passage.end_ms is not None else ""
        play = f'<a class="plays" href="{begin}" aria-label="Play from {at}"{until}>play</a>'
    cites = f'class="cites" href="{e(links.citing)}{id}#{id}" aria-label="Cite {e(passage.who or name)} {at}"'
    return f'<span class="at">{told}<a {cites}>{at}</a>{play}</span>{more}'


def near(document: Document, place: Place, citing: str, playing: str) -> Markup:
    """A passage beside one that is cited."""
    return trusted(turn_near(document, place, Beside(citing, playing)))


def turn_near(document: Document, place: Place, links: Beside) -> str:
    section, passage = place
    name = label(section)
    at = margin(passage, locate(passage), name, role(document, passage), links)
    return (
        f'<div class="turn near"><div class="who">{speaker(passage) if passage.speaker else e(name)}{at}</div>\n'
        f"<p>{e(passage.text)}</p></div>\n"
    )


def turns(
    document: Document,
    section: Section,
    links: Beside,
    within: Within | None,
    cited: Cited | None,
    panel: Markup = NOTHING,
    doubts: Doubts | None = None,
) -> Markup:
    """The passages of a section of a document, each with who says it, and what a search marks in it, or what is cited
    of it; `panel` stands below the words that are cited; `doubts` are what a machine is not sure of."""
    is_caption = section.kind == "caption"
    kind, caption = (" caption", "<span>Caption</span>") if is_caption else ("", "")
    heading = ' role="heading" aria-level="2"' if section.is_heading() else ""
    name = label(section)
    shown, speaking = [], None
    marks, now = (within.marks, within.now) if within else ({}, "")
    hit = f"<span><b>{e(within.hit)}</b></span>" if within and within.hit else ""
    roles: dict[tuple[str | None, str | None], str] = {}
    open_turns = [turn.place.passage.id for turn in cited.quotation.turns] if cited else []
    here = [passage.id for passage in section.passages if passage.id in open_turns]
    opening = here[0] if here and here[-1] == open_turns[-1] else ""  # what stands beside the panel begins with it
    for passage in section.passages:
        id, is_open, is_now = e(passage.id), passage.id in open_turns, passage.id == now
        who = f"<span>{e(passage.label)}</span>" if passage.label else ""
        if passage.speaker:
            again = " again" if passage.speaker == speaking else ""
            who += f'<span class="name{again}">{speaker(passage)}</span>'
        speaking = passage.speaker
        if (said_by := (passage.speaker, passage.person)) not in roles:
            roles[said_by] = role(document, passage)
        picked = cited.spans(passage) if cited and is_open else ()
        reach = _reach(cited, passage, links) if cited and not is_open else ""
        classes = f"{' cited' if is_open else ''}{' picked' if picked else ''}{' hit-now' if is_now else ''}{kind}"
        where = margin(passage, locate(passage), name, roles[said_by], links, _state(document, passage, links))
        beside = f"{who}{caption}{where}{hit if is_now else ''}{reach}"
        spans = picked or marks.get(passage.id, ())
        unsure = doubts.of(passage) if doubts else ()
        text = text_with_doubts(passage, spans, unsure) if unsure else text_with_marks(passage.text, spans)
        shown.append('<div class="with-cite">' if passage.id == opening else "")
        shown.append(
            f'<div class="turn{classes}" id="{id}">\n<div class="who">{beside}</div>\n'
            f"<p{heading}{_times(passage, links)}>{text}</p>\n</div>\n"
        )
        shown.append(f"{panel}</div>\n" if passage.id in open_turns[-1:] else "")
    return trusted("".join(shown))


def _state(document: Document, passage: Passage, links: Beside) -> Markup:
    """Of what a machine heard: whether the turn was checked, and what corrects it."""
    if document.machine is None:
        return NOTHING
    check = document.machine.check_of(passage.paragraph)
    said = f'<span title="by {e(check.by)} on {e(check.day.written)}">checked</span>' if check else ""
    if not links.correcting:
        return trusted(said)
    does = "name this voice" if _VOICE.fullmatch(passage.who or "") else "correct"
    page = f"{e(links.correcting)}{e(str(passage.paragraph))}"
    label = f"{e(does.capitalize())} {e(locate(passage).brief)}"
    return trusted(f'{said}<a class="corrects" href="{page}" aria-label="{label}">{does}</a>')


def _times(passage: Passage, links: Beside) -> str:
    found = times(passage) if links.playing else ""
    return f' data-times="{e(found)}"' if found else ""


def _reach(cited: Cited, passage: Passage, links: Beside) -> str:
    """What makes the cited words begin or end here."""
    does, address = cited.reaching(passage)
    says = e(f"Cite {does.partition(' ')[0]} {locate(passage).brief}")
    return f'<a class="reach" href="{e(links.citing)}{e(address)}" aria-label="{says}">{e(does)}</a>' if does else ""
