"""Values as plain JSON: dataclasses as objects, dates in ISO 8601, tuples as lists."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from corpus.dates import PartialDate


def plain(value: object) -> Any:
    """A value made of dicts, lists, strings, numbers and None alone."""
    match value:
        case PartialDate():
            return value.iso
        case dt.date():
            return value.isoformat()
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case tuple() | list():
            return [plain(item) for item in value]
        case _ if dataclasses.is_dataclass(value):
            return {item.name: plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
        case _:
            return value
