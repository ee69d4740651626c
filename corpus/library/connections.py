"""A library's connections: one for each thread, transactions that are whole, answers that are of one moment."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from corpus.library.damage import ERRORS, explained, guarded
from corpus.library.schema import connect, is_outdated


@guarded
class Connections:
    """The connections of all threads; LibraryError where the file is missing, unless `create` is true."""

    def __init__(self, path: Path, *, create: bool) -> None:
        self._path = path
        self._local = threading.local()
        self._lock = threading.Lock()
        self._open: list[sqlite3.Connection] = []
        self.db(create=create)

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._lock:
            while self._open:
                self._open.pop().close()
        self._local = threading.local()

    def db(self, *, create: bool = False, to_write: bool = False) -> sqlite3.Connection:
        """This thread's connection."""
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None or (not db.in_transaction and is_outdated(db, self._path, to_write=to_write)):
            db = self._local.db = connect(self._path, create=create)
            with self._lock:
                self._open.append(db)
        return db

    @contextmanager
    def transaction(self, end: Literal["COMMIT", "ROLLBACK"] = "COMMIT") -> Iterator[sqlite3.Connection]:
        """A connection whose writes are durable after it, all or none, or are taken back at its `end`."""
        db = self.db(to_write=True)
        if db.in_transaction and end == "COMMIT":  # of a batch, which ends it
            yield db
            return
        try:
            db.execute("BEGIN IMMEDIATE")
            yield db
            db.execute(end)
        except ERRORS as error:
            raise explained(error, self._path) from error
        finally:
            if db.in_transaction:
                db.execute("ROLLBACK")
            self._local.state = None  # also of what was taken back

    def met(self, db: sqlite3.Connection) -> dict[Any, Any]:
        """What this thread has made of what it read, to be added to: emptied whenever anybody has written anything."""
        others = db.execute("PRAGMA data_version").fetchone()[0]
        state = (db, others, db.total_changes)
        if getattr(self._local, "state", None) != state:
            self._local.state, self._local.met = state, {}
        met: dict[Any, Any] = self._local.met
        return met

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """A connection whose answers are of one moment."""
        db = self.db()
        if db.in_transaction:
            yield db
            return
        db.execute("BEGIN")
        try:
            yield db
        finally:
            if db.in_transaction:
                db.execute("ROLLBACK")
