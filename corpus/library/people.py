"""Whom the labels of speakers name: a transcript's own people and those of its episode tell."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

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
    known = _known(db, document)
    if not known.names:
        return document
    return replace(
        document,
        people=merged(map(known.person, document.people)),
        sections=tuple(
            replace(section, passages=tuple(map(known.passage, section.passages))) for section in document.sections
        ),
    )


def named_passages(db: sqlite3.Connection, found: Iterable[Located]) -> tuple[Located, ...]:
    """Passages of latest versions, each with the person whom its speaker's label names."""
    each = tuple(found)
    documents = headers(db, {located.document for located in each if located.passage.speaker})
    known = {id: _known(db, document) for id, document in documents.items()}
    return tuple(
        replace(located, passage=known[located.document].passage(located.passage))
        if located.document in known
        else located
        for located in each
    )


def _known(db: sqlite3.Connection, document: Document) -> _Known:
    labels = [person.name for person in document.people if "speaker" in person.roles]
    if not 0 < len(labels) <= _MOST:
        return _Known({}, {})
    rows = db.execute("SELECT to_id FROM links WHERE from_id = ?", [document.id]).fetchall()
    episodes = [each for each in headers(db, [row["to_id"] for row in rows]).values() if each.type == "episode"]
    people = (person for each in (document, *episodes) for person in each.people)
    everyone = merged(islice((person for person in people if person.roles != ("speaker",)), _MOST))
    return _Known(speakers(labels, everyone), {person.name: person for person in everyone})
