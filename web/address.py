"""The address of a page of results: what it says, and the addresses that say something else besides or instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from flask import request, url_for

from search.engine import Sort
from search.links import encoded, percent_plus
from search.query.parser import MAX_LENGTH
from search.results.concordance import Order
from search.results.filters import NONE, PARAMETERS, UNFILTERED, Filters
from search.results.timeline import Unit
from search.results.values import Match, SearchRequest, order
from web import asked

SORTS = {
    Sort.RELEVANCE: "Best match",
    Sort.DATE_DESC: "Newest",
    Sort.DATE: "Oldest",
    Sort.STORED_DESC: "Newly stored",
}
VERSUS = 2  # queries that one is compared with


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How what is counted is drawn: by which unit of time, as shares of all of it, compared with what; and the order of
    lines."""

    by: Unit | None = None
    shares: bool = False
    versus: tuple[str, ...] = ()
    order: Order = Order.PLACE

    @classmethod
    def of_request(cls) -> Look:
        """As the address says it; what cannot be understood of it is the default."""
        by, order = request.args.get("by", ""), request.args.get("order", "")
        asked_of = (query.strip() for query in request.args.getlist("vs"))
        return cls(
            by=Unit(by) if by in set(Unit) else None,
            shares=request.args.get("as") == "shares",
            versus=tuple(dict.fromkeys(query for query in asked_of if query))[:VERSUS],
            order=Order(order) if order in set(Order) else Order.PLACE,
        )

    def by_unit(self, by: Unit | None) -> Look:
        return replace(self, by=by)

    def as_shares(self, shares: bool) -> Look:
        return replace(self, shares=shares)

    def in_order(self, order: Order) -> Look:
        return replace(self, order=order)

    @property
    def alone(self) -> Look:
        """Compared with nothing."""
        return replace(self, versus=())

    def said(self) -> Iterator[tuple[str, str]]:
        """The parameters of an address, and their values."""
        if self.by:
            yield "by", self.by
        if self.shares:
            yield "as", "shares"
        yield from (("vs", query[:MAX_LENGTH]) for query in self.versus)
        if self.order is not Order.PLACE:
            yield "order", self.order


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A page of results, as its address says it."""

    path: str
    query: str
    filters: Filters = UNFILTERED
    sort: Sort = Sort.RELEVANCE
    match: Match | None = None
    vocabulary: bool = True
    page: int = 1
    look: Look = field(default_factory=Look)

    @classmethod
    def of_request(cls, endpoint: str = "search.results") -> Address:
        """The page asked for; what cannot be understood of it is the default."""
        sort, match = request.args.get("sort", ""), request.args.get("match", "")
        return cls(
            path=url_for(endpoint),
            query=request.args.get("q", ""),
            filters=Filters.of(request.args.getlist),
            sort=Sort(sort) if sort in SORTS else Sort.RELEVANCE,
            match=Match(match) if match in set(Match) else None,
            vocabulary=asked.vocabulary(),
            page=asked.page(),
            look=Look.of_request(),
        )

    @classmethod
    def of(cls, request: SearchRequest) -> Address:
        """The first page of what a request asks for."""
        return cls(
            path=url_for("search.results"),
            query=request.query,
            filters=request.filters,
            sort=request.sort if request.sort in SORTS else Sort.RELEVANCE,
            match=request.match,
            vocabulary=request.vocabulary,
        )

    @property
    def request(self) -> SearchRequest:
        """What it asks for."""
        return SearchRequest(
            query=self.query,
            filters=self.filters,
            sort=self.sort,
            match=self.match,
            vocabulary=self.vocabulary,
            page=self.page,
            facets={},
        )

    @property
    def sorts(self) -> Iterator[tuple[Sort, str]]:
        """The orders to choose from, and what each is called: by when it was stored where that is asked for."""
        is_new = self.filters.new or self.sort is Sort.STORED_DESC
        return ((sort, name) for sort, name in SORTS.items() if is_new or sort is not Sort.STORED_DESC)

    def __bool__(self) -> bool:
        """Whether it asks for anything."""
        return bool(self.query.strip() or self.filters)

    def url(self, **more: str) -> str:
        """The address as a link; `more` is what only this link says."""
        said = encoded((*self.request.said(), *self.look.said(), *more.items()))
        return f"{self.path}{'?' if said else ''}{said}"

    @property
    def kept(self) -> Iterator[tuple[str, str]]:
        """What a form is to say beside the query."""
        yield from self.filters.said()
        yield from self._order()

    def adding(self, parameter: str) -> Callable[[str], str]:
        """What makes the first page of a further value of one of PARAMETERS: for many values at once."""
        until = PARAMETERS.index(parameter)
        said = list(self.filters.said())
        query = [("q", self.query[:MAX_LENGTH])]
        before = encoded([*query, *(each for each in said if PARAMETERS.index(each[0]) <= until)])
        behind = encoded([*(each for each in said if PARAMETERS.index(each[0]) > until), *self._order()])
        end = f"&{behind}" if behind else ""
        return lambda value: f"{self.path}?{before}&{parameter}={percent_plus(value)}{end}"

    def dating(self) -> Callable[[str, str], str]:
        """What makes the first page between two dates, without what has none: for many dates at once."""
        filters = self.filters.between("", "")
        if NONE in filters.only.get("year", ()):
            filters = filters.toggled("year", NONE)
        before, end = encoded([("q", self.query[:MAX_LENGTH]), *filters.said()]), encoded(self._order())
        return lambda since, until: f"{self.path}?{before}&since={since}&until={until}{f'&{end}' if end else ''}"

    def filtered(self, filters: Filters) -> Address:
        """The first page within other filters."""
        return replace(self, filters=filters, page=1)

    def sorted_by(self, sort: Sort) -> Address:
        return replace(self, sort=sort, page=1)

    def matching(self, match: Match | None) -> Address:
        return replace(self, match=match, page=1)

    def with_vocabulary(self, vocabulary: bool) -> Address:
        return replace(self, vocabulary=vocabulary, page=1)

    def at(self, page: int) -> Address:
        return replace(self, page=page)

    def on(self, endpoint: str, **kind: Any) -> Address:
        """The same on another page: its passages, its timeline, its lines; or as a table of a kind."""
        return replace(self, path=url_for(endpoint, **kind), page=1)

    def looking(self, look: Look) -> Address:
        return replace(self, look=look, page=1)

    def asking(self, query: str) -> Address:
        """The first page of another query, with the same filters."""
        return replace(self, query=query, page=1)

    def newly_stored(self, new: str) -> Address:
        """The first page of what is new, the last stored first."""
        return replace(self, filters=replace(self.filters, new=new), sort=Sort.STORED_DESC, page=1)

    def unfiltered(self) -> Address:
        return self.filtered(UNFILTERED)

    def with_undated(self, query: str) -> Address:
        """With what has no date, too; `query` is what asks for that where this page's query leaves it out."""
        return replace(self, query=query or self.query, filters=self.filters.with_undated(), page=1)

    def _order(self) -> Iterator[tuple[str, str]]:
        yield from order(self.sort, self.match, vocabulary=self.vocabulary)
        yield from self.look.said()
