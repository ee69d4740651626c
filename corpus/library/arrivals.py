"""Arrivals: with which change of the library each passage of a document first came."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from corpus.library import bodies

_BODIES = "SELECT body, min(version), added_at FROM versions WHERE document_id = ? GROUP BY body ORDER BY min(version)"
_CHANGE = "SELECT max(revision) FROM changes WHERE document_id = ? AND at = ?"
_IDS = "SELECT id FROM passages WHERE number BETWEEN ? AND ?"
INDEX = "CREATE INDEX changes_by_document ON changes (document_id, at)"


def arrivals(db: sqlite3.Connection, id: str, passages: Iterable[str]) -> dict[str, int]:
    """The number of the change with which each of the passages of a document's latest version first came."""
    held = db.execute(_BODIES, [id]).fetchall()
    came: dict[str, int] = {}
    for body, _, at in held:
        (change,) = db.execute(_CHANGE, [id, at]).fetchone()
        ids = (row[0] for row in db.execute(_IDS, bodies.span(body))) if len(held) > 1 else passages
        came = dict.fromkeys(ids, change or 0) | came
    return came
