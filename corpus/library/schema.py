"""How a connection to the library's tables is opened, whatever version they are of."""

from __future__ import annotations

import logging
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from corpus.disk import make_folder, place, sync
from corpus.errors import LibraryError, NoLibrary
from corpus.library.beside import log_of
from corpus.library.damage import ERRORS, explained
from corpus.library.migrations import SCHEMA_VERSION, migrate

log = logging.getLogger(__name__)
_OPTIONS: dict[str, Any] = {"timeout": 30, "isolation_level": None, "check_same_thread": False}


def connect(path: Path, *, create: bool = True) -> sqlite3.Connection:
    """A connection in WAL mode that syncs every commit, or one that only reads, where nothing can be written.

    LibraryError where the file is not a library, or, unless it is to be created, where there is none or an emptied one.
    """
    try:
        if _is_empty(path):
            _make(path, create=create)
        if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
            with suppress(_NoFile):
                return _prepared(path, can_write=True, create=create)
        return _prepared(path, can_write=False, create=create)
    except OSError as error:
        reason = error.strerror or error
        raise LibraryError(f"there can be no library in {path.parent}: {reason}; choose another with --home") from error
    except ERRORS as error:
        raise explained(error, path) from error


class ReadOnly(sqlite3.Connection):
    """A connection that changes nothing; where no file could be made beside the library, it sees it as it `was`."""

    was: tuple[tuple[int, ...], ...] = ()


def is_outdated(db: sqlite3.Connection, path: Path, *, to_write: bool) -> bool:
    """Whether to connect again, for what could not be written, or was read as it was, may have changed."""
    return isinstance(db, ReadOnly) and (to_write or bool(db.was and db.was != _stamps(path)))


def _stamps(path: Path) -> tuple[tuple[int, ...], ...]:
    found = [file.stat() for file in (path, log_of(path)) if file.exists()]
    return tuple((at.st_ino, at.st_size, at.st_mtime_ns) for at in found if at.st_size)


class _NoFile(Exception):
    """SQLite can make no file beside a library, such as on a full disk."""


def _prepared(path: Path, *, can_write: bool, create: bool) -> sqlite3.Connection:
    # Each thread has its own connection; only `close` reaches across threads.
    db = sqlite3.connect(path, **_OPTIONS) if can_write else read_only(path)
    try:
        db.row_factory = sqlite3.Row
        if _is_older(db, path, create=create):
            if not can_write:
                raise LibraryError(f"{path} is of an older Citecast, and read-only: copy it to where it can be changed")
            _migrate(db, path)
        if can_write:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA secure_delete = ON")
    except sqlite3.OperationalError as error:
        db.close()
        if can_write and not create and _is_of_no_file(error):
            raise _NoFile from error
        raise
    except BaseException:
        db.close()
        raise
    return db


def read_only(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing, also where no file can be made beside the library."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    db = sqlite3.connect(address, uri=True, factory=ReadOnly, **_OPTIONS)
    try:
        _version(db)
    except sqlite3.OperationalError as error:
        db.close()
        if not _is_of_no_file(error) or not _is_empty(log_of(path)):
            raise
        was = _stamps(path)
        db = sqlite3.connect(f"{address}&immutable=1", uri=True, factory=ReadOnly, **_OPTIONS)
        db.was = was
    except ERRORS:
        pass  # who asks next is told
    return db


def _is_of_no_file(error: sqlite3.Error) -> bool:
    code = error.sqlite_errorcode
    return code & 0xFF == sqlite3.SQLITE_CANTOPEN or code in (
        sqlite3.SQLITE_IOERR_SHMOPEN,
        sqlite3.SQLITE_IOERR_SHMSIZE,
        sqlite3.SQLITE_READONLY_DIRECTORY,
    )


def _is_empty(path: Path) -> bool:
    return not path.exists() or not path.stat().st_size


def _make(path: Path, *, create: bool) -> None:
    if not create:
        raise _none(path)
    if not _is_empty(log_of(path)):  # SQLite would delete it
        raise LibraryError(f"{path} was emptied or taken away, what was last written is in {log_of(path).name}")
    make_folder(path.parent)
    path.touch(mode=0o600)
    sync(path.parent)


def _none(path: Path) -> NoLibrary:
    return NoLibrary(f"there is no library in {path.parent}; `citecast add` makes one, or choose another with --home")


def _is_older(db: sqlite3.Connection, path: Path, *, create: bool) -> bool:
    """Whether a library is of an older schema than ours, or has none yet."""
    version = _version(db)
    if version > SCHEMA_VERSION:
        raise LibraryError(f"{path} was written by a newer Citecast; update this one")
    if not version:
        if db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            raise LibraryError(f"{path} is a file of another program; choose another folder with --home")
        if not create:
            raise _none(path)
    return version < SCHEMA_VERSION


def _version(db: sqlite3.Connection) -> int:
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    return version


def upgrade(path: Path) -> None:
    """Bring a copy of a library to our schema; as it was, it is where it was copied from."""
    with closing(sqlite3.connect(path, **_OPTIONS)) as db:
        db.row_factory = sqlite3.Row
        try:
            _migrate(db, path, keep=False)
        except ERRORS as error:
            raise explained(error, path) from error


def _migrate(db: sqlite3.Connection, path: Path, *, keep: bool = True) -> None:
    """Bring a library to our schema: all of it or nothing, and an older one is kept beside as it was."""
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("BEGIN IMMEDIATE")
    version = _version(db)  # another process may have been quicker
    if keep and 0 < version < SCHEMA_VERSION:
        kept = path.with_name(f"{path.name}.schema-{version}")
        if not kept.exists():
            _copy(path, kept)
        log.warning(
            "the library is of an older Citecast, and is brought up to date, which takes a minute or so for each"
            " gigabyte; as it was it is kept in %s",
            kept,
        )
    migrate(db, version)
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    db.execute("COMMIT")
    if 0 < version < SCHEMA_VERSION:
        with suppress(sqlite3.OperationalError):  # another process reads, or the disk is full: what is free is used up
            db.execute("VACUUM")


def _copy(library: Path, path: Path) -> None:
    """A copy of what is committed to a library, in one private file, durable and under its name once it is whole."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    with closing(read_only(library)) as source, closing(sqlite3.connect(part)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    place(part, path)
