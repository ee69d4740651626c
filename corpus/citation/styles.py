"""Chicago, APA and MLA, as plain runs of text.

Chicago: The Chicago Manual of Style, 18th edition, notes (13.23 names, 14.168 podcasts). APA: Publication
Manual, 7th edition (8.28 parts of works in the text, 10.14 podcasts, 10.4 reports). MLA: Handbook, 9th
edition (5.6 contributors, 6.20 time in the text). Titles stay as printed: no style's capitals or quotation
marks are put in place of the source's.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.citation.item import Item, Run
from corpus.dates import MONTHS, PartialDate
from corpus.model import Place
from corpus.quotation import Turn

_APA_FORMS = {"episode": "Audio podcast episode", "transcript": "Audio podcast transcript", "bio": "Biography"}
_MLA_MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")


def chicago(item: Item) -> tuple[Run, ...]:
    """A note: hosts, “Title,” Show, podcast, date, where, address."""
    document = item.document
    runs: list[Run] = []
    if names := item.names:
        lead = f"{names[0].in_order} et al." if len(names) > 2 else " and ".join(name.in_order for name in names)
        runs.append(Run(f"{lead}{_hosts(item)}, "))
    if document.type == "report":
        runs += [Run(document.title, True), Run(", ")]
    else:
        runs.append(Run(f"“{document.title},” "))
    if document.show:
        runs += [Run(document.show, True), Run(", ")]
    rest = [
        item.genre if not (document.type == "episode" and not document.show) else None,
        item.publisher,
        _american(document.date) if document.date else None,
        locator(item),
        item.address,
        None if item.permalink else f"stored {_american(PartialDate.on(item.stored))}",
    ]
    runs.append(Run(", ".join(part for part in rest if part) + "."))
    return tuple(runs)


def apa(item: Item) -> tuple[Run, ...]:
    """A reference, and below it the citation in the text, which says where."""
    document = item.document
    named = [name.initials for name in item.names]
    role = f" ({'Hosts' if len(named) > 1 else 'Host'})" if item.is_audio and named else ""
    lead = _apa_names(named) + role
    date = f"({_apa_date(document.date)})."
    form = _APA_FORMS.get(document.type)
    title = [Run(document.title, not item.is_audio), Run(f" [{form}]." if form else _stop(document.title))]
    runs = [Run(f"{_stopped(lead)} {date} "), *title] if lead else [*title, Run(f" {date}")]
    if document.show:
        runs += [Run(" In "), Run(document.show, True), Run(".")]
    if item.publisher:
        runs.append(Run(f" {_stopped(item.publisher)}"))
    runs.append(Run(f" {_address(item)}"))
    short = [name.short for name in item.names]
    who = f"{short[0]} et al." if len(short) > 2 else " & ".join(short) or f"“{document.title}”"
    year = str(document.date.year) if document.date else "n.d."
    runs.append(Run(f"\nIn the text: ({who}, {year}, {_where(item, section='“{}” section,', paragraph='para.')})"))
    return tuple(runs)


def mla(item: Item) -> tuple[Run, ...]:
    """An entry of the list of works, and below it the citation in the text, which says where."""
    document, names = item.document, item.names
    runs: list[Run] = []
    if names:
        lead = f"{names[0].listed}, et al." if len(names) > 2 else names[0].listed
        lead += f", and {names[1].in_order}" if len(names) == 2 else ""
        runs.append(Run(f"{_stopped(f'{lead}{_hosts(item)}')} "))
    if document.type == "report":
        runs += [Run(document.title, True), Run(f"{_stop(document.title)} ")]
    else:
        runs.append(Run(f"“{document.title}{_stop(document.title)}” "))
    if document.show:
        runs += [Run(document.show, True), Run(", ")]
    dated = _mla_date(document.date) if document.date else None
    parts = [item.publisher, dated, item.address]
    runs.append(Run(", ".join(part for part in parts if part) + "."))
    seen = ("Accessed", item.accessed) if item.permalink else ("Stored", item.stored)
    runs.append(Run(f" {seen[0]} {_mla_date(PartialDate.on(seen[1]))}."))
    short = [name.short for name in names]
    who = f"{short[0]} et al." if len(short) > 2 else " and ".join(short) or f"“{document.title}”"
    where = _where(item, section="“{},”", paragraph="par.")
    runs.append(Run(f"\nIn the text: ({who}{' ' if item.quotation.locator.time else ', '}{where})"))
    return tuple(runs)


def locator(item: Item) -> str:
    """Where the passage is, as a Chicago note says it: 14:32 (Jerod Santo); “Background,” para. 2."""
    return _where(item, section="“{},”", paragraph="para.", speaker=" ({})")


def _where(item: Item, *, section: str, paragraph: str, speaker: str = " [{}]") -> str:
    quotation = item.quotation
    locator, who = quotation.locator, " and ".join(quotation.speakers)
    if found := locator.time or locator.pages:
        where = found
    elif quotation.is_in_one_section:
        where = _paragraphs(quotation.first, section, paragraph, locator.last_paragraph)
    else:
        ends = (_paragraphs(turn, section, paragraph) for turn in (quotation.first, quotation.last))
        where = " to ".join(ends)
    return where + (speaker.format(who) if who else "")


def _paragraphs(turn: Turn, section: str, paragraph: str, last: int | None = None) -> str:
    """Where a paragraph is, or some in a row up to the last."""
    if turn.place.section.kind == "caption":
        return "caption"
    heading, first = _heading(turn.place), turn.locator.paragraph
    numbers = f"{paragraph} {first}" if last in (None, first) else f"{paragraph[:-1]}s. {first}–{last}"
    return f"{section.format(heading)} {numbers}" if heading else numbers


def _heading(place: Place) -> str:
    return "" if place.section.kind == "transcript" else place.section.heading


def _hosts(item: Item) -> str:
    if not item.is_audio:
        return ""
    return ", hosts" if len(item.names) > 1 else ", host"


def _apa_names(names: Sequence[str]) -> str:
    return ", & ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def _address(item: Item) -> str:
    if item.permalink:
        return item.permalink
    return f"Stored {_american(PartialDate.on(item.stored))}, {'from ' if item.source_url else ''}{item.address}"


def _stop(text: str) -> str:
    return "" if text.endswith((".", "?", "!", "…")) else "."


def _stopped(text: str) -> str:
    return text + _stop(text)


def _american(date: PartialDate) -> str:
    if not date.month:
        return str(date.year)
    month = MONTHS[date.month - 1]
    return f"{month} {date.day}, {date.year}" if date.day else f"{month} {date.year}"


def _apa_date(date: PartialDate | None) -> str:
    if date is None:
        return "n.d."
    if not date.month:
        return str(date.year)
    return f"{date.year}, {MONTHS[date.month - 1]}" + (f" {date.day}" if date.day else "")


def _mla_date(date: PartialDate) -> str:
    month = _MLA_MONTHS[date.month - 1] if date.month else ""
    return " ".join(str(part) for part in (date.day or "", month, date.year) if part)
