"""What a search, its timeline, its lines and its exports count, each beside a count of the passages that are judged."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from corpus.dates import PartialDate
from search.engine import Facet
from search.export.formats import FORMATS
from search.export.queries import Query
from search.results import concordance, timeline
from search.results.counted import Counted
from search.results.filters import Filters
from search.results.timeline import Series, Unit
from search.results.values import Match, SearchRequest, Tier
from search.service import Service
from tests.bench.counts.queries import Drawn
from tests.bench.counts.said import Said, marked
from tests.judged.judge import FACETS, Row, tiers
from tests.judged.narrowing import NONE, Chosen, keeps

_UNITS: dict[Unit, Callable[[PartialDate], str]] = {
    Unit.YEAR: lambda date: f"{date.year:04}",
    Unit.QUARTER: lambda date: f"{date.year:04}-{(date.month - 1) // 3 * 3 + 1:02}" if date.month else "",
    Unit.MONTH: lambda date: f"{date.year:04}-{date.month:02}" if date.month else "",
}


class Compared(NamedTuple):
    """What is judged, and what was found."""

    what: str
    judged: Any
    found: Any


class Judged:
    """What of all passages a query within filters has to count."""

    def __init__(self, of_tiers: Sequence[Sequence[Row]], chosen: Chosen) -> None:
        self._chosen = chosen
        for number, rows in enumerate(of_tiers):
            kept = [row for row in rows if self._keeps(row)]
            if number == 0 or kept:
                self._all, self.kept, self.tier = rows, kept, number
            if kept:
                break

    def _keeps(self, row: Row, *, but: str = "", undated: bool = False) -> bool:
        values = {name: of(row) for name, of in FACETS.items()}
        return keeps(self._chosen, values, row.document.date, but=but, undated=undated)

    def values(self, name: str) -> Counter[str]:
        """How many have each value of a facet, counted without what is selected of it."""
        return Counter(FACETS[name](row) for row in self._all if self._keeps(row, but=name))

    @property
    def left_out(self) -> tuple[int, int]:
        """How many the filters leave out, and how many for want of a date alone."""
        undated = sum(self._keeps(row, undated=True) for row in self._all)
        return len(self._all) - len(self.kept), undated - len(self.kept)


def of_match(drawn: Drawn, said: Said) -> list[list[Row]]:
    """The passages of each tier that is asked for."""
    found = [*tiers(drawn.judge, said.rows)]
    return {None: found, Match.ALL: found[:1], Match.ANY: found[-1:]}[drawn.match]


def compared(service: Service, drawn: Drawn, of_tiers: Sequence[Sequence[Row]], chosen: Chosen) -> Iterator[Compared]:
    """All that is counted, each beside what is judged."""
    judged = Judged(of_tiers, chosen)
    kept = judged.kept
    documents = Counter(row.document.id for row in kept)
    filters = Filters.of(lambda name: chosen.get(name, []))
    request = SearchRequest(query=drawn.query, filters=filters, match=drawn.match, limit=1)
    found = service.finder.search(request)
    yield Compared("passages", len(kept), found.total)
    yield Compared("documents", len(documents), found.total_documents)
    for name in FACETS:
        yield Compared(f"facet {name}", judged.values(name), _values(found.facets[name]))
    yield Compared("left out", judged.left_out, (found.left_out.by_filters, found.left_out.undated))

    by_place = concordance.request(request, concordance.Order.PLACE)
    by_date = next(timeline.requests(request, (), shares=False))
    with service.finder.counted(by_place, by_date) as (counted, dated):
        if kept:
            yield Compared("all words", judged.tier == 0 and drawn.match is not Match.ANY, counted.tier is Tier.ALL)
        yield Compared("documents by place", [*documents.items()], counted.documents())
        yield Compared("passages of documents", len(kept), sum(each.passages for each in counted.documents()))
        yield from _periods(kept, dated)
        lines = concordance.concordance(counted, concordance.Order.PLACE)
        lined = kept[: concordance.MOST]
        yield Compared("lines", sum(marked(drawn.leaves, row) for row in lined), len(lines.marked))
        yield Compared("passages of lines", len(kept), lines.passages)

    with service.exporter.passages(request, FORMATS["csv"], style="") as export:
        rows, end = _table(export.pieces)
    yield Compared("rows of an export", len(kept), len(rows))
    places = Counter((row["document"], row["passage"]) for row in rows)
    yield Compared("passages of an export", Counter((row.document.id, row.passage.id) for row in kept), places)
    said = f"End of the export: {len(kept):,} passage{'s' * (len(kept) != 1)}."
    yield Compared("the end of an export", said, end[: len(said)])
    with service.exporter.counts([Query("", drawn.query)], request) as export:
        ((row,), _) = _table(export.pieces)
    days = sorted((date.first_day, date.last_day) for each in kept if (date := each.document.date))
    told = [PartialDate.parse(row[name]) for name in ("first", "last") if row[name]]
    yield Compared(
        "a row of an export's counts",
        (len(kept), len(documents), [days[0][0], days[-1][0]] if days else []),
        (int(row["passages"]), int(row["documents"]), [date.first_day for date in told if date]),
    )


def _periods(kept: Sequence[Row], counted: Counted) -> Iterator[Compared]:
    """The months that are counted, and the timelines that are made of them."""
    dates = [row.document.date for row in kept]
    months = Counter(date.iso[:7] if date else NONE for date in dates)
    series = Series.of(counted)
    yield Compared("months", months, _values(series.months))
    for unit, period in _UNITS.items():
        made = timeline.timeline([series], by=unit)
        by_period = Counter(period(date) for date in dates if date)
        alone = by_period.pop("", 0)
        counts = {each.since: count for each, (count,) in zip(made.periods, made.counts, strict=True)} if made else {}
        yield Compared(f"by {unit}", by_period, Counter({since: count for since, count in counts.items() if count}))
        none = (made.by_year_alone[0], made.earlier[0]) if made else (0, 0)
        yield Compared(f"by {unit}, in none", (alone, 0), none)
        yield Compared(f"by {unit}, in all", len(kept), sum((*counts.values(), *none, series.months.without)))


def _values(facet: Facet) -> Counter[str]:
    held = Counter({each.value: each.count for each in facet.values})
    return held + Counter({NONE: facet.without})


def _table(pieces: Iterator[bytes]) -> tuple[list[dict[str, str]], str]:
    """The rows of a CSV, and what its last one says."""
    *rows, end = csv.DictReader(io.StringIO(b"".join(pieces).decode("utf-8-sig"), newline=""))
    return rows, next(iter(end.values()))
