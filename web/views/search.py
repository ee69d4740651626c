"""The start page and the results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from corpus.model import Document
from search.engine import ALL
from search.maintenance.stats import Stats, stats
from search.results.listing import MAX_LIMIT
from search.results.values import Match, Nearest, Scope, SearchRequest, SearchResult, Tier
from search.service import Service
from web import exports, facets, presentation, timeline
from web.address import Address
from web.current import history, service
from web.following import follow
from web.opened import Opened

pages = Blueprint("search", __name__)
PER_PAGE = 20
_TRIES = ('"glide bombs"', "speaker:guest factory", "yak-130", '"drone factory"~8 after:2022', '"open source" sustain*')


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
    return render_template(
        "start.html",
        trouble=trouble,
        notice=found.indexer.notice,
        stats=front.stats,
        latest=front.latest,
        tries=front.tries,
        behind=found.rereader.behind,
        followed=found.following.with_new(),
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
    if not address:
        return redirect(url_for("search.start"))
    opened = Opened.of_request(address)
    wanted = replace(
        address.request,
        limit=PER_PAGE,
        nearest=address.page == 1,
        explain=opened.why,
        facets={**facets.wanted(address.filters), "month": ALL},
    )
    result = service().finder.search(wanted)
    if address.page == 1:
        history().note(address.query)
    last = min(-(-result.listed // PER_PAGE), MAX_LIMIT // PER_PAGE)
    if address.page > max(last, 1):
        return redirect(address.at(max(last, 1)).url())
    is_one = result.scope is Scope.ANY
    nearest = list(_nearest(result))
    above = {hit.place.passage.id for _, groups in nearest for group in groups for hit in group.hits}
    hits = [hit for hit in result.hits if hit.place.passage.id not in above]
    counted = opened.with_whole((hit for hit in hits if hit.tier is Tier.ALL or is_one), wanted)
    others = () if is_one else (hit for hit in hits if hit.tier is Tier.SOME)
    of_all = presentation.grouped(counted, opened.passages, result.unshown)
    of_some = presentation.grouped(others, opened.passages)
    response = make_response(
        render_template(
            "results.html",
            address=address,
            result=result,
            counted=of_all,
            nearest=nearest,
            others=of_some,
            documents=presentation.documents(of_all, *(groups for _, groups in nearest), of_some),
            filters=list(facets.groups(result.facets, address)),
            chips=list(facets.chips(address)),
            page_numbers=presentation.page_numbers(address.page, last),
            timeline=timeline.above_hits(address, result),
            last=last,
            shortened=result.listed > MAX_LIMIT and address.page >= last,
            wider=is_one and result.total > 0,
            every=Match.ALL,
            sorts=list(address.sorts),
            follow=follow(address),
            opened=opened,
            exports=exports.offered(address, result.total),
        )
    )
    return presentation.remembering_style(response)


def _nearest(result: SearchResult) -> Iterator[tuple[Nearest, Sequence[presentation.Group]]]:
    """The nearest wording to each phrase that is nowhere, each passage once."""
    shown: set[str] = set()
    for nearest in result.nearest or ():
        yield nearest, presentation.grouped(hit for hit in nearest.hits if hit.place.passage.id not in shown)
        shown |= {hit.place.passage.id for hit in nearest.hits}
