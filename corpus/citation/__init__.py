"""Citations: a passage, or a range of it, in a style or as an export."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from corpus.addresses import percent_encoded, web_address
from corpus.citation import anchors, exports, styles
from corpus.citation.item import Item, Run
from corpus.errors import InvalidValue, NotFound
from corpus.locators import locate
from corpus.model import Document, Place

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

    style: str
    runs: tuple[Run, ...]
    quote: str  # the cited words
    locator: str  # where they are: “Background,” para. 2
    permalink: str | None
    source_url: str | None  # the source's own address, opening at these words

    @property
    def text(self) -> str:
        """The citation without its italics."""
        return "".join(text for text, _ in self.runs)


def cite(
    document: Document,
    place: Place,
    style: str,
    *,
    permalink: str | None,
    stored: dt.date,
    accessed: dt.date,
    quote: tuple[int, int] | None = None,
) -> Citation:
    """A citation of a passage of this version of a document, which may be without sections, in one of STYLES.

    `quote` is a range in code points of the passage's text; `permalink` is None where others cannot
    reach the library, and then the source's own address is cited, with the day it was stored.
    NotFound for an unknown style; InvalidValue for a range outside the text.
    """
    if style not in _WRITERS:
        near = get_close_matches(style, STYLES, n=1)
        raise NotFound(f"no style {style!r}; there are {', '.join(near or STYLES)}")
    text = place.passage.text
    first, last = quote or (0, len(text))
    if not 0 <= first < last <= len(text):
        raise InvalidValue(f"the range {first} to {last} is not within the passage's {len(text)} characters")
    locator = locate(place.passage, first, last)
    item = Item(
        document=document,
        place=place,
        range=(first, last),
        permalink=percent_encoded(permalink) if permalink else None,
        source_url=_opened(document.url, text, first, last, locator.page),
        stored=stored,
        accessed=accessed,
        locator=locator,
    )
    return Citation(
        style=style,
        runs=_WRITERS[style](item),
        quote=item.quote,
        locator=styles.locator(item),
        permalink=item.permalink,
        source_url=item.source_url,
    )


def _opened(url: str | None, text: str, first: int, last: int, page: int | None) -> str | None:
    """The source's own address, opening at the words: a PDF at their sheet, a page at themselves."""
    address = web_address(url)
    if not address:
        return None
    return anchors.at_the_page(address, page) if page else anchors.at_the_words(address, text, first, last)
