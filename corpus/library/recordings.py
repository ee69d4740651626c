"""Recordings that are kept beside the library, each a file of its folder that is named by the hash of its bytes."""

from __future__ import annotations

import hashlib
import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from corpus import disk
from corpus.errors import DamagedLibrary, NotFound

FOLDER = "recordings"  # in the library's folder
_FRESH = ".new"
_HASH = re.compile("[0-9a-f]{64}")


class Recordings:
    """The recordings that are kept in a library's folder. Backups do not have them."""

    def __init__(self, home: Path) -> None:
        self.folder = home / FOLDER

    def has(self, sha256: str) -> bool:
        return _HASH.fullmatch(sha256) is not None and (self.folder / sha256).is_file()

    def keep(self, path: Path, sha256: str) -> None:
        """Keep a copy of a file, whose hash this is."""
        if self.has(sha256):
            return
        disk.make_folder(self.folder)
        fresh = self.folder / f"{sha256}{_FRESH}"
        shutil.copyfile(path, fresh)
        disk.place(fresh, self.folder / sha256)

    def path(self, sha256: str) -> Path:
        """The file of a recording; NotFound where it is not kept, DamagedLibrary where it has not these bytes."""
        if not self.has(sha256):
            raise NotFound("this recording is not kept here")
        path = self.folder / sha256
        if not is_whole(path):
            raise DamagedLibrary(told(path))
        return path

    def files(self) -> list[Path]:
        """The files of all that are kept."""
        if not self.folder.is_dir():
            return []
        return sorted(path for path in self.folder.iterdir() if path.suffix != _FRESH)

    def damaged(self) -> Iterator[str]:
        """A line for each that has not the bytes that it was kept with."""
        return (told(path) for path in self.files() if not is_whole(path))

    def drop_unused(self, db: sqlite3.Connection) -> None:
        """Delete those that no version of any document was heard in."""
        if not (kept := self.files()):
            return
        rows = db.execute("SELECT DISTINCT json_extract(header, '$.recording.sha256') AS sha256 FROM versions")
        used = {row["sha256"] for row in rows}
        for path in kept:
            if path.name not in used:
                path.unlink()
        disk.sync(self.folder)


def is_whole(path: Path) -> bool:
    """Whether a kept recording has the bytes that its name says."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == path.name


def told(path: Path) -> str:
    """What is said of one that is damaged."""
    return f"the recording {path.name[:12]}… is damaged: delete {path}, and listen to it again"
