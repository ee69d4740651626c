"""How much running text the elements of a page hold: what tells a story from the menus and teasers around it."""

from __future__ import annotations

from bs4 import Tag
from bs4.element import NavigableString, PreformattedString

from corpus.passages import tokens
from corpus.readers.html.text import BLOCKS

_SHORTEST = 10  # words of a block that is no button, date or name
NEVER_TEXT = {"script", "style", "template", "noscript", "nav", "iframe", "svg", "audio", "video", "select"}
_UNREAD = {*NEVER_TEXT, "button"}


class Prose:
    """The words of running text below each element of a page, those of links left out.

    Short blocks count for nothing, but on a page that has no others; `blocks` are those that count, with their words.
    """

    def __init__(self, page: Tag) -> None:
        own = _by_block(page)
        self.blocks = [(block, words) for block, words in own if words >= _SHORTEST] or own
        self._below: dict[int, int] = {}
        for block, words in self.blocks:
            for element in (block, *block.parents):
                self._below[id(element)] = self._below.get(id(element), 0) + words

    def words(self, element: Tag) -> int:
        """How many words of the page's running text an element holds."""
        return self._below.get(id(element), 0)


def _by_block(page: Tag) -> list[tuple[Tag, int]]:
    """The blocks of a page with the words that are in no other block within them."""
    own: dict[int, tuple[Tag, int]] = {}
    within: list[tuple[Tag, Tag]] = [(page, page)]
    while within:
        element, block = within.pop()
        for child in element.children:
            if isinstance(child, Tag):
                if child.name not in _UNREAD and not (child.name == "a" and child.get("href")):
                    within.append((child, child if child.name in BLOCKS else block))
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                words = own[id(block)][1] if id(block) in own else 0
                own[id(block)] = (block, words + tokens(child))
    return [*own.values()]
