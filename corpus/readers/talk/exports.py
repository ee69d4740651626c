"""What an export of a meeting prints above its turns: title and date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpus.dates import PartialDate

_TITLE = re.compile(
    r"(?P<title>\S.{0,200}?) ?[-–—] ?(?:meeting |call )?(?:transcript(?:ion)?|recording)(?: \d{1,3})?", re.IGNORECASE
)
_DAY = re.compile(
    r"[ (_-]{1,3}(?P<y>20\d\d)(?P<sep>[-/_.]?)(?P<m>\d\d)(?P=sep)(?P<d>\d\d)(?:[ T_-]\d{1,2}[:.]?\d\d(?:[:.]?\d\d)?)?"
    r"(?: ?(?:[AP]M|UTC|GMT|[A-Z]{3,4})(?:[+-]\d{1,2}(?::?\d\d)?)?)?\)?$"
)
_FIRST = 6  # lines that may be of the head


class Head(NamedTuple):
    """A meeting's title and date, and the lines above its turns that do not say them."""

    title: str
    date: PartialDate | None
    rest: tuple[str, ...]


def head_of(lines: Sequence[str]) -> Head:
    """What lines above the turns say; no title where none of the first ends as an export's does: "… - Transcript"."""
    first = [line for line in lines if line.strip()][:_FIRST]
    titled = next(((line, match) for line in first if (match := _TITLE.fullmatch(line.strip()))), None)
    if not titled:
        return Head("", None, tuple(lines))
    title = titled[1]["title"].rstrip(" -–—")
    day = _DAY.search(title)
    date = PartialDate.parse(f"{day['y']}-{day['m']}-{day['d']}") if day else None
    if day and date:
        title = title[: day.start()]
    dated = next(((line, each) for line in first if (each := PartialDate.parse(line.strip())) and each.day), None)
    said = {titled[0]} | ({dated[0]} if dated and date in (None, dated[1]) else set())
    return Head(title, date or (dated[1] if dated else None), tuple(line for line in lines if line not in said))
