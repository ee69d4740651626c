"""What YAML says of a document: the front matter of a Markdown file, or the sidecar beside any file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import yaml

from corpus.dates import PartialDate
from corpus.errors import ReadError
from corpus.model import DOCUMENT_TYPES, Hints, Person, Reading, Role
from corpus.people import merged
from corpus.text import printable, verbatim

_TEXTS = ("title", "show", "url", "language", "publisher", "guid", "audio_url")
_PEOPLE: dict[str, Role] = {
    "hosts": "host", "host": "host", "guests": "guest", "guest": "guest",
    "authors": "author", "author": "author", "speakers": "speaker",
}  # fmt: skip
_NOTHING = ("", "~", "null", "Null", "NULL")  # YAML 1.2.2, 10.3.2
_KNOWN = {*_TEXTS, *_PEOPLE, "type", "date", "affiliation"}
_MOST_UNKNOWN = 10  # names that mean nothing here, which are said
_HINTED = ("title", "type", "show", "date")


def loaded(text: str) -> object:
    """What YAML says, values as they are written: text, lists and dictionaries. YAMLError where it is none."""
    return yaml.BaseLoader(text).get_single_data()


def details(said: dict[str, Any]) -> dict[str, Any]:
    """Fields of a Document by name, `people` always; names that mean nothing here are passed over."""
    names = _named(said)
    found: dict[str, Any] = {}
    for name in _TEXTS:
        if isinstance(names.get(name), str) and (value := verbatim(names[name])):
            found[name] = value
    if names.get("type") in DOCUMENT_TYPES:
        found["type"] = names["type"]
    if date := _date(names):
        found["date"] = date
    people = [
        Person(name=verbatim(entry), roles=(role,))
        for name, role in _PEOPLE.items()
        for entry in _listed(names.get(name))
        if isinstance(entry, str) and any(map(str.isalpha, entry))
    ]
    if found.get("type") == "bio" and "title" in found:
        affiliation = names.get("affiliation")
        at = verbatim(affiliation) if isinstance(affiliation, str) else None
        people.append(Person(name=found["title"], roles=("subject",), affiliation=at))
    return {**found, "people": tuple(people)}


def with_sidecar(reading: Reading, hints: Hints) -> Reading:
    """The reading with what the sidecar says in place of what the source says, but for what the hints say.

    A check of a detail that the sidecar gives is settled; a name that means nothing is said. ReadError where the
    sidecar is no YAML of details.
    """
    said = _sidecar(hints.sidecar)
    known = details(said)
    found = {name: value for name, value in known.items() if name not in _HINTED or getattr(hints, name) is None}
    people = merged((*reading.document.people, *found.pop("people")))
    document = replace(reading.document, **found, people=people)
    settled = {*found, "people"} if people else {*found}
    unknown = [name for name in said if str(name).casefold() not in _KNOWN][:_MOST_UNKNOWN]
    checks = [check for check in reading.checks if check.split()[0] not in settled]
    checks += [f"sidecar says “{printable(str(name))[:60]}”, which means nothing here" for name in unknown]
    return replace(reading, document=document, checks=tuple(checks))


def _sidecar(text: str) -> dict[str, Any]:
    try:
        said = loaded(text)
    except yaml.YAMLError as error:
        raise ReadError(f"has details beside it that are not valid YAML{line_of(error)}: mend them") from error
    if not isinstance(said, dict):
        raise ReadError("has details beside it that are not of the form `title: …`: mend them, or take them away")
    names = _named(said)
    if names.get("date") and not _date(names):
        raise ReadError(
            f"has a date beside it that cannot be understood, {names['date']!r}: write 2024, 2024-08 or 2024-08-21"
        )
    if names.get("type") and names["type"] not in DOCUMENT_TYPES:
        listed = f"{', '.join(DOCUMENT_TYPES[:-1])} or {DOCUMENT_TYPES[-1]}"
        raise ReadError(f"has a type beside it that is not known, {names['type']!r}: write {listed}")
    return said


def line_of(error: yaml.YAMLError, *, before: int = 0) -> str:
    """Where in a file the YAML is wrong, which begins after some lines `before` it."""
    mark = getattr(error, "problem_mark", None)
    return f" in line {mark.line + 1 + before}" if mark else ""


def _named(said: dict[str, Any]) -> dict[str, Any]:
    return {str(name).casefold(): value for name, value in said.items() if value not in _NOTHING}


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _date(names: dict[str, Any]) -> PartialDate | None:
    return PartialDate.parse(names["date"]) if isinstance(names.get("date"), str) else None
