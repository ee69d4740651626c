"""The start page, the results and the help."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote_plus, urlencode

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from corpus.model import Document
from search.engine import Count, Sort
from search.maintenance.stats import Stats, stats
from search.query.ast import Scope
from search.query.parser import MAX_LENGTH
from search.results.search import MAX_LIMIT, bounded
from search.results.values import FILTERS, SearchRequest, SearchResult
from search.service import Service
from web import asked, presentation
from web.current import service

pages = Blueprint("search", __name__)
PER_PAGE = 20
_SHOWN = 8  # values of a facet before "more"
_MORE = 100  # values of a facet in all
_TRIES = ('"glide bombs"', "speaker:guest factory", "yak-130", '"drone factory"~8 after:2022', '"open source" sustain*')
LANGUAGE = (
    (("drone factory",), "passages with both words, in every inflection; if there are none, documents with both"),
    (('"glide bombs"',), "these words, in this order, in this form"),
    (("drone OR uav", "drone NOT shahed", "drone -shahed"), "either word; the first without the second"),
    (("(drone OR uav) factory",), "parentheses group"),
    (('"drone factory"~8',), "these words, inflected, in any order, within 8 words of each other"),
    (("yak-130",), "also Yak 130 and Yak130"),
    (("shah*", "sha?ed"), "any ending; any one letter (at least two letters before the sign)"),
    (("shaheed~", "shaheed~1"), "similar spellings; those with one letter changed"),
    (("=drones",), "this very form"),
    (("speaker:lamson", 'speaker:"Jim Lamson"'), "what somebody said"),
    (("person:notte",), "documents that a person belongs to: as host, guest, author or subject"),
    (("title:cooperation", "show:listen", "in:jim-lamson"), "words of the title or the show; one document by its id"),
    (("type:bio", "section:background", "lang:en"), "one type of document; one kind of section; a language"),
    (("date:2024-08", "date:2022..2024", "date:[2022 TO 2024]"), "documents of a month; of a span of years"),
    (("after:2024-01-15", "before:2020"), "from a day on; up to the day before a date"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A page of results, as its address says it."""

    path: str
    query: str
    filters: dict[str, tuple[str, ...]]
    sort: Sort = Sort.RELEVANCE
    page: int = 1

    @classmethod
    def of_request(cls) -> Address:
        """The page asked for; what cannot be understood of it is the default."""
        sort = request.args.get("sort", "")
        return cls(
            path=url_for("search.results"),
            query=request.args.get("q", ""),
            filters=bounded(_asked())[0],
            sort=Sort(sort) if sort in set(Sort) else Sort.RELEVANCE,
            page=asked.page(),
        )

    def url(self, **more: str) -> str:
        """The address as a link; `more` is what only this link says."""
        page = [("page", str(self.page))] if self.page > 1 else []
        said = [("q", self._query), *self.chosen(), *self._order(), *page, *more.items()]
        return f"{self.path}?{urlencode(said)}"

    @property
    def _query(self) -> str:
        """The query, as far as it is searched for: a page has hundreds of links."""
        return self.query[:MAX_LENGTH]

    def toggled(self, facet: str, value: str) -> Address:
        """The first page with a facet's value chosen, or no longer chosen."""
        chosen = self.filters[facet]
        values = tuple(v for v in chosen if v != value) if value in chosen else (*chosen, value)
        return replace(self, filters={**self.filters, facet: values}, page=1)

    def narrowed(self, facet: str) -> Callable[[str], str]:
        """What makes a link of a facet's further value: that of `toggled`, for many values at once."""
        last = FILTERS.index(facet) + 1
        before = urlencode([("q", self._query), *self.chosen(FILTERS[:last])])
        behind = urlencode([*self.chosen(FILTERS[last:]), *self._order()])
        end = f"&{behind}" if behind else ""
        return lambda value: f"{self.path}?{before}&{facet}={quote_plus(value)}{end}"

    def sorted_by(self, sort: Sort) -> Address:
        return replace(self, sort=sort, page=1)

    def at(self, page: int) -> Address:
        return replace(self, page=page)

    def asking(self, query: str) -> Address:
        """The first page of another query, with the same filters."""
        return replace(self, query=query, page=1)

    def unfiltered(self) -> Address:
        return replace(self, filters=dict.fromkeys(FILTERS, ()), page=1)

    def chosen(self, facets: Sequence[str] = FILTERS) -> list[tuple[str, str]]:
        return [(name, value) for name in facets for value in self.filters[name]]

    def _order(self) -> list[tuple[str, str]]:
        return [("sort", self.sort)] if self.sort is not Sort.RELEVANCE else []


class Choice(NamedTuple):
    """A value of a facet, and the first page with it chosen, or no longer chosen."""

    value: str
    passages: int
    chosen: bool
    url: str


class Facet(NamedTuple):
    """A facet as the page shows it: its first values, and the rest behind "more"."""

    name: str
    first: Sequence[Choice]
    rest: Sequence[Choice]


class Front(NamedTuple):
    """What the start page shows of the library: its size, what came in last, queries that find something in it."""

    stats: Stats
    latest: Sequence[Document]
    tries: Sequence[str]


@pages.get("/")
def start() -> ResponseReturnValue:
    found = service()
    index_revision, trouble = found.finder.index_state
    front = _front(found, found.library.revision, index_revision)
    trouble = trouble if front.stats.passages else ""
    said = {"trouble": trouble, "notice": found.indexer.notice}
    return render_template(
        "start.html", **said, stats=front.stats, latest=front.latest, tries=front.tries, behind=found.rereader.behind
    )


@lru_cache(maxsize=4)
def _front(found: Service, revision: int, index_revision: int) -> Front:
    """As of these revisions, which all of it follows from."""
    tries = (query for query in _TRIES if found.finder.search(SearchRequest(query=query, limit=1)).total)
    latest = [record.document for record in found.library.records(found.library.listed()[:6])]
    counted = stats(found.library, found.engine, found.backups, index=found.index)
    return Front(counted, latest, tuple(tries) if revision and index_revision else ())


@pages.get("/search")
def results() -> ResponseReturnValue:
    address = Address.of_request()
    if not address.query.strip() and not address.chosen():
        return redirect(url_for("search.start"))
    result = service().finder.search(
        SearchRequest(query=address.query, filters=_asked(), sort=address.sort, limit=PER_PAGE, page=address.page)
    )
    last = min(-(-result.total // PER_PAGE), MAX_LIMIT // PER_PAGE)
    if address.page > max(last, 1):
        return redirect(address.at(max(last, 1)).url())
    response = make_response(
        render_template(
            "results.html",
            address=address,
            result=result,
            groups=presentation.grouped(result.hits),
            in_document={count.value: count.count for count in result.facets["document"]},
            facets=list(_facets(result, address)),
            page_numbers=_numbers(address.page, last),
            last=last,
            shortened=result.total > MAX_LIMIT and address.page >= last,
            wider=result.scope is not Scope.PASSAGE and result.total > 0,
            document_scope=result.scope is Scope.DOCUMENT,
            sorts=((Sort.RELEVANCE, "Best match"), (Sort.DATE_DESC, "Newest"), (Sort.DATE, "Oldest")),
            cited=request.args.get("cite"),
        )
    )
    return presentation.remembering_style(response)


def _asked() -> dict[str, tuple[str, ...]]:
    """All values that the address narrows by."""
    return {name: tuple(request.args.getlist(name)) for name in FILTERS}


def _facets(result: SearchResult, address: Address) -> Iterator[Facet]:
    for name in FILTERS:
        counts = result.facets[name]
        if chosen := address.filters[name]:
            known = {count.value.casefold() for count in counts}
            # A value that was chosen stays in sight, so that it can be taken back.
            counts = (*(Count(value, 0) for value in chosen if value.casefold() not in known), *counts)
        if name == "year":
            counts = tuple(sorted(counts, key=lambda count: count.value, reverse=True))
        if counts:
            choices = _choices(name, counts[:_MORE], address)
            yield Facet(name, choices[:_SHOWN], choices[_SHOWN:])


def _choices(name: str, counts: Sequence[Count], address: Address) -> list[Choice]:
    narrowed = address.narrowed(name)
    chosen = address.filters[name]
    return [
        Choice(count.value, count.count, True, address.toggled(name, count.value).url())
        if count.value in chosen
        else Choice(count.value, count.count, False, narrowed(count.value))
        for count in counts
    ]


def _numbers(page: int, last: int) -> list[int]:
    """The page numbers to show: the first, those around the current one, the last."""
    return [number for number in range(1, last + 1) if number in (1, last) or abs(number - page) <= 2]


@pages.get("/help")
def help_() -> ResponseReturnValue:
    return render_template("help.html", language=LANGUAGE)
