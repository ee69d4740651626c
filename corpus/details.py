"""The details of a document that a person may set, and how what is written there is understood."""

from __future__ import annotations

from corpus.addresses import web_address
from corpus.dates import PartialDate
from corpus.errors import InvalidValue
from corpus.model import DOCUMENT_TYPES, LONGEST_DETAIL
from corpus.text import verbatim

DETAILS = ("title", "type", "show", "season", "episode", "date", "publisher", "url", "language")


def understood(name: str, value: str) -> str | None:
    """A detail's value as it is kept, None for an empty one; InvalidValue where it cannot be understood."""
    if name not in DETAILS:
        raise InvalidValue(f"{name} is not a detail; there are {', '.join(DETAILS)}")
    if len(value) > LONGEST_DETAIL:
        raise InvalidValue(f"{name} of {len(value):,} characters: write at most {LONGEST_DETAIL:,}")
    value = verbatim(value)
    if not value:
        return None
    if name == "type" and value not in DOCUMENT_TYPES:
        raise InvalidValue(f"type {value!r}: write {', '.join(DOCUMENT_TYPES)}")
    if name == "url":
        if (url := web_address(value)) is None:
            raise InvalidValue(f"url {value!r}: an address begins with http:// or https://, and names a host")
        return url
    if name == "date":
        date = PartialDate.parse(value)
        if date is None:
            raise InvalidValue(f"date {value!r}: write 2024, 2024-08 or 2024-08-21")
        return date.iso
    return value
