"""What is wrong with the library's file, said in words for the user."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar

from corpus.disk import has_no_room
from corpus.errors import DamagedLibrary, LibraryBusy, LibraryError

_Class = TypeVar("_Class", bound=type)
ERRORS = (sqlite3.Error, UnicodeDecodeError)  # also of a message of SQLite's that names what is not UTF-8
_CAUSES = {  # by SQLite's primary result code
    sqlite3.SQLITE_PERM: "cannot be read or written: permission denied; look at whose the file and its folder are",
    sqlite3.SQLITE_READONLY: "is read-only: it can be searched, read and cited from; to change it, make the file and"
    " its folder writable",
    sqlite3.SQLITE_IOERR: "cannot be read or written: the disk reports an error; look at the disk, and keep a copy",
    sqlite3.SQLITE_FULL: "cannot be written: the disk is full; nothing is lost, make room and try again",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; look whether the file and its folder are there, and whose they are",
}

_OF_NO_ROOM = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)  # may be of a full disk


def damaged(what: str) -> DamagedLibrary:
    """The error for a damage, which is `what`."""
    return DamagedLibrary(f"{what}; run `citecast check`, restore a backup, or `citecast salvage` what can be read")


def explained(error: Exception, path: Path) -> LibraryError:
    """An error of SQLite as one line that names the file, the cause and what to do."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return LibraryBusy(f"{path} is being written to by another program; try again")
    cause = _CAUSES.get(code)
    if code in _OF_NO_ROOM and has_no_room(path.parent):
        cause = _CAUSES[sqlite3.SQLITE_FULL]
    return LibraryError(f"{path} {cause}") if cause else damaged(f"{path} is damaged: {reason(error)}")


def reason(error: Exception) -> str:
    """What SQLite says, on one line."""
    return " ".join(str(error).split())


def guarded(cls: _Class) -> _Class:
    """The class, whose methods and properties let no error of SQLite out that is not explained; it has a `_path`."""
    for name, member in list(vars(cls).items()):
        if isinstance(member, property) and member.fget:
            setattr(cls, name, property(_guarded(member.fget)))
        elif isinstance(member, FunctionType):
            setattr(cls, name, _guarded(member))
    return cls


def _guarded(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def explaining(self: Any, *args: Any, **named: Any) -> Any:
        try:
            return method(self, *args, **named)
        except (sqlite3.InterfaceError, sqlite3.ProgrammingError):
            raise  # a mistake of ours
        except ERRORS as error:
            raise explained(error, self._path) from error

    return explaining
