"""The Bluebook, 22nd edition, in the typefaces of its Bluepages, which have no small capitals.

Podcasts after rule 18.8, reports after rule 15, hearings after rule 13.3. Shortened, the number of the note that
`supra` points to is left to whoever numbers the notes.
"""

from __future__ import annotations

from corpus.citation.item import Item
from corpus.citation.writing import SHORT_MONTHS, Runs, american, in_a_row, italic, joined, located, marked, runs

_LISTED = 3  # names; of more, the first et al.


def note(item: Item) -> Runs:
    """A full citation, which says where the words are."""
    names = () if item.is_audio else item.names
    place, is_paged = _where(item), item.kind == "report" and item.quotation.locator.pages
    at = (f" {place}" if is_paged else f", at {place}") if place else ""
    stated = f" (statement of {in_a_row(item.quotation.speakers)})" if _is_stated(item) else ""
    dated = f" ({_dated(item)})" if _dated(item) else ""
    cited = runs(_title(item), at, dated, stated)
    who = _names([name.in_order for name in names])
    visited = "" if item.document.date and item.permalink else f" (last visited {american(item.read, SHORT_MONTHS)})"
    return runs(joined([who, cited, item.address]), visited, ".")


def short(item: Item) -> Runs:
    """A later citation: Kay, supra note __, at 4."""
    names = () if item.is_audio else item.names
    who = _names([name.short for name in names]) or italic(item.title)
    return marked(joined([who, runs(italic("supra"), " note __"), f"at {_where(item)}"]))


def _title(item: Item) -> Runs:
    """Show: Episode, of a podcast; else the title, and the site or the series that it is in."""
    title = item.title
    if item.kind == "podcast":
        return runs(italic(f"{item.show}: {title}" if item.show else title))
    return joined([italic(title), item.show])


def _dated(item: Item) -> str:
    """The date behind who made it; of a report and of a hearing the year."""
    date = item.document.date
    if item.kind in ("report", "hearing"):
        return str(date.year) if date else ""
    return " ".join(filter(None, (item.publisher, american(date, SHORT_MONTHS))))


def _is_stated(item: Item) -> bool:
    return item.kind == "hearing" and bool(item.quotation.speakers)


def _where(item: Item) -> str:
    return located(item, page=False, names=not _is_stated(item))


def _names(names: list[str]) -> str:
    if len(names) > _LISTED:
        return f"{names[0]} et al."
    return f"{', '.join(names[:-1])} & {names[-1]}" if len(names) > 1 else "".join(names)
