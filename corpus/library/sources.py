"""Where documents came from: places that were read, and addresses that were fetched."""

from __future__ import annotations

import hashlib
import json
import sqlite3

from corpus.errors import NotFound
from corpus.fetch.fetched import Fetched
from corpus.library.checksums import insert, select
from corpus.library.damage import damaged
from corpus.library.packing import packed_original, unpacked_original
from corpus.library.read import latest, states
from corpus.library.types import StoreResult


def seen(db: sqlite3.Connection, place: str, *, data: bytes, reader: str, hints: str) -> StoreResult | None:
    digest = hashlib.sha256(data).hexdigest()
    rows = select(
        db, "readings", "WHERE place = ? AND sha256 = ? AND reader = ? AND hints = ?", [place, digest, reader, hints]
    )
    found = [each for row in rows for each in latest(db, [row["document_id"]]) if each.state == "live"]
    if not found:
        return None
    (document,) = found
    version = document.version
    elsewhere = version["sha256"] != digest and not place.endswith(version["source"])
    return StoreResult(
        status="unchanged",
        document=document.id,
        version=version["version"],
        passages=version["passages"],
        message=f"its document was read from {version['source']} since" if elsewhere else "",
        checks=document.checks,
    )


def places(db: sqlite3.Connection, prefix: str) -> dict[str, str]:
    rows = select(db, "readings", "WHERE substr(place, 1, length(?1)) = ?1 ORDER BY place", [prefix])
    known = states(db, {row["document_id"] for row in rows})
    return {row["place"]: row["document_id"] for row in rows if known[row["document_id"]] == "live"}


def is_left_out(db: sqlite3.Connection, guid: str) -> bool:
    ids = [row["document_id"] for row in select(db, "keys", "WHERE key = ?", [f"guid:{guid}"])]
    rows = select(db, "documents", "WHERE id IN (SELECT value FROM json_each(?))", [json.dumps(ids)])
    return any(row["state"] != "live" and row["removed_with"] is None for row in rows)


def known_by(db: sqlite3.Connection, key: str) -> str | None:
    """The live document that is known by a key."""
    row = db.execute("SELECT id FROM keys JOIN documents ON id = document_id WHERE key = ? AND state = 'live'", [key])
    return next((str(each["id"]) for each in row), None)


def fetched(db: sqlite3.Connection, url: str) -> Fetched | None:
    rows = select(db, "fetched", "WHERE url = ?", [url])
    if not rows:
        return None
    (row,) = rows
    return Fetched(
        url=row["location"],
        data=original(db, row["sha256"]),
        media_type=row["media_type"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        not_modified=True,
    )


def original(db: sqlite3.Connection, sha256: str) -> bytes:
    """The bytes with a hash; NotFound where a salvage lost them, DamagedLibrary where they are not what was stored."""
    if not sha256:
        raise NotFound("the original was lost before the library was salvaged")
    row = db.execute("SELECT CAST(data AS BLOB) AS data FROM originals WHERE sha256 = ?", [sha256]).fetchone()
    data = unpacked_original(row["data"], sha256) if row else None
    if data is None:
        raise damaged(f"the original {sha256[:12]}… is damaged: it is not what was stored")
    return data


def add_original(db: sqlite3.Connection, sha256: str, data: bytes) -> None:
    """Store the bytes with a hash, where they are not yet."""
    if not db.execute("SELECT 1 FROM originals WHERE sha256 = ?", [sha256]).fetchone():
        db.execute("INSERT INTO originals VALUES (?, ?)", [sha256, packed_original(data)])


def remember(db: sqlite3.Connection, url: str, answer: Fetched) -> None:
    digest = hashlib.sha256(answer.data).hexdigest()
    before = db.execute("SELECT sha256 FROM fetched WHERE url = ?", [url]).fetchone()
    add_original(db, digest, answer.data)
    db.execute("DELETE FROM fetched WHERE url = ?", [url])
    insert(db, "fetched", [(url, answer.etag, answer.last_modified, answer.media_type, answer.url, digest)])
    if before:
        drop_unused(db, before["sha256"])


def drop_unused(db: sqlite3.Connection, sha256: str) -> None:
    """Delete an original that no version and no answer of an address refers to."""
    db.execute(
        "DELETE FROM originals WHERE sha256 = ?1 AND NOT EXISTS (SELECT 1 FROM versions WHERE sha256 = ?1)"
        " AND NOT EXISTS (SELECT 1 FROM fetched WHERE sha256 = ?1)",
        [sha256],
    )
