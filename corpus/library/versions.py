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
from corpus.library import bodies, successors
from corpus.library.bodies import Body
from corpus.library.checksums import insert, select, update
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
    body: Body | None = None,
) -> Document:
    """Store a document as its next version, and log the change; `body`, where the version before has its passages."""
    (known,) = select(db, "documents", "WHERE id = ?", [document.id])
    lost = select(db, "lost", "WHERE document_id = ?", [document.id])
    number = max([known["version"], *(row["version"] for row in lost)]) + 1
    stored = replace(document, version=number, added_at=now)
    shell = replace(stored, sections=tuple(replace(section, passages=()) for section in stored.sections))
    held = body or bodies.add(db, stored.sections)
    version = (
        *(stored.id, number, sha256, source, reader, now.isoformat(), as_json(as_read)),
        *(*held, as_json(plain(shell))),
    )
    insert(db, "versions", [version])
    if known["version"] and not body:
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
