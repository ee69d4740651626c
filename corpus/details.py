"""The details of a document that a person may set: how each is called in a form, and how what is written is understood.

A detail is a field of `corpus.model.Document`, and a row here: the command line, the form and the library read it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from corpus.addresses import web_address
from corpus.dates import PartialDate
from corpus.errors import InvalidValue
from corpus.model import DOCUMENT_TYPES, LONGEST_DETAIL
from corpus.text import verbatim

WRITTEN_DATES = "2024, 2024-08 or 2024-08-21"


def _type(value: str) -> str:
    if value not in DOCUMENT_TYPES:
        raise InvalidValue(f"type {value!r}: write {', '.join(DOCUMENT_TYPES)}")
    return value


def _url(value: str) -> str:
    if (url := web_address(value)) is None:
        raise InvalidValue(f"url {value!r}: an address begins with http:// or https://, and names a site")
    return url


def _date(value: str) -> str:
    date = PartialDate.parse(value)
    if date is None:
        raise InvalidValue(f"date {value!r}: write {WRITTEN_DATES}")
    return date.iso


class Detail(NamedTuple):
    """How a detail is called in a form, how it is understood, what its option says of it, and an example."""

    label: str
    parse: Callable[[str], str] = str
    help: str = ""
    example: str = ""


DETAILS = {
    "title": Detail("Title"),
    "type": Detail("Type", parse=_type),
    "show": Detail("Show"),
    "season": Detail("Season"),
    "episode": Detail("Episode", help="Its number."),
    "date": Detail("Date", parse=_date, help=f"{WRITTEN_DATES}.", example=WRITTEN_DATES),
    "publisher": Detail("Publisher"),
    "url": Detail("Address of the source", parse=_url),
    "language": Detail("Language", example="en"),
}


def understood(name: str, value: str) -> str | None:
    """A detail's value as it is kept, None for an empty one; InvalidValue where it cannot be understood."""
    if name not in DETAILS:
        raise InvalidValue(f"{name} is not a detail; there are {', '.join(DETAILS)}")
    if len(value) > LONGEST_DETAIL:
        raise InvalidValue(f"{name} of {len(value):,} characters: write at most {LONGEST_DETAIL:,}")
    value = verbatim(value)
    return DETAILS[name].parse(value) if value else None
