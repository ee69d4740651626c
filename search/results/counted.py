"""All that a search counts, in one state of the index: for exports, timelines, concordances, and the way through it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from search.engine import ALL, EngineHit, Facet, Found, Search, Sort, Total
from search.query.ast import Diagnostic, Field, all_of
from search.results.asking import Asking
from search.results.values import Hit, SearchRequest, Tier, Unshown

PIECE = 500  # passages


class Piece(NamedTuple):
    """Some hits in turn, and those among them that cannot be shown."""

    hits: tuple[Hit, ...]
    unshown: tuple[Unshown, ...]


class Counted:
    """The passages of the tier that a search counts. Each step has so many `seconds`, then it is SearchTimeout.

    Open only while its snapshot is.
    """

    def __init__(self, asking: Asking, *, seconds: float) -> None:
        self._asking, self._seconds = asking, seconds
        self._snapshot = asking.snapshot
        self.request: SearchRequest = replace(asking.request, limit=0, page=1, after=None)
        self.revision = asking.state.revision
        lister = asking.lister(asking.texts(), self._deadline)
        self._search, self.tier = lister.counted()
        self.total: Total = self._snapshot.count(self._search.query, deadline=self._deadline)

    @property
    def diagnostics(self) -> Sequence[Diagnostic]:
        """What of the query and the filters was understood otherwise than written."""
        asking = self._asking
        return (*asking.asked.query.diagnostics, *self.request.filters.diagnostics(), *asking.unheld)

    def pieces(self, size: int = PIECE) -> Iterator[Piece]:
        """All hits, in order."""
        after: str | None = None
        while True:
            search = replace(self._search, limit=size, after=after)
            page = self._snapshot.search(search, deadline=self._deadline)
            if page.hits:
                yield self._dressed(page.hits)
            if not (after := page.next):
                return

    def of_document(self, id: str) -> Piece:
        """The hits in a document, in the order of their places."""
        query = all_of((self._search.query, Field("in", values=(id,))))
        search = Search(query=query, sort=Sort.PLACE, limit=ALL)
        return self._dressed(self._snapshot.search(search, deadline=self._deadline).hits)

    def documents(self) -> Sequence[Found]:
        """All documents with a hit, in the order of their first hits, and how many each has."""
        return self._snapshot.documents(self._search, deadline=self._deadline)

    def facet(self, name: str) -> Facet:
        """How many passages have each value of a field."""
        search = Search(query=self._search.query, limit=0, facets={name: ALL})
        return self._snapshot.search(search, deadline=self._deadline).facets[name]

    def _dressed(self, hits: Sequence[EngineHit]) -> Piece:
        asking, texts = self._asking, self._asking.texts()
        dresser = asking.dresser(asking.asked.sought, texts, self._deadline)
        tier = Tier.ALL if self.tier is Tier.ALL else Tier.SOME
        shown = tuple(dresser.dressed([(hit, tier) for hit in hits]))
        is_behind = asking.library.log.revision > self.revision
        return Piece(shown, texts.unshown(hits, is_behind=is_behind))

    @property
    def _deadline(self) -> float:
        return time.monotonic() + self._seconds
