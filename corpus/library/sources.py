"""Where documents came from: places that were read, and addresses that were fetched."""

from __future__ import annotations

import hashlib
import sqlite3

from corpus.fetch import Fetched
from corpus.library.read import record
from corpus.library.types import Kept


def seen(db: sqlite3.Connection, place: str, *, data: bytes, reader: str, hints: str) -> Kept | None:
    digest = hashlib.sha256(data).hexdigest()
    row = db.execute(
        "SELECT document_id, version FROM readings JOIN documents ON id = document_id"
        " WHERE place = ? AND sha256 = ? AND reader = ? AND hints = ? AND state = 'live'",
        [place, digest, reader, hints],
    ).fetchone()
    if row is None:
        return None
    id, version = row["document_id"], row["version"]
    latest = db.execute("SELECT * FROM versions WHERE document_id = ? AND version = ?", [id, version]).fetchone()
    elsewhere = latest["sha256"] != digest and not place.endswith(latest["source"])
    message = f"its document was read from {latest['source']} since" if elsewhere else ""
    passages = db.execute("SELECT count(*) FROM passages WHERE document_id = ? AND version = ?", [id, version])
    return Kept(
        status="unchanged",
        document=id,
        version=version,
        passages=passages.fetchone()[0],
        message=message,
        checks=record(db, id).checks,
    )


def places(db: sqlite3.Connection, prefix: str) -> dict[str, str]:
    rows = db.execute(
        "SELECT place, document_id FROM readings JOIN documents ON id = document_id"
        " WHERE state = 'live' AND substr(place, 1, length(?1)) = ?1 ORDER BY place",
        [prefix],
    )
    return {row["place"]: row["document_id"] for row in rows}


def is_left_out(db: sqlite3.Connection, guid: str) -> bool:
    row = db.execute(
        "SELECT 1 FROM keys JOIN documents ON id = document_id"
        " WHERE key = ? AND state <> 'live' AND removed_with IS NULL",
        [f"guid:{guid}"],
    ).fetchone()
    return row is not None


def fetched(db: sqlite3.Connection, url: str) -> Fetched | None:
    row = db.execute("SELECT * FROM fetched JOIN originals USING (sha256) WHERE url = ?", [url]).fetchone()
    if row is None:
        return None
    return Fetched(
        url=row["location"],
        data=row["data"],
        media_type=row["media_type"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        not_modified=True,
    )


def remember(db: sqlite3.Connection, url: str, answer: Fetched) -> None:
    digest = hashlib.sha256(answer.data).hexdigest()
    before = db.execute("SELECT sha256 FROM fetched WHERE url = ?", [url]).fetchone()
    db.execute("INSERT OR IGNORE INTO originals VALUES (?, ?)", [digest, answer.data])
    db.execute(
        "INSERT OR REPLACE INTO fetched (url, etag, last_modified, media_type, location, sha256)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [url, answer.etag, answer.last_modified, answer.media_type, answer.url, digest],
    )
    if before:
        drop_unused(db, before["sha256"])


def drop_unused(db: sqlite3.Connection, sha256: str) -> None:
    """Delete an original that no version and no answer of an address refers to."""
    db.execute(
        "DELETE FROM originals WHERE sha256 = ?1 AND NOT EXISTS (SELECT 1 FROM versions WHERE sha256 = ?1)"
        " AND NOT EXISTS (SELECT 1 FROM fetched WHERE sha256 = ?1)",
        [sha256],
    )
