"""Values as plain JSON and back: dataclasses as objects, dates in ISO 8601, tuples as lists."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from corpus.dates import PartialDate
from corpus.model import Document, Person, Reference, Section


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


def header(value: dict[str, Any]) -> Document:
    """The document that `plain` made a value of; its sections without passages."""
    return Document(
        **{
            **value,
            "date": PartialDate.parse(value["date"]) if value["date"] else None,
            "added_at": dt.datetime.fromisoformat(value["added_at"]) if value["added_at"] else None,
            "people": tuple(Person(**{**person, "roles": tuple(person["roles"])}) for person in value["people"]),
            "references": tuple(_reference(item) for item in value["references"]),
            "sections": tuple(Section(**{**section, "passages": ()}) for section in value["sections"]),
        }
    )


def _reference(value: dict[str, Any]) -> Reference:
    return Reference(
        **{
            **value,
            "authors": tuple(value["authors"]),
            "date": PartialDate.parse(value["date"]) if value["date"] else None,
        }
    )
