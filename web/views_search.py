"""The start page, the results and the help."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from corpus.model import Document
from search import fields
from search.engine import Count, Sort
from search.fields import FACETS
from search.links import percent_plus
from search.maintenance.stats import Stats, stats
from search.query.parser import MAX_LENGTH
from search.results.listing import MAX_LIMIT
from search.results.search import bounded
from search.results.values import Match, Nearest, Scope, SearchRequest, SearchResult, Tier
from search.service import Service
from web import asked, presentation
from web.current import service

pages = Blueprint("search", __name__)
PER_PAGE = 20
_SHOWN = 8  # values of a facet
_MORE = 100  # values of the facet that the address asks more of
_TRIES = ('"glide bombs"', "speaker:guest factory", "yak-130", '"drone factory"~8 after:2022', '"open source" sustain*')
LANGUAGE = (
    (("drone factory",), "passages with both words, in every inflection; below them, those with one"),
    (("drone,factory", "drone/factory", "+drone +factory"), "the same"),
    (('"glide bombs"', "‘glide bombs’", "«glide bombs»"), "these words, in this order, in this form"),
    (("drone OR uav", "drone | uav"), "either word; OR, AND and NOT are words where they are not in capitals"),
    (("drone NOT shahed", "drone -shahed", "drone !shahed"), "the first word without the second"),
    (("(drone OR uav) factory",), "parentheses group"),
    (
        ('"drone factory"~8', "drone w/8 factory", "drone NEAR/8 factory"),
        "these words, inflected, in any order, within 8 words of each other",
    ),
    (("yak-130",), "also Yak 130 and Yak130"),
    (("shah*", "sha?ed"), "any ending; any one letter (at least two letters before the sign)"),
    (("shaheed~", "shaheed~1"), "similar spellings; those with one letter changed"),
    (("=drones", '="glide bombs"'), "this very form"),
    (("speaker:(notte OR lamson)", "type:bio,report"), "either value of a field"),
    *fields.explained(),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A page of results, as its address says it."""

    path: str
    query: str
    filters: dict[str, tuple[str, ...]]
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
            filters=bounded(_asked())[0],
            sort=Sort(sort) if sort in set(Sort) else Sort.RELEVANCE,
            match=Match(match) if match in set(Match) else None,
            vocabulary=asked.vocabulary(),
            page=asked.page(),
        )

    def url(self, **more: str) -> str:
        """The address as a link; `more` is what only this link says."""
        page = [("page", str(self.page))] if self.page > 1 else []
        said = [("q", self._query), *self.chosen(), *self._order(), *page, *more.items()]
        return f"{self.path}?{_encoded(said)}"

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
        last = FACETS.index(facet) + 1
        before = _encoded([("q", self._query), *self.chosen(FACETS[:last])])
        behind = _encoded([*self.chosen(FACETS[last:]), *self._order()])
        end = f"&{behind}" if behind else ""
        return lambda value: f"{self.path}?{before}&{facet}={percent_plus(value)}{end}"

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
        return replace(self, filters=dict.fromkeys(FACETS, ()), page=1)

    def chosen(self, facets: Sequence[str] = FACETS) -> list[tuple[str, str]]:
        return [(name, value) for name in facets for value in self.filters[name]]

    def _order(self) -> list[tuple[str, str]]:
        sort = [("sort", self.sort.value)] if self.sort is not Sort.RELEVANCE else []
        match = [("match", self.match.value)] if self.match else []
        return sort + match + ([] if self.vocabulary else [("vocabulary", "off")])


def _encoded(said: Iterable[tuple[str, str]]) -> str:
    """The query of an address."""
    return "&".join([f"{name}={percent_plus(value)}" for name, value in said])


class Choice(NamedTuple):
    """A value of a facet, and the first page with it chosen, or no longer chosen."""

    value: str
    passages: int
    chosen: bool
    url: str


class Filter(NamedTuple):
    """A facet as the page shows it: its most frequent values, and where more are."""

    name: str
    choices: Sequence[Choice]
    others: int  # values that are not shown
    more: str | None  # the page that shows more of them


class Front(NamedTuple):
    """What the start page shows of the library: its size, what came in last, queries that find something in it."""

    stats: Stats
    latest: Sequence[Document]
    tries: Sequence[str]


@pages.get("/")
def start() -> ResponseReturnValue:
    found = service()
    index_revision, trouble = found.finder.index_state
    front = _front(found, found.library.log.revision, index_revision)
    trouble = trouble if front.stats.passages else ""
    said = {"trouble": trouble, "notice": found.indexer.notice}
    return render_template(
        "start.html", **said, stats=front.stats, latest=front.latest, tries=front.tries, behind=found.rereader.behind
    )


@lru_cache(maxsize=4)
def _front(found: Service, revision: int, index_revision: int) -> Front:
    """As of these revisions, which all of it follows from."""
    tries = (
        query for query in _TRIES if found.finder.search(SearchRequest(query=query, limit=1, match=Match.ALL)).total
    )
    latest = [record.document for record in found.library.records(found.library.listed()[:6])]
    counted = stats(found.library, found.engine, found.backups, folders=found.folders)
    return Front(counted, latest, tuple(tries) if revision and index_revision else ())


@pages.get("/search")
def results() -> ResponseReturnValue:
    address = Address.of_request()
    if not address.query.strip() and not address.chosen():
        return redirect(url_for("search.start"))
    more = request.args.get("more")
    result = service().finder.search(
        SearchRequest(
            query=address.query,
            filters=_asked(),
            sort=address.sort,
            match=address.match,
            vocabulary=address.vocabulary,
            limit=PER_PAGE,
            page=address.page,
            nearest=address.page == 1,
            explain=request.args.get("why", ""),
            facets={name: _MORE if _needs_more(name, address, more) else _SHOWN for name in FACETS},
        )
    )
    last = min(-(-result.listed // PER_PAGE), MAX_LIMIT // PER_PAGE)
    if address.page > max(last, 1):
        return redirect(address.at(max(last, 1)).url())
    is_one = result.scope is Scope.ANY
    nearest = list(_nearest(result))
    above = {hit.place.passage.id for _, groups in nearest for group in groups for hit in group.hits}
    hits = [hit for hit in result.hits if hit.place.passage.id not in above]
    response = make_response(
        render_template(
            "results.html",
            address=address,
            result=result,
            counted=presentation.grouped(hit for hit in hits if hit.tier is Tier.ALL or is_one),
            nearest=nearest,
            others=() if is_one else presentation.grouped(hit for hit in hits if hit.tier is Tier.SOME),
            filters=list(_filters(result, address, more)),
            page_numbers=_numbers(address.page, last),
            last=last,
            shortened=result.listed > MAX_LIMIT and address.page >= last,
            wider=is_one and result.total > 0,
            every=Match.ALL,
            sorts=((Sort.RELEVANCE, "Best match"), (Sort.DATE_DESC, "Newest"), (Sort.DATE, "Oldest")),
            citing=address.url(cite=""),
            asking_why=address.url(why="") if address.sort is Sort.RELEVANCE else "",
            cited=request.args.get("cite"),
        )
    )
    return presentation.remembering_style(response)


def _nearest(result: SearchResult) -> Iterator[tuple[Nearest, Sequence[presentation.Group]]]:
    """The nearest wording to each phrase that is nowhere, each passage once."""
    shown: set[str] = set()
    for nearest in result.nearest or ():
        yield nearest, presentation.grouped(hit for hit in nearest.hits if hit.place.passage.id not in shown)
        shown |= {hit.place.passage.id for hit in nearest.hits}


def _asked() -> dict[str, tuple[str, ...]]:
    """All values that the address narrows by."""
    return {name: tuple(request.args.getlist(name)) for name in FACETS}


def _needs_more(name: str, address: Address, more: str | None) -> bool:
    """Whether the most frequent values of a facet are too few: not where it is shown in another order, and where a
    chosen value is to stay in sight, so that it can be taken back."""
    return name in (more, "year") or bool(address.filters[name])


def _filters(result: SearchResult, address: Address, more: str | None) -> Iterator[Filter]:
    for name in FACETS:
        counts, distinct = result.facets[name]
        chosen = address.filters[name]
        if name == "year":
            counts = tuple(sorted(counts, key=lambda count: count.value, reverse=True))
        shown = counts if name == more else (*counts[:_SHOWN], *(c for c in counts[_SHOWN:] if c.value in chosen))
        others = distinct - len(shown)
        known = {count.value.casefold() for count in counts}
        shown = (*(Count(value, 0) for value in chosen if value.casefold() not in known), *shown)
        if shown:
            link = address.url(more=name) if others and name != more else None
            yield Filter(name, _choices(name, shown, address), others, link)


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
