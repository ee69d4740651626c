"""Markdown with YAML front matter: a transcript, or a page by way of HTML."""

from __future__ import annotations

import datetime as dt
from typing import Any

import frontmatter
import markdown
import yaml
from bs4 import BeautifulSoup

from corpus.dates import PartialDate
from corpus.errors import ReadError
from corpus.model import DOCUMENT_TYPES, Document, Hints, Person, Reading, Role, Section
from corpus.readers import turns
from corpus.readers.assemble import assemble
from corpus.readers.html_blocks import blocks_of
from corpus.text import verbatim

_PEOPLE: dict[str, Role] = {
    "hosts": "host", "host": "host", "guests": "guest", "guest": "guest",
    "authors": "author", "author": "author", "speakers": "speaker",
}  # fmt: skip


def read_markdown(text: str, hints: Hints) -> Reading:
    """The document below the front matter; ReadError where the front matter cannot be understood."""
    try:
        said, body = frontmatter.parse(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark else ""
        raise ReadError(f"has front matter that is not valid YAML{where}: mend it, or take it out") from error
    details = _details(said)
    spoken = turns.turns(body)
    if spoken:
        section = Section(heading="Transcript", kind="transcript", passages=spoken)
        people = (*details.pop("people"), *turns.people(spoken))
        document = Document(**{"type": "transcript", "title": "", **details, "people": people, "sections": (section,)})
        return assemble(document, hints)
    soup = BeautifulSoup(markdown.markdown(body, extensions=["tables", "footnotes", "def_list"]), "lxml")
    h1 = soup.find("h1")
    if h1:
        details.setdefault("title", verbatim(h1.get_text()))
        h1.extract()
    sections, links, italics = blocks_of(soup)
    if not any(section.passages for section in sections):
        raise ReadError("has no text below its front matter")
    type_ = "report" if details.get("publisher") else "note"
    document = Document(**{"type": type_, "title": "", **details, "sections": sections})
    return assemble(document, hints, links=links, italics=italics)


def _details(said: dict[str, Any]) -> dict[str, Any]:
    names = {str(name).casefold(): value for name, value in said.items()}
    found: dict[str, Any] = {}
    for name in ("title", "show", "url", "language", "publisher", "guid"):
        if isinstance(names.get(name), str | int | float):
            found[name] = verbatim(str(names[name]))
    if names.get("type") in DOCUMENT_TYPES:
        found["type"] = names["type"]
    if date := _date(names.get("date")):
        found["date"] = date
    people = [
        Person(name=verbatim(entry), roles=(role,))
        for name, role in _PEOPLE.items()
        for entry in _listed(names.get(name))
        if isinstance(entry, str)
    ]
    if found.get("type") == "bio" and "title" in found:
        affiliation = names.get("affiliation")
        people.append(Person(name=found["title"], roles=("subject",), affiliation=affiliation))
    return {**found, "people": tuple(people)}


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
