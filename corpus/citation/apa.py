"""APA: Publication Manual, 7th edition.

All names up to twenty, of more the first nineteen and the last (9.8); where there is no author, the title in its place
(9.12); no publisher that is the author (9.29); podcasts (10.14), reports (10.4), pages of the web (10.16), hearings
(11.5). In the text, where a part is (8.28). No full stop stands behind a title's own question mark.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.citation.item import Item, Work
from corpus.citation.writing import Piece, Runs, capital, et_al, italic, joined, located, marked, quoted, runs
from corpus.dates import MONTHS, PartialDate

_FORMS = {"podcast": "Audio podcast episode", "podcast transcript": "Audio podcast transcript"}
_MOST, _FIRST = 20, 19


def reference(item: Work) -> Runs:
    """An entry of the list of references; that a machine heard its words stands where its form does (9.21)."""
    lead: Piece = _lead(item)
    dated = f"({_date(item)})"
    titled = runs(_title(item), _numbering(item), _interviewers(item), _form(item))
    if item.kind == "hearing":
        return runs(marked(runs(titled, " ", dated)), " ", _address(item))
    opening = [lead, dated, titled] if lead else [titled, dated]
    return runs(marked(joined([*opening, *_source(item)], ".")), " ", _address(item))


def in_text(item: Item) -> Runs:
    """The citation in the text: (Caves & Lee, 2024, 14:32 [Bo Kay])."""
    named = [name.short for name in item.names]
    who: Piece = et_al(named, 2, "&") if named else _owner(item) or _quoted_title(item)
    year = str(item.document.date.year) if item.document.date else "n.d."
    place = located(item, section="“{}” section,", speaker=" [{}]")
    return runs("(", joined([who, year, place]), ")")


def _lead(item: Work) -> str:
    if not item.names:
        return _owner(item)
    role = f" ({'Hosts' if len(item.names) > 1 else 'Host'})" if item.is_audio else ""
    return _listed([name.initials for name in item.names]) + role


def _listed(names: Sequence[str]) -> str:
    """All names up to twenty; of more the first nineteen, an ellipsis, and the last (9.8)."""
    if len(names) > _MOST:
        return f"{', '.join(names[:_FIRST])}, … {names[-1]}"
    return f"{', '.join(names[:-1])}, & {names[-1]}" if len(names) > 1 else names[0]


def _owner(item: Work) -> str:
    """The group whose page of the web it is, where nobody signs it (10.16)."""
    return (item.publisher or "") if item.kind == "web page" and not item.names else ""


def _is_part(item: Work) -> bool:
    """Whether it is part of a greater whole, whose title is the one in italics (9.19)."""
    return item.kind == "podcast" or (item.kind in ("interview", "note", "transcript") and bool(item.show))


def _title(item: Work) -> Piece:
    return item.title if _is_part(item) else italic(item.title)


def _quoted_title(item: Item) -> Piece:
    return quoted(item.title) if _is_part(item) else italic(item.title)


def _numbering(item: Work) -> str:
    season, number = item.document.season, item.document.episode
    if season:
        return f" (Season {season}, Episode {number})" if number else f" (Season {season})"
    return f" (No. {number})" if number else ""


def _interviewers(item: Work) -> str:
    if item.kind != "interview" or not item.interviewers:
        return ""
    names = [" ".join(reversed(name.initials.split(", ", 1))) for name in item.interviewers]
    return f" ({' & '.join(names)}, Interviewer{'s' if len(names) > 1 else ''})"


def _form(item: Work) -> str:
    if item.origin:
        return f" [{capital(item.origin)}]"
    genre = item.genre or ("podcast" if item.kind == "podcast" else "")
    return f" [{_FORMS.get(genre, genre.capitalize())}]" if genre else ""


def _source(item: Work) -> list[Piece]:
    show: Piece = italic(item.show)
    if item.show and item.kind != "interview":
        show = item.show if item.kind in ("web page", "report") else runs("In ", show)
    publisher = item.publisher if item.publisher != _owner(item) else None
    pieces = [publisher, show] if item.kind == "web page" else [show, publisher]
    return [each for each in pieces if each]


def _date(item: Work) -> str:
    """2024, August 21; of a report the year alone (10.4)."""
    date = item.document.date
    if date is None or not date.month or item.kind in ("report", "hearing"):
        return str(date.year) if date else "n.d."
    return f"{date.year}, {MONTHS[date.month - 1]}" + (f" {date.day}" if date.day else "")


def _address(item: Work) -> str:
    """The address, with the day on which it was read where what stands there may change (9.16)."""
    if item.permalink and item.document.date:
        return item.address
    return f"Retrieved {_read(item.read)}, {'from ' if item.url else ''}{item.address}"


def _read(day: PartialDate) -> str:
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"
