"""IEEE: Reference Guide. A podcast is led by its hosts, each with the role; a question mark takes the comma's place."""

from __future__ import annotations

from dataclasses import replace

from corpus.citation.item import Item, Name, Work
from corpus.citation.writing import (
    Piece,
    Runs,
    american,
    capital,
    in_a_row,
    italic,
    joined,
    located,
    marked,
    quoted,
    runs,
)
from corpus.dates import PartialDate

_MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "Jun.", "Jul.", "Aug.", "Sep.", "Oct.", "Nov.", "Dec.")
_LISTED = 6  # names; of more, the first et al.


def reference(item: Work) -> Runs:
    """An entry of the list of references, without its number there."""
    role = ", Host" if item.is_audio else ""
    names = [f"{_initials_first(name)}{role}" for name in item.names]
    who: Piece = None
    if len(names) > _LISTED:
        who = runs(f"{names[0]} ", italic("et al."))
    elif names:
        who = ", and ".join(names) if role and len(names) == 2 else in_a_row(names)
    show: Piece = item.show if item.kind in ("web page", "report") else italic(item.show)
    dated = "" if item.kind == "web page" else american(_date(item), _MONTHS)
    titled = joined([who, quoted(item.title)], keeps=False)
    if item.kind in ("note", "hearing", "transcript") and not item.show:
        cited = joined([marked(titled), joined([item.publisher, dated])], "")
    else:
        publisher = item.publisher if item.kind != "web page" else None
        cited = joined([titled, show, item.numbering, publisher, dated], keeps=False)
    medium = capital(item.origin or ("podcast" if item.kind == "podcast" else "online"))
    read = f"Accessed: {american(item.read, _MONTHS)}"
    return runs(joined([cited, read, f"[{medium}]"], "."), ". ", _available(item))


def in_text(item: Item) -> Runs:
    """The citation in the text, where this is the first of the references: [1, 14:32]."""
    return runs(f"[1, {located(item)}]")


def _available(item: Work) -> str:
    return f"Available: {item.address}" if item.url else item.address


def _initials_first(name: Name) -> str:
    """J. Caves; I. van der Marck; M. L. King Jr."""
    return " ".join(filter(None, (name.letters, name.short, name.parts.suffix)))


def _date(item: Work) -> PartialDate | None:
    """The date; of a report its month."""
    date = item.document.date
    return replace(date, day=0) if date and item.kind == "report" else date
