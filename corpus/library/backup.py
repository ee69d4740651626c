"""Backups: a library whole in one file, verified before it has its name; and a library from such a file."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from corpus import disk
from corpus.errors import LibraryError
from corpus.library import purged, snapshot
from corpus.library.beside import all_of, log_of
from corpus.library.migrations import SCHEMA_VERSION
from corpus.library.purged import Purged
from corpus.library.schema import upgrade
from corpus.library.snapshot import Progress
from corpus.library.store import Library

_FILES = "kept_files"  # a table that only backups have: files of the home that belong to the library
_TABLES = {"documents", "versions", "passages", "changes"}  # what tells a library from another database
_PART = (".citecast-", ".part")
_ABANDONED = 86_400  # seconds after which a part is of a process that was killed


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What a library's file holds: live documents and their passages, the latest change, its size."""

    file: str
    documents: int
    passages: int
    revision: int
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A library made from a backup, and the ids of documents purged since."""

    holding: Holding
    left_out: tuple[str, ...]


def backup(
    library: Library,
    folder: Path,
    name: Callable[[int], str],
    *,
    files: Mapping[str, bytes],
    overwrite: bool = False,
    progress: Progress,
) -> Holding:
    """Write the library as it is now into one file of a folder, with `files` of the home; `name` is told the revision.

    The file has its name once all of it is on the disk, and has been opened and verified; LibraryError otherwise.
    """
    with _making(folder) as fresh:
        rows = library.copy(fresh, progress)
        with closing(sqlite3.connect(fresh, isolation_level=None)) as db:
            db.execute(f"CREATE TABLE {_FILES} (name TEXT PRIMARY KEY, data BLOB NOT NULL)")
            db.executemany(f"INSERT INTO {_FILES} VALUES (?, ?)", files.items())  # noqa: S608
        with Library(fresh) as copy:
            _check(copy, "no backup was made, for the library is damaged: {}")
            file = folder / name(copy.log.revision)
            holding = _holding(copy, file)
        with closing(sqlite3.connect(fresh, isolation_level=None)) as db:
            (mode,) = db.execute("PRAGMA journal_mode = DELETE").fetchone()
        with opened(fresh) as db:
            if mode != "delete" or {**rows, _FILES: len(files)} != snapshot.rows(db):
                raise LibraryError(f"no backup was made: {file} would not hold what the library holds")
        _place(fresh, file, overwrite=overwrite)
    return replace(holding, bytes=file.stat().st_size)


def restore(file: Path, path: Path, *, wanted: str, progress: Progress) -> Restored:
    """Make a library of a backup, or of any library's file; LibraryError where that is damaged, newer or none.

    What was purged from a library in the same folder since is purged from this one before it has its name. The
    `wanted` file that the backup keeps is written beside it where there is none.
    """
    with opened(file) as source:
        disk.make_folder(path.parent)
        with _making(path.parent) as fresh:
            rows = snapshot.copy(source, fresh, progress)
            with closing(sqlite3.connect(fresh, isolation_level=None)) as db:
                if snapshot.rows(db) != rows:
                    raise LibraryError(f"{file} could not be read whole, and was not restored")
                files = _files(db)
                db.execute(f"DROP TABLE IF EXISTS {_FILES}")
            known = purged.load(path.parent)
            try:
                upgrade(fresh)
                with Library(fresh) as library:
                    _check(library, f"{file} is damaged, and was not restored: {{}}")
                    left_out = library.purge(known)
                    holding = _holding(library, path)
            except LibraryError as error:  # which may speak of the copy, and the user knows the file
                raise LibraryError(str(error).replace(str(fresh), str(file))) from error
            beside = path.with_name(wanted)
            if wanted in files and not beside.exists():
                disk.replace(beside, files[wanted])
            _place(fresh, path, overwrite=False)
    holding = replace(holding, bytes=path.stat().st_size)
    return Restored(holding=holding, left_out=left_out)


def kept_files(file: Path) -> dict[str, bytes]:
    """The files of the home that a backup keeps; LibraryError where it cannot be read."""
    with opened(file) as db:
        return _files(db)


def still_has(file: Path, documents: Iterable[Purged]) -> bool:
    """Whether a backup has documents that were purged since; LibraryError where it cannot be read."""
    with opened(file) as db:
        return bool(purged.present(db, documents))


@contextmanager
def opened(file: Path) -> Iterator[sqlite3.Connection]:
    """A library's file, only to be read, as it is; LibraryError where it is none, newer or damaged."""
    if not file.is_file():
        raise LibraryError(f"there is no file {file}")
    alone = not log_of(file).exists()  # then nobody writes, and nothing need be made beside it
    try:
        with closing(
            sqlite3.connect(
                f"{file.absolute().as_uri()}?mode=ro{'&immutable=1' if alone else ''}", uri=True, isolation_level=None
            )
        ) as db:
            db.row_factory = sqlite3.Row
            version = db.execute("PRAGMA user_version").fetchone()[0]
            tables = {row["name"] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not version or not tables >= _TABLES:
                raise LibraryError(f"{file} is no library of Citecast, nor a backup of one")
            if version > SCHEMA_VERSION:
                raise LibraryError(f"{file} was written by a newer Citecast; update this one")
            yield db
    except sqlite3.DatabaseError as error:
        raise LibraryError(f"{file} cannot be read as a library: {error}") from error


def _files(db: sqlite3.Connection) -> dict[str, bytes]:
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [_FILES]).fetchone():
        return {}
    return {str(name): bytes(data) for name, data in db.execute(f"SELECT name, data FROM {_FILES}")}  # noqa: S608


def _check(library: Library, message: str) -> None:
    problems = library.check(deep=True)
    if problems:
        raise LibraryError(message.format(problems[0].removeprefix("library: ")))


def _holding(library: Library, file: Path) -> Holding:
    tally = library.stats()
    return Holding(
        file=str(file),
        documents=sum(tally.documents.values()),
        passages=tally.passages,
        revision=library.log.revision,
        bytes=tally.bytes,
    )


@contextmanager
def _making(folder: Path) -> Iterator[Path]:
    """A new, private file in a folder, for `_place` to give its name; nothing is left of it otherwise."""
    if not folder.is_dir():
        raise LibraryError(f"there is no folder {folder}; make it first")
    _tidy(folder)
    prefix, suffix = _PART
    descriptor, name = tempfile.mkstemp(prefix=prefix, suffix=suffix, dir=folder)
    os.close(descriptor)
    fresh = Path(name)
    try:
        yield fresh
    except sqlite3.DatabaseError as error:
        raise LibraryError(f"nothing was written to {folder}: {error}") from error
    finally:
        for each in (fresh, *all_of(fresh)):
            each.unlink(missing_ok=True)


def _tidy(folder: Path) -> None:
    """Delete what processes that were killed have left."""
    prefix, suffix = _PART
    for path in folder.glob(f"{prefix}*{suffix}*"):
        with suppress(OSError):  # another process may have been quicker
            if path.stat().st_mtime < time.time() - _ABANDONED:
                path.unlink()


def _place(fresh: Path, file: Path, *, overwrite: bool) -> None:
    if not overwrite and file.exists():
        raise LibraryError(f"{file} exists; --overwrite replaces it")
    disk.place(fresh, file)
