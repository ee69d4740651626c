"""What is counted, otherwise than as a list of passages: its timeline, and its concordance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as Redirect

from corpus.errors import InvalidValue
from corpus.slugs import slug
from search.results import concordance as concordances, tables, timeline as timelines
from search.results.concordance import Concordance
from search.results.timeline import Series, Timeline
from search.results.understanding import vocabulary
from search.service import Service
from web import facets, presentation
from web.address import Address
from web.current import service
from web.timeline import counted, diagnostics, drawn

pages = Blueprint("lines", __name__)
PER_PAGE = 100  # lines


@pages.get("/timeline")
def timeline() -> ResponseReturnValue:
    address = Address.of_request("lines.timeline")
    if not address:
        return _to_the_start()
    series, line = _line(address)
    return render_template(
        "timeline.html",
        address=address,
        series=series,
        timeline=drawn(address, line) if line else None,
        diagnostics=diagnostics(series),
        chips=list(facets.chips(address)),
    )


@pages.get("/timeline.csv")
def timeline_table() -> ResponseReturnValue:
    address = Address.of_request("lines.timeline")
    if not address:
        return _to_the_start()
    _, line = _line(address)
    if not line:
        raise InvalidValue("nothing that this address asks for has a date, so there is no timeline; ask for more")
    return _download(tables.of_periods(line), "timeline", address, "csv")


def _line(address: Address) -> tuple[Sequence[Series], Timeline | None]:
    """The series that an address asks for, and their timeline; None where nothing is dated."""
    series, stored = counted(address)
    return series, timelines.timeline(series, by=address.look.by, stored=stored)


@pages.get("/concordance")
def concordance() -> ResponseReturnValue:
    address = Address.of_request("lines.concordance")
    if not address:
        return _to_the_start()
    found = _found(address)
    last = max(-(-len(found.marked) // PER_PAGE), 1)
    if address.page > last:
        return redirect(address.at(last).url())
    first = (address.page - 1) * PER_PAGE
    shown = list(found.lines(service().library, first, first + PER_PAGE))
    return render_template(
        "concordance.html",
        address=address,
        found=found,
        lines=shown,
        gone=min(len(found.marked) - first, PER_PAGE) - len(shown),
        chips=list(facets.chips(address)),
        page_numbers=presentation.page_numbers(address.page, last),
        last=last,
    )


@pages.get("/concordance.csv", defaults={"kind": "csv"})
@pages.get("/concordance.tsv", defaults={"kind": "tsv"})
def concordance_table(kind: str) -> ResponseReturnValue:
    address = Address.of_request("lines.concordance")
    if not address:
        return _to_the_start()
    found = _found(address)
    rows = tables.of_lines(found, found.lines(service().library), service().citer.permalink)
    return _download(rows, "concordance", address, kind)


def _found(address: Address) -> Concordance:
    found = service()
    revision, _ = found.finder.index_state
    held, _ = vocabulary(found.library, wanted=address.vocabulary)
    today = dt.date.today()  # noqa: DTZ011  # where the analyst is
    return _lined_up(found, address.at(1), (revision, held.number, today))


@lru_cache(maxsize=4)  # for the next pages, and the table
def _lined_up(found: Service, address: Address, state: tuple[int, int, dt.date]) -> Concordance:
    """As of a state of index and vocabulary and a day, which all of it follows from."""
    order = address.look.order
    with found.finder.counted(concordances.request(address.request, order)) as (passages,):
        return concordances.concordance(passages, order)


def _download(rows: Iterable[Sequence[object]], what: str, address: Address, kind: str) -> Response:
    mimetype = {"csv": "text/csv", "tsv": "text/tab-separated-values"}[kind]
    response = Response(_encoded(tables.delimited(rows, tables.DELIMITERS[kind])), mimetype=mimetype)
    name = f"{what}-{slug(address.query)}.{kind}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _encoded(texts: Iterable[str]) -> Iterator[bytes]:
    """UTF-8 with the mark by which spreadsheets know it."""
    yield b"\xef\xbb\xbf"
    yield from (text.encode() for text in texts)


def _to_the_start() -> Redirect:
    return redirect(url_for("search.start"))
