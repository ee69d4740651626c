"""The rows of comparisons of documents with their sources: when each was made last, and what came of it."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Collection

from corpus.errors import InvalidValue
from corpus.library.checksums import insert, select
from corpus.library.counts import select_all
from corpus.library.read import row_of, version_of
from corpus.library.types import Comparison, Origin, Source
from corpus.library.versions import as_json

TABLE = """
CREATE TABLE comparisons (              -- of a version with its source: the last one of each outcome
    document_id TEXT NOT NULL REFERENCES documents,
    version INTEGER NOT NULL,           -- the latest then
    outcome TEXT NOT NULL CHECK (outcome IN ('same', 'changed', 'words_gone', 'source_gone', 'not_reached')),
    at TEXT NOT NULL,
    place TEXT NOT NULL,                -- what was read: the key of a reading
    why TEXT NOT NULL,
    gone TEXT NOT NULL,                 -- JSON list: ids of the passages whose words were not there
    checksum BLOB NOT NULL,
    PRIMARY KEY (document_id, version, outcome)
) WITHOUT ROWID
"""
_LASTING = ("path:", "url:", "item:")  # the keys of places that can be read again


def of(db: sqlite3.Connection, ids: Collection[str]) -> dict[str, tuple[Comparison, ...]]:
    found: dict[str, tuple[Comparison, ...]] = {}
    for row in select_all(db, "comparisons", "document_id", ids, order="ORDER BY at, version"):
        comparison = Comparison(
            version=row["version"],
            outcome=row["outcome"],
            at=dt.datetime.fromisoformat(row["at"]),
            place=row["place"],
            why=row["why"],
            gone=tuple(json.loads(row["gone"])),
        )
        found[row["document_id"]] = (*found.get(row["document_id"], ()), comparison)
    return found


def put(db: sqlite3.Connection, id: str, comparison: Comparison) -> None:
    """Keep a comparison in place of the one before it of the same version and outcome."""
    version, outcome, at, place, why, gone = comparison
    db.execute("DELETE FROM comparisons WHERE document_id = ? AND version = ? AND outcome = ?", [id, version, outcome])
    insert(db, "comparisons", [(id, version, outcome, at.isoformat(), place, why, as_json(gone))])


def same(db: sqlite3.Connection, id: str, source: Source, *, now: dt.datetime) -> None:
    """Note, once a day, that the source of a document's latest version was read again and says the same.

    Another place with the same text is not the source, and what was sent or pasted cannot be read again.
    """
    if not (source.key and source.key.startswith(_LASTING)):
        return
    version = version_of(db, id)
    if version["source"] != source.source or version["added_at"] == now.isoformat():
        return
    at = [id, version["version"]]
    noted = select(db, "comparisons", "WHERE document_id = ? AND version = ? AND outcome = 'same'", at)
    if not noted or noted[0]["at"][:10] != now.isoformat()[:10]:
        put(db, id, Comparison(version["version"], "same", now, source.key))


def origin(db: sqlite3.Connection, id: str) -> Origin:
    """Where the latest version of a document can be read again; InvalidValue where that is nowhere."""
    version = version_of(db, id, row_of(db, id)["version"])
    read = select(db, "readings", "WHERE document_id = ? ORDER BY place", [id])
    places = [row for row in read if row["place"].startswith(_LASTING)]
    if not places:
        raise InvalidValue(
            f"{version['source']} was sent or pasted: there is no file and no address to compare it with"
        )

    def nearness(row: sqlite3.Row) -> tuple[bool, bool]:
        return row["place"].endswith(version["source"]), row["sha256"] == version["sha256"]

    best = max(places, key=nearness)
    return Origin(best["place"], best["hints"])


def due(db: sqlite3.Connection) -> tuple[str, ...]:
    """The live documents that can be compared, those first that were not for the longest; those of a feed together."""
    rows = db.execute(
        "SELECT id, min(place) AS place FROM documents JOIN readings ON readings.document_id = id"
        " WHERE state = 'live' AND given AND substr(place, 1, instr(place, ':')) IN (SELECT value FROM json_each(?))"
        " GROUP BY id ORDER BY (SELECT substr(max(at), 1, 10) FROM comparisons WHERE document_id = id), place",
        [json.dumps(_LASTING)],
    )
    return tuple(row["id"] for row in rows)
