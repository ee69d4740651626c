"""Which periods a timeline has, how they are named, and what is too early for it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from search.engine import Count, Facet
from search.results.timeline import MOST, Series, Timeline, Unit, timeline


def series(months: Mapping[str, int], *, undated: int = 0) -> Series:
    facet = Facet(tuple(Count(month, count) for month, count in months.items()), len(months), undated)
    return Series("q", sum(months.values()) + undated, has_some=False, months=facet)


def shown(*months: Mapping[str, int], by: Unit | None = None) -> Timeline:
    found = timeline([*map(series, months)], by=by)
    assert found
    return found


@pytest.mark.parametrize(
    ("months", "unit"),
    [
        ({"2024-01": 1, "2024-12": 1}, Unit.MONTH),
        ({"2023-12": 1, "2024-01": 1}, Unit.QUARTER),
        ({"2019-01": 1, "2024-01": 1}, Unit.QUARTER),
        ({"2018-01": 1, "2024-01": 1}, Unit.YEAR),
        ({"1950": 1, "2024-01": 1}, Unit.YEAR),
        ({"2023": 1, "2024": 1}, Unit.YEAR),  # of which nothing is in a quarter
        ({"2023": 3, "2023-02": 1, "2024-02": 1}, Unit.YEAR),  # or most is not
        ({"2023": 1, "2023-02": 1, "2024-02": 1}, Unit.QUARTER),
    ],
)
def test_where_nobody_chose_the_unit_is_what_the_years_suggest(months: Mapping[str, int], unit: Unit) -> None:
    assert shown(months).unit is unit


def test_periods_are_whole_years_and_say_the_days_that_find_them() -> None:
    by_month, by_quarter = shown({"2024-08": 2, "2024-05": 1}), shown({"2024-08": 2, "2023-11": 1})
    assert len(by_month.periods) == 12
    assert by_month.periods[7] == ("August 2024", "2024-08", "2024-08")
    assert [sum(counts) for counts in by_month.counts] == [0, 0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 0]
    assert by_month.axis[:2] == ["Jan", "Feb"]
    assert by_month.year == "2024"
    assert [period.name for period in by_quarter.periods] == [
        f"{year}, quarter {quarter}" for year in (2023, 2024) for quarter in (1, 2, 3, 4)
    ]
    assert by_quarter.periods[6][1:] == ("2024-07", "2024-09")
    assert by_quarter.axis == ["2023", "2024"]
    assert by_quarter.year == ""
    assert shown({"2024-08": 2}, by=Unit.QUARTER).axis == ["quarter 1", "quarter 2", "quarter 3", "quarter 4"]
    assert shown({"2024-08": 2}, by=Unit.YEAR).periods == [("2024", "2024", "2024")]


def test_labels_are_few_and_each_is_for_as_many_periods() -> None:
    for first in (1, 1066, 1950, 2003, 2016, 2023):
        for by in Unit:
            line = shown({f"{first:04}-01": 1, "2024-01": 1}, by=by)
            assert 1 < len(line.axis) <= 12
            assert len(line.periods) % len(line.axis) == 0
            assert len(line.periods) <= MOST * 2


def test_what_is_too_early_is_told_and_nothing_is_lost() -> None:
    line = shown({"1066": 3, "1999-01": 5, "2024-01": 1, "2024": 2}, {"1970-01": 7}, by=Unit.MONTH)
    assert line.earlier == [5, 7]
    assert line.by_year_alone == [5, 0]
    assert [sum(each) for each in zip(*line.counts, strict=True)] == [1, 0]
    assert line.held == 1


def test_two_series_are_on_one_axis() -> None:
    line = shown({"2021-01": 1}, {"2023-01": 1, "2021-02": 4})
    assert line.counts[0] == [1, 4]
    assert [period.name for period in line.periods][-1] == "2023, quarter 4"


def test_nothing_dated_has_no_timeline() -> None:
    assert timeline([series({}, undated=7)]) is None
