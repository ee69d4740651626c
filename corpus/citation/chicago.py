"""The Chicago Manual of Style, 18th edition, and the 17th where that differs; oral history as it cites interviews.

Notes, shortened notes and bibliography (13.18), and author and date (13.102): an episode after 14.168, led by its hosts
and, where it has a number, by the show; interviews after 14.108 to 14.110; reports in the form of a book, which has a
year alone; pages of the web after 14.104, with the day on which they were read where they have no date. A comma stands
also behind a title's own question mark (17th edition, 6.125). A hearing is cited as a legal document (14.174).
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.citation.item import Item, Work
from corpus.citation.writing import (
    Piece,
    Runs,
    american,
    capital,
    et_al,
    in_a_row,
    italic,
    joined,
    located,
    marked,
    quoted,
    runs,
)
from corpus.text import clock


@dataclass(frozen=True, slots=True)
class Chicago:
    """An edition: how many names it lists in notes and in a bibliography, and whether a podcast's date and medium stand
    as the 17th edition has them."""

    in_notes: int = 2  # names; of more, the first et al.
    listed: int = 6  # names of an entry; of more, the first ones et al.
    first: int = 3
    is_17: bool = False

    def note(self, item: Item) -> Runs:
        """A full note, which says where the words are."""
        named = et_al([name.in_order for name in item.names], self.in_notes)
        return marked(joined([f"{named}{_hosts(item)}", *self._noted(item), where(item), _read(item), item.address]))

    def short(self, item: Item) -> Runs:
        """A shortened note: family names, the title, where the words are."""
        return marked(joined([self._who(item), title(item), where(item)]))

    def bibliography(self, item: Work) -> Runs:
        """An entry of a bibliography, which has no place within the source."""
        lead, *work = self._entry(item, _date(item))
        return marked(joined([lead, *work, _origin(item), capital(_read(item)), item.address], "."))

    def reference(self, item: Work) -> Runs:
        """An entry of a list of references: the year behind the names, of the date what remains at its place."""
        year = _year(item) or "n.d."
        if item.kind == "hearing":
            return self.bibliography(item)
        lead, *work = self._entry(item, _date(item).removesuffix(year).strip(", "))
        return marked(joined([lead, year, *work, _origin(item), capital(_read(item)), item.address], "."))

    def in_text(self, item: Item) -> Runs:
        """The citation in the text: (Caves and Lee 2024, 14:32 [Bo Kay]); without a date, (Caves, n.d., 14:32)."""
        is_under_show = item.kind == "podcast" and item.show and not item.names
        who: Piece = self._who(item) or (italic(item.show) if is_under_show else title(item))
        year = item.document.date and f" {item.document.date.year}"
        place = located(item, page=False, speaker=" [{}]")
        return runs("(", joined([runs(who, year), place] if year else [who, "n.d.", place]), ")")

    def _who(self, item: Item) -> str:
        return et_al([name.short for name in item.names], self.in_notes) or _owner(item)

    def _noted(self, item: Work) -> list[Piece]:
        """The title and what it is in, of which date, as a note has them."""
        show, dated = italic(item.show), _date(item)
        if item.kind == "podcast" and self.is_17:
            return [title(item), dated, runs("in ", show) if show else None, item.numbering, item.publisher, item.genre]
        if item.kind == "podcast" and item.numbering and show:
            return [show, item.genre, item.numbering, title(item), item.publisher, dated]
        if item.kind == "podcast":
            return [title(item), show, item.genre, item.numbering, item.publisher, dated]
        if item.kind == "interview":
            return [title(item), _interview(item), show, item.publisher, dated]
        if item.kind == "hearing":
            return [_hearing(item)]
        if item.kind == "report":
            source = ", ".join(filter(None, (item.publisher, dated)))
            return [runs(joined([title(item), item.show]), f" ({source})")]
        if item.kind == "web page":
            return [title(item), item.genre, item.show, item.publisher, dated]
        return [title(item), runs("in ", show) if show else None, item.genre, item.publisher, dated]

    def _entry(self, item: Work, dated: str) -> list[Piece]:
        """What leads, and the rest of an entry up to its date: names, else the owner of a page or a podcast's show."""
        lead: Piece = f"{self._inverted(item)}{_hosts(item)}" or _owner(item)
        show, genre = italic(item.show), capital(item.genre or "")
        source = joined([item.publisher, dated])
        if item.kind == "podcast" and self.is_17:
            work = [title(item), show, capital(item.numbering), source, genre]
        elif item.kind == "podcast" and show and (item.numbering or not lead):
            work = [show, capital(", ".join(filter(None, (item.genre, item.numbering)))), source]
            work[1] = joined([work[1], title(item)])
        elif item.kind == "podcast":
            work = [title(item), show, genre, source]
        elif item.kind == "interview":
            work = [title(item), capital(_interview(item)), joined([show, source])]
        elif item.kind == "web page":
            owned = [each for each in (item.show, item.publisher) if each != _owner(item)]
            work = [title(item), genre, joined([*owned, dated])]
        elif item.kind == "hearing":
            work = [_hearing(item)]
        elif item.kind == "report":
            work = [title(item), item.show, source]
        else:
            work = [title(item), joined([runs("In ", show), item.genre]) if show else genre, source]
        return [lead, *work] if lead else work

    def _inverted(self, item: Work) -> str:
        names = [each.in_order if number else each.listed for number, each in enumerate(item.names)]
        if len(names) > self.listed:
            return f"{', '.join(names[: self.first])}, et al."
        return ", and ".join(names) if len(names) == 2 else in_a_row(names)


CHICAGO_18 = Chicago()
CHICAGO_17 = Chicago(in_notes=3, listed=10, first=7, is_17=True)


def oral_note(item: Item) -> Runs:
    """A note of an interview, which leads with who is interviewed, and says from when to when; of what is none, a note
    of its own kind."""
    lead = in_a_row([name.in_order for name in item.interviewed])
    if not lead:
        return CHICAGO_18.note(item)
    work = [title(item), _interview(item), italic(item.show), item.publisher, _date(item), item.genre]
    return marked(joined([lead, *work, _span(item), _read(item), item.address]))


def oral_short(item: Item) -> Runs:
    """A shortened note: Kay, interview by Caves, 14:32–15:10."""
    lead, asked = (in_a_row([name.short for name in names]) for names in (item.interviewed, item.interviewers))
    if not lead:
        return CHICAGO_18.short(item)
    return marked(joined([lead, f"interview by {asked}" if asked else "interview", _span(item)]))


def oral_bibliography(item: Work) -> Runs:
    """An entry of a bibliography, under who is interviewed."""
    names = [each.in_order if number else each.listed for number, each in enumerate(item.interviewed)]
    if not names:
        return CHICAGO_18.bibliography(item)
    lead = ", and ".join(names) if len(names) == 2 else in_a_row(names)
    source = joined([italic(item.show), item.publisher, _date(item)])
    work = [lead, title(item), capital(_interview(item)), source, capital(item.genre or "")]
    return marked(joined([*work, _origin(item), capital(_read(item)), item.address], "."))


def _span(item: Item) -> str:
    """From when to when the words are said, also those of one passage."""
    locator, said = item.quotation.locator, where(item)
    if locator.start_ms is None or locator.end_ms is None or locator.last_paragraph is not None:
        return said
    begin, end = clock(locator.start_ms), clock(locator.end_ms)
    return said if begin == end else said.replace(begin, f"{begin}–{end}", 1)


def where(item: Item) -> str:
    """Where the words are, as a note says it: 14:32 (Jerod Santo); “Background,” para. 2; pages without their p."""
    return located(item, page=False)


def title(item: Work) -> Piece:
    """The title: of a report and of a hearing in italics, of all else in quotes."""
    return italic(item.title) if item.kind in ("report", "hearing") else quoted(item.title)


def _origin(item: Work) -> str:
    """That a machine heard the words, as an entry describes its medium (14.168)."""
    return capital(item.origin or "")


def _hosts(item: Work) -> str:
    if item.kind != "podcast" or not item.names:
        return ""
    return ", hosts" if len(item.names) > 1 else ", host"


def _interview(item: Work) -> str:
    by = in_a_row([name.in_order for name in item.interviewers])
    return f"interview by {by}" if by else "interview"


def _hearing(item: Work) -> Runs:
    return runs(title(item), f" ({_year(item)})")


def _owner(item: Work) -> str:
    """Whose page of the web it is, which is listed under it where nobody signs it (14.104)."""
    return (item.publisher or item.show or "") if item.kind == "web page" and not item.names else ""


def _year(item: Work) -> str:
    """The year; n.d. where there is none, but of a page of the web, which has the day on which it was read."""
    return str(item.document.date.year) if item.document.date else "" if item.kind == "web page" else "n.d."


def _date(item: Work) -> str:
    """August 21, 2024; of a report, as of a book, the year."""
    return (american(item.document.date) if item.kind != "report" else "") or _year(item)


def _read(item: Work) -> str:
    """The day on which it was read: where it has no date, and where no permalink keeps what it was."""
    return "" if item.permalink and item.document.date else f"accessed {american(item.read)}"
