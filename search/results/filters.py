"""Filters: what results are narrowed by besides the query, and what that asks of each passage."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from corpus.dates import PartialDate
from search.fields import FACETS
from search.query.ast import DateRange, Diagnostic, Field, Node, Not, Or, StoredAfter
from search.query.dates import date_range

NONE = ""  # the value that stands for none: no date, no speaker
UNDATED = Not(Field("has", values=("date",)))
MOST = 20  # values in all
NOT = "not-"  # before the name of a facet: leave out
TEXTS = ("since", "until", "new")
PARAMETERS = (*FACETS, *(f"{NOT}{name}" for name in FACETS), *TEXTS)
_HEADINGS = {"year": "date"}
_YEAR = re.compile(r"[0-9]{4}")
_NEW = re.compile(r"([0-9]{1,9})(?:-([0-9]{4}-[0-9]{2}-[0-9]{2}))?")
Values = Mapping[str, tuple[str, ...]]


class Applied(NamedTuple):
    """A filter that holds, in words: speaker: Lin Clark; and the filters without it."""

    text: str
    left_out: bool
    without: Filters

    @property
    def told(self) -> str:
        return f"not {self.text}" if self.left_out else self.text


@dataclass(frozen=True, slots=True)
class Filters:
    """Values of facets: `only` these, alternatives within a facet, and `without` those; the days from `since` to
    `until`, both inclusive, as somebody wrote them; and `new`, the number of a change of the library, with the day on
    which somebody looked: only passages that first came with a later change.

    Passages without a date are left out by days and years, unless NONE is one of the years.
    """

    only: Values = field(default_factory=dict)
    without: Values = field(default_factory=dict)
    since: str = ""
    until: str = ""
    new: str = ""
    ignored: int = 0  # values beyond MOST

    @classmethod
    def of(cls, values: Callable[[str], Sequence[str]]) -> Filters:
        """What an address says, which has so many values for each of PARAMETERS."""
        said = [(name, value) for name in PARAMETERS for value in dict.fromkeys(values(name))]
        texts = {name: value.strip() for name, value in said if name in TEXTS}
        chosen = [each for each in said if each[0] not in texts]
        kept = chosen[:MOST]
        only = {name: tuple(v for n, v in kept if n == name) for name in FACETS}
        without = {name: tuple(v for n, v in kept if n == f"{NOT}{name}") for name in FACETS}
        return cls(_given(only), _given(without), **texts, ignored=len(chosen) - len(kept))

    def __bool__(self) -> bool:
        return bool(self.only or self.without or self.since or self.until or self.new)

    def __hash__(self) -> int:
        return hash(tuple(self.said()))

    def said(self) -> Iterator[tuple[str, str]]:
        """The parameters of an address, and their values, in the order of PARAMETERS."""
        yield from ((name, value) for name in FACETS for value in self.only.get(name, ()))
        yield from ((f"{NOT}{name}", value) for name in FACETS for value in self.without.get(name, ()))
        yield from ((name, value) for name in TEXTS if (value := getattr(self, name)))

    def toggled(self, facet: str, value: str) -> Filters:
        """With a value chosen, or no longer chosen."""
        return replace(
            self, only=_toggled(self.only, facet, value), without=_dropped(self.without, facet, value), ignored=0
        )

    def leaving_out(self, facet: str, value: str) -> Filters:
        """With a value left out, or no longer left out."""
        return replace(
            self, only=_dropped(self.only, facet, value), without=_toggled(self.without, facet, value), ignored=0
        )

    def between(self, since: str, until: str) -> Filters:
        """With other days."""
        return replace(self, since=since, until=until)

    def with_undated(self) -> Filters:
        """With what has no date, where days or years leave that out, and not it by itself."""
        years = self.only.get("year", ())
        if NONE in (*years, *self.without.get("year", ())) or not (years or self.days):
            return self
        return self.toggled("year", NONE)

    def applied(self) -> Iterator[Applied]:
        """All filters that hold."""
        for name in FACETS:
            for value in self.only.get(name, ()):
                yield Applied(_said(name, value), False, self.toggled(name, value))
            for value in self.without.get(name, ()):
                yield Applied(_said(name, value), True, self.leaving_out(name, value))
        since, until = self.since if _days(self.since) else "", self.until if _days(self.until) else ""
        if since or until:
            text = f"{since} to {until}" if since and until else f"since {since}" if since else f"until {until}"
            yield Applied(text, False, self.between("", ""))
        if stored := self.stored_after:
            change, day = stored
            text = f"new since {PartialDate.on(day).written}" if day else f"after change {change:,}"
            yield Applied(text, False, replace(self, new=""))

    @property
    def told(self) -> str:
        """All of them in words: speaker: Lin Clark, not show: Mills, since 2020."""
        return ", ".join(each.told for each in self.applied())

    @property
    def stored_after(self) -> tuple[int, dt.date | None] | None:
        """The change with a later one of which passages first came, and the day that is said with it."""
        if not (match := _NEW.fullmatch(self.new)):
            return None
        try:
            return int(match[1]), dt.date.fromisoformat(match[2]) if match[2] else None
        except ValueError:
            return None

    @property
    def selecting(self) -> frozenset[str]:
        """The facets whose values, or whose passages without any, these filters bear on by themselves."""
        return frozenset((*self.only, *self.without, *(["year"] if self.days else [])))

    @property
    def days(self) -> DateRange | None:
        """The days that are asked for."""
        sides = (side if _days(side) else "" for side in (self.since, self.until))
        return date_range("date", "..".join(sides), _today())

    def asking(self, *, but: str = "") -> list[Node]:
        """What is asked of each passage; without what is selected of one facet where that is given."""
        years, days = self.only.get("year", ()), self.days
        asked: list[Node] = []
        for name, values in self.only.items():
            if name != but and not (days and name == "year" and values == (NONE,)):
                asked.append(Field(name, values=tuple(value.casefold() for value in values)))
        if days:
            asked.append(Or((days, UNDATED)) if NONE in years or but == "year" else days)
        for name, values in self.without.items():
            if name != but:
                asked.append(Not(Field(name, values=tuple(value.casefold() for value in values))))
        if self.stored_after:
            asked.append(StoredAfter(self.stored_after[0]))
        return asked

    def diagnostics(self) -> Iterator[Diagnostic]:
        """What of the filters was understood otherwise than written."""
        for name in ("since", "until"):
            if (value := getattr(self, name)) and not _days(value):
                yield Diagnostic(
                    f"“{value}” is not a date such as 2024, aug 2024 or 2024-08-21, so it narrows nothing.", 0, 0
                )
        years = self.only.get("year", ())
        for year in (*years, *self.without.get("year", ())):
            if year != NONE and not _YEAR.fullmatch(year):
                yield Diagnostic(f"“{year}” is not a year such as 2024, so no passage is of it.", 0, 0)
        for name, values in self.only.items():
            if both := [each for each in values if each in self.without.get(name, ())]:
                told = _said(name, both[0])
                yield Diagnostic(f"“{told}” is both asked for and left out, so nothing has it.", 0, 0)
        if (days := self.days) and years and not any(_is_of(year, days) for year in years):
            yield Diagnostic(f"No day of {' or '.join(years)} is among the days asked for besides.", 0, 0)
        if self.new and not self.stored_after:
            yield Diagnostic("What this address says is new cannot be understood, so it narrows nothing.", 0, 0)
        if _day(self.since) > _day(self.until, last=True):
            yield Diagnostic(f"{self.since} is after {self.until}, so the days between the two were taken.", 0, 0)
        if self.ignored:
            yield Diagnostic(
                f"Only the first {MOST} of the {MOST + self.ignored} filters in this address were applied.", 0, 0
            )


UNFILTERED = Filters()


def called(facet: str) -> str:
    """What a facet is called where people read it."""
    return _HEADINGS.get(facet, facet)


def none_of(facet: str) -> str:
    """What it is called that a facet has no value."""
    return f"no {called(facet)}"


def _said(facet: str, value: str) -> str:
    return f"{called(facet)}: {value}" if value != NONE else none_of(facet)


def _days(text: str) -> DateRange | None:
    """The days of one date as somebody wrote it; None where it is none."""
    return date_range("date", text, _today()) if text and ".." not in text else None


def _is_of(year: str, days: DateRange) -> bool:
    """Whether a value of years may have one of some days, or is none."""
    first, last = (days.first or dt.date.min).year, (days.last or dt.date.max).year
    return year == NONE or not _YEAR.fullmatch(year) or first <= int(year) <= last


def _day(text: str, *, last: bool = False) -> dt.date:
    """The first day of a date as somebody wrote it, or its last; where it is none, the first of all, or the last."""
    found = _days(text)
    day = found and (found.last if last else found.first)
    return day or (dt.date.max if last else dt.date.min)


def _today() -> dt.date:
    return dt.date.today()  # noqa: DTZ011  # the day where the analyst is


def _given(values: Values) -> Values:
    return {name: several for name, several in values.items() if several}


def _toggled(values: Values, facet: str, value: str) -> Values:
    chosen = values.get(facet, ())
    is_chosen = value.casefold() in (each.casefold() for each in chosen)
    return _dropped(values, facet, value) if is_chosen else {**values, facet: (*chosen, value)}


def _dropped(values: Values, facet: str, value: str) -> Values:
    left = tuple(each for each in values.get(facet, ()) if each.casefold() != value.casefold())
    return _given({**values, facet: left})
