"""Markdown with YAML front matter: a transcript, or a page by way of HTML."""

from __future__ import annotations

from typing import Any

import markdown
import yaml
from bs4 import BeautifulSoup
from frontmatter.default_handlers import YAMLHandler

from corpus.dates import PartialDate
from corpus.errors import ReadError
from corpus.model import DOCUMENT_TYPES, Document, Hints, Person, Reading, Role, Section
from corpus.readers import turns
from corpus.readers.assemble import assemble
from corpus.readers.html import sections_of
from corpus.text import verbatim

_YAML = YAMLHandler()
_NOTHING = ("", "~", "null", "Null", "NULL")  # YAML 1.2.2, 10.3.2
_PEOPLE: dict[str, Role] = {
    "hosts": "host", "host": "host", "guests": "guest", "guest": "guest",
    "authors": "author", "author": "author", "speakers": "speaker",
}  # fmt: skip


def read_markdown(text: str, hints: Hints) -> Reading:
    """The document below the front matter; ReadError where the front matter cannot be understood."""
    try:
        said, body = _front_matter(text)
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
    sections, links = sections_of(soup)
    if not any(section.passages for section in sections):
        raise ReadError("has no text below its front matter")
    type_ = "report" if details.get("publisher") else "note"
    return assemble(Document(**{"type": type_, "title": "", **details, "sections": sections}), hints, links=links)


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    """What stands between two lines of dashes at the start, values as they are written, and what follows."""
    if not _YAML.detect(text.lstrip()):
        return {}, text
    try:
        head, body = _YAML.split(text.lstrip())
    except ValueError:
        return {}, text  # one line of dashes: a rule
    said = _YAML.load(head, Loader=yaml.BaseLoader)
    return (said, body) if isinstance(said, dict) else ({}, text)


def _details(said: dict[str, Any]) -> dict[str, Any]:
    names = {str(name).casefold(): value for name, value in said.items() if value not in _NOTHING}
    found: dict[str, Any] = {}
    for name in ("title", "show", "url", "language", "publisher", "guid"):
        if isinstance(names.get(name), str):
            found[name] = verbatim(names[name])
    if names.get("type") in DOCUMENT_TYPES:
        found["type"] = names["type"]
    if isinstance(names.get("date"), str) and (date := PartialDate.parse(names["date"])):
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


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
