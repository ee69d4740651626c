"""A request, understood in one state of a library's index."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from corpus.library import Library
from search.engine import Snapshot
from search.query.ast import Diagnostic
from search.query.equivalents import equivalents
from search.query.plan import Tiers, said
from search.query.wording import asks_for_left
from search.results.dressing import Dresser, Texts
from search.results.listing import Lister, State
from search.results.understanding import Indexed, Understood, understood, vocabulary
from search.results.values import SearchRequest

_LEFT_OUT = "“{}” alone tells nothing apart, so OR leaves it out; ={} asks for it."


class Asking:
    """One request, and what lists and dresses what it finds. `link` makes a passage's permalink from its id and
    version."""

    def __init__(
        self, request: SearchRequest, *, snapshot: Snapshot, library: Library, link: Callable[[str, int], str]
    ) -> None:
        self.request, self.snapshot, self.library, self._link = request, snapshot, library, link
        held, self.unheld = vocabulary(library, wanted=request.vocabulary)
        self._equivalents, self._known = equivalents(held.text), Indexed(snapshot)
        self.judged = request.filters.asking()
        self.state = State(snapshot.mark.revision, held.number)
        self.asked = self.understand(request.query)
        self.is_left = asks_for_left(self.asked.query.node)
        if self.is_left:  # of whose documents there may be several versions, each a document of the engine's
            self.request = replace(request, facets={**request.facets, "in": 0})

    def understand(self, text: str) -> Understood:
        """What is sought within the filters for a text."""
        return understood(text, self._known, *self.judged, equivalents=self._equivalents)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What of the request was understood otherwise than written, or is left out."""
        return (
            *self.asked.query.diagnostics,
            *(Diagnostic(_LEFT_OUT.format(*[said(term)] * 2), 0, 0) for term in self.asked.plan.left_out),
            *self.request.filters.diagnostics(),
            *self.unheld,
        )

    def texts(self) -> Texts:
        """What the library has of the passages that may be found."""
        return Texts(self.library, left=self.is_left)

    def lister(self, texts: Texts, deadline: float) -> Lister:
        """What lists what is found."""
        return Lister(
            self.request, self.asked, state=self.state, snapshot=self.snapshot, deadline=deadline, texts=texts
        )

    def dresser(self, sought: Tiers, texts: Texts, deadline: float) -> Dresser:
        """What dresses what is found by some trees."""
        return Dresser(
            self.request,
            sought,
            names=self.asked.names,
            snapshot=self.snapshot,
            deadline=deadline,
            texts=texts,
            link=self._link,
        )
