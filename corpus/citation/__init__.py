"""Citations: a passage, or a range of it, in a style or as an export."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from corpus.addresses import percent_encoded, web_address
from corpus.citation import exports, ris, styles, tex, zotero
from corpus.citation.anchors import Stored, WhyNot, anchored
from corpus.citation.csl import csl_json
from corpus.citation.item import Item, Run, Work
from corpus.citation.styles import NAMED
from corpus.errors import NotFound
from corpus.model import Document
from corpus.quotation import Quotation

TEXT_STYLES = {name: style.label for name, style in NAMED.items()}
_OF_WORKS: dict[str, Callable[[Work], tuple[Run, ...]]] = {  # they describe a document without a quotation, too
    "bibtex": tex.bibtex,
    "biblatex": tex.biblatex,
    "ris": ris.ris,
    "zotero-rdf": zotero.zotero_rdf,
}
_WRITERS: dict[str, Callable[[Item], tuple[Run, ...]]] = {
    **{name: style.write for name, style in NAMED.items()},
    **_OF_WORKS,
    "csl-json": csl_json,
    "markdown": exports.markdown,
    "link": exports.link,
}
DESCRIPTIONS = tuple(_OF_WORKS)
STYLES = tuple(_WRITERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A citation made: runs of text, each with whether it is italic, and what it cites."""

    item: Item
    style: str
    runs: tuple[Run, ...]
    why_not: WhyNot | None  # why the source's own address does not open at the words

    @property
    def text(self) -> str:
        """The citation without its italics."""
        return "".join(text for text, _ in self.runs)

    @property
    def document(self) -> str:
        """The id of what is cited."""
        return self.item.document.id

    @property
    def passage(self) -> str:
        """The id of the passage that the words begin in."""
        return self.item.quotation.first.place.passage.id

    @property
    def quote(self) -> str:
        """The cited words."""
        return self.item.quotation.words

    @property
    def locator(self) -> str:
        """Where they are: “Background,” para. 2."""
        return styles.locator(self.item)

    @property
    def permalink(self) -> str | None:
        return self.item.permalink

    @property
    def source_url(self) -> str | None:
        """The source's own address, which opens at these words unless there is a `why_not`."""
        return self.item.source_url


def cite(
    document: Document,
    quotation: Quotation,
    style: str,
    *,
    permalink: str | None,
    stored: dt.date,
    accessed: dt.date,
    page: Stored | None = None,
) -> Citation:
    """A citation of words of this version of a document, which may be without sections, in one of STYLES.

    `permalink` is None where others cannot reach the library, and then the source's own address is cited, with the day
    it was stored; it opens at the words where these are sought on its `page`, for which the document has to be whole.
    NotFound for an unknown style.
    """
    if style not in _WRITERS:
        near = get_close_matches(style, STYLES, n=1)
        raise NotFound(f"no style {style!r}; there are {', '.join(near or STYLES)}")
    source = anchored(document, quotation, page)
    item = item_of(document, quotation, source.url, permalink=permalink, stored=stored, accessed=accessed)
    return Citation(item=item, style=style, runs=_WRITERS[style](item), why_not=source.why_not)


def item_of(
    document: Document,
    quotation: Quotation,
    source_url: str | None,
    *,
    permalink: str | None,
    stored: dt.date,
    accessed: dt.date,
) -> Item:
    """The words as they are cited, whatever the style."""
    return Item(
        document=document,
        quotation=quotation,
        permalink=percent_encoded(permalink) if permalink else None,
        source_url=source_url,
        stored=stored,
        accessed=accessed,
    )


def work_of(document: Document, *, permalink: str | None, stored: dt.date, accessed: dt.date) -> Work:
    """The document as it is cited as a whole."""
    return Work(
        document=document,
        permalink=percent_encoded(permalink) if permalink else None,
        source_url=web_address(document.url),
        stored=stored,
        accessed=accessed,
    )


def describe(work: Work, style: str) -> str:
    """A document as a whole, in one of DESCRIPTIONS."""
    return "".join(text for text, _ in _OF_WORKS[style](work))
