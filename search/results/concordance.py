"""Concordances: a line for each place that a query marks in the passages that it counts, in context, aligned on it.

The orders are those of concordancers: by the words to the right, the next one first (AntConc's 1R, 2R, 3R …), or by
those to the left, the nearest first (1L, 2L, 3L …), as far as the line shows them; words are folded as for searching.
Equal lines stand by place, as in the source.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from corpus.library import Library
from corpus.locators import Locator, locate
from corpus.model import Document, Place
from corpus.origin import origin, timed_by
from corpus.text import plural
from search.analysis import tokens
from search.engine import Sort
from search.links import document_path, encoded
from search.query.ast import Diagnostic
from search.results.counted import PIECE, Counted
from search.results.dressing import Texts
from search.results.values import SearchRequest, Span, Tier, Unshown

MOST = 10_000  # passages that are lined up
WIDTH = 100  # characters of context on each side, cut at a word
_PIECE = 200  # lines that are read from the library at once


class Order(StrEnum):
    PLACE = "place"
    LEFT = "left"
    RIGHT = "right"
    DATE = "date"


class Line(NamedTuple):
    """A place that is marked, in its passage; `left`, `words` and `right` are the passage's own text, end to end."""

    place: Place
    document: Document
    span: Span
    url: str  # the document page at the passage

    @property
    def left(self) -> str:
        return self._text[_begin(self._text, self.span[0]) : self.span[0]]

    @property
    def words(self) -> str:
        return self._text[slice(*self.span)]

    @property
    def right(self) -> str:
        return self._text[self.span[1] : _end(self._text, self.span[1])]

    @property
    def locator(self) -> Locator:
        """That of the words."""
        return locate(self.place.passage, *self.span)

    @property
    def origin(self) -> str | None:
        """That a machine heard its words."""
        return origin(self.document, [self.place.passage])

    @property
    def timed_by(self) -> str | None:
        """That a machine gave its words their times."""
        return timed_by(self.document, self.place.passage)

    @property
    def is_right_to_left(self) -> bool:
        """Whether most of its letters are of a script that is written so."""
        shown = f"{self.left}{self.words}{self.right}"
        kinds = [] if shown.isascii() else [unicodedata.bidirectional(char) for char in shown]
        return sum(kind in ("R", "AL") for kind in kinds) > kinds.count("L")

    @property
    def _text(self) -> str:
        return self.place.passage.text


class Marked(NamedTuple):
    """A place that is marked: the passage, and where in its text."""

    passage: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Concordance:
    """All lines of what a search counts, of the first MOST passages by place or by date."""

    request: SearchRequest
    marked: Sequence[Marked]
    passages: int  # that are counted
    has_some: bool  # whether they are those with some of the words, for none has all
    is_left: bool  # whether they are texts that are no longer there
    unshown: Sequence[Unshown]
    diagnostics: Sequence[Diagnostic]

    def lines(self, library: Library, first: int = 0, last: int | None = None) -> Iterator[Line]:
        """The lines from `first` up to `last`; those alone whose passage the library still has."""
        rest, search = islice(self.marked, first, last), encoded(self.request.said())
        while piece := list(islice(rest, _PIECE)):
            found = Texts(library, left=self.is_left).of(list(dict.fromkeys(marked.passage for marked in piece)))
            for id, span in piece:
                if held := found.get(id):
                    version = held.document.version if self.is_left else None
                    url = document_path(held.document.id, version=version, search=search, at=id)
                    yield Line(Place(held.section, held.passage), held.document, span, url)

    @property
    def cut(self) -> int:
        """How many passages are lined up, where there are more."""
        return MOST if self.passages > MOST else 0

    @property
    def told(self) -> str:
        """How many lines there are, of how many passages, in words."""
        first = f"the first {self.cut:,} of " if self.cut else ""
        return f"{plural(len(self.marked), 'line')} of {first}{plural(self.passages, 'passage')}"


def request(asked: SearchRequest, order: Order) -> SearchRequest:
    """What is to be counted for the concordance of a search."""
    return replace(asked, sort=Sort.DATE if order is Order.DATE else Sort.PLACE, facets={})


def concordance(counted: Counted, order: Order) -> Concordance:
    """The concordance of what is counted by a `request` in that order."""
    found: list[tuple[list[str], Marked]] = []
    unshown: list[Unshown] = []
    for hits, missing in islice(counted.pieces(PIECE), MOST // PIECE):
        unshown += missing
        for passage, spans in ((hit.place.passage, hit.spans) for hit in hits):
            found += ((_key(passage.text, span, order), Marked(passage.id, span)) for span in spans)
    if order in (Order.LEFT, Order.RIGHT):
        found.sort(key=lambda each: each[0])
    return Concordance(
        request=counted.request,
        marked=[marked for _, marked in found],
        passages=counted.total.passages,
        has_some=counted.tier is not Tier.ALL,
        is_left=counted.is_left,
        unshown=unshown,
        diagnostics=counted.diagnostics,
    )


def _key(text: str, span: Span, order: Order) -> list[str]:
    """The words that a line is sorted by, the nearest first."""
    if order is Order.RIGHT:
        return [token.exact for token in tokens(text[span[1] : _end(text, span[1])])]
    if order is Order.LEFT:
        return [token.exact for token in reversed(tokens(text[_begin(text, span[0]) : span[0]]))]
    return []


def _begin(text: str, at: int) -> int:
    """Where the context of what begins at a place begins: at a word, or where none is near at a letter."""
    if at <= WIDTH:
        return 0
    first = at - WIDTH
    if not text[first - 1].isspace():
        blank = text.find(" ", first, at - 1)
        first = blank + 1 if blank >= 0 else first
    while first < at and unicodedata.category(text[first])[0] == "M":
        first += 1
    return first


def _end(text: str, at: int) -> int:
    """Where the context of what ends at a place ends, likewise."""
    last = at + WIDTH
    if last >= len(text):
        return len(text)
    if not text[last].isspace():
        blank = text.rfind(" ", at + 1, last)
        last = blank if blank >= 0 else last
    while unicodedata.category(text[last])[0] == "M" and last > at:
        last -= 1
    return last
