"""Bringing all that can still be read of a damaged library into a new one, with a list of what is gone."""

from __future__ import annotations

import datetime as dt
import json
import re
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from corpus import disk
from corpus.details import DETAILS
from corpus.errors import LibraryError
from corpus.library import bodies, editions, successors, walk
from corpus.library.checksums import COLUMNS, IGNORE, columns, insert, is_whole, said
from corpus.library.damage import ERRORS, explained, reason
from corpus.library.migrations import SCHEMA_VERSION
from corpus.library.packing import unpacked_original
from corpus.library.schema import connect
from corpus.library.versions import as_json, log
from corpus.text import plural

_REFERRING = {  # to documents, and in which columns
    "sources": ["document_id"],
    "links": ["from_id", "to_id"],
    "pairing_keys": ["document_id"],
    "keys": ["document_id"],
    "readings": ["document_id"],
    "comparisons": ["document_id"],
}
_NO_NAME = re.compile(r"[^\w.-]+")
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvaged:
    """How much was brought over, and what is `gone` or changed, a line each."""

    documents: int
    versions: int
    originals: int
    gone: tuple[str, ...]


def salvage(damaged: Path, new: Path, *, now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)) -> Salvaged:
    """Make a new library of what is whole in a damaged one, which stays as it is.

    A version is whole, or it is gone. Originals that no version refers to any more are files beside the new library.
    LibraryError where there is a library already, or nothing can be read of the damaged one.
    """
    if not damaged.exists():
        raise LibraryError(f"there is no library in {damaged.parent}; restore a backup, or choose another with --home")
    if new.exists():
        raise LibraryError(f"there is a library in {new.parent} already; name a folder that has none")
    try:
        source = walk.opened(damaged)
    except ERRORS as error:
        raise explained(error, damaged) from error
    with closing(source):
        try:
            version = source.execute("PRAGMA user_version").fetchone()[0]
            source.execute("SELECT 1 FROM sqlite_master").fetchall()  # the list of tables, without which there is none
        except ERRORS as error:
            raise LibraryError(f"nothing of {damaged} can be read: {reason(error)}; restore a backup") from error
        if not version:
            raise LibraryError(f"{damaged} was emptied, or is of another program; restore a backup")
        if version > SCHEMA_VERSION:
            raise LibraryError(f"{damaged} was written by a newer Citecast; update this one")
        if version < SCHEMA_VERSION:
            raise LibraryError(
                f"{damaged} is of an older Citecast that kept no checksums, by which to tell what is whole"
            )
        with closing(connect(new)) as target:
            try:
                target.execute("BEGIN IMMEDIATE")
                found = _Salvage(source, target, new.parent, now()).run()
                target.execute("COMMIT")
            except ERRORS as error:
                raise explained(error, new) from error
            return found


class _Salvage:
    """One salvage, inside the new library's transaction."""

    def __init__(self, source: sqlite3.Connection, target: sqlite3.Connection, home: Path, now: dt.datetime) -> None:
        self._source = source
        self._target = target
        self._home = home
        self._now = now
        self._gone: list[str] = []
        self._ids: dict[str, None] = {}  # of documents, by any row that names one
        self._files: dict[str, str] = {}  # an original's hash, and the name of where it came from

    def run(self) -> Salvaged:
        for row in self._rows("changes"):
            self._ids[row[1]] = None
        known = {row[0]: row for row in self._rows("documents")}
        self._ids |= dict.fromkeys(known)
        for held in walk.rows(self._source, "originals", "sha256, CAST(data AS BLOB) AS data"):
            if held is not None and unpacked_original(held["data"], held["sha256"]) is not None:
                self._target.execute("INSERT OR IGNORE INTO originals VALUES (?, ?)", held[:2])
        for place, sha256, *_ in self._rows("readings"):
            self._files[sha256] = place
        lost = {(row[0], row[1]) for row in self._rows("lost")}
        versions: dict[str, dict[int, Row]] = {id: {} for id in known}
        for row in self._rows("versions"):
            versions.setdefault(row[0], {})[row[1]] = row
            self._files[row[2]] = row[3]
        for id in sorted(versions):
            self._document(id, known.get(id), versions[id], lost)
        successors.fill(self._target)
        self._refer()
        self._beside()
        return Salvaged(
            documents=self._count("documents"),
            versions=self._count("versions"),
            originals=self._count("originals"),
            gone=tuple(dict.fromkeys(self._gone)),
        )

    def _rows(self, table: str) -> Iterator[Row]:
        """The whole rows of a table; of those that are not it is said how many, of versions which."""
        hit = 0
        for row in walk.rows(self._source, table, columns(table), known=[(id, id) for id in self._ids]):
            if row is None:
                self._gone.append(f"a part of {table} cannot be read")
            elif is_whole(table, row):
                yield tuple(row)[: len(COLUMNS[table])]
            else:
                hit += 1
        if hit:
            self._gone.append(f"{plural(hit, 'row')} of {table} {'is' if hit == 1 else 'are'} not what was stored")

    def _document(self, id: str, row: Row | None, versions: dict[int, Row], lost: set[tuple[str, int]]) -> None:
        whole = {number: passages for number in versions if (passages := self._passages(versions[number])) is not None}
        known = dict(zip(COLUMNS["documents"], row, strict=True)) if row else None
        if known and known["state"] == "purged":
            insert(self._target, "documents", [tuple(known.values())])
            log(self._target, id, self._now)
            return
        latest = known["version"] if known else max(versions)
        missing = [number for number in range(1, latest + 1) if number not in whole and (id, number) not in lost]
        self._gone += [self._missing(id, number, versions.get(number)) for number in missing]
        if not whole:
            self._gone.append(f"{id} is gone: no version of it is whole")
            return
        if known is None:
            self._gone.append(
                f"whether {id} was removed is gone; it is kept, and `citecast undelete {id}` brings it back"
            )
            known = dict(
                zip(COLUMNS["documents"], (id, "removed", 0, 1, None, "[]", _edits(versions, whole)), strict=True)
            )
        insert(self._target, "documents", [tuple({**known, "version": max(whole)}.values())])
        earlier = {number for other, number in lost if other == id}
        insert(self._target, "lost", [(id, number) for number in sorted({*missing} | earlier)])
        for number in sorted(whole):
            insert(self._target, "versions", [self._with_original(versions[number])])
        by_body = {_body(versions[number]): passages for number, passages in whole.items()}
        insert(self._target, "passages", (row for passages in by_body.values() for row in passages))
        log(self._target, id, self._now)

    def _passages(self, version: Row) -> list[Row] | None:
        """A version's passages, or None where it is not whole."""
        select = f"SELECT {columns('passages')} FROM passages WHERE number BETWEEN ? AND ? ORDER BY number"  # noqa: S608
        try:
            rows = self._source.execute(select, bodies.span(_body(version))).fetchall()
        except ERRORS:
            return None
        *_, checksum, _ = version
        passages = [tuple(row)[:-1] for row in rows]
        return passages if bodies.total(map(said, passages)) == checksum else None

    def _missing(self, id: str, number: int, version: Row | None) -> str:
        """What is said of a version that is not whole, or not there."""
        if version is None:
            return f"version {number} of {id} is gone"
        *_, passages, _, _ = version
        found = 0
        first, _ = bodies.span(_body(version))
        for place in range(first, first + passages):
            select = f"SELECT {columns('passages')} FROM passages WHERE number = ?"  # noqa: S608
            with suppress(*ERRORS):
                rows = self._source.execute(select, [place]).fetchall()
                found += sum(is_whole("passages", row) for row in rows)
        return f"version {number} of {id} is gone: {found} of its {plural(passages, 'passage')} are whole"

    def _with_original(self, version: Row) -> Row:
        id, number, sha256, *rest = version
        if sha256 is None or self._has_original(sha256):
            return version
        self._gone.append(f"the original of version {number} of {id} is gone; its text is whole")
        return (id, number, None, *rest)

    def _has_original(self, sha256: str) -> bool:
        found = self._target.execute("SELECT 1 FROM originals WHERE sha256 = ?", [sha256]).fetchone()
        return found is not None

    def _refer(self) -> None:
        """What refers to documents: whole rows, of documents that are there."""
        there = {row[0] for row in self._target.execute("SELECT id FROM documents")}
        for table, names in _REFERRING.items():
            at = [COLUMNS[table].index(name) for name in names]
            rows = [row for row in self._rows(table) if all(row[each] in there for each in at)]
            insert(self._target, table, rows, conflict=IGNORE)
        insert(self._target, "tombstones", self._rows("tombstones"), conflict=IGNORE)
        corrected = ((number, *row[1:]) for number, row in enumerate(self._rows("corrections"), 1))
        insert(self._target, "corrections", corrected)
        if vocabulary := sorted(editions.Edition(*row) for row in self._rows("vocabulary")):
            editions.put(self._target, vocabulary[-1], before=vocabulary[0].text)
        self._follow()
        self._clip()
        answers = [row for row in self._rows("fetched") if self._has_original(row[-1])]
        insert(self._target, "fetched", answers, conflict=IGNORE)

    def _follow(self) -> None:
        """Saved searches; the changes are numbered anew, so that what is new for them begins here."""
        (revision,) = self._target.execute("SELECT coalesce(max(revision), 0) FROM changes").fetchone()
        at = COLUMNS["saved_searches"].index("seen")
        rows = [*self._rows("saved_searches")]
        insert(
            self._target,
            "saved_searches",
            ((number, *row[1:at], revision, *row[at + 1 :]) for number, row in enumerate(rows, 1)),
        )
        if rows:
            self._gone.append("which passages were new in saved searches is gone; new is what comes from now on")

    def _clip(self) -> None:
        """Lists of clippings, numbered anew; what is whole of a list that is lost is in one of its own."""
        lists = [*self._rows("clipping_lists")]
        numbers = {row[0]: number for number, row in enumerate(lists, 1)}
        rows = [*self._rows("clippings")]
        if any(row[1] not in numbers for row in rows):
            now = dt.datetime.now(dt.UTC).isoformat()
            lists.append((0, now, None, "local", 0, f"Found again {now[:19]}"))
            self._gone.append("a list of clippings is gone; what was found of it is in a list of its own")
        insert(self._target, "clipping_lists", ((number, *row[1:]) for number, row in enumerate(lists, 1)))
        kept = ((number, numbers.get(row[1], len(lists)), *row[2:]) for number, row in enumerate(rows, 1))
        insert(self._target, "clippings", kept)

    def _beside(self) -> None:
        """Originals that nothing refers to any more, as files."""
        unused = (
            "WHERE NOT EXISTS (SELECT 1 FROM versions WHERE versions.sha256 = originals.sha256)"
            " AND NOT EXISTS (SELECT 1 FROM fetched WHERE fetched.sha256 = originals.sha256)"
        )
        for row in self._target.execute(f"SELECT sha256, data FROM originals {unused}"):  # noqa: S608
            name = _NO_NAME.sub("-", PurePath(self._files.get(row["sha256"], "original")).name)[-80:]
            file = self._home / "originals" / f"{row['sha256'][:12]}-{name}"
            disk.make_folder(file.parent)
            disk.replace(file, unpacked_original(row["data"], row["sha256"]) or b"")
            self._gone.append(f"what was read from {name} is gone, but can be added again: its original is {file}")
        self._target.execute(f"DELETE FROM originals {unused}")  # noqa: S608

    def _count(self, table: str) -> int:
        count: int = self._target.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
        return count


def _body(version: Row) -> int:
    body: int = version[COLUMNS["versions"].index("body")]
    return body


def _edits(versions: dict[int, Row], whole: Collection[int]) -> str:
    """What a person set of a document: where the latest version differs from what its source says."""
    *_, as_read, _, _, _, shown = versions[max(whole)]
    said, is_shown = json.loads(as_read), json.loads(shown)
    changed = [name for name in DETAILS if is_shown.get(name) and name in said and is_shown[name] != said[name]]
    return as_json({name: is_shown[name] for name in changed})
