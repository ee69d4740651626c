"""A search as it is asked, and its answer: plain values, spans instead of markup."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from corpus.library import WhyNot
from corpus.locators import Locator, locate
from corpus.model import Document, Place
from search.engine import ALL, Facet, Sort
from search.fields import FACETS
from search.query.ast import Diagnostic, Scope

Span = tuple[int, int]  # from, to: code points of the passage's text


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """`filters` narrows by facet values: alternatives within a facet, all facets together.

    `facets` says how many values of each are wanted.
    """

    query: str
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    limit: int = 20
    page: int = 1  # for numbered pages; `after`, where given, takes precedence
    after: str | None = None
    facets: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(FACETS, ALL))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage found, with the latest version of its document (sections without their passages)."""

    place: Place  # its section without passages
    document: Document
    score: float
    in_document: int  # how many passages of the document are found
    spans: tuple[Span, ...]
    fragment: Span  # the part of the text that shows the spans; the whole text where it is short
    url: str  # "/d/<id>?q=…&at=<passage>#<passage>": the document page at the hit
    permalink: str  # absolute when public_url is set, else "/p/<id>?v=N"

    @property
    def locator(self) -> Locator:
        """That of the marked words, from the first to the last."""
        marked = (self.spans[0][0], max(end for _, end in self.spans)) if self.spans else ()
        return locate(self.place.passage, *marked)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    query: str
    scope: Scope
    total: int
    total_documents: int
    total_is_exact: bool
    took_ms: float
    diagnostics: tuple[Diagnostic, ...]
    suggestion: str | None
    next: str | None
    facets: dict[str, Facet]
    hits: tuple[Hit, ...]
    unshown: tuple[Unshown, ...] = ()  # passages of this page that are not among the hits
    behind: int = 0  # changes of the library that are not in the index yet
    missing: tuple[str, ...] = ()  # words of the query that no passage has
    dates: tuple[str, ...] = ()  # the days that the query's dates were understood as, in words
