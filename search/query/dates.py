"""Date values of a query: 2024-08, aug 2024, last year, 2022..2024; and what `after:` and `before:` mean."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange

from corpus.dates import MONTHS, PartialDate
from search.query.ast import DateRange

_MONTH = rf"(?:{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in MONTHS)}|Sept)\.?"
_NAMED = r"today|yesterday|(?:this|last|past|previous)[ \t]+(?P<unit>year|month|week|day)"
_ONE = (
    r"(?:\d{4}s|\d{4}(?:-\d\d?){0,2}"
    rf"|(?:\d{{1,2}}(?:st|nd|rd|th)?[ \t]+)?{_MONTH}(?:[ \t]+\d{{1,2}}(?:st|nd|rd|th)?)?,?[ \t]+\d{{4}}"
    rf"|{_NAMED.replace('(?P<unit>', '(?:')})"
)
EXPRESSION = re.compile(
    rf"[\[{{]?\s*(?:{_ONE}?(?:\.\.|\s+(?:\.\.|TO)\s+){_ONE}?|{_ONE})\s*[\]}}]?(?![\w-])", re.IGNORECASE
)
_BETWEEN = re.compile(r"[\[{]?\s*(.*?)\s*(?:\.\.|\sTO\s)\s*(.*?)\s*[\]}]?", re.DOTALL | re.IGNORECASE)
_SAID = re.compile(_NAMED, re.IGNORECASE)
_DECADE = re.compile(r"(\d{3})0s", re.IGNORECASE | re.ASCII)
_DAY = dt.timedelta(days=1)

Days = tuple[dt.date, dt.date]  # the first and the last


def date_range(field: str, value: str, today: dt.date) -> DateRange | None:
    """The days that `date:`, `after:` or `before:` a value means; None where it is not a date."""
    if field == "date":
        return _between(value, today)
    days = _days(value, today)
    if days is None:
        return None
    first, _ = days
    if field == "after":
        return DateRange(first, None)
    return DateRange(None, first - _DAY) if first > dt.date.min else None


def written(days: DateRange) -> str:
    """The days as a page shows them."""
    first, last = (PartialDate.on(day).written if day else None for day in (days.first, days.last))
    if first and last:
        return first if first == last else f"{first} to {last}"
    return f"from {first} on" if first else f"up to {last}"


def _between(value: str, today: dt.date) -> DateRange | None:
    if match := _BETWEEN.fullmatch(value):
        ends = [_days(end, today) if end else None for end in match.groups()]
        if any(given and not days for given, days in zip(match.groups(), ends, strict=True)):
            return None
        first, last = ends
        if not (first or last):
            return None
        if first and last and first > last:
            first, last = last, first
        return DateRange(first[0] if first else None, last[1] if last else None)
    days = _days(value, today)
    return DateRange(*days) if days else None


def _days(value: str, today: dt.date) -> Days | None:
    """The days of a date, a decade, or of what is said as seen from today."""
    if date := PartialDate.parse(value):
        return date.first_day, date.last_day
    if (match := _DECADE.fullmatch(value)) and int(match[1]):
        return dt.date(int(match[1]) * 10, 1, 1), dt.date(int(match[1]) * 10 + 9, 12, 31)
    return _seen_from(" ".join(value.lower().split()), today)


def _seen_from(value: str, today: dt.date) -> Days | None:
    match = _SAID.fullmatch(value)
    if not match:
        return None
    back = 0 if value.startswith(("this", "today")) else 1
    try:
        if match["unit"] == "year":
            return dt.date(today.year - back, 1, 1), dt.date(today.year - back, 12, 31)
        if match["unit"] == "month":
            year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
            return dt.date(year, month + 1, 1), dt.date(year, month + 1, monthrange(year, month + 1)[1])
        if match["unit"] == "week":
            monday = today - dt.timedelta(days=today.weekday() + 7 * back)
            return monday, monday + dt.timedelta(days=6)
        return today - back * _DAY, today - back * _DAY
    except (ValueError, OverflowError):
        return None
