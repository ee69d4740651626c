"""Partial dates: a year, a month or a day, exactly as precise as the source was."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_NUMBER = {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)}
_MONTH = r"(?P<month>" + "|".join(f"{m[:3]}(?:{m[3:]})?" for m in MONTHS) + r"|Sept)\.?"
_ISO = re.compile(r"(?P<y>\d{4})(?:-(?P<m>\d\d)(?:-(?P<d>\d\d))?)?(?:[T ]\d\d:?\d\d.*)?")
_WEEKDAY = r"(?:(?:\w+day|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\.?,?\s+)?"
_WRITTEN = (
    re.compile(rf"{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})", re.I),
    re.compile(rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(?P<year>\d{{4}})", re.I),
    re.compile(rf"{_MONTH},?\s+(?P<year>\d{{4}})", re.I),
)  # fmt: skip
_TIME_AFTER = re.compile(r"[\s,T–-]*(?:at\s+)?(?:\d\d?:\d\d.*)?", re.I)


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A year, a month of a year, or a day; ordered by its first day."""

    year: int
    month: int = 0
    day: int = 0

    @classmethod
    def parse(cls, text: str) -> PartialDate | None:
        """The date that the whole text says, ISO 8601 or written out in English; else None."""
        text = " ".join(text.split())
        if match := _ISO.fullmatch(text):
            return cls._checked(*(int(part or 0) for part in match.group("y", "m", "d")))
        for pattern in _WRITTEN:
            match = pattern.match(text)
            if match and _TIME_AFTER.fullmatch(text[match.end() :]):
                return cls._from_written(match)
        return None

    @classmethod
    def of(cls, moment: dt.datetime) -> PartialDate:
        """The day of a moment, in this computer's time zone."""
        return cls.on(moment.astimezone().date())

    @classmethod
    def on(cls, day: dt.date) -> PartialDate:
        """A day."""
        return cls(day.year, day.month, day.day)

    @classmethod
    def find(cls, text: str) -> tuple[PartialDate, int, int] | None:
        """The first written-out date with a year in running text, with its start and end."""
        found = [match for pattern in _WRITTEN if (match := pattern.search(text))]
        for match in sorted(found, key=lambda match: (match.start("month"), -len(match[0]))):
            if date := cls._from_written(match):
                return date, match.start(), match.end()
        return None

    @classmethod
    def _from_written(cls, match: re.Match[str]) -> PartialDate | None:
        parts = match.groupdict()
        month = _NUMBER[parts["month"][:3].lower()]
        return cls._checked(int(parts["year"]), month, int(parts.get("day") or 0))

    @classmethod
    def _checked(cls, year: int, month: int, day: int) -> PartialDate | None:
        if not (1 <= year <= 9999 and 0 <= month <= 12):
            return None
        if day and not (month and day <= monthrange(year, month)[1]):
            return None
        return cls(year, month, day)

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> dt.date:
        month = self.month or 12
        return dt.date(self.year, month, self.day or monthrange(self.year, month)[1])

    @property
    def iso(self) -> str:
        """ISO 8601 in the date's own precision: 2024, 2024-08 or 2024-08-21."""
        return "-".join([f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)])

    @property
    def written(self) -> str:
        """As a page shows it: 2024, August 2024 or 21 August 2024."""
        month = MONTHS[self.month - 1] if self.month else ""
        return " ".join(str(part) for part in (self.day or "", month, self.year) if part)
