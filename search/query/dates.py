"""Date values of a query: 2024-08, 2022..2024, [2022 TO 2024]; and what `after:` and `before:` mean."""

from __future__ import annotations

import datetime as dt
import re

from corpus.dates import PartialDate
from search.query.ast import DateRange

_BETWEEN = re.compile(r"\[?\s*(\S*?)\s*(?:\.\.|\sTO\s)\s*(\S*?)\s*\]?")
_DAY = dt.timedelta(days=1)


def date_range(field: str, value: str) -> DateRange | None:
    """The days that `date:`, `after:` or `before:` a value means; None where it is not a date."""
    if field == "date":
        return _days(value)
    date = PartialDate.parse(value)
    if date is None:
        return None
    if field == "after":
        return DateRange(date.first_day, None)
    first = date.first_day
    return DateRange(None, first - _DAY) if first > dt.date.min else None


def written(days: DateRange) -> str:
    """The days as a page shows them."""
    first, last = (_day(day) if day else None for day in (days.first, days.last))
    if first and last:
        return first if first == last else f"{first} to {last}"
    return f"from {first} on" if first else f"up to {last}"


def _day(day: dt.date) -> str:
    return PartialDate(day.year, day.month, day.day).written


def _days(value: str) -> DateRange | None:
    if match := _BETWEEN.fullmatch(value):
        ends = [PartialDate.parse(end) if end else None for end in match.groups()]
        if any(given and not date for given, date in zip(match.groups(), ends, strict=True)):
            return None
        first, last = ends
        if not (first or last):
            return None
        if first and last and first > last:
            first, last = last, first
        return DateRange(first.first_day if first else None, last.last_day if last else None)
    date = PartialDate.parse(value)
    return DateRange(date.first_day, date.last_day) if date else None
