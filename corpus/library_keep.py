"""Storing a source: which document it is, whether anything is new, and what belongs to it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.dates import PartialDate
from corpus.library_read import document as read_document
from corpus.library_types import Kept, Source
from corpus.model import Document, Reading
from corpus.passages import identify
from corpus.plain import plain
from corpus.slugs import slug

DETAILS = ("title", "type", "show", "date", "url", "language")  # what a person may edit


def keep(
    db: sqlite3.Connection, reading: Reading, *, source: Source, data: bytes, reader: str, now: dt.datetime
) -> Kept:
    digest = hashlib.sha256(data).hexdigest()
    db.execute("INSERT OR IGNORE INTO originals VALUES (?, ?)", [digest, data])
    keeper = _Keeper(db, digest, source, reader, now)
    kept = keeper.main(reading)
    keeper.introduced(kept.document, reading.related)
    keeper.kin(kept.document, reading.document)
    db.execute(
        "DELETE FROM originals WHERE sha256 = ?1 AND NOT EXISTS (SELECT 1 FROM versions WHERE sha256 = ?1)", [digest]
    )
    return kept


class _Keeper:
    """One source being stored, inside its transaction."""

    def __init__(self, db: sqlite3.Connection, digest: str, source: Source, reader: str, now: dt.datetime) -> None:
        self._db = db
        self._digest = digest
        self._source = source
        self._reader = reader
        self._now = now

    def main(self, reading: Reading) -> Kept:
        """The source's own document."""
        document = reading.document
        place = self._source.key or f"sha:{self._digest}"
        identity = f"guid:{document.guid}" if document.guid else f"url:{document.url}" if document.url else place
        keys = [identity, *_content_keys(document)]
        id = self._known(keys) or self._same_bytes()
        kept = self._store(document, id, keys=keys, given=True)
        self._db.execute("UPDATE documents SET given = 1 WHERE id = ?", [kept.document])
        if kept.status != "unchanged":
            checks = json.dumps(reading.checks, ensure_ascii=False)
            self._db.execute("UPDATE documents SET checks = ? WHERE id = ?", [checks, kept.document])
        return kept

    def introduced(self, main_id: str, documents: tuple[Document, ...]) -> None:
        """The bios and report stubs that a document introduces; one that was itself added stays as it is."""
        self._db.execute(
            "DELETE FROM links WHERE from_id = ? AND to_id IN (SELECT id FROM documents WHERE NOT given)",
            [main_id],
        )
        for document in documents:
            keys = [*([f"url:{document.url}"] if document.url else []), *_content_keys(document)]
            id = self._known(keys)
            row = self._row(id) if id else None
            left_alone = row and (row["given"] or (row["state"] == "removed" and row["removed_with"] is None))
            if id is None or not left_alone:
                id = self._store(document, id, keys=keys, given=False).document
            if id != main_id:
                self._db.execute("INSERT OR IGNORE INTO links VALUES (?, ?)", [main_id, id])

    def kin(self, id: str, document: Document) -> None:
        """Link a transcript with its episode: the same address, show and title, or file name but for its end."""
        if document.type not in ("episode", "transcript"):
            return
        for kin in self._kin_of(document):
            self._db.execute("INSERT OR IGNORE INTO kin VALUES (?, ?)", [kin, id])
            others = self._db.execute(
                "SELECT document_id FROM kin WHERE kin = ? AND document_id <> ?", [kin, id]
            ).fetchall()
            for other in (row["document_id"] for row in others):
                types = {name: read_document(self._db, name).type for name in (id, other) if self._exists(name)}
                if set(types.values()) == {"episode", "transcript"}:
                    pair = sorted((id, other), key=lambda name: types[name], reverse=True)
                    self._db.execute("INSERT OR IGNORE INTO links VALUES (?, ?)", pair)

    def _kin_of(self, document: Document) -> Iterator[str]:
        if document.url:
            yield f"url:{document.url}"
        if document.show:
            yield f"title:{document.show.casefold()}\n{document.title.casefold()}"
        if self._source.key and self._source.key.startswith("path:"):
            yield f"stem:{Path(self._source.key.removeprefix('path:')).with_suffix('')}"

    def _store(self, document: Document, id: str | None, *, keys: list[str], given: bool) -> Kept:
        message = ""
        if id is None:
            id, latest, edits = self._new_id(document.title), None, {}
            self._db.execute(
                "INSERT INTO documents (id, state, version, given, checks) VALUES (?, 'live', 0, ?, '[]')",
                [id, given],
            )
        else:
            row = self._row(id)
            latest, edits = read_document(self._db, id), json.loads(row["edits"])
            if row["state"] == "removed":
                message = "restored"
                self._db.execute("UPDATE documents SET state = 'live', removed_with = NULL WHERE id = ?", [id])
                log(self._db, id, self._now)
            if latest.stub and not document.stub:
                message = "fills the report known from a reference"
        self._db.executemany("INSERT OR IGNORE INTO keys VALUES (?, ?)", [(key, id) for key in keys])
        noted = self._db.execute("INSERT OR IGNORE INTO sources VALUES (?, ?)", [id, self._source.source]).rowcount
        shown = identify(overlaid(replace(document, id=id), edits))
        if latest and shown == replace(latest, version=0, added_at=None):
            if noted and given:
                message = message or f"also at {self._source.source}"
            self._db.execute(
                "UPDATE versions SET as_read = ? WHERE document_id = ? AND version = ?",
                [json.dumps(details(document), ensure_ascii=False), id, latest.version],
            )
            count = sum(1 for _ in latest.passages())
            status = "updated" if message == "restored" else "unchanged"
            return Kept(status=status, document=id, version=latest.version, passages=count, message=message)  # type: ignore[arg-type]
        stored = add_version(
            self._db,
            shown,
            as_read=details(document),
            sha256=self._digest,
            source=self._source.source,
            reader=self._reader,
            now=self._now,
        )
        count = sum(1 for _ in stored.passages())
        return Kept(
            status="updated" if latest else "added",
            document=id,
            version=stored.version,
            passages=count,
            message=message,
        )

    def _known(self, keys: list[str]) -> str | None:
        for key in keys:
            row = self._db.execute("SELECT document_id FROM keys WHERE key = ?", [key]).fetchone()
            if row:
                return str(row["document_id"])
        return None

    def _same_bytes(self) -> str | None:
        row = self._db.execute(
            "SELECT id FROM documents JOIN versions ON document_id = id AND versions.version = documents.version"
            " WHERE sha256 = ? AND given AND state <> 'purged' ORDER BY id LIMIT 1",
            [self._digest],
        ).fetchone()
        return str(row["id"]) if row else None

    def _exists(self, id: str) -> bool:
        return bool(self._row(id)["state"] != "purged")

    def _row(self, id: str) -> sqlite3.Row:
        row: sqlite3.Row = self._db.execute("SELECT * FROM documents WHERE id = ?", [id]).fetchone()
        return row

    def _new_id(self, title: str) -> str:
        base = slug(title)
        id, count = base, 1
        while self._db.execute("SELECT 1 FROM documents WHERE id = ?", [id]).fetchone():
            count += 1
            id = f"{base}-{count}"
        return id


def _content_keys(document: Document) -> list[str]:
    """What tells one bio or report from another wherever it comes from: who, what, when."""
    if document.type == "bio":
        return [f"bio:{slug(document.title)}"]
    if document.type == "report":
        authors = "+".join(sorted(slug(person.name) for person in document.people if "author" in person.roles))
        return [f"report:{authors}/{slug(document.title)}/{document.date.year if document.date else ''}"]
    return []


def details(document: Document) -> dict[str, Any]:
    """The details that a person may edit, as plain values."""
    return {name: plain(getattr(document, name)) for name in DETAILS}


def overlaid(document: Document, values: dict[str, Any]) -> Document:
    """The document with details set; `values` are plain, a date in ISO 8601."""
    dated = {**values, "date": PartialDate.parse(values["date"])} if values.get("date") else values
    return replace(document, **dated)


def add_version(
    db: sqlite3.Connection,
    document: Document,
    *,
    as_read: dict[str, Any],
    sha256: str,
    source: str,
    reader: str,
    now: dt.datetime,
) -> Document:
    """Store a document as its next version, and log the change."""
    number = db.execute("SELECT version FROM documents WHERE id = ?", [document.id]).fetchone()[0] + 1
    stored = replace(document, version=number, added_at=now)
    shell = replace(stored, sections=tuple(replace(section, passages=()) for section in stored.sections))
    db.execute(
        "INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            stored.id,
            number,
            sha256,
            source,
            reader,
            now.isoformat(),
            json.dumps(plain(shell), ensure_ascii=False),
            json.dumps(as_read, ensure_ascii=False),
        ],
    )
    db.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                stored.id,
                number,
                p.ordinal,
                index,
                paragraph,
                p.id,
                p.text,
                p.speaker,
                p.start_ms,
                p.end_ms,
                p.page,
            )
            for index, section in enumerate(stored.sections)
            for paragraph, p in enumerate(section.passages, 1)
        ),
    )
    db.execute("UPDATE documents SET version = ? WHERE id = ?", [number, stored.id])
    log(db, stored.id, now)
    return stored


def log(db: sqlite3.Connection, id: str, now: dt.datetime) -> None:
    """Append to the log of changes, which the index is made from."""
    db.execute("INSERT INTO changes (document_id, at) VALUES (?, ?)", [id, now.isoformat()])
