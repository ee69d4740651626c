"""Times as data gives them, in milliseconds: in a unit that is known, or written so that they say it themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.text import milliseconds, printable

LONGEST = 10_000_000  # seconds: a time that is later is a mistake
_CLOCK = re.compile(r"\[?(?:(\d{1,4}):)?(\d{1,4}):([0-5]\d)(?:[.,](\d{1,9}))?\]?", re.ASCII)
_SECONDS = re.compile(r"()()(\d{1,9})(?:\.(\d{1,9}))?s?", re.ASCII)
_PERIOD = re.compile(r"PT(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:(\d{1,9})(?:\.(\d{1,9}))?S)?", re.ASCII)  # ISO 8601
_LONGEST_SHOWN = 40
_MOST, _LEAST = 200, 0.03  # characters a second: those of speech are 3 (Chinese) to 30


@dataclass
class Times:
    """Reads times, and remembers those that it could not understand; None is no time, and nothing to understand."""

    unread: list[str] = field(default_factory=list)

    def seconds(self, value: object) -> int | None:
        """A number of seconds, also one written as text."""
        if isinstance(value, str):
            return self._written(value, _SECONDS)
        return self._told(value, _rounded(value))

    def ms(self, value: object) -> int | None:
        """A whole number of milliseconds, also one written as text."""
        if isinstance(value, str) and value.isdecimal() and len(value) <= _LONGEST_SHOWN:
            value = int(value)
        return self._told(value, value if type(value) is int and 0 <= value < 1000 * LONGEST else None)

    def unknown(self, value: object) -> None:
        """A number whose unit nothing says."""
        self._told(value, None)

    def written(self, value: object) -> int | None:
        """A time that says its own unit: 0:07, 00:00:07.5, 7.5s, PT7.5S, or seconds and nanoseconds apart."""
        if isinstance(value, dict):  # google.protobuf.Duration, by its fields
            nanos = value.get("nanos") or 0
            whole = self.seconds(str(value.get("seconds") or 0))
            return None if whole is None or type(nanos) is not int else whole + nanos // 1_000_000
        if not isinstance(value, str) or (value[-1:].isdigit() and ":" not in value):
            return self._told(value, None)
        return self._written(value, _CLOCK, _SECONDS, _PERIOD)

    def clock_or_seconds(self, value: str | None) -> int | None:
        """A clock's time, or a number of seconds (normal play time: RFC 2326, 3.6)."""
        return self.written(value) if value and ":" in value else self.seconds(value)

    def checks(self) -> tuple[str, ...]:
        """What to check, where a time was not understood."""
        if not self.unread:
            return ()
        return (f"times not understood: {len(self.unread):,}, such as “{self.unread[0]}”",)

    def _written(self, value: str, *forms: re.Pattern[str]) -> int | None:
        text = value.strip()
        match = next(filter(None, (form.fullmatch(text) for form in forms)), None)
        if not match or not any(match.groups()):
            return self._told(text or None, None)
        hours, minutes, seconds, fraction = match.groups()
        return self._told(value, milliseconds(hours, minutes or "0", seconds or "0", fraction))

    def _told(self, value: object, ms: int | None) -> int | None:
        if ms is None and value is not None:
            self.unread.append(printable(str(value)[: 4 * _LONGEST_SHOWN])[:_LONGEST_SHOWN])
        return ms


def _rounded(value: object) -> int | None:
    return round(value * 1000) if type(value) in (int, float) and 0 <= value < LONGEST else None  # type: ignore[operator]


def is_speech(spans: Iterable[tuple[str, int | None, int | None]]) -> bool:
    """Whether texts could be spoken within their times, in milliseconds: not when seconds are taken for these, nor
    the other way round, which makes speech a thousand times too fast or too slow."""
    timed = [(len(text), start, end) for text, start, end in spans if start is not None and end is not None]
    characters = sum(length for length, _, _ in timed)
    lasts = sum(max(end - start, 0) for _, start, end in timed)
    extent = max((end for _, _, end in timed), default=0) - min((start for _, start, _ in timed), default=0)
    too_fast = extent > 0 and characters * 1000 > _MOST * extent
    too_slow = lasts > 0 and characters * 1000 < _LEAST * lasts
    return not too_fast and not too_slow
