"""Lines above or below an article that are no text of it: who posted it and when, what it counts, its buttons."""

from __future__ import annotations

import re

from bs4 import Tag

from corpus.dates import MONTHS
from corpus.readers.html.text import HEADINGS, holds, names_of, text_of
from corpus.text import verbatim

_NAMES = {"entry-meta", "posted-on", "byline", "byline-wrapper", "post-meta"}
_BLOCKS = ["div", "p", "ul", "section"]
_LONGEST = 200  # characters: a longer one has something to say
_MONTH = "|".join(month[:3] for month in MONTHS)
_DATE = rf"(?:(?:{_MONTH})\w*\.? \d{{1,2}}, \d{{4}}|\d{{1,2}} (?:{_MONTH})\w*\.? \d{{4}}|\d{{4}}-\d\d-\d\d)"
_LINE = re.compile(
    rf"(?:posted|published) (?:on )?{_DATE}(?: by \S+(?: \S+){{0,4}})?"
    rf"|[^·]{{1,80}} · {_DATE}(?: · (?:\d[\d,.]*|share|subscribe|comments?))+"
    r"|\d[\d,.]* (?:likes?|comments?|shares?|restacks?)",
    re.IGNORECASE,
)


def set_bylines_apart(article: Tag) -> tuple[str, ...]:
    """Take the bylines out of an article; their text, for the date and the names in it."""
    named = [element for element in article.find_all(True) if not _NAMES.isdisjoint(names_of(element))]
    leaves = [block for block in article.find_all(_BLOCKS) if not holds(block, _BLOCKS)]
    lines = []
    for element in named:
        if element.parent and not holds(element, ("article", *HEADINGS)) and len(text := _text(element)) <= _LONGEST:
            lines.append(text)
            element.extract()
    for block in leaves:
        if block.parent and len(text := _text(block)) <= _LONGEST and _LINE.fullmatch(text):
            lines.append(text)
            block.extract()
    return tuple(filter(None, lines))


def _text(element: Tag) -> str:
    return verbatim(text_of(element))
