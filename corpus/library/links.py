"""What belongs together: a transcript and its episode; and what has much the same text."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from array import array
from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path

from corpus.library import bodies
from corpus.library.checksums import IGNORE, insert, select, update
from corpus.library.read import headers
from corpus.library.twins import alike, sketch
from corpus.library.types import Source
from corpus.library.versions import as_json, log
from corpus.model import Document

_LASTING = ("guid:", "stem:")  # kin that an edit of details does not change
_NAMED = 3
NEARLY = "text nearly the same as that of"
_TOO_MANY = 30  # documents: what so many have in common is no tie


def kin(db: sqlite3.Connection, id: str, source: Source | None, *, changed: bool, now: dt.datetime) -> None:
    """Link a transcript with its episode, anew: by what it came with, the same address, show and title, or file name.

    An episode's people say whom the labels of its transcripts name, so a change of one is a change of the other.
    """
    before = _partners(db, id)
    names = _names(db, id, source)
    db.execute("DELETE FROM kin WHERE document_id = ?", [id])
    db.executemany(
        "DELETE FROM links WHERE (from_id = ?1 AND to_id = ?2) OR (from_id = ?2 AND to_id = ?1)",
        ((id, each) for each in before),
    )
    insert(db, "kin", ((name, id) for name in names), conflict=IGNORE)
    after: dict[str, Document] = {}
    for name in names:
        after |= _fitting(db, name, id)
    for other, document in after.items():
        link = (id, other) if document.type == "episode" else (other, id)
        insert(db, "links", [link], conflict=IGNORE)
    touched = headers(db, (before ^ after.keys()) | (after.keys() if changed else set()))
    for transcript in sorted({id if other.type == "episode" else other.id for other in touched.values()}):
        log(db, transcript, now)


def transcripts_of(db: sqlite3.Connection, id: str) -> tuple[str, ...]:
    """The live transcripts that are linked with an episode."""
    return tuple(each.id for each in headers(db, _partners(db, id)).values() if each.type == "transcript")


def _partners(db: sqlite3.Connection, id: str) -> set[str]:
    """The documents that are linked with this one as transcript and episode are."""
    rows = db.execute(
        "SELECT other FROM (SELECT to_id AS other FROM links WHERE from_id = ?1"
        "  UNION SELECT from_id FROM links WHERE to_id = ?1)"
        " WHERE EXISTS (SELECT 1 FROM kin WHERE document_id = other)"
        " AND EXISTS (SELECT 1 FROM kin WHERE document_id = ?1)",
        [id],
    )
    return {row["other"] for row in rows}


def _names(db: sqlite3.Connection, id: str, source: Source | None) -> list[str]:
    """What a transcript and its episode may have in common; where it came with its episode, nothing but that."""
    rows = db.execute("SELECT kin FROM kin WHERE document_id = ?", [id])
    names = [row["kin"] for row in rows if source is None and row["kin"].startswith(_LASTING)]
    document = headers(db, [id]).get(id)
    if document is None or document.type not in ("episode", "transcript"):
        return names
    if source and source.kin:
        names.append(source.kin)
    if document.type == "transcript" and any(name.startswith("guid:") for name in names):
        return names
    if document.guid:
        names.append(f"guid:{document.guid}")
    if document.url:
        names.append(f"url:{document.url}")
    if document.show:
        names.append(f"title:{document.show.casefold()}\n{document.title.casefold()}")
    if source and source.key and source.key.startswith("path:"):
        names.append(f"stem:{Path(source.key.removeprefix('path:')).with_suffix('')}")
    return names


def _fitting(db: sqlite3.Connection, name: str, id: str) -> dict[str, Document]:
    """The documents of the other type that have a name in common with this one."""
    rows = db.execute("SELECT document_id FROM kin WHERE kin = ? LIMIT ?", [name, _TOO_MANY]).fetchall()
    if len(rows) == _TOO_MANY:
        return {}
    found = headers(db, [row["document_id"] for row in rows])
    this = found.pop(id)
    others = {other: each for other, each in found.items() if {each.type, this.type} == {"episode", "transcript"}}
    if not name.startswith("title:"):
        return others
    episodes = [each for each in (this, *found.values()) if each.type == "episode"]
    if len(episodes) > 1:
        return {}  # such as “Trailer”, or “Mailbag”
    return {other: each for other, each in others.items() if not (each.date and this.date and each.date != this.date)}


def is_sketched(db: sqlite3.Connection, id: str) -> bool:
    return db.execute("SELECT 1 FROM sketches WHERE document_id = ?", [id]).fetchone() is not None


def twins(db: sqlite3.Connection, id: str, stored: Document | None = None) -> tuple[str, ...]:
    """Say of a text that others, which it does not belong to, have much the same; the ids of these. It is that of the
    document as it was just `stored`, if it was."""
    document = headers(db, [id])[id]
    hashes = _sketched(db, id, stored)
    held: dict[int, list[str]] = {}
    for row in db.execute(
        "SELECT hash, document_id FROM shingles JOIN sketches USING (sketch) JOIN documents ON id = document_id"
        " WHERE hash IN (SELECT value FROM json_each(?1)) AND id <> ?2 AND given AND state = 'live'"
        " AND NOT EXISTS (SELECT 1 FROM links"
        "  WHERE (from_id = id AND to_id = ?2) OR (from_id = ?2 AND to_id = id))",
        [json.dumps(sorted(hashes)), id],
    ):
        held.setdefault(row["hash"], []).append(row["document_id"])
    near = headers(db, alike(hashes, held, partial(_sketch, db)))
    found = tuple(
        other
        for other, each in sorted(near.items())
        if not (document.guid and each.guid and document.show == each.show)  # their feed says that they are two
    )
    if found:
        _add_check(db, id, f"{NEARLY} {listed(found)}")
    return found


def sketch_all(db: sqlite3.Connection) -> None:
    """Sketch all documents anew, as this version of the library does."""
    for row in db.execute("SELECT id FROM documents WHERE given AND state <> 'purged'").fetchall():
        _sketched(db, row["id"], None)


def _sketched(db: sqlite3.Connection, id: str, stored: Document | None) -> frozenset[int]:
    if stored:
        hashes = sketch(passage.text for passage in stored.passages())
    else:
        (held,) = db.execute(
            "SELECT body FROM documents JOIN versions ON document_id = id AND versions.version = documents.version"
            " WHERE id = ?",
            [id],
        )
        hashes = sketch(text for _, text in bodies.texts(db, held["body"]))
    add_sketch(db, id, hashes)
    return hashes


def add_sketch(db: sqlite3.Connection, id: str, hashes: Collection[int]) -> None:
    """Keep what a document's text is known again by, in place of what it was before."""
    forget_sketch(db, id)
    kept = array("Q", sorted(hashes)).tobytes()
    number = db.execute("INSERT INTO sketches (document_id, hashes) VALUES (?, ?)", [id, kept]).lastrowid
    db.executemany("INSERT INTO shingles VALUES (?, ?)", ((each, number) for each in hashes))


def forget_sketch(db: sqlite3.Connection, id: str) -> None:
    row = db.execute("SELECT sketch, hashes FROM sketches WHERE document_id = ?", [id]).fetchone()
    if row:
        at = ((each, row["sketch"]) for each in array("Q", row["hashes"]))
        db.executemany("DELETE FROM shingles WHERE hash = ? AND sketch = ?", at)
        db.execute("DELETE FROM sketches WHERE sketch = ?", [row["sketch"]])


def listed(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _add_check(db: sqlite3.Connection, id: str, check: str) -> None:
    (row,) = select(db, "documents", "WHERE id = ?", [id])
    update(db, "documents", {"id": id}, checks=as_json([*json.loads(row["checks"]), check]))


def _sketch(db: sqlite3.Connection, id: str) -> frozenset[int]:
    row = db.execute("SELECT hashes FROM sketches WHERE document_id = ?", [id]).fetchone()
    return frozenset(array("Q", row["hashes"]))
