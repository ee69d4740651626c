"""Citations: a passage, or a range of it, in a style or as an export."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from corpus.addresses import percent_encoded
from corpus.citation import exports, styles
from corpus.citation.anchors import Stored, WhyNot, anchored
from corpus.citation.item import Item, Run
from corpus.errors import NotFound
from corpus.model import Document
from corpus.quotation import Quotation

_WRITERS: dict[str, Callable[[Item], tuple[Run, ...]]] = {
    "chicago": styles.chicago,
    "apa": styles.apa,
    "mla": styles.mla,
    "bibtex": exports.bibtex,
    "ris": exports.ris,
    "csl-json": exports.csl_json,
    "markdown": exports.markdown,
    "link": exports.link,
}
STYLES = tuple(_WRITERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A citation made: runs of text, each with whether it is italic, and what it cites."""

    document: str  # the id of what is cited
    style: str
    runs: tuple[Run, ...]
    quote: str  # the cited words
    locator: str  # where they are: “Background,” para. 2
    permalink: str | None
    source_url: str | None  # the source's own address, opening at these words
    why_not: WhyNot | None  # why it does not open at them

    @property
    def text(self) -> str:
        """The citation without its italics."""
        return "".join(text for text, _ in self.runs)


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
    item = Item(
        document=document,
        quotation=quotation,
        permalink=percent_encoded(permalink) if permalink else None,
        source_url=source.url,
        stored=stored,
        accessed=accessed,
    )
    return Citation(
        document=document.id,
        style=style,
        runs=_WRITERS[style](item),
        quote=quotation.words,
        locator=styles.locator(item),
        permalink=item.permalink,
        source_url=source.url,
        why_not=source.why_not,
    )
