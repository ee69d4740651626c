"""The Chicago Manual of Style, 18th edition, and the 17th where that differs; oral history as it cites interviews.

Notes, shortened notes and bibliography (13.18), and author and date (13.102): an episode after 14.168, led by its hosts
and, where it has a number, by the show; interviews after 14.108 to 14.110; reports in the form of a book, which has a
year alone; pages of the web after 14.104, with the day on which they were read where they have no date. A comma stands
also behind a title's own question mark (17th edition, 6.125). A hearing is cited as a legal document (14.174).
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.citation.item import Item, Name
from corpus.citation.writing import (
    Piece,
    Runs,
    american,
    capital,
    et_al,
    in_a_row,
    italic,
    joined,
    marked,
    quoted,
    runs,
    where as place,
)
from corpus.text import clock


@dataclass(frozen=True, slots=True)
class Chicago:
    """An edition: how many names it lists, in notes and in a bibliography, and where a podcast's date stands."""

    in_notes: int = 2
    listed: int = 6  # of more, the first ones are
    first: int = 3
    date_before_show: bool = False

    def note(self, item: Item) -> Runs:
        """A full note, which says where the words are."""
        named = et_al([name.in_order for name in item.names], self.in_notes) if item.names else ""
        lead = f"{named}{_hosts(item)}"
        return marked(joined([lead, *self._work(item), where(item), _read(item), item.address]))

    def short(self, item: Item) -> Runs:
        """A shortened note (13.32): family names, the title, where the words are."""
        return marked(joined([self._who(item) or _owner(item), title(item), where(item)]))

    def bibliography(self, item: Item) -> Runs:
        return self._entry(item, has_year=False)

    def reference(self, item: Item) -> Runs:
        """An entry of a list of references, the year behind the names."""
        return self._entry(item, has_year=True)

    def in_text(self, item: Item) -> Runs:
        """The citation in the text: (Caves and Lee 2024, 14:32); without a date, (Caves and Lee, n.d., 14:32)."""
        named = self._who(item) or _owner(item)
        who: Piece = named or (italic(item.show) if _is_led_by_show(item) else title(item))
        dated = runs(who, f" {item.document.date.year}") if item.document.date else marked(who, ",")
        whole = dated if item.document.date else runs(dated, " n.d.")
        return runs("(", joined([whole, where(item)]), ")")

    def _who(self, item: Item) -> str:
        return et_al([name.short for name in item.names], self.in_notes) if item.names else ""

    def _work(self, item: Item) -> list[Piece]:
        """The title and what it is in, of which date, as a note has them."""
        document, dated = item.document, _date(item)
        if item.kind == "podcast":
            if self.date_before_show:
                show = runs("in ", italic(item.show)) if item.show else None
                return [title(item), dated, show, item.numbering, item.publisher, item.genre]
            return [*_podcast(item), item.publisher, dated]
        if item.kind == "interview":
            return [title(item), _interview(item), italic(item.show), item.publisher, dated]
        if item.kind in ("report", "hearing"):
            publisher = item.publisher if item.kind == "report" else None
            year = str(document.date.year) if document.date else "n.d."
            series = marked(title(item), ",") + runs(f" {item.show}") if item.show else title(item)
            return [runs(series, f" ({', '.join(filter(None, (publisher, year)))})")]
        return [title(item), item.genre, _site(item), item.publisher, dated]

    def _entry(self, item: Item, *, has_year: bool) -> Runs:
        lead: Piece = f"{self._inverted(item)}{_hosts(item)}" if item.names else _owner(item) or None
        owner = "" if item.names else _owner(item)
        work: list[Piece]
        if item.kind == "podcast" and (item.numbering or (not lead and item.show)):
            lead, shown = (lead, italic(item.show)) if lead else (italic(item.show), None)
            work = [shown, joined([capital(item.genre or ""), item.numbering, title(item)])]
        elif item.kind == "podcast":
            work = [title(item), italic(item.show), capital(item.genre or "")]
        elif item.kind == "interview":
            work = [title(item), capital(_interview(item))]
        elif item.kind == "hearing":
            return joined([*self._work(item), item.address], ".") + runs(".")
        else:
            work = [title(item), item.show if item.kind == "report" else None, capital(item.genre or "")]
        if item.kind == "note" and item.show:
            work.append(runs("In ", italic(item.show)))
        within = [italic(item.show) if item.kind == "interview" else _site(item) if item.kind == "web page" else None]
        within = [each for each in within if not each or runs(each) != runs(owner)]
        source = [*within, item.publisher if item.publisher != owner else None]
        if not has_year:
            dated = _date(item) if item.kind != "report" else _year(item)
            return marked(joined([lead, *work, joined([*source, dated]), capital(_read(item)), item.address], "."))
        if not lead:
            lead, work = work[0], work[1:]
        day = _date(item).removesuffix(_year(item)).removesuffix(", ").strip() if item.kind != "report" else ""
        entry = [lead, _year(item) or "n.d.", *work, joined([*source, day]), capital(_read(item)), item.address]
        return marked(joined(entry, "."))

    def _inverted(self, item: Item) -> str:
        names = [item.names[0].listed, *(name.in_order for name in item.names[1:])]
        if len(names) > self.listed:
            return f"{', '.join(names[: self.first])}, et al."
        return f"{names[0]}, and {names[1]}" if len(names) == 2 else in_a_row(names)


CHICAGO_18 = Chicago()
CHICAGO_17 = Chicago(in_notes=3, listed=10, first=7, date_before_show=True)


def oral_note(item: Item) -> Runs:
    """A note of an interview, which leads with who is interviewed, and says from when to when (14.108)."""
    document = item.document
    lead = _people(item.interviewed)
    source = [italic(item.show), item.publisher, american(document.date), item.genre]
    return marked(joined([lead, title(item), _interview(item), *source, _span(item), _read(item), item.address]))


def oral_short(item: Item) -> Runs:
    """A shortened note: Kay, interview by Caves, 14:32–15:10."""
    asked = _people(item.interviewers, short=True)
    by = f"interview by {asked}" if asked else "interview"
    return marked(joined([_people(item.interviewed, short=True) or title(item), by, _span(item)]))


def oral_bibliography(item: Item) -> Runs:
    lead = in_a_row([each.listed if not number else each.in_order for number, each in enumerate(item.interviewed)])
    source = joined([italic(item.show), item.publisher, american(item.document.date)])
    work = [title(item), capital(_interview(item)), source, capital(item.genre or "")]
    return marked(joined([lead, *work, capital(_read(item)), item.address], "."))


def _people(names: tuple[Name, ...], *, short: bool = False) -> str:
    return in_a_row([name.short if short else name.in_order for name in names])


def _span(item: Item) -> str:
    """From when to when the words are said, also those of one speaker."""
    locator = item.quotation.locator
    if locator.start_ms is None or locator.end_ms is None or locator.last_paragraph is not None:
        return where(item)
    begin, end = clock(locator.start_ms), clock(locator.end_ms)
    return where(item).replace(begin, f"{begin}–{end}", 1) if begin != end else where(item)


def where(item: Item) -> str:
    """Where the words are, as a note says it: 14:32 (Jerod Santo); “Background,” para. 2; pages without their p."""
    return place(item, page=False)


def title(item: Item) -> Piece:
    """The title: of a report and of a hearing in italics, of all else in quotes."""
    if item.kind in ("report", "hearing"):
        return italic(item.document.title)
    return quoted(item.document.title)


def _podcast(item: Item) -> list[Piece]:
    if item.numbering and item.show:
        return [italic(item.show), item.genre, item.numbering, title(item)]
    return [title(item), italic(item.show), item.genre, item.numbering]


def _hosts(item: Item) -> str:
    if not item.is_audio or not item.names:
        return ""
    return ", hosts" if len(item.names) > 1 else ", host"


def _interview(item: Item) -> str:
    by = _people(item.interviewers)
    return f"interview by {by}" if by else "interview"


def _is_led_by_show(item: Item) -> bool:
    return item.kind == "podcast" and bool(item.show) and not item.names


def _owner(item: Item) -> str:
    """Who owns a page of the web, which a list has it under where nobody signs it (14.104)."""
    return (item.publisher or item.show or "") if item.kind == "web page" and not item.names else ""


def _site(item: Item) -> Piece:
    if item.kind == "web page":
        return item.show
    return runs("in ", italic(item.show)) if item.show else None


def _year(item: Item) -> str:
    return str(item.document.date.year) if item.document.date else "" if item.kind == "web page" else "n.d."


def _date(item: Item) -> str:
    return american(item.document.date) or _year(item)


def _read(item: Item) -> str:
    """The day on which it was read: where it has no date, and where no permalink keeps what it was (13.15)."""
    return "" if item.permalink and item.document.date else f"accessed {american(item.read)}"
