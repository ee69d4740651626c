"""What belongs together: a transcript and its episode; and what has much the same text."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from corpus.library.read import document as read_document, headers
from corpus.library.twins import are_alike, sketch
from corpus.library.types import Source
from corpus.library.versions import log
from corpus.model import Document


def kin(
    db: sqlite3.Connection, id: str, document: Document, source: Source, *, changed: bool, now: dt.datetime
) -> None:
    """Link a transcript with its episode: by what it came with, the same address, show and title, or file name.

    An episode's people say whom the labels of its transcripts name, so a change of one is a change of the other.
    """
    if document.type not in ("episode", "transcript"):
        return
    stale = set()
    for kin in _kin_of(document, source):
        db.execute("INSERT OR IGNORE INTO kin VALUES (?, ?)", [kin, id])
        others = db.execute("SELECT document_id FROM kin WHERE kin = ?", [kin]).fetchall()
        types = {each.id: each.type for each in headers(db, [row["document_id"] for row in others]).values()}
        for other, type_ in types.items():
            if {type_, types[id]} == {"episode", "transcript"}:
                transcript, episode = (id, other) if type_ == "episode" else (other, id)
                new = db.execute("INSERT OR IGNORE INTO links VALUES (?, ?)", [transcript, episode]).rowcount
                if new or (changed and episode == id):
                    stale.add(transcript)
    for transcript in sorted(stale):
        log(db, transcript, now)


def _kin_of(document: Document, source: Source) -> Iterator[str]:
    if source.kin:
        yield source.kin
    if document.guid:
        yield f"guid:{document.guid}"
    if document.url:
        yield f"url:{document.url}"
    if document.show:
        yield f"title:{document.show.casefold()}\n{document.title.casefold()}"
    if source.key and source.key.startswith("path:"):
        yield f"stem:{Path(source.key.removeprefix('path:')).with_suffix('')}"


def twins(db: sqlite3.Connection, id: str) -> None:
    """Say of a new text that another document, which it does not belong to, has much the same."""
    hashes = sketch(read_document(db, id))
    db.execute("DELETE FROM sketches WHERE document_id = ?", [id])
    db.executemany("INSERT INTO sketches VALUES (?, ?)", [(each, id) for each in hashes])
    near = db.execute(
        "SELECT DISTINCT document_id FROM sketches JOIN documents ON id = document_id"
        " WHERE hash IN (SELECT value FROM json_each(?1)) AND id <> ?2 AND given AND state = 'live'"
        " AND NOT EXISTS (SELECT 1 FROM links WHERE (from_id, to_id) IN ((id, ?2), (?2, id)))",
        [json.dumps(sorted(hashes)), id],
    ).fetchall()
    alike = [row["document_id"] for row in near if are_alike(hashes, _sketch(db, row["document_id"]))]
    if alike:
        checks = json.loads(db.execute("SELECT checks FROM documents WHERE id = ?", [id]).fetchone()["checks"])
        checks.append(f"text nearly the same as that of {', '.join(alike)}")
        db.execute("UPDATE documents SET checks = ? WHERE id = ?", [json.dumps(checks, ensure_ascii=False), id])


def _sketch(db: sqlite3.Connection, id: str) -> frozenset[int]:
    rows = db.execute("SELECT hash FROM sketches WHERE document_id = ?", [id])
    return frozenset(row["hash"] for row in rows)
