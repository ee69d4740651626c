"""What a person does to documents: edit their details, remove, purge and bring back."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.details import understood
from corpus.library import bodies, corrections, purged
from corpus.library.checksums import IGNORE, insert, update
from corpus.library.links import forget_shingles, pair, transcripts_of
from corpus.library.read import latest, row_of
from corpus.library.snapshot import Progress
from corpus.library.types import StoreResult
from corpus.library.versions import add_version, as_json, details, log, overlaid


def edit(
    db: sqlite3.Connection,
    ids: Sequence[str],
    changes: Mapping[str, str | None],
    *,
    now: dt.datetime,
    progress: Progress,
) -> tuple[StoreResult, ...]:
    wanted = {name: understood(name, value or "") for name, value in changes.items()}
    kept = []
    each = dict.fromkeys(ids)
    for id in each:
        kept.append(_edited(db, id, wanted, now))
        progress(len(kept), len(each))
    return tuple(kept)


def dismiss(db: sqlite3.Connection, ids: Sequence[str]) -> None:
    for id in ids:
        row_of(db, id)
        update(db, "documents", {"id": id}, checks="[]")


def _edited(db: sqlite3.Connection, id: str, wanted: Mapping[str, str | None], now: dt.datetime) -> StoreResult:
    row_of(db, id)
    (known,) = latest(db, [id])
    version, before = known.version, known.header
    # What a version of an older Citecast does not say of the source was not to be edited then.
    as_read: dict[str, Any] = {**details(before), **json.loads(version["as_read"])}
    edits = {name: value for name, value in {**json.loads(known.known["edits"]), **wanted}.items() if value is not None}
    update(db, "documents", {"id": id}, edits=as_json(edits))
    shown = overlaid(before, {**as_read, **edits})
    if details(shown) == details(before):
        return StoreResult(status="unchanged", document=id, version=before.version, passages=version["passages"])
    stored = add_version(
        db,
        shown,
        as_read=as_read,
        sha256=version["sha256"],
        source=version["source"],
        reader=version["reader"],
        now=now,
        body=bodies.of(version),
    )
    pair(db, id, None, changed=True, now=now)
    return StoreResult(status="updated", document=id, version=stored.version, passages=version["passages"])


def remove(
    db: sqlite3.Connection, id: str, *, purge_from: Path | None, along_with: str | None, now: dt.datetime
) -> tuple[str, ...]:
    """`purge_from` is the library's folder, where what is to be deleted for good is noted first."""
    state = row_of(db, id)["state"]
    along = db.execute(
        "SELECT to_id FROM links JOIN documents ON id = to_id WHERE from_id = ? AND NOT given AND state = 'live'"
        " AND NOT EXISTS (SELECT 1 FROM links AS other JOIN documents AS holder ON holder.id = other.from_id"
        "   WHERE other.to_id = links.to_id AND other.from_id <> links.from_id AND holder.state = 'live')",
        [id],
    ).fetchall()
    left = [id, *(row["to_id"] for row in along)]
    if state == "removed" and not purge_from:
        return ()
    touched = transcripts_of(db, id)
    for each in left:
        update(db, "documents", {"id": each}, state="removed", removed_with=along_with if each == id else id)
    for each in (*left, *touched):
        log(db, each, now)
    if purge_from:
        gone = db.execute("SELECT id FROM documents WHERE removed_with = ? AND NOT given", [id]).fetchall()
        _purge_all(db, {id, *(row["id"] for row in gone)}, purge_from)
    return tuple(left)


def purge(db: sqlite3.Connection, ids: Sequence[str], folder: Path, *, now: dt.datetime) -> None:
    """Purge these documents, and none along with them."""
    if not ids:
        return
    touched = {other for id in ids for other in transcripts_of(db, id)}
    for each in {*ids, *touched}:
        log(db, each, now)
    _purge_all(db, ids, folder)


def _purge_all(db: sqlite3.Connection, ids: Collection[str], folder: Path) -> None:
    purged.note(db, ids, folder)
    insert(db, "rebuilds", map(tuple, db.execute("SELECT max(revision) FROM changes")))
    for id in ids:
        _purge(db, id)


def _purge(db: sqlite3.Connection, id: str) -> None:
    passages = db.execute(
        f"SELECT DISTINCT id, document_id FROM versions JOIN passages ON {bodies.IN} WHERE document_id = ?",  # noqa: S608
        [id],
    )
    insert(db, "tombstones", map(tuple, passages.fetchall()), conflict=IGNORE)
    bodies.delete(db, id)
    forget_shingles(db, id)
    for table, column in (
        ("successors", "document_id"),
        ("comparisons", "document_id"),
        ("versions", "document_id"),
        ("pairing_keys", "document_id"),
        ("sources", "document_id"),
        ("readings", "document_id"),
        ("links", "from_id"),
        ("links", "to_id"),
    ):
        db.execute(f"DELETE FROM {table} WHERE {column} = ?", [id])  # noqa: S608  # the names above
    # Where it came from stays known, so that a feed or a folder does not bring it back.
    db.execute("DELETE FROM keys WHERE document_id = ? AND key LIKE 'sha:%'", [id])
    update(db, "documents", {"id": id}, state="purged", checks="[]", edits="{}")
    corrections.purge(db, id)
    db.execute("DELETE FROM fetched")  # an answer, such as a feed, may hold the text; each is fetched again when due
    db.execute("DELETE FROM originals WHERE sha256 NOT IN (SELECT sha256 FROM versions)")


def undelete(db: sqlite3.Connection, id: str, *, now: dt.datetime) -> tuple[str, ...]:
    if row_of(db, id)["state"] == "live":
        return ()
    along = db.execute(
        "SELECT to_id FROM links JOIN documents ON id = to_id"
        " WHERE from_id = ? AND state = 'removed' AND removed_with IS NOT NULL",
        [id],
    ).fetchall()
    back = [id, *(row["to_id"] for row in along)]
    for each in back:
        update(db, "documents", {"id": each}, state="live", removed_with=None)
    for each in (*back, *transcripts_of(db, id)):
        log(db, each, now)
    return tuple(back)
