"""Lines above or below an article that are no text of it: who posted it and when, what it counts, its buttons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, takewhile

from bs4 import Tag

from corpus import people
from corpus.dates import MONTHS, PartialDate
from corpus.passages import tokens
from corpus.readers.html.text import BLOCKS, HEADINGS, holds, names_of, text_of
from corpus.readers.talk.labels import ends_sentence
from corpus.text import verbatim

_HEAD = 12  # blocks of text that a dateline is among
_RUNNING = 25  # words of a block that the head of an article ends with
_NAMES = {"entry-meta", "posted-on", "byline", "byline-wrapper", "post-meta"}
_BLOCKS = ["div", "p", "ul", "section"]
_LONGEST = 200  # characters: a longer one has something to say
_MONTH = "|".join(month[:3] for month in MONTHS)
_DATE = rf"(?:(?:{_MONTH})\w*\.? \d{{1,2}}, \d{{4}}|\d{{1,2}} (?:{_MONTH})\w*\.? \d{{4}}|\d{{4}}-\d\d-\d\d)"
_CLOCK = r"\d{1,2}[:.]\d\d(?: ?[ap]\.?m\b\.?)?"
_LINE = re.compile(
    rf"(?:posted|published) (?:on )?{_DATE}(?:,? at {_CLOCK})?(?: by \S+(?: \S+){{0,4}})?"
    rf"|[^·]{{1,80}} · {_DATE}(?: · (?:\d[\d,.]*|share|subscribe|comments?))+"
    r"|\d[\d,.]* (?:likes?|comments?|shares?|restacks?)",
    re.IGNORECASE,
)
_LINES = [*_BLOCKS, "span", "time", "li", "h2", "h3", "h4", "h5", "h6"]
_CHANGED = re.compile(
    rf"(?:last |date )?(?:updated|modified|revised|changed|edited)(?: on)?:? (?:\w+day,? )?{_DATE}", re.IGNORECASE
)
_PUBLISHED = re.compile(
    r"(?:^|[|·•–—] ?)"
    rf"(?:(?:first |originally |date )?(?:published|posted|released|aired)(?: on)?:? (?:\w+day,? )?{_DATE}"
    rf"|(?:\w+day,? )?{_DATE}(?:,? ?[|·•–—-])? by (?-i:[A-Z])[^.|]{{1,80}}$)",
    re.IGNORECASE,
)
_PARTS = re.compile(r" ?[|·•] ?| [–—-] ")
_LONGEST_PARTS = 120  # characters


def set_bylines_apart(article: Tag) -> tuple[str, ...]:
    """Take the bylines out of an article; their text, for the date and the names in it."""
    named = [element for element in article.find_all(True) if not _NAMES.isdisjoint(names_of(element))]
    leaves = [block for block in article.find_all(_BLOCKS) if not holds(block, _BLOCKS)]
    lines = []
    for element in named:
        if element.parent and not holds(element, ("article", *HEADINGS)) and len(text := _text(element)) <= _LONGEST:
            lines.append(_CHANGED.sub("", text))
            element.extract()
    for block in leaves:
        if block.parent and len(text := _text(block)) <= _LONGEST and _LINE.fullmatch(text):
            lines.append(text)
            block.extract()
    for time in [*_dates_of_head(article)]:
        time.extract()
    return tuple(filter(None, lines))


def _dates_of_head(article: Tag) -> Iterator[Tag]:
    """The time elements above the running text that are a date, and all that their block says."""
    blocks = (block for block in article.find_all(_LINES) if not holds(block, _LINES) and _text(block))
    for block in takewhile(lambda block: _is_apart(_text(block)), islice(blocks, _HEAD)):
        time = block if block.name == "time" else block.find("time", datetime=True)
        if time and _text(time) == _text(block) and PartialDate.parse(str(time.get("datetime"))):
            yield time


def timed(article: Tag) -> PartialDate | None:
    """The date of the first time element that stands apart from running text, and is not when the page was changed."""
    running: set[int] = set()  # blocks
    for time in article.find_all("time", datetime=True):
        block = next((above for above in time.parents if above.name in BLOCKS), time)
        if id(block) in running:
            continue
        names = " ".join(names_of(time))
        changed = "published" not in names and re.search("updated|modified", names)
        if not _is_apart(_text(block)):
            running.add(id(block))
        elif not changed and (date := PartialDate.parse(str(time["datetime"]))):
            return date
    return None


def _is_apart(text: str) -> bool:
    """Whether a text is no running text."""
    return tokens(text) < _RUNNING and not ends_sentence(text)


def datelines(article: Tag) -> tuple[str, ...]:
    """The lines in the head of an article that say when it was published, and the dates in them by themselves.

    They stay in the text, for what they say besides; when the article was changed is left out.
    """
    title = article.find("h1") or article.find_previous("h1")
    heads = [article] if title is None or title in article.descendants else [title.parent or article, article]
    blocks = (block for head in heads for block in head.find_all(_LINES) if not holds(block, _LINES))
    texts = filter(None, map(_text, islice(blocks, _HEAD)))
    head = takewhile(lambda text: tokens(text) < _RUNNING, texts)
    lines = [line for text in head if _is_dateline(line := _CHANGED.sub("", text))]
    return (*(date[0] for line in lines if (date := re.search(_DATE, line, re.IGNORECASE))), *lines)


def _is_dateline(line: str) -> bool:
    """Whether a line says a date and hardly more: who wrote, and what stands apart from both."""
    if _PUBLISHED.search(line) or (PartialDate.find(line) and people.byline(line)):
        return True
    return any(PartialDate.parse(part) for part in _PARTS.split(line)) and len(line) <= _LONGEST_PARTS


def _text(element: Tag) -> str:
    return verbatim(text_of(element))
