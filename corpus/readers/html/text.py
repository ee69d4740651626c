"""What an HTML element says to its reader, and the small questions that all of reading a page asks of it."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from corpus import addresses

_DEEPEST = 200  # elements within each other; browsers stop at 512, and no page that people read comes near
_READINGS = ["rt", "rp", "rtc"]
_OF_RUBY = {*_READINGS, "rb"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main",
    "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip


class _Soup(BeautifulSoup):
    """A page of limited depth: what is nested deeper stands beside, in its order, as browsers have it.

    So do the parts of a ruby whose end tags are left out.
    """

    def handle_starttag(self, name: str, *arguments: Any, **named: Any) -> Tag | None:
        if len(self.tagStack) > _DEEPEST or (name in _OF_RUBY and self.currentTag and self.currentTag.name in _OF_RUBY):
            self.endData()
            self.popTag()
        return super().handle_starttag(name, *arguments, **named)


def soup_of(markup: str) -> BeautifulSoup:
    """A page's elements, at most 200 within each other; the readings over words (ruby) are left out."""
    soup = _Soup(markup, "lxml")
    for reading in soup.find_all(_READINGS):
        reading.extract()
    return soup


def text_of(node: NavigableString | Tag) -> str:
    """The text of a node and all in it, white space as in the source; a line break is a blank."""
    if isinstance(node, NavigableString):
        return _own(node)
    return "".join(" " if isinstance(n, Tag) and n.name == "br" else _own(n) for n in [node, *node.descendants])


def _own(node: object) -> str:
    return str(node) if isinstance(node, NavigableString) and not isinstance(node, PreformattedString) else ""


def neighbour(element: Tag, side: str) -> PageElement | None:
    """What stands beside an element, `next_sibling` or `previous_sibling`, white space passed over."""
    other = getattr(element, side)
    while isinstance(other, NavigableString) and not other.strip():
        other = getattr(other, side)
    return other if isinstance(other, PageElement) else None


def holds(element: Tag, names: Collection[str]) -> bool:
    """Whether an element has one of some names below it."""
    return any(isinstance(below, Tag) and below.name in names for below in element.descendants)


def around(first: Tag, last: Tag) -> Tag:
    """The smallest element of a page that two of its elements stand in, or are."""
    above = {id(element) for element in (last, *last.parents)}
    return next(element for element in (first, *first.parents) if id(element) in above)


def names_of(element: Tag) -> list[str]:
    """The classes and the id of an element, in lower case."""
    return [str(name).lower() for name in (*(element.get("class") or ()), element.get("id") or "")]


def web_address(value: object) -> str | None:
    """An address that a reader could safely follow, else None; what Google Docs wraps is unwrapped."""
    url = addresses.web_address(value) if isinstance(value, str) else None
    if url and re.match(r"https?://www\.google\.com/url\?", url):
        return addresses.web_address(parse_qs(urlsplit(url).query).get("q", [""])[0]) or url
    return url
