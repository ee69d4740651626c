"""MLA: Handbook, 9th edition.

The elements of an entry in their order (5.3 to 5.104); three or more names as the first et al. (5.7 to 5.8); a podcast
by its title, its hosts named behind the show (appendix 2). In the text a time (6.20) or pages, without p.; paragraphs
that the source does not number are not counted. Months of more than four letters are abbreviated (appendix 1).
"""

from __future__ import annotations

from corpus.citation.item import Item, Work
from corpus.citation.writing import (
    SHORT_MONTHS,
    Piece,
    Runs,
    capital,
    et_al,
    italic,
    joined,
    located,
    marked,
    quoted,
    runs,
)
from corpus.dates import PartialDate


def entry(item: Work) -> Runs:
    """An entry of the list of works cited, with the day on which its address was read, and behind all else (5.105)
    that a machine heard the words."""
    names = () if item.is_audio else item.names
    lead = [names[0].listed, *(name.in_order for name in names[1:])] if names else []
    opening: list[Piece] = [_listed(lead) if lead else None, _title(item)]
    if item.kind == "interview":
        asked = et_al([name.in_order for name in item.interviewers], 2)
        opening.append(f"Interview by {asked}" if asked else "Interview")
    elif item.kind != "podcast":
        opening.append(capital(item.genre or ""))
    container = [
        italic(item.show),
        _hosts(item),
        item.numbering,
        item.publisher,
        _date(item.document.date),
        item.address,
    ]
    read = f"Accessed {_date(item.read)}"
    return marked(joined([*opening, joined(container), read, capital(item.origin or "")], "."))


def in_text(item: Item) -> Runs:
    """The citation in the text: (Kay and Lee 4); (“Big” 14:32 [Bo Kay])."""
    names = () if item.is_audio else item.names
    who: Piece = et_al([name.short for name in names], 2) if names else _title(item)
    place = located(item, paragraph="", page=False, speaker=" [{}]")
    return runs("(", who, f" {place}" if place else "", ")")


def _listed(names: list[str]) -> str:
    if len(names) > 2:
        return f"{names[0]}, et al."
    return ", and ".join(names)


def _title(item: Work) -> Piece:
    stands_alone = item.kind in ("report", "hearing") or (item.kind == "web page" and not item.show)
    return italic(item.title) if stands_alone else quoted(item.title)


def _hosts(item: Work) -> str:
    return f"hosted by {et_al([name.in_order for name in item.names], 2)}" if item.is_audio and item.names else ""


def _date(date: PartialDate | None) -> str:
    """21 Aug. 2024; Aug. 2024; 2024."""
    if date is None:
        return ""
    month = SHORT_MONTHS[date.month - 1] if date.month else ""
    return " ".join(str(part) for part in (date.day or "", month, date.year) if part)
