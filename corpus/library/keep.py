"""Storing a source: which document it is, whether anything is new, and what belongs to it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import replace

from corpus.library import links
from corpus.library.read import document as read_document, record
from corpus.library.sources import drop_unused
from corpus.library.types import Kept, Source
from corpus.library.versions import add_version, details, log, overlaid
from corpus.model import Document, Reading
from corpus.passages import identify
from corpus.slugs import slug


def keep(
    db: sqlite3.Connection,
    reading: Reading,
    *,
    source: Source,
    data: bytes,
    reader: str,
    hints: str,
    now: dt.datetime,
) -> Kept:
    digest = hashlib.sha256(data).hexdigest()
    db.execute("INSERT OR IGNORE INTO originals VALUES (?, ?)", [digest, data])
    keeper = _Keeper(db, digest, source, reader, now)
    kept = keeper.left_out(reading.document)
    if kept is None:
        kept = keeper.main(reading)
        keeper.introduced(kept.document, reading.related)
        changed = kept.status != "unchanged"
        links.kin(db, kept.document, reading.document, source, changed=changed, now=now)
        if changed:
            links.twins(db, kept.document)
        kept = replace(kept, checks=record(db, kept.document).checks)
    if source.key:
        db.execute(
            "INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?)", [source.key, digest, reader, hints, kept.document]
        )
    drop_unused(db, digest)
    return kept


class _Keeper:
    """One source being stored, inside its transaction."""

    def __init__(self, db: sqlite3.Connection, digest: str, source: Source, reader: str, now: dt.datetime) -> None:
        self._db = db
        self._digest = digest
        self._source = source
        self._reader = reader
        self._now = now

    def left_out(self, document: Document) -> Kept | None:
        """What is said of a document that a person removed, where the source only came along with others."""
        if self._source.asked:
            return None
        keys = json.dumps(self._keys(document))
        row = self._db.execute(
            "SELECT * FROM keys JOIN documents ON id = document_id WHERE state <> 'live' AND removed_with IS NULL"
            " AND key IN (SELECT value FROM json_each(?))",
            [keys],
        ).fetchone()
        if row is None:
            return None
        purged = row["state"] == "purged"
        why = "was deleted for good" if purged else f"was removed; `citecast undelete {row['id']}` brings it back"
        return Kept(status="unchanged", document=row["id"], version=row["version"], passages=0, message=why)

    def _keys(self, document: Document) -> list[str]:
        place = self._source.key or f"sha:{self._digest}"
        identity = f"guid:{document.guid}" if document.guid else f"url:{document.url}" if document.url else place
        return [identity, *_content_keys(document)]

    def main(self, reading: Reading) -> Kept:
        """The source's own document."""
        document = reading.document
        keys = self._keys(document)
        id = self._known(keys) or (None if document.guid else self._same_bytes())
        kept = self._store(document, id, keys=keys, given=True)
        self._db.execute("UPDATE documents SET given = 1 WHERE id = ?", [kept.document])
        if kept.status != "unchanged":
            self._set_checks(kept.document, reading.checks)
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

    def _set_checks(self, id: str, checks: Iterable[str]) -> None:
        said = json.dumps(list(checks), ensure_ascii=False)
        self._db.execute("UPDATE documents SET checks = ? WHERE id = ?", [said, id])

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
        self._db.executemany(
            "INSERT INTO keys VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET document_id = excluded.document_id"
            " WHERE (SELECT state FROM documents WHERE id = keys.document_id) = 'purged'",
            [(key, id) for key in keys],
        )
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
            row = self._db.execute(
                "SELECT document_id FROM keys JOIN documents ON id = document_id WHERE key = ? AND state <> 'purged'",
                [key],
            ).fetchone()
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
