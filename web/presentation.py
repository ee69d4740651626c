"""How values are shown: the filters and globals of the templates."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache, partial
from importlib.metadata import version
from itertools import chain, takewhile
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Flask, Response, request

from corpus.addresses import web_address
from corpus.citation import TEXT_STYLES, Citation
from corpus.citation.item import numbered
from corpus.dates import PartialDate
from corpus.library import Comparison
from corpus.locators import locate
from corpus.model import DOCUMENT_TYPES, LASTING_ROLES, Document, Passage, Place, Section
from corpus.quotation import WHOLE, Quotation, Range
from corpus.text import clock, plural
from search.links import passage_path, seconds
from search.results.values import Hit, Unshown
from web.current import service
from web.recordings import played, recording_of

FIRST_STYLES = ("chicago", "apa", "mla")  # which the panel shows at once
EXPORTS = {
    "zotero-rdf": "Zotero RDF", "bibtex": "BibTeX", "biblatex": "BibLaTeX", "ris": "RIS", "csl-json": "CSL-JSON",
    "markdown": "Markdown", "link": "Link",
}  # fmt: skip
_as_json = json.JSONEncoder(ensure_ascii=False).encode
_MOST_COMPARED = 250_000  # pairs of words, of two texts that are compared word by word
_WORDS = re.compile(r"\s+|[^\W_]+|[^\w\s]|_")


def teach(app: Flask) -> None:
    """Give the templates what they show values with."""
    app.jinja_env.filters.update(
        written=lambda date: date.written,
        day=day,
        lately=lately,
        clock=clock,
        label=label,
        count=lambda number: f"{number:,}",
        duration=duration,
        seconds=seconds,
        pace=pace,
        host=lambda url: urlsplit(url).hostname,
        web_address=web_address,
    )
    app.jinja_env.globals.update(
        version=version("citecast"),
        document_types=DOCUMENT_TYPES,
        where=where,
        whole=WHOLE,
        panel=lambda document, place, quote: Panels(at_the_words=True).of(document, place, quote),
        plural=plural,
        roles=roles,
        role=role,
        numbered=numbered,
        played=played,
        checks_as=lambda: request.cookies.get("checks-as", ""),
        backups_told=lambda: service().backups.told(),
    )


def day(moment: dt.datetime) -> str:
    """A moment's day, in this computer's time zone: 23 November 2026."""
    return PartialDate.of(moment).written


def lately(moment: dt.datetime) -> str:
    """A moment's day, without the year where that is this one: 24 November."""
    return day(moment).removesuffix(f" {dt.datetime.now().astimezone().year}")


def label(section: Section) -> str:
    """A section's own heading, or what kind of section it is where it has none."""
    return section.heading or {"body": "Text", "caption": "Caption"}.get(section.kind, section.kind.capitalize())


def where(place: Place) -> str:
    """The locator in the margin: a time, pages, or the paragraph of its section."""
    return locate(place.passage).brief


def roles(document: Document) -> Iterator[tuple[str, str]]:
    """The people of a document and what they are to it."""
    for person in document.people:
        yield person.name, ", ".join(person.roles)


def role(document: Document, passage: Passage) -> str:
    """What the speaker of a passage is to its document, where that is known and the label does not say so itself:
    host."""
    label = (passage.speaker or "").casefold()
    return ", ".join(role for role in document.roles_of(passage) if role not in (*LASTING_ROLES, label))


def page_numbers(page: int, last: int) -> list[int]:
    """The page numbers to show: the first, those around the current one, the last."""
    return [number for number in range(1, last + 1) if number in (1, last) or abs(number - page) <= 2]


def style() -> str:
    """The citation style asked for, else the one used last, else Chicago."""
    asked = request.args.get("style") or request.cookies.get("style")
    return asked if asked in TEXT_STYLES else "chicago"


def duration(seconds: float) -> str:
    """A time to come, as exact as it can be known: less than 10 seconds, 40 seconds, 3 minutes, 2 hours."""
    if seconds < 10:
        return "less than 10 seconds"
    if seconds < 90:
        return f"{round(seconds, -1):.0f} seconds"
    if seconds < 5400:
        return f"{seconds / 60:.0f} minutes"
    return plural(round(seconds / 3600), "hour")


def pace(rate: float) -> str:
    """A number in a second, or in a minute where it is slow."""
    return f"{rate:,.0f} a second" if rate >= 2 else f"{rate * 60:,.0f} a minute"


class Panel(NamedTuple):
    """A citation panel: the citation, the quotation ready to copy, and where the passage can be seen."""

    citation: Citation
    style: str
    copied: str  # the quotation and its note, ready to copy
    note: str  # its runs, each with whether it is italic, as JSON
    permalink: str
    stored: str  # on which day, as which version
    path: str  # of the passage's page; its citations are below it
    query: str  # the version, and the range where not the whole passage is cited

    @property
    def quotation(self) -> Quotation:
        return self.citation.item.quotation

    @property
    def clip(self) -> str:
        """The words as a list of clippings is asked to take them."""
        return f"{self.path.rpartition('/')[2]}?{self.query}"


class Panels:
    """The citation panels of one page; the source's page is opened at the words where that is wanted of whole
    documents."""

    def __init__(self, *, at_the_words: bool = False) -> None:
        self._citer = service().citer
        self._cite = partial(self._citer.cite_place, at_the_words=at_the_words)
        self._style = style()
        self._day = cache(day)

    def of(self, document: Document, place: Place, quote: Range = WHOLE) -> Panel:
        """What the citation panel of a passage, or of words from it on, shows."""
        citation = note = self._cite(document, place, self._style, quote=quote)
        if self._style != "chicago":
            note = self._cite(document, place, "chicago", quote=quote)
        id = place.passage.id
        link = self._citer.permalink(id, document.version, quote)
        stored = f"{self._day(document.added_at)}, " if document.added_at else ""
        return Panel(
            citation=citation,
            style=self._style,
            copied=f"“{citation.quote}”\n— {note.text}",
            note=_as_json(note.runs),
            permalink=link,
            stored=f"{stored}version {document.version}",
            path=passage_path(id),
            query=link.partition("?")[2],
        )


class Group(NamedTuple):
    """The hits of one document on a page of results, the first of them first."""

    document: Document
    hits: Sequence[Hit]
    folded: Mapping[str, Sequence[Hit]]  # by passage, hits of other documents with the same words
    has_recording: bool
    lost: int  # further hits that cannot be shown, which the page says
    comparisons: Sequence[Comparison]  # of the document with its source


def grouped(hits: Iterable[Hit], opened: Collection[str] = (), unshown: Iterable[Unshown] = ()) -> tuple[Group, ...]:
    """Hits by document, and by its version, in the order of the first of each. The same words in another document are
    folded, unless they are `opened`."""
    found: dict[tuple[str, int], list[Hit]] = {}
    first: dict[tuple[str, str | None], Hit] = {}
    folded: dict[str, list[Hit]] = {}
    for hit in hits:
        id, same = hit.place.passage.id, first.setdefault((hit.place.passage.text, hit.place.passage.who), hit)
        if same.document.id != hit.document.id and id not in opened:
            folded.setdefault(same.place.passage.id, []).append(hit)
        else:
            found.setdefault((hit.document.id, hit.document.version), []).append(hit)
    lost = Counter(each.document for each in unshown)
    comparisons = service().library.comparisons.of_all({id for id, _ in found})
    return tuple(
        Group(group[0].document, group, folded, _has_recording(group), lost[id], comparisons.get(id, ()))
        for (id, _), group in found.items()
    )


def documents(*groups: Iterable[Group]) -> Iterable[Document]:
    """The documents that hits of a page are in, each once, also those that are folded."""
    hits = (hit for each in groups for group in each for hit in (group.hits[0], *chain(*group.folded.values())))
    return {hit.document.id: hit.document for hit in hits}.values()


def _has_recording(hits: Sequence[Hit]) -> bool:
    """Whether hits of one document can be played: it has a recording, and one of them a time."""
    document = hits[0].document
    if all(locate(hit.place.passage).start_ms is None for hit in hits):
        return False
    return recording_of(document) is not None


class Changes(NamedTuple):
    """How a text became another: (`same`, `del` or `ins`, words), in reading order, nothing left out."""

    parts: tuple[tuple[str, str], ...]
    word_by_word: bool  # else all between the first and the last difference is shown as one


def changes(then: str, now: str) -> Changes:
    """How a text became another, word by word where what is different is not too long for it."""
    before, after = _WORDS.findall(then), _WORDS.findall(now)
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    word_by_word = len(old) * len(new) <= _MOST_COMPARED
    found = [("same", "".join(before[:head]))]
    if word_by_word:
        for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            kinds = [("same", old[a:b])] if tag == "equal" else [("del", old[a:b]), ("ins", new[c:d])]
            found += [(kind, "".join(words)) for kind, words in kinds]
    else:
        found += [("del", "".join(old)), ("ins", "".join(new))]
    found.append(("same", "".join(before[len(before) - tail :])))
    return Changes(tuple(part for part in found if part[1]), word_by_word)


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def remembering_style(response: Response) -> Response:
    """The response, with the citation style that was asked for kept for the pages to come."""
    if request.args.get("style") in TEXT_STYLES:
        response.set_cookie("style", request.args["style"], max_age=31_536_000, samesite="Lax", httponly=True)
    return response
