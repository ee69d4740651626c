"""A timeline as a page draws it: each period with the page that narrows to it, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from search.query.ast import Diagnostic
from search.results.timeline import Series, Timeline, requests, timeline
from search.results.values import Scope, SearchResult
from web.address import Address
from web.current import service


class Named(NamedTuple):
    """A series by its query, and the page of its passages."""

    query: str
    total: int
    has_some: bool
    url: str


class Drawn(NamedTuple):
    """A timeline; the page of passages of each period, empty where there are none; and the series by name."""

    line: Timeline
    links: Sequence[str]
    names: Sequence[Named]
    notes: Sequence[str]


def above_hits(address: Address, result: SearchResult) -> Drawn | None:
    """The timeline of a page of results, where two periods or more have any."""
    look = address.look
    if not result.total:
        return None
    if look.versus or look.shares:
        series, stored = counted(address)
    else:
        some = result.scope is Scope.ANY
        series, stored = [Series(address.query, result.total, some, result.facets["month"])], None
    line = timeline(series, by=look.by, stored=stored)
    return drawn(address, line) if line and line.held > 1 else None


def counted(address: Address) -> tuple[Sequence[Series], Series | None]:
    """The series that an address asks for, and, where it asks for shares, that of all passages."""
    look = address.look
    with service().finder.counted(*requests(address.request, look.versus, shares=look.shares)) as found:
        series = [Series.of(each) for each in found]
    return (series[:-1], series[-1]) if look.shares else (series, None)


def drawn(address: Address, line: Timeline) -> Drawn:
    """A timeline with its links, which lead to the same kind of page as it is on."""
    between = address.looking(address.look.by_unit(None)).dating()
    passages = address.on("search.results").looking(address.look.alone)
    links = [
        between(period.since, period.until) if any(counts) else ""
        for period, counts in zip(line.periods, line.counts, strict=True)
    ]
    names = [Named(each.query, each.total, each.has_some, passages.asking(each.query).url()) for each in line.series]
    return Drawn(line, links, names, list(_notes(line)))


def diagnostics(series: Sequence[Series]) -> Sequence[Diagnostic]:
    """What of any of the queries, or of the filters, was understood otherwise than written, each once."""
    return list(dict.fromkeys(each for one in series for each in one.diagnostics))


def _notes(line: Timeline) -> Iterator[str]:
    """What is in none of the periods, and why."""
    finds = f"{line.unit} of that year finds"
    before = f"from before {line.periods[0].name}"
    for counts, one, many in (
        ([each.months.without for each in line.series], "has no date and is", "have no date and are"),
        (
            line.by_year_alone,
            f"is dated by a year alone: every {finds} it, but it is",
            f"are dated by a year alone: every {finds} them, but they are",
        ),
        (line.earlier, f"is {before} and is", f"are {before} and are"),
    ):
        if any(counts):
            of = [f"{count:,} of {each.query}" for count, each in zip(counts, line.series, strict=True) if count]
            told = ", ".join(of) if len(line.series) > 1 else f"{counts[0]:,}"
            yield f"{told} {one if sum(counts) == 1 else many} not shown."
