"""A passage by its id: where it stands, and what became of it."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from collections.abc import Collection, Iterable

from corpus.errors import Gone, NotFound
from corpus.library.checksums import select
from corpus.library.damage import damaged
from corpus.library.read import because, document, headers, passage_of, row_of
from corpus.library.types import Located, PassageState

_ID = re.compile("p[a-z2-7]{16}")
_PATIENCE = 1.0  # seconds
_STEPS = 10_000  # of SQLite's machine, between two looks at the clock


def located(db: sqlite3.Connection, passage_ids: Iterable[str]) -> dict[str, Located]:
    rows = select(db, "passages", "WHERE id IN (SELECT value FROM json_each(?))", [json.dumps(list(passage_ids))])
    shells = headers(db, {row["document_id"] for row in rows})
    return {
        row["id"]: Located(
            document=shell,
            section=shell.sections[row["section"]],
            passage=passage_of(row),
        )
        for row in rows
        if (shell := shells.get(row["document_id"])) and shell.version == row["version"]
    }


def passage(db: sqlite3.Connection, passage_id: str, version: int | None) -> PassageState:
    rows = select(db, "passages", "WHERE id = ? ORDER BY version", [passage_id])
    if not rows:
        if select(db, "tombstones", "WHERE passage_id = ?", [passage_id]):
            raise Gone(f"the document of passage {passage_id} was deleted for good")
        if _ID.fullmatch(passage_id):
            _look_everywhere(db, passage_id)
        raise NotFound(_no_passage(db, passage_id))
    wanted = [row for row in rows if version in (None, row["version"])]
    if not wanted:
        document(db, rows[-1]["document_id"], version)  # whole, or that is said
        raise NotFound(f"version {version} does not have passage {passage_id}; version {rows[-1]['version']} has it")
    row = wanted[-1]
    id, shown = row["document_id"], row["version"]
    known = row_of(db, id)
    if known["state"] == "removed":
        return PassageState(document=id, version=shown, state="removed")
    if any(found["version"] == known["version"] for found in rows):
        since = _is_by_reader(db, id, range(shown + 1, known["version"] + 1))
        return PassageState(document=id, version=shown, state="current", by_reader=since)
    successor, steps = _successor(db, id, known["version"], rows[-1])
    return PassageState(
        document=id,
        version=shown,
        state="changed" if successor else "dropped",
        successor=successor,
        by_reader=_is_by_reader(db, id, steps),
    )


def _successor(db: sqlite3.Connection, id: str, latest: int, passage: sqlite3.Row) -> tuple[str | None, list[int]]:
    """What stands in the latest version in the place of a passage, and the versions that changed it; its row is that
    of the last version that has it."""
    steps = []
    while passage["version"] < latest:
        steps.append(passage["version"] + 1)
        at = [id, passage["version"], passage["id"]]
        noted = select(db, "successors", "WHERE document_id = ? AND version = ? AND passage_id = ?", at)
        if not noted:
            raise damaged(f"what became of the passage {passage['id']} of {id} is lost")
        if noted[0]["successor"] is None:
            return None, steps
        rows = select(db, "passages", "WHERE id = ? AND document_id = ? ORDER BY version", [noted[0]["successor"], id])
        if not rows or rows[-1]["version"] <= passage["version"]:
            raise damaged(f"what became of the passage {passage['id']} of {id} is lost")
        passage = rows[-1]
    return str(passage["id"]), steps


def _is_by_reader(db: sqlite3.Connection, id: str, steps: Collection[int]) -> bool:
    """Whether each of these versions is of the same bytes as the one before it, read by another reader."""
    wanted = json.dumps([*steps, *(step - 1 for step in steps)])
    rows = select(db, "versions", "WHERE document_id = ? AND version IN (SELECT value FROM json_each(?))", [id, wanted])
    found = {row["version"]: row for row in rows}
    return bool(steps) and all(
        {step - 1, step} <= found.keys() and because(found[step - 1], found[step]) == "reader" for step in steps
    )


def _look_everywhere(db: sqlite3.Connection, passage_id: str) -> None:
    """DamagedLibrary where a passage is not found by its id, because the way to it is hit, or what is hit may have been
    the passage; a large library is looked through for a second only."""
    select(db, "tombstones")
    end = time.monotonic() + _PATIENCE
    db.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
    try:
        found = db.execute(
            "SELECT 1 FROM passages INDEXED BY passages_by_id WHERE id = ?1"
            " UNION ALL SELECT 1 FROM passages NOT INDEXED WHERE id = ?1 LIMIT 1",
            [passage_id],
        ).fetchone()
        whole = [db.execute(f"PRAGMA integrity_check({table})").fetchone()[0] for table in ("passages", "tombstones")]
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        return
    finally:
        db.set_progress_handler(None, 0)
    if found or whole != ["ok", "ok"]:
        raise damaged(f"the passage {passage_id} is not found, and the library is damaged where it may be")


def _no_passage(db: sqlite3.Connection, passage_id: str) -> str:
    near = db.execute(
        "SELECT id FROM passages WHERE id >= ? AND id < ? || '~' LIMIT 1", [passage_id[:9], passage_id[:9]]
    ).fetchone()
    known = len(passage_id) >= 9 and near
    return f"no passage {passage_id!r}; " + (
        f"did you mean {near['id']!r}?" if known else "check that the whole link was copied, or search for the words"
    )
