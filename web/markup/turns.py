"""Turns and paragraphs: who says them and where they are in the margin, the words beside."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from corpus.locators import locate
from corpus.model import Document, Passage, Place, Section
from search.links import seconds
from web.markup.text import NOTHING, e, speaker, text_with_marks, trusted
from web.presentation import label, role
from web.within import Within


class Beside(NamedTuple):
    """What the margin's links open: the page with the citation of a passage, but for its id, and that with the
    recording at a time, but for the time; empty where there is no recording."""

    citing: str
    playing: str


def margin(passage: Passage, name: str, is_a: str, links: Beside) -> str:
    """The line of the margin below who speaks: what they are; where it is, which cites it; and what plays it.

    `name` stands for who, where nobody says it.
    """
    where = locate(passage)
    at, id, told, play = e(where.brief), e(passage.id), "", ""
    if is_a:
        told = f"<span>{e(is_a)}</span>"
    if links.playing and where.start_ms is not None:
        begin = f"{e(links.playing)}{e(seconds(where.start_ms))}#{id}"
        until = f' data-until="{e(seconds(passage.end_ms))}"' if passage.end_ms is not None else ""
        play = f'<a class="plays" href="{begin}" aria-label="Play from {at}"{until}>play</a>'
    cites = f'class="cites" href="{e(links.citing)}{id}#{id}" aria-label="Cite {e(passage.who or name)} {at}"'
    return f'<span class="at">{told}<a {cites}>{at}</a>{play}</span>'


def near(document: Document, place: Place, citing: str, playing: str) -> Markup:
    """A passage beside one that is cited."""
    return trusted(turn_near(document, place, Beside(citing, playing)))


def turn_near(document: Document, place: Place, links: Beside) -> str:
    section, passage = place
    name = label(section)
    at = margin(passage, name, role(document, passage), links)
    return (
        f'<div class="turn near"><div class="who">{speaker(passage) if passage.speaker else e(name)}{at}</div>\n'
        f"<p>{e(passage.text)}</p></div>\n"
    )


def turns(
    document: Document,
    section: Section,
    links: Beside,
    within: Within | None,
    cited: str = "",
    panel: Markup = NOTHING,
) -> Markup:
    """The passages of a section of a document, each with who says it, and what a search marks in it.

    `cited` is the id of the passage whose citation is open, and `panel` what stands below it.
    """
    is_caption = section.kind == "caption"
    kind, caption = (" caption", "<span>Caption</span>") if is_caption else ("", "")
    heading = ' role="heading" aria-level="2"' if section.is_heading() else ""
    name = label(section)
    shown, speaking = [], None
    marks, now = (within.marks, within.now) if within else ({}, "")
    hit = f"<span><b>{e(within.hit)}</b></span>" if within and within.hit else ""
    roles: dict[tuple[str | None, str | None], str] = {}
    for passage in section.passages:
        id, is_open, is_now = e(passage.id), passage.id == cited, passage.id == now
        who = f"<span>{e(passage.label)}</span>" if passage.label else ""
        if passage.speaker:
            again = " again" if passage.speaker == speaking else ""
            who += f'<span class="name{again}">{speaker(passage)}</span>'
        speaking = passage.speaker
        if (said_by := (passage.speaker, passage.person)) not in roles:
            roles[said_by] = role(document, passage)
        turn = (
            f'<div class="turn{" cited" if is_open else ""}{" hit-now" if is_now else ""}{kind}" id="{id}">\n'
            f'<div class="who">{who}{caption}{margin(passage, name, roles[said_by], links)}{hit if is_now else ""}'
            f"</div>\n<p{heading}>{text_with_marks(passage.text, marks.get(passage.id, ()))}</p>\n</div>\n"
        )
        shown.append(f'<div class="with-cite">{turn}{panel}</div>\n' if is_open else turn)
    return trusted("".join(shown))
