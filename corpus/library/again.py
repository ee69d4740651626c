"""Reading again what is stored: which documents, from what, and what comes of it."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from dataclasses import replace

from corpus.errors import InvalidValue
from corpus.library import links
from corpus.library.checksums import select, update
from corpus.library.keep import Keeper
from corpus.library.read import document, record, row_of
from corpus.library.sources import original
from corpus.library.types import Again, Source, Stored, StoreResult
from corpus.library.versions import as_json
from corpus.model import Document, Reading
from corpus.near_duplicates import prepared
from corpus.plain import header

_NEARLY = links.NEARLY


def behind(db: sqlite3.Connection, reader: str) -> tuple[str, ...]:
    """The live documents that were themselves added, and last read by another reader; the newest first."""
    rows = db.execute(
        "SELECT id FROM documents JOIN versions ON document_id = id AND versions.version = documents.version"
        " WHERE state = 'live' AND given AND sha256 <> '' AND versions.reader <> ?1 AND NOT EXISTS"
        "  (SELECT 1 FROM readings WHERE document_id = id AND sha256 = versions.sha256 AND readings.reader = ?1)"
        " ORDER BY added_at DESC, id",
        [reader],
    )
    return tuple(row["id"] for row in rows)


def stored(db: sqlite3.Connection, id: str) -> Stored:
    known = row_of(db, id)
    if known["state"] != "live":
        raise InvalidValue(f"it was removed; `citecast undelete {id}` brings it back")
    if not known["given"]:
        raise InvalidValue("it is known only from what introduces it: read that again")
    (version,) = select(db, "versions", "WHERE document_id = ? AND version = ?", [id, known["version"]])
    places = select(db, "readings", "WHERE document_id = ? AND sha256 = ? ORDER BY place", [id, version["sha256"]])
    reading = max(places, key=lambda row: str(row["place"]).endswith(version["source"]), default=None)
    return Stored(
        document=header(version["header"]),
        as_read=json.loads(version["as_read"]),
        source=version["source"],
        sha256=version["sha256"] or "",
        data=original(db, version["sha256"]),
        place=reading["place"] if reading else None,
        hints=reading["hints"] if reading else "",
    )


def again(db: sqlite3.Connection, was: Stored, reading: Reading, *, reader: str, now: dt.datetime) -> Again:
    """Store what is read now of what a document `was` read from, and note the reader where that is the same."""
    id = was.document.id
    before = document(db, id)
    (version,) = select(db, "versions", "WHERE document_id = ? AND version = ?", [id, before.version])
    if row_of(db, id)["state"] != "live" or version["sha256"] != was.sha256:
        count, why = sum(1 for _ in before.passages()), "it was changed meanwhile, and is left as it is"
        kept = StoreResult(status="unchanged", document=id, version=before.version, passages=count, message=why)
        return Again(kept, before, before)
    keeper = Keeper(db, was.sha256, Source(source=was.source, key=was.place), reader, now)
    kept = replace(keeper.again(id, prepared(reading).document), message="")
    keeper.introduced(id, reading.related)
    after = before if kept.status == "unchanged" else document(db, id)
    links.pair(db, id, None, changed=kept.status != "unchanged", now=now)
    _check(db, before, after, reading.checks)
    if was.place:
        update(db, "readings", {"place": was.place}, reader=reader)
    elif kept.status == "unchanged":
        _note(db, version, reader)
    return Again(replace(kept, checks=record(db, id).checks), before, after)


def _check(db: sqlite3.Connection, before: Document, after: Document, found: tuple[str, ...]) -> None:
    """Set what there is to check now. What was dismissed of a detail that is as it was stays dismissed."""
    checks: list[str] = json.loads(row_of(db, after.id)["checks"])
    texts = [[passage.text for passage in each.passages()] for each in (before, after)]
    kept = [check for check in found if check in checks or not _is_of_the_same(check, before, after)]
    if texts[0] == texts[1]:
        kept += [check for check in checks if check.startswith(_NEARLY)]
    update(db, "documents", {"id": after.id}, checks=as_json(kept))
    if texts[0] != texts[1]:
        links.near_duplicates(db, after.id)


def _is_of_the_same(check: str, before: Document, after: Document) -> bool:
    detail, nothing = check.split()[0], object()
    return nothing is not getattr(after, detail, nothing) == getattr(before, detail, nothing)


def _note(db: sqlite3.Connection, version: sqlite3.Row, reader: str) -> None:
    """Say of a version that another reader reads it the same, and of those before it that differ by edits alone."""
    id = version["document_id"]
    for row in select(db, "versions", "WHERE document_id = ? ORDER BY version DESC", [id]):
        if (row["sha256"], row["reader"]) != (version["sha256"], version["reader"]):
            return
        update(db, "versions", {"document_id": id, "version": row["version"]}, reader=reader)
