"""Whom the labels of speakers name: a transcript's own people and those of its episode tell."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from corpus.library.counts import select_all
from corpus.library.read import headers
from corpus.library.types import Located
from corpus.model import Document, Passage, Person
from corpus.people import merged
from corpus.speakers import speakers

_MOST = 300  # speakers of a transcript, and persons that they may be: each is compared with each


class _Known(NamedTuple):
    """The name of the person that each label stands for, and what is known of those persons."""

    names: dict[str, str]
    persons: dict[str, Person]

    def passage(self, passage: Passage) -> Passage:
        return replace(passage, person=self.names.get(passage.speaker or ""))

    def person(self, person: Person) -> Person:
        """A speaker as the person that the label names, with all that is known of that one."""
        name = self.names.get(person.name) if "speaker" in person.roles else None
        if name is None:
            return person
        known = self.persons.get(name, person)
        return replace(known, name=name, roles=tuple(dict.fromkeys((*known.roles, "speaker"))))


def named(db: sqlite3.Connection, document: Document) -> Document:
    """The document with the persons whom the labels of its speakers name; its text and labels stay as printed."""
    known = _known(db, [document])[document.id]
    if not known.names:
        return document
    return replace(
        document,
        people=merged(map(known.person, document.people)),
        sections=tuple(
            replace(section, passages=tuple(map(known.passage, section.passages))) for section in document.sections
        ),
    )


def named_passages(db: sqlite3.Connection, found: Mapping[str, Located]) -> dict[str, Located]:
    """Passages of latest versions, each with the person whom its speaker's label names."""
    documents = {each.document.id: each.document for each in found.values() if each.passage.speaker}
    known = _known(db, documents.values())
    return {
        id: replace(each, passage=known[each.document.id].passage(each.passage)) if each.passage.speaker else each
        for id, each in found.items()
    }


def _known(db: sqlite3.Connection, documents: Iterable[Document]) -> dict[str, _Known]:
    """What is known of each document's speakers, by its id."""
    each = {document.id: document for document in documents}
    links = select_all(db, "links", "from_id", each)
    linked = headers(db, {link["to_id"] for link in links})
    others: dict[str, list[Person]] = {id: [] for id in each}
    for link in links:
        other = linked.get(link["to_id"])
        if other and other.type == "episode":
            others[link["from_id"]] += other.people
    return {id: _of(document.people, tuple(others[id])) for id, document in each.items()}


@lru_cache(maxsize=1024)
def _of(people: tuple[Person, ...], others: tuple[Person, ...]) -> _Known:
    """What is known of the speakers among a document's people; `others` are the people of its episodes."""
    labels = [person.name for person in people if "speaker" in person.roles]
    if not 0 < len(labels) <= _MOST:
        return _Known({}, {})
    everyone = merged(islice((person for person in (*people, *others) if person.roles != ("speaker",)), _MOST))
    return _Known(speakers(labels, everyone), {person.name: person for person in everyone})
