"""Text directives judged by brute force: what a page shows, and what of it a directive matches first, written from the
specification (https://wicg.github.io/scroll-to-text-fragment/) beside the program's own."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

_NOT_SHOWN = {
    "head",
    "title",
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "object",
    "video",
    "audio",
    "select",
}
_VOID = {"br", "img", "input", "hr", "wbr"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "dd", "details", "div", "dl", "dt", "figcaption", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "html", "li", "main", "nav", "ol", "p", "pre",
    "section", "summary", "table", "td", "th", "tr", "ul",
}  # fmt: skip
_JOINING = ".'’:,;·‧_"


class Char(NamedTuple):
    """A character that a page shows, and how many that are no white space stand before it."""

    char: str
    at: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows, by blocks."""

    blocks: tuple[tuple[Char, ...], ...]

    @property
    def text(self) -> str:
        """All of it without white space."""
        return "".join(each.char for block in self.blocks for each in block if not each.char.isspace())


def shown(markup: str) -> Shown:
    """What a page shows whose elements are displayed as HTML has it."""
    blocks: list[list[Char]] = [[]]
    count = 0
    for char in _chars(BeautifulSoup(markup, "html.parser")):
        if char is None:
            blocks.append([])
        elif not char.isspace():
            blocks[-1].append(Char(char, count))
            count += 1
        elif blocks[-1] and blocks[-1][-1].char != " ":
            blocks[-1].append(Char(" ", count))
    return Shown(tuple(tuple(block) for block in blocks if block))


def _chars(element: Tag) -> Iterator[str | None]:
    """The characters of an element, with None where a block begins or ends."""
    for child in element.children:
        if isinstance(child, NavigableString):
            if not isinstance(child, PreformattedString):
                yield from child
        elif isinstance(child, Tag) and child.name not in _NOT_SHOWN and not child.has_attr("hidden"):
            edge = child.name in _BLOCKS or child.name in _VOID
            yield from [None] if edge else []
            yield from _chars(child)
            yield from [None] if edge else []


def first(page: Shown, url: str) -> tuple[int, int] | None:
    """What the directive of an address matches first, as characters that are no white space, from and to before."""
    prefix, start, end, suffix = _parsed(url.partition("#:~:text=")[2])
    search = 0
    while True:
        if prefix:
            before = _find(page, prefix, search, starts=True)
            if before is None:
                return None
            search = before[0] + 1
            match = _find(page, start, before[1], ends=bool(end or not suffix), here=True)
            if match is None:
                continue
        else:
            match = _find(page, start, search, starts=True, ends=bool(end or not suffix))
            if match is None:
                return None
            search = match[0] + 1
        until = match[1]
        while True:
            if end:
                closing = _find(page, end, until, starts=True, ends=not suffix)
                if closing is None:
                    return None
                until = closing[1]
            if not suffix or _find(page, suffix, until, ends=True, here=True):
                return match[0], until
            if not end:
                break


def _parsed(directive: str) -> tuple[str, str, str, str]:
    terms = directive.split(",")
    prefix = unquote(terms.pop(0)[:-1]) if terms[0].endswith("-") else ""
    suffix = unquote(terms.pop()[1:]) if terms[-1].startswith("-") else ""
    start, end = ([*map(unquote, terms), ""])[:2]
    return prefix, start, end, suffix


def _find(
    page: Shown, query: str, since: int, *, starts: bool = False, ends: bool = False, here: bool = False
) -> tuple[int, int] | None:
    """Where a query stands first in one block, from a character on: right there, or on edges of words, if so asked."""
    for block in page.blocks:
        if block[-1].at < since:
            continue
        for number, (char, at) in enumerate(block):
            if at < since or char == " ":
                continue
            length = _matched(block, number, query)
            if length and not (starts and _within(block, number)) and not (ends and _within(block, number + length)):
                return at, block[number + length - 1].at + 1
            if here:
                return None
    return None


def _matched(block: tuple[Char, ...], number: int, query: str) -> int:
    """How many characters of a block, from a number on, are the query; 0 where they are not."""
    wanted = _bases(query)
    there, length = "", 0
    while len(there) < len(wanted) and number + length < len(block):
        there += _base(block[number + length].char)
        if not wanted.startswith(there):
            return 0
        length += 1
    while there == wanted and number + length < len(block) and unicodedata.combining(block[number + length].char):
        length += 1
    return length if there == wanted else 0


@lru_cache(maxsize=4096)
def _base(char: str) -> str:
    """A character at the first level of collation, as far as tests have such."""
    char = {"‘": "'", "’": "'", "“": '"', "”": '"', "\xa0": " "}.get(char, char)
    return "".join(each for each in unicodedata.normalize("NFKD", char.casefold()) if not unicodedata.combining(each))


def _within(block: tuple[Char, ...], number: int) -> bool:
    """Whether a position is within a word (UAX 29)."""
    around = ["".join(each.char for each in block[max(number - 2, 0) : number]), ""]
    around[1] = "".join(each.char for each in block[number : number + 2])
    (before, after) = around
    if not before or not after:
        return False
    is_word = str.isalnum
    return (
        (is_word(before[-1]) and is_word(after[0]))
        or (is_word(before[-1]) and after[0] in _JOINING and is_word(after[1:] or " "))
        or (before[-1] in _JOINING and is_word(before[0] if len(before) > 1 else " ") and is_word(after[0]))
    )


@lru_cache(maxsize=64)
def _bases(text: str) -> str:
    return "".join(map(_base, text))
