"""The start page, the results and the help."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from corpus.model import Document
from search import fields
from search.engine import ALL, Sort
from search.maintenance.stats import Stats, stats
from search.results.listing import MAX_LIMIT
from search.results.values import Match, Nearest, Scope, SearchRequest, SearchResult, Tier
from search.service import Service
from web import facets, presentation, timeline
from web.address import SORTS, Address
from web.current import service

pages = Blueprint("search", __name__)
PER_PAGE = 20
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
    counted = stats(found.library, found.engine, found.backups, index=found.index)
    return Front(counted, latest, tuple(tries) if revision and index_revision else ())


@pages.get("/search")
def results() -> ResponseReturnValue:
    address = Address.of_request()
    if not address.asks:
        return redirect(url_for("search.start"))
    result = service().finder.search(
        replace(
            address.asked,
            sort=address.sort,
            limit=PER_PAGE,
            page=address.page,
            nearest=address.page == 1,
            explain=request.args.get("why", ""),
            facets={**facets.wanted(address.filters), "month": ALL},
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
            filters=list(facets.groups(result.facets, address)),
            chips=list(facets.chips(address)),
            page_numbers=presentation.page_numbers(address.page, last),
            timeline=timeline.above_hits(address, result),
            last=last,
            shortened=result.listed > MAX_LIMIT and address.page >= last,
            wider=is_one and result.total > 0,
            every=Match.ALL,
            sorts=list(SORTS.items()),
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


@pages.get("/help")
def help_() -> ResponseReturnValue:
    return render_template("help.html", language=LANGUAGE)
