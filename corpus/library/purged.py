"""The documents that were purged, in a file beside the library: a backup from before must not bring them back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from corpus import disk
from corpus.errors import LibraryError

FILE_NAME = "purged.json"


class Purged(NamedTuple):
    """A purged document: its id, and its keys and the hashes of its originals, one of which an older library has."""

    document: str
    known_by: frozenset[str]


def load(folder: Path) -> tuple[Purged, ...]:
    """The documents that were purged from a library in this folder; LibraryError where the file is damaged."""
    path = folder / FILE_NAME
    try:
        kept = json.loads(path.read_text("utf-8"))
        return tuple(Purged(str(id), frozenset(map(str, kept[id]))) for id in kept)
    except FileNotFoundError:
        return ()
    except (ValueError, TypeError) as error:
        raise LibraryError(
            f"{path}, which says what was deleted for good, is damaged; mend it, or move it away to forget what it says"
        ) from error


def note(db: sqlite3.Connection, ids: Collection[str], folder: Path) -> None:
    """Add documents that are about to be purged, durably, with all that were purged before."""
    known = {each.document: each.known_by for each in load(folder)}
    before = [row["id"] for row in db.execute("SELECT id FROM documents WHERE state = 'purged'")]
    for id in {*ids, *before}:
        known[id] = known.get(id, frozenset()) | _known_by(db, id)
    text = json.dumps({id: sorted(known[id]) for id in sorted(known)}, ensure_ascii=False, indent=1)
    disk.replace(folder / FILE_NAME, text.encode())


def present(db: sqlite3.Connection, purged: Iterable[Purged]) -> tuple[str, ...]:
    """The ids of those that a library still has: by their id, and by what else they were known by."""
    return tuple(
        each.document
        for each in purged
        if db.execute("SELECT 1 FROM documents WHERE id = ? AND state <> 'purged'", [each.document]).fetchone()
        and each.known_by & _known_by(db, each.document)
    )


def _known_by(db: sqlite3.Connection, id: str) -> frozenset[str]:
    rows = db.execute(
        "SELECT key FROM keys WHERE document_id = ?1 UNION"
        " SELECT 'sha:' || sha256 FROM versions WHERE document_id = ?1 AND sha256 IS NOT NULL",
        [id],
    )
    return frozenset(str(row[0]) for row in rows)
