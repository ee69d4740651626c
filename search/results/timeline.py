"""Timelines: how many of the passages that a search counts are of each year, quarter or month.

They are sums of the engine's months. What is dated by its year alone is in no quarter or month; days find it with each
of its year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from corpus.dates import MONTHS, PartialDate
from search.engine import Facet, Sort
from search.query.ast import Diagnostic
from search.query.parser import MAX_LENGTH
from search.results.counted import Counted
from search.results.values import SearchRequest, Tier

MOST = 240  # periods, the latest ones
DATED = "has:date"  # the query whose passages others are a share of
OF = 1000  # passages that a share is told of
_LABELS = 8
_STEPS = (1, 2, 5, 10, 20, 50, 100)
_QUARTERS = 6  # years that are shown by quarter where nobody chose


class Unit(StrEnum):
    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"

    @property
    def in_year(self) -> int:
        return {Unit.YEAR: 1, Unit.QUARTER: 4, Unit.MONTH: 12}[self]


class Period(NamedTuple):
    """A year, quarter or month: its name, and the first and last of its months, or it itself, as `since` and `until`
    take them."""

    name: str
    since: str
    until: str


class Series(NamedTuple):
    """The passages that a query counts, by month: `2024-08`, or `2024` where only the year is known."""

    query: str
    total: int
    has_some: bool  # whether they are those with some of the words, for none has all
    months: Facet
    diagnostics: Sequence[Diagnostic] = ()

    @classmethod
    def of(cls, counted: Counted) -> Series:
        """What a search counts."""
        query, has_some = counted.request.query, counted.tier is not Tier.ALL
        return cls(query, counted.total.passages, has_some, counted.facet("month"), counted.diagnostics)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Series side by side. `counts` has a row for each period, with a number for each of the `series`; so have
    `by_year_alone` and `earlier`, what is in no row."""

    unit: Unit
    series: Sequence[Series]
    periods: Sequence[Period]
    counts: Sequence[Sequence[int]]
    by_year_alone: Sequence[int]
    earlier: Sequence[int]  # than the first period, since there are more than MOST
    axis: Sequence[str]  # labels, each for as many periods
    stored: Sequence[int] | None  # all passages of each period, where shares of them are told

    @property
    def year(self) -> str:
        """The year that all periods are of, where they are parts of one."""
        years = {period.since[:4] for period in self.periods}
        return years.pop() if len(years) == 1 and self.unit is not Unit.YEAR else ""

    def share(self, period: int, series: int) -> float | None:
        """How many of OF passages of a period that the same filters keep are a series'; None where there are none."""
        if not self.stored or not self.stored[period]:
            return None
        return self.counts[period][series] * OF / self.stored[period]

    def amounts(self, period: int) -> Sequence[float]:
        """What the bars of a period stand for: counts, or shares."""
        numbers = range(len(self.series))
        return [self.share(period, number) or 0 for number in numbers] if self.stored else self.counts[period]

    def told(self, period: int, series: int) -> str:
        """A count, or a share with its count, in words."""
        count = f"{self.counts[period][series]:,}"
        if not self.stored:
            return count
        share = self.share(period, series)
        return f"– ({count})" if share is None else f"{share:.1f} ({count})"

    @property
    def held(self) -> int:
        """How many periods have any."""
        return sum(map(any, self.counts))


def requests(request: SearchRequest, versus: Sequence[str], *, shares: bool) -> Iterator[SearchRequest]:
    """What is to be counted: a search, what it is compared with, and, for shares, all that the same filters keep."""
    for query in (request.query, *versus, *([DATED] if shares else [])):
        match = None if query == DATED else request.match
        yield replace(request, query=query[:MAX_LENGTH], sort=Sort.DATE, match=match, facets={})


def timeline(series: Sequence[Series], *, by: Unit | None = None, stored: Series | None = None) -> Timeline | None:
    """The timeline of some series by a unit, or by what their years suggest; None where nothing is dated."""
    months = [{count.value: count.count for count in each.months.values} for each in series]
    years = sorted({int(month[:4]) for each in months for month in each})
    if not years:
        return None
    if by is None:
        shown = _timeline(series, months, years, _suggested(months, years), stored)
        return shown if shown.held > 1 else _timeline(series, months, years, Unit.YEAR, stored)
    return _timeline(series, months, years, by, stored)


def _suggested(months: Sequence[dict[str, int]], years: Sequence[int]) -> Unit:
    every = sum((Counter(each) for each in months), Counter())
    alone = sum(count for month, count in every.items() if len(month) == 4)
    if years[-1] - years[0] >= _QUARTERS or alone * 2 > every.total():
        return Unit.YEAR
    return Unit.QUARTER if years[-1] > years[0] else Unit.MONTH


def _timeline(
    series: Sequence[Series], months: Sequence[dict[str, int]], years: Sequence[int], by: Unit, stored: Series | None
) -> Timeline:
    first = max(years[0], years[-1] - MOST // by.in_year + 1)
    step = next((step for step in _STEPS if (years[-1] // step - first // step) < _LABELS), _STEPS[-1])
    first -= first % step
    labelled = range(first, years[-1] + 1, step)
    numbers = range(first * by.in_year, (labelled[-1] + step) * by.in_year)
    every = [_by_period(each, by) for each in months]
    axis = [_name(number, by, in_year=True) for number in numbers] if len(numbers) == by.in_year else labelled
    whole = _by_period({each.value: each.count for each in stored.months.values}, by) if stored else {}
    return Timeline(
        unit=by,
        series=series,
        periods=[_period(number, by) for number in numbers],
        counts=[[each.get(number, 0) for each in every] for number in numbers],
        by_year_alone=[each.get(None, 0) for each in every],
        earlier=[sum(count for at, count in each.items() if at is not None and at < numbers[0]) for each in every],
        axis=[*map(str, axis)],
        stored=[whole.get(number, 0) for number in numbers] if stored else None,
    )


def _by_period(months: dict[str, int], by: Unit) -> dict[int | None, int]:
    """How many are of each period, numbered from year 0 on; of None, how many are in none."""
    found: dict[int | None, int] = {}
    for month, count in months.items():
        number = _number(month, by)
        found[number] = found.get(number, 0) + count
    return found


def _number(month: str, by: Unit) -> int | None:
    year, _, of_year = month.partition("-")
    if by is Unit.YEAR:
        return int(year)
    return int(year) * by.in_year + (int(of_year) - 1) * by.in_year // 12 if of_year else None


def _period(number: int, by: Unit) -> Period:
    year, part = divmod(number, by.in_year)
    months = 12 // by.in_year
    since, until = (f"{year:04}-{part * months + of_it:02}" for of_it in (1, months))
    return Period(_name(number, by), *((f"{year:04}",) * 2 if by is Unit.YEAR else (since, until)))


def _name(number: int, by: Unit, *, in_year: bool = False) -> str:
    year, part = divmod(number, by.in_year)
    if by is Unit.MONTH:
        return MONTHS[part][:3] if in_year else PartialDate(year, part + 1).written
    if by is Unit.QUARTER:
        return f"quarter {part + 1}" if in_year else f"{year}, quarter {part + 1}"
    return str(year)
