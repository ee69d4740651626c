"""Whom labels named before: as what a person said, and what a transcript's episodes tell, stood at each moment."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.corrections import Correction
from corpus.library import corrections
from corpus.library.checksums import select
from corpus.library.corrections import Corrections
from corpus.library.counts import select_all
from corpus.library.people import known_by
from corpus.library.read import states, version_of
from corpus.library.types import Retold
from corpus.model import Document
from corpus.plain import header


class _Episode(NamedTuple):
    """An episode of a transcript: its versions, by when they were stored, and when it was removed."""

    versions: tuple[tuple[dt.datetime, Document], ...]
    removed: dt.datetime | None

    def at(self, moment: dt.datetime) -> Document | None:
        """What it said at a moment, where it was there."""
        said = [document for stored, document in self.versions if stored <= moment]
        is_there = said and said[-1].type == "episode" and not (self.removed and self.removed <= moment)
        return said[-1] if is_there else None


def retold(db: sqlite3.Connection, id: str, version: int, labels: Collection[str]) -> Iterator[Retold]:
    """Each time since a version was stored that one of its speakers' labels came to stand for somebody else."""
    row = version_of(db, id, version)
    document, stored = header(row["header"]), dt.datetime.fromisoformat(row["added_at"])
    episodes = _episodes(db, id)
    everyone = [document, *(each for episode in episodes for _, each in episode.versions)]
    said = _reaching(corrections.kept(db), everyone)
    moments = {each.at for each in said} | {each.undone for each in said if each.undone}
    for episode in episodes:
        moments |= {moment for moment, _ in episode.versions} | ({episode.removed} if episode.removed else set())
    for before, moment in pairwise([stored, *sorted(each for each in moments if each > stored)]):
        was, is_now = (_who(document, labels, episodes, said, at) for at in (before, moment))
        yield from (Retold(moment, label, was[label], is_now[label]) for label in labels if was[label] != is_now[label])


def _who(
    document: Document,
    labels: Iterable[str],
    episodes: Iterable[_Episode],
    said: Iterable[Correction],
    moment: dt.datetime,
) -> dict[str, str]:
    """For whom each label stood at a moment."""
    held = tuple(each for each in said if each.at <= moment and not (each.undone and each.undone <= moment))
    there = [each for episode in episodes if (each := episode.at(moment))]
    known = known_by(document, there, Corrections(held))
    return {label: who.person or who.speaker or "" for label in labels for who in [known.said_by(label)]}


def _episodes(db: sqlite3.Connection, id: str) -> list[_Episode]:
    """The episodes that a document is linked with, removed ones among them."""
    linked = [row["to_id"] for row in select_all(db, "links", "from_id", [id])]
    found = []
    for other, state in states(db, linked).items():
        rows = select(db, "versions", "WHERE document_id = ? ORDER BY version", [other])
        versions = tuple((dt.datetime.fromisoformat(row["added_at"]), header(row["header"])) for row in rows)
        if any(each.type == "episode" for _, each in versions):
            found.append(_Episode(versions, None if state == "live" else _last_change(db, other)))
    return found


def _last_change(db: sqlite3.Connection, id: str) -> dt.datetime | None:
    rows = select(db, "changes", "WHERE document_id = ? ORDER BY revision DESC LIMIT 1", [id])
    return dt.datetime.fromisoformat(rows[0]["at"]) if rows else None


def _reaching(said: Sequence[Correction], documents: Sequence[Document]) -> list[Correction]:
    """Those corrections, the first one first, that are of names in these documents, or of what these came to be."""
    people = [person for document in documents for person in document.people]
    names = {name.casefold() for person in people for name in (person.name, *person.aliases)}
    places = {"", *(document.id for document in documents), *(document.show or "" for document in documents)}
    left = [each for each in reversed(said) if not places.isdisjoint(each.places or ("",))]
    found: list[Correction] = []
    while more := [each for each in left if not names.isdisjoint(name.casefold() for name in each.names)]:
        names |= {name.casefold() for each in more for name in (*each.names, each.meant.name or "")}
        left = [each for each in left if each not in more]
        found += more
    return sorted(found, key=lambda each: each.id)
