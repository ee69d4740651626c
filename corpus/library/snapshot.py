"""A copy of the library as it is at one moment, page by page, while others write."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

Progress = Callable[[int, int], None]  # done, all
_PAGES = 1000  # between two looks at the progress; 4 MB


def copy(db: sqlite3.Connection, path: Path, progress: Progress) -> dict[str, int]:
    """Copy a database into an empty file; the rows of each table.

    SQLite's backup begins anew whenever another connection has written, unless its source is inside a read
    transaction, as here: then it copies what that sees, and in WAL mode no writer waits for it. `VACUUM INTO` would do
    so, too, but may number rows anew, by which sources are in order, and says nothing of its progress.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as into:
        into.execute("PRAGMA synchronous = OFF")  # whoever names the file syncs it once, whole
        db.execute("BEGIN")
        try:
            found = rows(db)  # the first read is the moment
            db.backup(into, pages=_PAGES, progress=lambda _, left, count: progress(count - left, count))
        finally:
            db.execute("ROLLBACK")
    return found


def rows(db: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has."""
    names = [
        str(row[0])
        for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    ]
    return {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608
