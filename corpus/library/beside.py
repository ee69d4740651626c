"""What SQLite keeps beside a library's file: the log of writes, which a checkpoint takes into it, and more."""

from __future__ import annotations

import sqlite3
from pathlib import Path


def log_of(path: Path) -> Path:
    """Where what was written last is, until it is in the file."""
    return path.with_name(f"{path.name}-wal")


def all_of(path: Path) -> tuple[Path, ...]:
    """All files that SQLite may leave beside one."""
    return (log_of(path), *(path.with_name(f"{path.name}-{end}") for end in ("shm", "journal")))


def checkpoint(db: sqlite3.Connection, *, patience: float = 0) -> bool:
    """Move what is only in the log into the file itself; False where others are at work, for `patience` seconds."""
    (usual,) = db.execute("PRAGMA busy_timeout").fetchone()
    db.execute(f"PRAGMA busy_timeout = {round(patience * 1000)}")
    try:
        return not db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError:
        return False
    finally:
        db.execute(f"PRAGMA busy_timeout = {usual}")
