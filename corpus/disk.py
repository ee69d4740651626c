"""Files that outlive a power loss: what is written is on the disk before the call returns."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path


def write(path: Path, data: bytes) -> None:
    """Write a file's bytes; its name is on the disk once its folder is synced."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def replace(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, name and bytes: after a crash it is what it was, or this."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_bytes(data)
    place(fresh, path)


def place(fresh: Path, path: Path) -> None:
    """Give a file that is written, in the same folder, its name: after a crash that is what it was, or this."""
    sync(fresh)
    fresh.replace(path)
    sync(path.parent)


def make_folder(path: Path) -> None:
    """Make a private folder, and those above it that are missing, with their names on the disk."""
    missing = [each for each in (path, *path.parents) if not each.exists()]
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    for each in reversed(missing):
        sync(each.parent)


def has_no_room(folder: Path) -> bool:
    """Whether the disk of a folder has no room for more bytes, or for more files."""
    if sys.platform == "win32":
        return shutil.disk_usage(folder).free == 0
    found = os.statvfs(folder)
    return not found.f_bavail or (found.f_files > 0 and not found.f_favail)  # some file systems count no files


def sync(path: Path) -> None:
    """Wait until the bytes of a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
