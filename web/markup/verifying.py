"""Quotations of a draft, each beside its source: see `web.markup`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup

from corpus.model import Document
from search.links import permalink, playing, results_link, seconds
from search.verifying.names import is_same
from search.verifying.values import Difference, Finding
from web.checking import STATES, Checked
from web.current import service
from web.markup.citing import cite_panel
from web.markup.text import beside, e, trusted
from web.presentation import Panels, label, role
from web.recordings import recording_of
from web.sides import Piece, Sides, in_context, next_to, of_what

_MOST_SOUGHT = 32  # words
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_OPERATORS = frozenset({"AND", "OR", "NOT", "NEAR"})


class Beside:
    """What the findings of one page share; `fair` are the kinds of differences that are fair besides."""

    def __init__(self, fair: Iterable[str]) -> None:
        self.fair = [*fair]
        self.panels = Panels(at_the_words=True)
        self._recordings: dict[str, bool] = {}

    def has_recording(self, document: Document) -> bool:
        if document.id not in self._recordings:
            self._recordings[document.id] = recording_of(document) is not None
        return self._recordings[document.id]


def findings(checked: Iterable[Checked], beside: Beside) -> Markup:
    """Each a quotation beside its source, what differs in words, and what can be done with it."""
    return trusted("".join(_finding(each, beside) for each in checked))


def _finding(checked: Checked, beside: Beside) -> str:
    finding, number = checked.finding, e(str(checked.number))
    sides = Sides(finding, beside.fair)
    kinds, told = e(" ".join(checked.states)), e(", ".join(STATES[each][1] for each in checked.states))
    signs = e("".join(STATES[each][0] for each in checked.states))
    notes = f"{_notes(finding)}{_differences(sides)}"
    small = f'<div class="small">{notes}</div>\n' if notes else ""
    return (
        f'<article class="finding {kinds}" id="q{number}"><h2><span class="state">'
        f'<span class="sign" aria-hidden="true">{signs}</span> </span>{told} <span>quotation {number}</span></h2>\n'
        f"<div><h3>{_drafted(finding)}</h3>{_printed(finding, sides)}</div>\n"
        f"<div>{_sourced(finding, sides)}</div>\n{small}"
        f'<div class="acts">{_acts(finding, number, sides, beside)}</div></article>\n'
    )


def _drafted(finding: Finding) -> str:
    """Where the draft has a quotation, and whom it credits."""
    quoted = finding.quoted
    many = quoted.last_paragraph > quoted.paragraph
    at = f"s {quoted.paragraph:,}–{quoted.last_paragraph:,}" if many else f" {quoted.paragraph:,}"
    credits = f", credits <b>{e(finding.credited)}</b>" if finding.credited else ""
    return f"Draft, paragraph{e(at)}{credits}"


def _printed(finding: Finding, sides: Sides) -> str:
    said = "".join(_piece(each) for each in sides.draft)
    return f'<p class="quote">{said}</p>' if finding.quoted.is_block else f'<p class="quote">“{said}”</p>'


def _piece(piece: Piece) -> str:
    words = "<br>".join(e(each) for each in piece.text.split("\n\n"))
    numbers = "".join(f"<sup>{e(str(each))}</sup>" for each in piece.numbers)
    match piece.kind:
        case "del":
            return f"<del>{words}</del>{numbers}"
        case "ins":
            return f"<ins>{words}</ins>{numbers}"
        case "moved":
            return f'<span class="moved">{words}</span>{numbers}'
        case "rest" if piece.text:
            return f'<span class="rest">{words}</span>{numbers}'
        case "who":
            return f'<b class="small">{words}</b>{numbers}'
        case "joint":
            return f"” “{numbers}"
    return f"{words}{numbers}"


def _sourced(finding: Finding, sides: Sides) -> str:
    """The words of the source, who says them, and of what they are; else the nearest wording."""
    if not finding.document or not finding.quotation:
        return "<h3>Nowhere in the library.</h3>"
    said = "".join(_piece(each) for each in sides.source)
    if finding.status == "not-found":
        title, who = f"“{finding.document.title}”", finding.quotation.speakers
        of = e(", ".join(filter(None, (title, *who, finding.quotation.brief, finding.timed_by))))
        says = "Nowhere in the library. Nearest wording, not the same:"
        return f'<h3>{says}</h3><p class="quote">{said}</p><p class="from">{of}</p>'
    of, heard = e(of_what(finding.document)), beside(finding.document, finding.quotation.passages)
    return f'<h3>{_said_by(finding)}</h3><p class="quote">{said}</p><p class="from"><span>{of}</span>{heard}</p>'


def _said_by(finding: Finding) -> str:
    """Who says the words, in which role, and where."""
    document, quotation = finding.document, finding.quotation
    if not document or not quotation:
        return ""
    place, who = quotation.first.place, quotation.speakers
    names = ", then ".join(f"<b>{e(each)}</b>" for each in who) if who else e(label(place.section))
    is_a = role(document, place.passage) if len(who) == 1 else ""
    at = ", ".join(filter(None, (is_a, quotation.brief, finding.timed_by)))
    return f"{names}, {e(at)}"


# what is said of a finding


def _notes(finding: Finding) -> str:
    """What is to be looked at, beside the differences."""
    told = f'<p class="note">{_other(finding)}</p>' if finding.said_by_other else ""
    again = "" if finding.is_wrong else "<b>Look again:</b> "
    told += "".join(f'<p class="note">{again}{e(each)}.</p>' for each in finding.again)
    return told + "".join(f'<p class="note">{e(each)}.</p>' for each in finding.remarks)


def _other(finding: Finding) -> str:
    """Who says the words instead of whom; and where that one speaks beside them."""
    credited, who = e(finding.credited or ""), e(" and ".join(finding.speakers))
    how = e(finding.status)
    if finding.status == "altered":
        return f"The draft credits {credited}; these are words of {who}."
    for which, place in next_to(finding):
        if place.passage.who and is_same(place.passage.who, finding.credited or ""):
            there = f'<a href="{e(in_context(finding))}" target="_blank">read both</a>'
            return f"The words are {how}. {e(place.passage.who)} speaks in the {e(which)}: {there}."
    return f"The words are {how}. {who} says them, not {credited}."


def _differences(sides: Sides) -> str:
    numbered = "".join(f"<li>{_in_words(each)}</li>" for each in sides.numbered)
    others = "".join(f"<li>{_told(each)}</li>" for each in sides.unnumbered)
    listed = f'<ol class="diff">{numbered}</ol>' if numbered else ""
    return listed + (f'<ul class="diff">{others}</ul>' if others else "")


def _told(each: Difference) -> str:
    return "".join(f"<i>{e(text)}</i>" if is_words else e(text) for text, is_words in each.pieces)


def _in_words(each: Difference) -> str:
    """The same, what was done before all."""
    (does, _), *rest = each.pieces
    said = "".join(f"<i>{e(text)}</i>" if is_words else e(text) for text, is_words in rest)
    return f"<b>{e(does.strip())}</b> {said}"


# what is done with it


def _acts(finding: Finding, number: str, sides: Sides, beside: Beside) -> str:
    document, quotation = finding.document, finding.quotation
    if not document or not quotation:
        return _seeking(finding)
    at = e(str(number))
    there = f'<a href="{e(in_context(finding))}" target="_blank" aria-label="Read quotation {at} in context">'
    if finding.status == "not-found":
        return f"{_seeking(finding)}{there}Read the nearest</a>"
    copies = (
        f'<button type="button" class="scripted" data-copy="{e(sides.copied)}" hidden>Copy the source’s words</button>'
    )
    return f"{_citing(finding, number, beside)}{copies}\n{there}Read in context</a>\n{_play(finding, beside)}"


def _citing(finding: Finding, number: str, beside: Beside) -> str:
    document, place, range, quotation = finding.document, finding.place, finding.range, finding.quotation
    if not (document and place and range and quotation):
        return ""
    panel = beside.panels.of(document, place, range)
    became = service().citer.compared(document, quotation, is_latest=not finding.seen).told
    shown = cite_panel(panel, f"{panel.path}?{panel.query}", "", became, leaves=False)
    at = e(str(number))
    return (
        f'<details name="cite" class="citing"><summary aria-label="Cite quotation {at}">Cite</summary>'
        f'<div class="cite">{shown}</div></details>\n'
    )


def _play(finding: Finding, beside: Beside) -> str:
    document, quotation, place = finding.document, finding.quotation, finding.place
    begins = quotation.first.locator.start_ms if quotation else None
    if not (document and quotation and place) or begins is None or not beside.has_recording(document):
        return ""
    page, anchor = in_context(finding).split("#")
    there, at = f"{playing(page)}{seconds(begins)}#{anchor}", quotation.first.locator.brief
    return f'<a href="{e(there)}" target="_blank">Play {e(at)}</a>\n'


def _seeking(finding: Finding) -> str:
    """The search for the words of a quotation that is nowhere."""
    words = _WORD.findall(finding.quoted.text)[:_MOST_SOUGHT]
    query = " ".join(each.lower() if each in _OPERATORS else each for each in words)
    return (
        f'<a href="{e(results_link("", [("q", query)]))}" target="_blank">Search for its words</a>\n' if query else ""
    )


# short ones


def short_ones(checked: Iterable[Checked]) -> Markup:
    """Titles, and a word or two: what became of each, in a line."""
    return trusted("".join(f"<li>{_short(each.finding, each)}</li>\n" for each in checked))


def _short(finding: Finding, checked: Checked) -> str:
    signs = e("".join(STATES[each][0] for each in checked.states))
    said = f'<span aria-hidden="true">{signs}</span> {e(checked.told)}, “{e(finding.quoted.text)}”'
    place, range, document = finding.place, finding.range, finding.document
    if not (place and range and document and finding.quotation) or finding.status == "not-found":
        return f"{said} paragraph {e(f'{finding.quoted.paragraph:,}')}"
    who = e(", ".join(filter(None, (*finding.speakers, finding.quotation.brief, finding.timed_by, finding.heard))))
    link = e(permalink("", place.passage.id, document.version, range))
    cites = f'<a href="{link}" target="_blank" aria-label="Cite “{e(finding.quoted.text)}”">cite</a>'
    return f"{said} paragraph {e(f'{finding.quoted.paragraph:,}')}; {who} · {cites}"
