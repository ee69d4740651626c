"""All that a search counts, in one state of the index: for exports, timelines, concordances, and the way through it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from corpus.dates import PartialDate
from corpus.model import Document
from search.engine import ALL, EngineHit, Facet, Found, Search, Sort, Total
from search.fields import document_of
from search.query.ast import Diagnostic, Field, all_of
from search.results.asking import Asking
from search.results.highlight import Marker
from search.results.listing import Lister
from search.results.values import Hit, SearchRequest, Span, Tier, Unshown, lag

PIECE = 500  # passages
KEPT = 16  # searches
_FEW = 20  # passages, of which one can be shown
Told = TypeVar("Told")


class Piece(NamedTuple):
    """Some hits in turn, and those among them that cannot be shown."""

    hits: tuple[Hit, ...]
    unshown: tuple[Unshown, ...]


class Kept(Generic[Told]):
    """What was told of the last searches: whoever goes from hit to hit asks for the same again and again."""

    def __init__(self) -> None:
        self._told: dict[Hashable, Told] = {}

    def of(self, search: Hashable, tell: Callable[[], Told]) -> Told:
        """What is told of a search in a state of the index, which must not change."""
        if (kept := self._told.get(search)) is not None:
            return kept
        told = self._told[search] = tell()
        for old in [*self._told][:-KEPT]:
            self._told.pop(old, None)
        return told


class Known(NamedTuple):
    """What searches that were asked not long ago count, and their documents in order."""

    counts: Kept[tuple[Tier, Total]]
    documents: Kept[Sequence[Found]]

    @classmethod
    def nothing(cls) -> Known:
        """Nothing yet."""
        return cls(Kept(), Kept())


class Counted:
    """The passages of the tier that a search counts. Each step has so many `seconds`, then it is SearchTimeout.

    Open only while its snapshot is.
    """

    def __init__(self, asking: Asking, *, seconds: float, known: Known, gap: str = "") -> None:
        self._asking, self._seconds, self._known, self._gap = asking, seconds, known, gap
        self._snapshot = asking.snapshot
        self.request: SearchRequest = replace(asking.request, limit=0, page=1, after=None)
        self.revision = asking.state.revision
        every = asking.asked.sought.every  # which also says on which day it is asked
        self._id = asking.snapshot.mark, asking.state, every, tuple(self.request.said())
        self.tier, self.total = known.counts.of(self._id, self._counts)
        self._query = asking.asked.sought.every if self.tier is Tier.ALL else asking.asked.sought.any
        self.is_left = asking.is_left
        if self.is_left:
            self.total = self.total._replace(documents=len(self.documents()))

    @property
    def diagnostics(self) -> Sequence[Diagnostic]:
        """What of the search was understood otherwise than written, or is left out."""
        return self._asking.diagnostics

    def pieces(self, size: int = PIECE) -> Iterator[Piece]:
        """All hits, in order."""
        after: str | None = None
        while True:
            search = replace(self._search, limit=size, after=after)
            page = self._snapshot.search(search, deadline=self._deadline)
            if page.hits:
                yield self.dressed(page.hits)
            if not (after := page.next):
                return

    def first(self, size: int) -> Sequence[EngineHit]:
        """The first hits, to be `dressed`."""
        return self._snapshot.search(replace(self._search, limit=size), deadline=self._deadline).hits

    def of_document(self, id: str, *, limit: int = ALL) -> Piece:
        """The hits in a document, in the order of their places; no more than so many."""
        return self.dressed(self._in([id], limit))

    def inside(self, documents: Sequence[str]) -> dict[str, list[str]]:
        """The passages found in some documents, by document, in the order of their places."""
        found: dict[str, list[str]] = {}
        for hit in self._in(documents, ALL):
            found.setdefault(document_of(hit.document), []).append(hit.passage)
        return found

    def marks(self, document: Document, passages: Collection[str], tier: Tier) -> dict[str, tuple[Span, ...]]:
        """What is marked in some passages of a document that is given whole, each as a hit of a tier."""
        tree = self._query if tier is Tier.ALL else self._asking.asked.sought.any
        marker, wanted = Marker(tree, language=document.language or "", deadline=self._deadline), frozenset(passages)
        return {each.id: marker.spans(each.text) for each in document.passages() if each.id in wanted}

    def documents(self) -> Sequence[Found]:
        """All documents with a hit, in the order of their first hits, and how many each has, in all its versions."""
        return self._known.documents.of(self._id, self._documents)

    def _documents(self) -> Sequence[Found]:
        found = Counter[str]()
        for each in self._snapshot.documents(self._search, deadline=self._deadline):
            found[document_of(each.document)] += each.passages
        return [Found(id, passages) for id, passages in found.items()]

    @property
    def days(self) -> tuple[PartialDate | None, PartialDate | None]:
        """The date of the earliest passage, and of the latest; None where none has a date."""
        return self._day(Sort.DATE), self._day(Sort.DATE_DESC)

    def _day(self, sort: Sort) -> PartialDate | None:
        wanted = Search(query=self._query, sort=sort, limit=_FEW)
        hits = self._snapshot.search(wanted, deadline=self._deadline).hits
        located = self._asking.texts().of([hit.passage for hit in hits])
        return next((found.document.date for found in located.values()), None)

    @property
    def notes(self) -> tuple[str, ...]:
        """What of the search was understood otherwise than written, and what the index has not."""
        return *(each.message for each in self.diagnostics), *self.lacks

    @property
    def lacks(self) -> tuple[str, ...]:
        """What the index has not of the library, in words."""
        return tuple(filter(None, (self._gap, lag(self._behind))))

    def facet(self, name: str) -> Facet:
        """How many passages have each value of a field."""
        search = Search(query=self._query, limit=0, facets={name: ALL})
        return self._snapshot.search(search, deadline=self._deadline).facets[name]

    def _in(self, documents: Sequence[str], limit: int) -> Sequence[EngineHit]:
        query = all_of((self._query, Field("in", values=tuple(documents))))
        return self._snapshot.search(Search(query=query, sort=Sort.PLACE, limit=limit), deadline=self._deadline).hits

    def dressed(self, hits: Sequence[EngineHit]) -> Piece:
        """Some of its hits."""
        asking, texts = self._asking, self._asking.texts()
        dresser = asking.dresser(asking.asked.sought, texts, self._deadline)
        tier = Tier.ALL if self.tier is Tier.ALL else Tier.SOME
        shown = tuple(dresser.dressed([(hit, tier) for hit in hits]))
        return Piece(shown, texts.unshown(hits, is_behind=self._behind > 0))

    @property
    def _behind(self) -> int:
        """How many changes of the library are not in this state of the index."""
        return max(self._asking.library.log.revision - self.revision, 0)

    def _counts(self) -> tuple[Tier, Total]:
        page, tier = self._lister.counted()
        return tier, page.total

    @cached_property
    def _search(self) -> Search:
        """What finds all of it in the order of the list."""
        return self._lister.in_order(self.tier, self.total)

    @property
    def _lister(self) -> Lister:
        return self._asking.lister(self._asking.texts(), self._deadline)

    @property
    def _deadline(self) -> float:
        return time.monotonic() + self._seconds
