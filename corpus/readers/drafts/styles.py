"""What the names of paragraph styles say, of Word's and of OpenDocument's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from corpus.draft import ParagraphKind

_QUOTES = {
    "block quotation", "block quotations", "block quote", "block quotes", "block text", "blockquote", "blockquotes",
    "blockzitat", "cita", "cita destacada", "citaat", "citation", "citation en bloc", "citation intense", "citations",
    "citazione", "citazione intensa", "duidelijk citaat", "extract", "intense quote", "intensives zitat", "quotation",
    "quotations", "quote", "quotes", "zitat", "zitate",
}  # fmt: skip
_HEADING = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop)(?: ?\d{1,2})?|(?:sub)?title|(?:unter)?titel")


class Style(NamedTuple):
    """A style: the name that a person sees, and the one that it is made from."""

    name: str
    parent: str = ""


def kind_of(id: str, styles: Mapping[str, Style]) -> ParagraphKind:
    """What a paragraph of a style is, by the style's own name or the nearest above it that says."""
    asked: set[str] = set()
    while id and id not in asked:
        asked.add(id)
        style = styles.get(id, Style(id))
        name = " ".join(style.name.casefold().split())
        if name in _QUOTES:
            return "quote"
        if _HEADING.fullmatch(name):
            return "heading"
        id = style.parent
    return "text"
