"""A search as it is asked, and its answer: plain values, spans instead of markup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from corpus.library import Seen, WhyNot
from corpus.locators import Locator, locate
from corpus.model import Document, Place
from corpus.origin import origin, timed_by
from corpus.text import plural
from search.engine import ALL, Facet, Sort
from search.fields import FACETS
from search.query.ast import Diagnostic, Phrase
from search.query.parser import MAX_LENGTH
from search.results.filters import UNFILTERED, Filters
from search.results.leaving_out import Instead, LeftOut
from search.results.left import Earlier
from search.results.why import Why

Span = tuple[int, int]  # from, to: code points of the passage's text


class Match(StrEnum):
    """Which passages a search lists where it does not list those with all words, and below them those with some."""

    ALL = "all"  # those with all words alone
    ANY = "any"  # those with a word or more as one


class Tier(StrEnum):
    """A part of the list: passages with all words, with some, or, in a list that is one, with any."""

    ALL = "all"
    SOME = "some"
    ANY = "any"


class Scope(StrEnum):
    """Which passages a search counts: those with all words, or those with any where none has all."""

    PASSAGE = "passage"
    ANY = "any"


class How(StrEnum):
    """How near a wording is to a phrase: its words inflected in a row, near each other, or most of them near each
    other."""

    INFLECTED = "inflected"
    NEAR = "near"
    MOST = "most"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """`facets` says how many values of each are wanted; `nearest`, whether also the nearest wording to phrases that are
    nowhere; `explain`, whether all hits are to say why they are where they are in a list by relevance, or the one whose
    passage has this id.
    """

    query: str
    filters: Filters = UNFILTERED
    sort: Sort = Sort.RELEVANCE
    match: Match | None = None
    limit: int = 20
    vocabulary: bool = True  # whether to seek what means the same in the library's vocabulary
    page: int = 1  # for numbered pages; `after`, where given, takes precedence
    after: str | None = None
    facets: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(FACETS, ALL))
    nearest: bool = False
    explain: bool | str = False

    def said(self) -> Iterator[tuple[str, str]]:
        """What an address says of it: a parameter and its value each, only what is not the default."""
        if self.query:
            yield "q", self.query[:MAX_LENGTH]
        yield from self.filters.said()
        yield from order(self.sort, self.match, vocabulary=self.vocabulary)
        if self.page > 1:
            yield "page", str(self.page)


def order(sort: Sort, match: Match | None, *, vocabulary: bool) -> Iterator[tuple[str, str]]:
    """What an address says of how a search lists."""
    if sort is not Sort.RELEVANCE:
        yield "sort", sort.value
    if match:
        yield "match", match.value
    if not vocabulary:
        yield "vocabulary", "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage found, with the latest version of its document, or of text that left the last one that had it (sections
    without their passages)."""

    place: Place  # its section without passages
    document: Document
    score: float
    in_document: int  # how many passages of the document are found, in the same tier
    tier: Tier  # whether the passage has all words of the query
    lacks: tuple[str, ...]  # the words that it has not
    document_lacks: tuple[str, ...]  # those of them that no passage of its document has
    spans: tuple[Span, ...]
    fragment: Span  # the part of the text that shows the spans; the whole text where it is short
    url: str  # "/d/<id>?q=…&at=<passage>#<passage>": the document page at the hit, within this search
    permalink: str  # absolute when public_url is set, else "/p/<id>?v=N"
    why: Why | None = None  # where that was asked for, of a list by relevance
    seen: Seen | None = None  # of text that left: between which readings it was there

    @property
    def document_has_all(self) -> bool:
        """Whether all words of the query are in its document."""
        return not self.document_lacks

    @property
    def origin(self) -> str | None:
        """That a machine heard its words."""
        return origin(self.document, [self.place.passage])

    @property
    def timed_by(self) -> str | None:
        """That a machine gave its words their times."""
        return timed_by(self.document, self.place.passage)

    @property
    def locator(self) -> Locator:
        """That of the marked words, from the first to the last."""
        marked = (self.spans[0][0], max(end for _, end in self.spans)) if self.spans else ()
        return locate(self.place.passage, *marked)


class Nearest(NamedTuple):
    """The passages with the nearest wording to a phrase that is nowhere, which are not among those that are found."""

    phrase: str
    how: How
    hits: tuple[Hit, ...]

    @property
    def told(self) -> str:
        """How near it is, in words."""
        return {
            How.INFLECTED: "these words in other forms",
            How.NEAR: "all of these words, near each other",
            How.MOST: "most of these words, near each other",
        }[self.how]


class Unshown(NamedTuple):
    """A passage found that cannot be shown: it is damaged in the library, or no longer in it."""

    passage: str
    document: str
    why: WhyNot

    @property
    def reason(self) -> str:
        """Why, in words for the user."""
        if self.why == "damaged":
            return "it is damaged in the library; run `citecast check`"
        return "it is no longer in the library"


class Also(NamedTuple):
    """Words of a query, behind a minus where they are excluded, and the wordings that were sought besides them."""

    word: str
    also: tuple[str, ...]

    @property
    def is_excluded(self) -> bool:
        return self.word.startswith("-")

    @property
    def said(self) -> str:
        """The words themselves."""
        return self.word.removeprefix("-")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    query: str
    scope: Scope
    total: int
    total_documents: int
    total_is_exact: bool
    total_any: int  # passages with a word or more, not more than 10,000 of them
    total_any_is_exact: bool  # else there are more
    listed: int  # passages in the list: those that are counted, or all with a word or more
    took_ms: float
    diagnostics: tuple[Diagnostic, ...]
    suggestion: str | None
    next: str | None
    facets: dict[str, Facet]  # each counted without what is selected of it
    hits: tuple[Hit, ...]
    unshown: tuple[Unshown, ...] = ()  # passages of this page that are not among the hits
    behind: int = 0  # changes of the library that are not in the index yet
    missing: tuple[str, ...] = ()  # words of the query that no passage has
    missing_values: tuple[tuple[str, str], ...] = ()  # fields, and words of the query that no value of theirs has
    nearest: tuple[Nearest, ...] | None = None  # to phrases that are nowhere, where that was asked for
    nowhere: tuple[Phrase, ...] = ()  # quoted phrases that no passage has
    was: tuple[Earlier, ...] = ()  # those of them that text that left has
    is_left: bool = False  # whether it is text that left
    dates: tuple[str, ...] = ()  # the days that the query's dates were understood as, in words
    also: tuple[Also, ...] = ()  # what was sought besides words of the query, by the vocabulary
    left_out: LeftOut
    dated_or_not: str = ""  # the query that does not leave out what has no date, where this one does
    instead: Instead | None = None  # where nobody said anything of what is found, but somebody belongs to documents

    @property
    def some(self) -> str:
        """How many passages have some of the words beside those that are counted, in words; empty where none has."""
        if not self.total_any_is_exact:
            return f"more than {self.total_any:,} have all or some of the words"
        more = self.total_any - self.total
        return f"{more:,} more {'has' if more == 1 else 'have'} some of the words" if more else ""

    @property
    def lag(self) -> str:
        """How many changes the index has not come to, in words; empty where it has come to all."""
        return lag(self.behind)


def lag(changes: int) -> str:
    """How many changes of the library an index has not come to, in words; empty where it has come to all."""
    said = f"{plural(changes, 'change')} of the library {'is' if changes == 1 else 'are'} not in the index yet."
    return said if changes else ""
