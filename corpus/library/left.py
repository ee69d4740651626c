"""Texts that left: passages that an earlier version of a live document had, and its latest has not."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

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

    def located(self, passage_ids: Sequence[str]) -> dict[str, Located]:
        """Those of some passages that left live documents, as the last version that had each has them; `why_not` tells
        of one that is left out."""
        return passages.whole(self._located, passage_ids)

    def why_not(self, passage_ids: Iterable[str]) -> dict[str, WhyNot]:
        """Why `located` leaves passages out: `damaged`, or `missing` from what left live documents."""
        return passages.why_not(self._located, passage_ids)

    def _located(self, passage_ids: Sequence[str]) -> dict[str, Located]:
        with self._connections.snapshot() as db:
            return _located(db, passage_ids)

    def seen(self, passage_id: str) -> Seen | None:
        """Between which readings of its document a passage appeared and vanished; None where no document has or had
        it; DamagedLibrary."""
        with self._connections.snapshot() as db:
            having = passages.versions_with(db, passage_id)
            return _seen(having, read.versions(db, having[0]["document_id"])) if having else None

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


def _located(db: sqlite3.Connection, passage_ids: Iterable[str]) -> dict[str, Located]:
    held = {id: having for id in passage_ids if (having := passages.versions_with(db, id))}
    documents = {id: read.row_of(db, id) for id in {having[-1]["document_id"] for having in held.values()}}
    last: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for id, having in held.items():
        last[tuple(having[-1][:2])].append(id)
    found: dict[str, Located] = {}
    for (document, number), ids in last.items():
        if documents[document]["state"] != "live" or documents[document]["version"] == number:
            continue
        cut, versions = _cut(db, held[ids[0]][-1], ids), read.versions(db, document)
        bare = tuple(replace(section, passages=()) for section in cut.sections)
        found |= {
            passage.id: Located(
                document=replace(cut, sections=bare),
                section=section,
                passage=passage,
                seen=_seen(held[passage.id], versions),
            )
            for section, whole in zip(bare, cut.sections, strict=True)
            for passage in whole.passages
        }
    return found


def _seen(having: Sequence[sqlite3.Row], versions: Sequence[Version]) -> Seen:
    numbers = [row["version"] for row in having]
    first, last = numbers[0], numbers[-1]
    has_it = [each for each in versions if each.version in numbers]
    earlier = [each for each in versions if each.version < first and each.because not in ("details", "alignment")]
    read = [each for each in has_it if each.because in ("source", "heard")]
    return Seen(
        before=earlier[-1] if earlier else None,
        first=has_it[0],
        last=(read or has_it)[-1],
        gone=next((each for each in versions if each.version > last), None),
    )
