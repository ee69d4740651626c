"""Versions of documents: their details, how one is stored, and the log of changes."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from dataclasses import replace
from typing import Any

from corpus.dates import PartialDate
from corpus.model import Document
from corpus.plain import plain

DETAILS = ("title", "type", "show", "date", "url", "language")  # what a person may edit


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
    db.execute(
        "INSERT INTO changes (document_id, at, token) VALUES (?, ?, lower(hex(randomblob(16))))", [id, now.isoformat()]
    )
