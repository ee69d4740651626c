"""Versions of documents: their details, how one is stored, and the log of changes."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import sqlite3
from dataclasses import replace
from typing import Any

from corpus.dates import PartialDate
from corpus.details import DETAILS
from corpus.library import successors
from corpus.library.checksums import checksum, insert, select, text_hash, total, update
from corpus.model import Document
from corpus.plain import plain


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
    (known,) = select(db, "documents", "WHERE id = ?", [document.id])
    lost = select(db, "lost", "WHERE document_id = ?", [document.id])
    number = max([known["version"], *(row["version"] for row in lost)]) + 1
    stored = replace(document, version=number, added_at=now)
    shell = replace(stored, sections=tuple(replace(section, passages=()) for section in stored.sections))
    rows = [
        (
            *(stored.id, number, p.ordinal, index, p.paragraph, p.id),
            *(p.speaker, p.start_ms, p.end_ms, p.page, as_json(p.parts) if p.parts else None),
            *(p.after_ms, p.before_ms, text_hash(p.text), p.text),
        )
        for index, section in enumerate(stored.sections)
        for p in section.passages
    ]
    checksums = [checksum(row) for row in rows]
    version = (
        *(stored.id, number, sha256, source, reader, now.isoformat(), as_json(as_read)),
        *(len(rows), total(checksums), ""),
    )
    insert(db, "versions", [version])
    insert(db, "passages", rows, checksums=checksums)
    # Last, for SQLite reads the whole row that a passage refers to, for each of them.
    update(db, "versions", {"document_id": stored.id, "version": number}, header=as_json(plain(shell)))
    if known["version"]:
        successors.store(db, stored.id, known["version"], number)
    update(db, "documents", {"id": stored.id}, version=number)
    log(db, stored.id, now)
    return stored


def as_json(value: object) -> str:
    """A plain value as it is kept."""
    return json.dumps(value, ensure_ascii=False)


def log(db: sqlite3.Connection, id: str, now: dt.datetime) -> None:
    """Append to the log of changes, which the index is made from."""
    revision = db.execute("SELECT coalesce(max(revision), 0) + 1 FROM changes").fetchone()[0]
    insert(db, "changes", [(revision, id, now.isoformat(), secrets.token_hex(16))])
