"""Lines joined to text: words cut at a line's end made whole, compounds with their hyphen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus.readers.pdf.text import Line
from corpus.text import verbatim

_HYPHEN = re.compile(r"\w[-\u2010\u00ad]$")
_DASH = re.compile(r"\w[–—]$")  # of a range of numbers, or between words without blanks
_SOFT = "\u00ad"
_SOFT_WITHIN = re.compile(f"{_SOFT}(?=.)")
_COMPOUND = re.compile(
    # After a prefix these are one word: disowned, refunded, correlated.
    r"(?!(?:dis|mis|un|re|pre|de|over|out|under|inter|cor|fore)-)[\w’'-]{3,}-(?:owned|based|backed|funded|sponsored"
    r"|controlled|affiliated|financed|built|driven|aligned|armed|guided|launched|supplied|linked|related|oriented"
    r"|minded|friendly|(?<!l-)led)"
    r"|[\w’'-]*\b(?:long|short|medium|near)-term|[\w’'-]*\b(?:long|short|medium|close|intermediate)-range"
    r"|(?:large|small|full)-scale|(?:high|low|mid|top)-(?:level|ranking|profile|speed|tech|quality|risk|income)"
    r"|self-(?!ish|less|hood|same)\w+|well-(?:known|being|\w+ed)|so-called|long-standing|decision-making"
    r"|(?:secretary|attorney|director|inspector|governor|consul|major|lieutenant|brigadier|surgeon)-general"
    r"|vice-(?:chair|president|premier|minister|chancellor|admiral)\w*|[\w’'-]*\b(?:year|month|week|day)-old"
    r"|[\w’'-]+-(?:to|in|of|the|and|by|for|on|at)-\w+"
)  # kinds that are always written with a hyphen


def ends_in_hyphen(text: str) -> bool:
    """Whether a text ends in a hyphen at a word, which may cut the word."""
    return _HYPHEN.search(text) is not None


class Joiner:
    """Joins lines to text: a word cut at a line's end becomes whole, a compound keeps its hyphen.

    Which of the two it is, is decided by how the document itself writes the word elsewhere.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._words = {word.casefold() for line in lines for word in re.findall(r"[\w’'\-\u2010]+", line)}

    def text(self, block: Sequence[Line]) -> tuple[str, list[tuple[int, int]]]:
        """The text of some lines, verbatim, and each page that it is on with the offset where it begins there."""
        text = ""
        pages: list[tuple[int, int]] = []
        for line in block:
            if ends_in_hyphen(text):
                text = text if self._is_compound(text, line.text) else text[:-1]
            elif text and not (_DASH.search(text) and line.text[:1].isalnum()):
                text += " "
            if not pages or pages[-1][1] != line.page:
                pages.append((len(text), line.page))
            text += verbatim(_SOFT_WITHIN.sub("", line.text))
        return text.rstrip(_SOFT), pages

    def _is_compound(self, before: str, after: str) -> bool:
        if before.endswith(_SOFT):
            return False
        first, second = re.search(r"[\w’'\-\u2010]+$", before), re.match(r"[\w’']+", after)
        if not first or not second or not second[0][0].islower() or not first[0][-2:-1].islower():
            return True  # Yak-130, IAEA-inspected
        whole, hyphenated = (first[0][:-1] + second[0]).casefold(), (first[0] + second[0]).casefold()
        if whole in self._words:
            return False
        return hyphenated in self._words or _COMPOUND.fullmatch(hyphenated) is not None
