"""Whom the labels of speakers name: what a person said, a transcript's own people and those of its episode tell."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from corpus.corrections import Names, Speaker
from corpus.library import corrections
from corpus.library.arrivals import arrivals
from corpus.library.checksums import digest
from corpus.library.corrections import Corrections
from corpus.library.counts import select_all
from corpus.library.read import headers, version_of, whole
from corpus.library.types import Outline, Record
from corpus.model import Document, Passage, Person, merged
from corpus.plain import header
from corpus.speakers import speakers

_MOST = 300  # speakers of a transcript, and persons that they may be; of more none are told apart


class Known(NamedTuple):
    """The name of the person that each label stands for, what is known of those persons, and what a person said."""

    names: dict[str, str]
    persons: dict[str, Person]
    meant: Names

    def people(self, document: Document) -> tuple[Person, ...]:
        """The people of the document, its speakers as the persons that their labels name."""
        return merged(person for each in document.people if (person := self._person(each)))

    def name(self, label: str) -> str | None:
        """The name that stands for a label: of the person whom it names, else its own; None where it is nobody's."""
        return None if self.meant.is_nobody(label) else self.names.get(label, label)

    def passage(self, passage: Passage) -> Passage:
        return self.meant.passage(passage, self.names)

    def said_by(self, label: str | None) -> Speaker:
        """Who speaks under a label, as it is printed."""
        return self.meant.said_by(label, self.names)

    def _person(self, person: Person) -> Person | None:
        """A person as they are meant; a speaker as the one whom the label names, with all that is known of that one."""
        meant = self.meant.person(person)
        name = self.names.get(person.name) if meant and "speaker" in person.roles else None
        if meant is None or name is None:
            return meant
        known = self.persons.get(name, meant)
        return replace(known, name=name, roles=tuple(dict.fromkeys((*known.roles, *meant.roles))))


def document(db: sqlite3.Connection, id: str, version: int | None = None) -> Document:
    """A document, whole, with the persons who are meant; its text and labels stay as printed. NotFound or Gone."""
    row = version_of(db, id, version)
    shell, who = without_passages(db, row)
    return whole(db, row, shell, who.said_by)


def outline(db: sqlite3.Connection, id: str, *, with_passages: bool) -> Outline:
    """A document's latest version, and what is to be known of its passages; NotFound or Gone."""
    row = version_of(db, id)
    shell, who = without_passages(db, row)
    sections = [(section.kind, section.heading) for section in shell.sections]
    roles = [(person.name, person.roles, person.aliases) for person in shell.people]
    said = repr((row["passages_checksum"], sections, sorted(who.names.items()), who.meant, roles))
    body = digest(said.encode()).hex()
    if not with_passages:
        return Outline(shell, body)
    document = whole(db, row, shell, who.said_by)
    return Outline(document, body, arrivals(db, id, (passage.id for passage in document.passages())))


def without_passages(db: sqlite3.Connection, version: sqlite3.Row) -> tuple[Document, Known]:
    """A version's document without its passages, with the persons who are meant; and what is known of them."""
    shell = header(version["header"])
    who = known(db, [shell])[shell.id]
    return (replace(shell, people=who.people(shell)) if who.names or who.meant else shell), who


def meant(
    db: sqlite3.Connection, shells: Mapping[str, Document], speaking: Collection[str]
) -> tuple[dict[str, Document], dict[str, Known]]:
    """Documents without passages, with the people who are meant, and what is known of the speakers of those of these
    ids."""
    said = corrections.load(db)
    return _headed(said, shells), _known(db, said, (each for id, each in shells.items() if id in speaking))


def headed(db: sqlite3.Connection, shells: Mapping[str, Document]) -> dict[str, Document]:
    """Documents without passages, with the people who are meant."""
    return _headed(corrections.load(db), shells)


def _headed(said: Corrections, shells: Mapping[str, Document]) -> dict[str, Document]:
    return {
        id: replace(each, people=names.people(each.people)) if (names := said.of(each)) else each
        for id, each in shells.items()
    }


def recorded(db: sqlite3.Connection, records: Iterable[Record]) -> tuple[Record, ...]:
    """Records with the people who are meant."""
    found = tuple(records)
    shown = headed(db, {each.document.id: each.document for each in found})
    return tuple(replace(each, document=shown[each.document.id]) for each in found)


def known(db: sqlite3.Connection, documents: Iterable[Document]) -> dict[str, Known]:
    """What is known of each document's speakers, by its id."""
    return _known(db, corrections.load(db), documents)


def _known(db: sqlite3.Connection, said: Corrections, documents: Iterable[Document]) -> dict[str, Known]:
    each = {document.id: document for document in documents}
    links = select_all(db, "links", "from_id", each)
    linked = headers(db, {link["to_id"] for link in links})
    episodes: dict[str, list[Document]] = {id: [] for id in each}
    for link in links:
        other = linked.get(link["to_id"])
        if other and other.type == "episode":
            episodes[link["from_id"]].append(other)
    return {id: known_by(document, episodes[id], said) for id, document in each.items()}


def known_by(document: Document, episodes: Iterable[Document], said: Corrections) -> Known:
    """What is known of the speakers of a document that is of these episodes, by what was said of names."""
    others = (meant for each in episodes for meant in _as_meant(each.people, said.of(each)))
    return _of(document.people, tuple(others), said.of(document))


class _Meant(NamedTuple):
    """A person as a source prints them, and as they are meant."""

    printed: Person
    person: Person


def _as_meant(people: Iterable[Person], meant: Names) -> Iterator[_Meant]:
    """Persons but for those who are nobody."""
    return (_Meant(each, person) for each in people if (person := meant.person(each)))


@lru_cache(maxsize=4096)
def _of(people: tuple[Person, ...], others: tuple[_Meant, ...], meant: Names) -> Known:
    """What is known of the speakers among a document's people; `others` are the people of its episodes.

    A label names somebody as they are printed, whatever they are called now, else by what they are called now.
    """
    labels = [person.name for person in people if "speaker" in person.roles]
    if not 0 < len(labels) <= _MOST:
        return Known({}, {}, meant)
    given = {label: name for label in labels if (name := meant.name(label))}
    own = (person for person in people if person.roles != ("speaker",) or person.name in given)
    elsewhere = (_Meant(each.printed, person) for each in others if (person := meant.person(each.person)))
    each = list(islice((*_as_meant(own, meant), *elsewhere), _MOST))
    everyone = merged(person for _, person in each)
    as_printed = merged(printed for printed, _ in each)
    free = [label for label in labels if label not in given and not meant.is_nobody(label)]
    called = {printed.name: person.name for printed, person in each}
    by_print = speakers(free, as_printed)
    found = {label: called[name] for label, name in by_print.items() if name in called}
    if everyone != as_printed:
        by_print = speakers([label for label in free if label not in found], everyone)
    return Known(found | by_print | given, {person.name: person for person in everyone}, meant)
