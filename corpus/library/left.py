"""Texts that left: passages that an earlier version of a live document had, and its latest has not."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from corpus.errors import DamagedLibrary
from corpus.library import bodies, passages, people, read
from corpus.library.arrivals import arrivals
from corpus.library.connections import Connections
from corpus.library.damage import guarded
from corpus.library.types import Located, Outline, Seen, Version, WhyNot
from corpus.model import Document, Passage

_SEVERAL = "SELECT document_id FROM versions GROUP BY document_id HAVING count(DISTINCT body) > 1"
_LAST = (  # the last version that had each passage
    f"SELECT passages.id, max(versions.version) AS last FROM versions JOIN passages ON {bodies.IN}"  # noqa: S608  # ours
    " WHERE document_id = ? GROUP BY passages.id HAVING last < ?"
)
_COUNT = (
    "SELECT count(*) FROM (SELECT 1 FROM documents JOIN versions ON document_id = documents.id"  # noqa: S608  # ours
    f" JOIN passages ON {bodies.IN} WHERE state = 'live' AND documents.id IN ({_SEVERAL})"
    " GROUP BY documents.id, passages.id HAVING max(versions.version) < documents.version)"
)


@guarded
class LibraryLeft:
    """What a library knows of texts that left; `path` is the library's file."""

    def __init__(self, path: Path, connections: Connections) -> None:
        self._path = path
        self._connections = connections

    def outlines(self, id: str) -> tuple[Outline, ...]:
        """The passages that left a live document: the last versions that had any of them, each with these alone."""
        with self._connections.snapshot() as db:
            documents = _documents(db, id)
            stored = arrivals(db, id, ()) if documents else {}
            return tuple(Outline(each, "", stored) for each in documents)

    def versions(self, id: str) -> range:
        """Those of a document that may be the last to have a passage; none where all have the same or it is purged."""
        with self._connections.snapshot() as db:
            return _versions(db, id)

    def located(self, passage_ids: Iterable[str]) -> dict[str, Located]:
        """Those of some passages that left, as the last version that had each has them; `why_not` tells of others."""
        found: dict[str, Located] = {}
        with self._connections.snapshot() as db:
            for id in passage_ids:
                with suppress(DamagedLibrary):
                    found |= _located(db, id)
        return found

    def why_not(self, passage_ids: Iterable[str]) -> dict[str, WhyNot]:
        """Why `located` leaves passages out: `damaged`, or `missing` from what left live documents."""
        why: dict[str, WhyNot] = {}
        with self._connections.snapshot() as db:
            for id in passage_ids:
                try:
                    if not _located(db, id):
                        why[id] = "missing"
                except DamagedLibrary:
                    why[id] = "damaged"
        return why

    def seen(self, passage_id: str) -> Seen | None:
        """Between which readings of its document a passage appeared and vanished; None where none has it; Gone."""
        with self._connections.snapshot() as db:
            having = passages.versions_with(db, passage_id)
            return _seen(read.versions(db, having[0]["document_id"]), having) if having else None

    def passage_count(self) -> int:
        """How many passages left live documents."""
        count: int = self._connections.db().execute(_COUNT).fetchone()[0]
        return count


def _versions(db: sqlite3.Connection, id: str) -> range:
    of_it = "SELECT count(DISTINCT body), max(version) FROM versions WHERE document_id = ?"
    bodies, latest = db.execute(of_it, [id]).fetchone()
    return range(1, latest) if bodies > 1 else range(0)


def _documents(db: sqlite3.Connection, id: str) -> tuple[Document, ...]:
    if not _versions(db, id):
        return ()
    latest = read.row_of(db, id)["version"]
    ids: defaultdict[int, list[str]] = defaultdict(list)
    for passage, last in db.execute(_LAST, [id, latest]):
        ids[last].append(passage)
    return tuple(_cut(db, read.version_of(db, id, version), ids[version]) for version in sorted(ids))


def _cut(db: sqlite3.Connection, version: sqlite3.Row, ids: Sequence[str]) -> Document:
    """A version with these of its passages alone."""
    shell, who = people.without_passages(db, version)
    of: defaultdict[int, list[Passage]] = defaultdict(list)
    for row in passages.of_body(db, version["body"], ids):
        of[row["section"]].append(bodies.passage(row, who.said_by(row["speaker"])))
    sections = (replace(section, passages=tuple(of[number])) for number, section in enumerate(shell.sections))
    return replace(shell, sections=tuple(sections))


def _located(db: sqlite3.Connection, passage_id: str) -> Mapping[str, Located]:
    having = passages.versions_with(db, passage_id)
    if not having:
        return {}
    last = having[-1]
    known = read.row_of(db, last["document_id"])
    if known["state"] != "live" or last["version"] == known["version"]:
        return {}
    cut = _cut(db, last, [passage_id])
    shell = replace(cut, sections=tuple(replace(section, passages=()) for section in cut.sections))
    (place,) = ((number, passage) for number, each in enumerate(cut.sections) for passage in each.passages)
    return {passage_id: Located(document=shell, section=shell.sections[place[0]], passage=place[1])}


def _seen(versions: Sequence[Version], having: Sequence[sqlite3.Row]) -> Seen:
    numbers = [row["version"] for row in having]
    first, last = numbers[0], numbers[-1]
    has_it = [each for each in versions if each.version in numbers]
    earlier = [each for each in versions if each.version < first and each.because != "details"]
    read = [each for each in has_it if each.because == "source"]
    return Seen(
        before=earlier[-1] if earlier else None,
        first=has_it[0],
        last=(read or has_it)[-1],
        gone=next((each for each in versions if each.version > last), None),
    )
