"""A passage by its id: where it stands, and what became of it."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from corpus.corrections import Speaker
from corpus.errors import DamagedLibrary, Gone, NotFound
from corpus.library import bodies, people
from corpus.library.checksums import COLUMNS, columns, select, verify
from corpus.library.damage import damaged
from corpus.library.read import because, document, headers, row_of
from corpus.library.types import Located, PassageState, WhyNot
from corpus.model import Document
from corpus.plain import header

_ID = re.compile("p[a-z2-7]{16}")
_PATIENCE = 1.0  # seconds
_STEPS = 10_000  # of SQLite's machine, between two looks at the clock
_ROWS = f"SELECT {columns('passages')} FROM passages WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608  # ours
_PLACES = (
    f"SELECT {columns('versions')}, {columns('documents')}"  # noqa: S608  # ours
    " FROM versions LEFT JOIN documents ON documents.id = document_id WHERE body IN (SELECT value FROM json_each(?))"
)
_KNOWN = len(COLUMNS["versions"]) + 1  # where the document begins in a row of these, behind the version's checksum
_BODY, _HEADER = (COLUMNS["versions"].index(name) for name in ("body", "header"))
_SECTION, _PASSAGE, _SPEAKER = (COLUMNS["passages"].index(name) for name in ("section", "id", "speaker"))
_MOST_MET = 4096


class Standing(NamedTuple):
    """The document whose latest version has some passages, without them, and whom the labels of its speakers name."""

    document: Document
    said_by: Callable[[str | None], Speaker]


Locate = Callable[[Sequence[str]], dict[str, Located]]
Met = dict[tuple[int, bool], Standing | None]  # by body, apart for passages with a speaker; None for those not shown


def located(db: sqlite3.Connection, passage_ids: Iterable[str], met: Met) -> dict[str, Located]:
    """`met` is what was met so in the library as it is now; what is met here comes in addition."""
    cursor = db.cursor()
    cursor.row_factory = None
    rows = cursor.execute(_ROWS, [json.dumps(list(passage_ids))]).fetchall()
    for row in rows:
        verify("passages", row)
    places = [(row[0] >> bodies.BITS, row[_SPEAKER] is not None) for row in rows]
    if len(met) > _MOST_MET:
        met.clear()
    if new := {place: row[_PASSAGE] for place, row in zip(places, rows, strict=True) if place not in met}:
        met |= _met(db, new)
    return {
        row[_PASSAGE]: Located(
            document=standing.document,
            section=standing.document.sections[row[_SECTION]],
            passage=bodies.passage(row, standing.said_by(row[_SPEAKER])),
        )
        for place, row in zip(places, rows, strict=True)
        if (standing := met[place])
    }


def whole(locate: Locate, passage_ids: Sequence[str]) -> dict[str, Located]:
    """What is located of passages, but for those that are damaged."""
    try:
        return locate(passage_ids)
    except DamagedLibrary:  # one by one, so that the others are there
        found: dict[str, Located] = {}
        for id in passage_ids:
            with suppress(DamagedLibrary):
                found |= locate([id])
        return found


def why_not(locate: Locate, passage_ids: Iterable[str]) -> dict[str, WhyNot]:
    """Why passages are not located."""
    why: dict[str, WhyNot] = {}
    for id in passage_ids:
        try:
            if id not in locate([id]):
                why[id] = "missing"
        except DamagedLibrary:
            why[id] = "damaged"
    return why


def _met(db: sqlite3.Connection, places: Mapping[tuple[int, bool], str]) -> Met:
    """What stands at places, each given with the id of a passage there."""
    of: dict[int, str] = {}  # the document that has a body in any version
    shells: dict[int, Document] = {}
    for row in db.execute(_PLACES, [json.dumps([body for body, _ in places])]):
        version, known = row[:_KNOWN], row[_KNOWN:]
        id, number = version[:2]
        if known[0] is None:
            raise damaged(f"what is known of {id} is lost")
        verify("versions", version)
        verify("documents", known)
        of[version[_BODY]] = id
        if known[1:3] == ("live", number):
            shells[version[_BODY]] = header(version[_HEADER])
    for (body, _), passage in places.items():
        if body not in of:
            raise _of_none(passage)
    headers(db, {id for body, id in of.items() if body not in shells})  # whole, or that is said
    speaking = {of[body] for body, speaks in places if speaks}
    shown, speakers = people.meant(db, {of[body]: shell for body, shell in shells.items()}, speaking)
    return {
        (body, speaks): Standing(shown[of[body]], speakers[of[body]].said_by if speaks else Speaker)
        if body in shells
        else None
        for body, speaks in places
    }


def passage(db: sqlite3.Connection, passage_id: str, version: int | None) -> PassageState:
    having = versions_with(db, passage_id)
    if not having:
        if select(db, "tombstones", "WHERE passage_id = ?", [passage_id]):
            raise Gone(f"the document of passage {passage_id} was deleted for good")
        if _ID.fullmatch(passage_id):
            _look_everywhere(db, passage_id)
        raise NotFound(_no_passage(db, passage_id))
    last = having[-1]
    id = last["document_id"]
    wanted = [row["version"] for row in having if version in (None, row["version"])]
    if not wanted:
        document(db, id, version)  # whole, or that is said
        raise NotFound(f"version {version} does not have passage {passage_id}; version {last['version']} has it")
    shown = wanted[-1]
    known = row_of(db, id)
    if known["state"] == "removed":
        return PassageState(document=id, version=shown, state="removed")
    if any(row["version"] == known["version"] for row in having):
        since = _is_by_reader(db, id, range(shown + 1, known["version"] + 1))
        return PassageState(document=id, version=shown, state="current", by_reader=since)
    successor, steps = _successor(db, id, known["version"], passage_id, last["version"])
    return PassageState(
        document=id,
        version=shown,
        state="changed" if successor else "dropped",
        successor=successor,
        by_reader=_is_by_reader(db, id, steps),
    )


def versions_with(db: sqlite3.Connection, passage_id: str) -> list[sqlite3.Row]:
    """The versions that have a passage, in order; DamagedLibrary."""
    held = {row["number"] >> bodies.BITS for row in select(db, "passages", "WHERE id = ?", [passage_id])}
    wanted = "WHERE body IN (SELECT value FROM json_each(?)) ORDER BY version"
    versions = select(db, "versions", wanted, [json.dumps(sorted(held))])
    if held - {row["body"] for row in versions}:
        raise _of_none(passage_id)
    return versions


def _of_none(passage_id: str) -> DamagedLibrary:
    return damaged(f"the version that has the passage {passage_id} is damaged or lost")


def _successor(
    db: sqlite3.Connection, id: str, latest: int, passage_id: str, version: int
) -> tuple[str | None, list[int]]:
    """What stands in the latest version in the place of a passage, which this version is the last to have, and the
    versions that changed it."""
    steps = []
    while version < latest:
        steps.append(version + 1)
        at = [id, version, passage_id]
        noted = select(db, "successors", "WHERE document_id = ? AND version = ? AND passage_id = ?", at)
        lost = damaged(f"what became of the passage {passage_id} of {id} is lost")
        if not noted:
            raise lost
        if noted[0]["successor"] is None:
            return None, steps
        passage_id = noted[0]["successor"]
        after = [row["version"] for row in versions_with(db, passage_id) if row["document_id"] == id]
        if not after or after[-1] <= version:
            raise lost
        version = after[-1]
    return passage_id, steps


def of_body(db: sqlite3.Connection, body: int, passage_ids: Sequence[str]) -> list[sqlite3.Row]:
    """The rows of some passages of a body, in order; DamagedLibrary."""
    wanted = "WHERE number BETWEEN ? AND ? AND id IN (SELECT value FROM json_each(?)) ORDER BY number"
    return select(db, "passages", wanted, [*bodies.span(body), json.dumps(passage_ids)])


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
