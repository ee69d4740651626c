"""The address of a page of results: what it says, and the addresses that say something else besides or instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from flask import request, url_for

from search.engine import Sort
from search.links import encoded, percent_plus
from search.query.parser import MAX_LENGTH
from search.results.filters import PARAMETERS, UNFILTERED, Filters
from search.results.values import Match, SearchRequest, order
from web import asked

SORTS = {Sort.RELEVANCE: "Best match", Sort.DATE_DESC: "Newest", Sort.DATE: "Oldest"}


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

    @classmethod
    def of_request(cls) -> Address:
        """The page asked for; what cannot be understood of it is the default."""
        sort, match = request.args.get("sort", ""), request.args.get("match", "")
        return cls(
            path=url_for("search.results"),
            query=request.args.get("q", ""),
            filters=Filters.of(request.args.getlist),
            sort=Sort(sort) if sort in SORTS else Sort.RELEVANCE,
            match=Match(match) if match in set(Match) else None,
            vocabulary=asked.vocabulary(),
            page=asked.page(),
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

    def __bool__(self) -> bool:
        """Whether it asks for anything."""
        return bool(self.query.strip() or self.filters)

    def url(self, **more: str) -> str:
        """The address as a link; `more` is what only this link says."""
        said = encoded((*self.request.said(), *more.items()))
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

    def asking(self, query: str) -> Address:
        """The first page of another query, with the same filters."""
        return replace(self, query=query, page=1)

    def unfiltered(self) -> Address:
        return self.filtered(UNFILTERED)

    def with_undated(self, query: str) -> Address:
        """With what has no date, too; `query` is what asks for that where this page's query leaves it out."""
        return replace(self, query=query or self.query, filters=self.filters.with_undated(), page=1)

    def _order(self) -> Iterator[tuple[str, str]]:
        return order(self.sort, self.match, vocabulary=self.vocabulary)
