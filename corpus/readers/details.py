"""What YAML says of a document: the front matter of a Markdown file, or the sidecar beside any file."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import yaml

from corpus.dates import PartialDate
from corpus.errors import ReadError
from corpus.model import DOCUMENT_TYPES, Hints, Person, Reading, Role
from corpus.people import merged
from corpus.text import verbatim

_TEXTS = ("title", "show", "url", "language", "publisher", "guid", "audio_url")
_PEOPLE: dict[str, Role] = {
    "hosts": "host", "host": "host", "guests": "guest", "guest": "guest",
    "authors": "author", "author": "author", "speakers": "speaker",
}  # fmt: skip
_HINTED = ("title", "type", "show", "date")


def details(said: dict[str, Any]) -> dict[str, Any]:
    """Fields of a Document by name, `people` always; names that mean nothing here are passed over."""
    names = {str(name).casefold(): value for name, value in said.items()}
    found: dict[str, Any] = {}
    for name in _TEXTS:
        if isinstance(names.get(name), str | int | float) and (value := verbatim(str(names[name]))):
            found[name] = value
    if names.get("type") in DOCUMENT_TYPES:
        found["type"] = names["type"]
    if date := _date(names.get("date")):
        found["date"] = date
    people = [
        Person(name=verbatim(entry), roles=(role,))
        for name, role in _PEOPLE.items()
        for entry in _listed(names.get(name))
        if isinstance(entry, str) and entry.strip()
    ]
    if found.get("type") == "bio" and "title" in found:
        affiliation = names.get("affiliation")
        people.append(Person(name=found["title"], roles=("subject",), affiliation=affiliation))
    return {**found, "people": tuple(people)}


def with_sidecar(reading: Reading, hints: Hints) -> Reading:
    """The reading with what the sidecar says in place of what the source says, but for what the hints say.

    A check of a detail that the sidecar gives is settled. ReadError where the sidecar is no YAML of details.
    """
    said = _sidecar(hints.sidecar)
    found = {name: value for name, value in said.items() if name not in _HINTED or getattr(hints, name) is None}
    people = merged((*reading.document.people, *found.pop("people")))
    document = replace(reading.document, **found, people=people)
    settled = {*found, "people"} if people else {*found}
    return replace(
        reading,
        document=document,
        checks=tuple(check for check in reading.checks if check.split()[0] not in settled),
    )


def _sidecar(text: str) -> dict[str, Any]:
    try:
        said = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a day that no month has
        raise ReadError(f"has details beside it that are not valid YAML{line_of(error)}: mend them") from error
    if not isinstance(said, dict):
        raise ReadError("has details beside it that are not of the form `title: …`: mend them, or take them away")
    if (date := {str(name).casefold(): value for name, value in said.items()}.get("date")) and not _date(date):
        raise ReadError(f"has a date beside it that cannot be understood, {date!r}: write 2024, 2024-08 or 2024-08-21")
    return details(said)


def line_of(error: Exception, *, before: int = 0) -> str:
    """Where in a file the YAML is wrong, which begins after some lines `before` it."""
    mark = getattr(error, "problem_mark", None)
    return f" in line {mark.line + 1 + before}" if mark else ""


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _date(value: object) -> PartialDate | None:
    match value:
        case dt.date():
            return PartialDate(value.year, value.month, value.day)
        case str() | int():
            return PartialDate.parse(str(value))
        case _:
            return None
