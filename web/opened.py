"""What is open on a page of results: a citation, why a hit is one, what stands around it, all hits of a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask import request

from corpus.model import Place
from search.engine import Sort
from search.results.values import Hit, SearchRequest
from web import asked
from web.address import Address
from web.current import service

TURNS = 2  # that are shown on each side of a hit, and how many more at a time
MOST_TURNS = 20
MOST_HITS = 100  # of one document


class Context(NamedTuple):
    """What stands around a hit in its document, and whether there is more."""

    turns: int
    before: Sequence[Place]
    after: Sequence[Place]
    more_before: bool
    more_after: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What the address asks to have open, and the addresses that open something else, but for what that is."""

    page: str  # the page with nothing open
    citing: str
    asking: str  # why a hit is a result; empty where that cannot be told
    around: str
    whole: str
    cited: str  # ids of passages
    why: str
    context: str
    turns: int
    document: str  # of which all hits are shown

    @classmethod
    def of_request(cls, address: Address) -> Opened:
        """What is asked for; what cannot be understood opens nothing."""
        turns = request.args.get("turns", "")
        return cls(
            page=address.url(),
            citing=address.url(cite=""),
            asking=address.url(why="") if address.sort is Sort.RELEVANCE else "",
            around=address.url(context=""),
            whole=address.url(all=""),
            cited=request.args.get("cite", ""),
            why=request.args.get("why", ""),
            context=request.args.get("context", ""),
            turns=min(max(int(turns), 1), MOST_TURNS) if asked.is_number(turns) else TURNS,
            document=request.args.get("all", ""),
        )

    @property
    def passages(self) -> frozenset[str]:
        """Those of which something is open."""
        return frozenset((self.cited, self.why, self.context))

    def with_whole(self, hits: Iterable[Hit], asked_for: SearchRequest) -> Iterator[Hit]:
        """The hits of a page; in place of those of the document whose hits are wanted, the first MOST_HITS of all."""
        shown = False
        for hit in hits:
            if hit.document.id != self.document:
                yield hit
            elif not shown:
                shown = True
                with service().finder.counted(asked_for) as (counted,):
                    yield from counted.of_document(self.document, limit=MOST_HITS).hits or [hit]

    def context_of(self, hit: Hit) -> Context | None:
        """What stands around a hit where that is wanted."""
        passage = hit.place.passage
        if passage.id != self.context:
            return None
        document = service().library.document(hit.document.id, hit.document.version)
        places, at = list(document.places()), passage.ordinal
        first, last = max(at - self.turns, 0), at + 1 + self.turns
        can_have_more = self.turns < MOST_TURNS
        return Context(
            turns=self.turns,
            before=places[first:at],
            after=places[at + 1 : last],
            more_before=first > 0 and can_have_more,
            more_after=last < len(places) and can_have_more,
        )
