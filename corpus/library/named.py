"""Who is named in documents: under which labels, in which roles, and for how many turns."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from corpus.library import bodies
from corpus.library.damage import damaged
from corpus.library.people import known
from corpus.library.types import Named
from corpus.model import Document, Person


class View(NamedTuple):
    """A document's people as they are meant, and whom each label of its speakers names; None for nobody."""

    people: tuple[Person, ...]
    labels: dict[str, Person | None]


class Turns:
    """How many turns each label has in a version of a document, which never changes: counted once."""

    def __init__(self) -> None:
        self._counted: dict[tuple[str, int], Counter[str]] = {}

    def of(self, db: sqlite3.Connection, document: Document) -> Counter[str]:
        at = (document.id, document.version)
        if at not in self._counted:
            rows = db.execute(
                "SELECT speaker, count(DISTINCT section || ' ' || paragraph), count(number), passages"  # noqa: S608  # ours
                f" FROM versions LEFT JOIN passages ON {bodies.IN}"
                " WHERE document_id = ? AND version = ? GROUP BY speaker",
                at,
            ).fetchall()
            if rows and sum(row[2] for row in rows) != rows[0]["passages"]:
                raise damaged(f"of version {at[1]} of {at[0]} passages are lost")
            self._counted[at] = Counter({row[0]: row[1] for row in rows if row[0] is not None})
        return self._counted[at]


def views(db: sqlite3.Connection, documents: Mapping[str, Document]) -> dict[str, View]:
    """Who is meant in each document, by its id."""
    found = {}
    for id, each in known(db, documents.values()).items():
        people = each.people(documents[id])
        by_name = {person.name: person for person in people}
        printed = [person.name for person in documents[id].people if "speaker" in person.roles]
        found[id] = View(people, {label: by_name.get(each.name(label) or "") for label in printed})
    return found


def listed(db: sqlite3.Connection, documents: Mapping[str, Document], turns: Turns) -> tuple[Named, ...]:
    """Everyone in some documents, those who speak most first."""
    found: dict[str, _Counted] = {}
    for id, view in views(db, documents).items():
        for person in view.people:
            counted = found.setdefault(person.name, _Counted())
            counted.roles.update(role for role in person.roles if role != "speaker")
            counted.documents.append(id)
            counted.person = counted.person or person
        spoken = turns.of(db, documents[id])
        for label, who in view.labels.items():
            if who:
                found[who.name].labels[label] += spoken[label]
    each = (counted.named(name) for name, counted in found.items())
    return tuple(sorted(each, key=lambda named: (-named.turns, -len(named.documents), named.name)))


class _Counted:
    """What is counted of one name."""

    def __init__(self) -> None:
        self.person: Person | None = None
        self.roles: Counter[str] = Counter()
        self.labels: Counter[str] = Counter()
        self.documents: list[str] = []

    def named(self, name: str) -> Named:
        parts = self.person.parts if self.person else None
        roles = tuple(role for role, _ in self.roles.most_common())
        turns = sum(self.labels.values())
        return Named(name, parts, roles, tuple(self.labels), turns, tuple(self.documents))
