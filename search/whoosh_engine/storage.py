"""Whoosh's files, made to survive power loss and concurrent readers.

New files are on the disk before the table of contents names them. Segment ids are our own; the schema
is the code's. A commit deletes no file that a reader may still need: the newest two generations stay,
and each that is younger than a minute.
"""

from __future__ import annotations

import json
import os
import pickle
import re
import struct
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.filetables import FileFormatError
from whoosh.index import TOC, IndexError as WhooshIndexError
from whoosh.reading import CorruptIndexError

from corpus.errors import EngineBusy, IndexUnusable
from search.whoosh_engine.codec.codec import Segment
from search.whoosh_engine.codec.fields import whoosh_schema
from search.whoosh_engine.schema import FINGERPRINT
from search.whoosh_engine.segments.arrays import DamagedFile
from search.whoosh_engine.segments.segment import Segment as Mapped, segment_at

T = TypeVar("T")
NAME = "MAIN"
LOCK, MERGE_LOCK = f"{NAME}_WRITELOCK", f"{NAME}_MERGELOCK"
KEPT_GENERATIONS = 2
KEPT_SECONDS = 60
_TOC = re.compile(rf"_{NAME}_(\d+)\.toc")
_CHECKSUM = 4  # bytes
_REBUILD = "run `citecast rebuild`"
_DAMAGE = (
    ValueError, TypeError, KeyError, AttributeError, EOFError, AssertionError, OverflowError, MemoryError, ImportError,
    pickle.UnpicklingError, struct.error, zlib.error, CorruptIndexError, FileFormatError, WhooshIndexError,
)  # fmt: skip


class Lock(Protocol):
    """A lock of Whoosh's."""

    fd: int | None

    def acquire(self) -> bool: ...
    def release(self) -> None: ...


class Manifest(NamedTuple):
    """What an index generation was made from."""

    revision: int
    fingerprint: str


class Storage(FileStorage):
    """Files of one folder; a rename is a promise that the file's bytes are on the disk."""

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        folder = Path(self.folder)
        if _TOC.fullmatch(newname):  # Whoosh reads no further than its own end
            checksum = zlib.crc32((folder / oldname).read_bytes())
            with (folder / oldname).open("ab") as file:
                file.write(checksum.to_bytes(_CHECKSUM, "little"))
        sync(folder / oldname)
        os.replace(folder / oldname, folder / newname)  # noqa: PTH105  # as the base class's, but atomic
        sync(folder)


def sync(path: Path) -> None:
    """Wait until a file's or folder's bytes are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_all(path: Path) -> None:
    """Wait until the files of the segment at `path` are on the disk."""
    for file in path.parent.glob(f"{path.name}.*"):
        sync(file)


def acquire(lock: Lock, timeout: float) -> None:
    """Take a lock, waiting up to `timeout` seconds; EngineBusy after that."""
    until = time.monotonic() + timeout
    while not lock.acquire():
        if time.monotonic() >= until:
            raise EngineBusy("another process is writing to the index; try again when it is done")
        time.sleep(0.05)


def manifest_path(folder: Path, generation: int) -> Path:
    return folder / f"_{NAME}_{generation}.json"


def generations(folder: Path) -> list[int]:
    """The generations in a folder, oldest first."""
    return sorted(int(match[1]) for path in folder.iterdir() if (match := _TOC.fullmatch(path.name)))


def create(folder: Path) -> None:
    """An empty index in a folder that has none."""
    _write_empty(folder, 0)


def restart(folder: Path) -> None:
    """An empty generation on top of an index that cannot be used."""
    numbers = [int(match[0]) for path in folder.glob(f"_{NAME}_*") if (match := re.search(r"\d+", path.name))]
    _write_empty(folder, max(numbers, default=-1) + 1)


def _write_empty(folder: Path, generation: int) -> None:
    _write_manifest(folder, generation, Manifest(0, FINGERPRINT))
    TOC(whoosh_schema(), [], generation).write(Storage(str(folder)), NAME)


def is_empty(folder: Path) -> bool:
    """Whether a folder holds nothing of an index, so that one may be made there."""
    names = {path.name for path in folder.iterdir()} - {LOCK, MERGE_LOCK}
    return not any(_TOC.fullmatch(name) or name.startswith(f"{NAME}_") for name in names)


@contextmanager
def damage_told() -> Iterator[None]:
    """Tell what Whoosh makes of lost or damaged files as an IndexUnusable that says what to do."""
    try:
        yield
    except FileNotFoundError as error:
        raise IndexUnusable(f"the index has lost a file ({Path(error.filename or '').name}); {_REBUILD}") from error
    except _DAMAGE as error:
        raise IndexUnusable(f"the index is damaged ({type(error).__name__}); {_REBUILD}") from error


def opened(folder: Path, use: Callable[[int], T]) -> T:
    """What `use` makes of the newest generation's number; a commit that comes between is met by a retry.

    IndexUnusable where there is none of this fingerprint.
    """
    with damage_told():
        for attempt in range(10):
            try:
                found = generations(folder)
                if not found:
                    raise IndexUnusable(f"there is no index here yet, or it has lost its table of contents; {_REBUILD}")
                manifest(folder, found[-1])
                return use(found[-1])
            except FileNotFoundError:
                if attempt == 9:
                    raise
                time.sleep(0.01 * attempt)
    raise AssertionError("the loop returns or raises")


def manifest(folder: Path, generation: int) -> Manifest:
    """What a generation was made from; IndexUnusable where that is not this program's."""
    said = json.loads(manifest_path(folder, generation).read_text("utf-8"))
    checksum = said.pop("checksum", None)
    found = Manifest(**said)
    if found.fingerprint != FINGERPRINT:
        raise IndexUnusable(f"the index was made by another version of Citecast; {_REBUILD}")
    if checksum != _checksum(found):
        raise DamagedFile(manifest_path(folder, generation).name)
    return found


def _write_manifest(folder: Path, generation: int, made_from: Manifest) -> None:
    path = manifest_path(folder, generation)
    path.write_text(json.dumps({**made_from._asdict(), "checksum": _checksum(made_from)}), "utf-8")
    sync(path)


def _checksum(made_from: Manifest) -> int:
    return zlib.crc32(json.dumps(made_from).encode())


def contents(folder: Path, generation: int) -> list[Segment]:
    """The segments of a generation."""
    data = (folder / f"_{NAME}_{generation}.toc").read_bytes()
    if zlib.crc32(data[:-_CHECKSUM]) != int.from_bytes(data[-_CHECKSUM:], "little"):
        raise DamagedFile(f"_{NAME}_{generation}.toc")
    found: list[Segment] = TOC.read(Storage(str(folder)), NAME, generation, whoosh_schema()).segments
    return found


def opened_segment(folder: Path, segment: Segment) -> Mapped:
    """What a segment holds, mapped."""
    found = segment_at(segment_path(folder, segment))
    if found.size != segment.size:
        raise DamagedFile(segment.segment_id())
    return found


def segment_path(folder: Path, segment: Segment) -> Path:
    """Where a segment's files are, without their suffixes."""
    return folder / segment.segment_id()


def publish(
    folder: Path, generation: int, segments: Sequence[Segment], made_from: Manifest, new: Sequence[Path]
) -> None:
    """Make a generation of these segments the newest, durably. `new` are the paths of the segments whose
    files nobody synced yet. Only under the lock."""
    for each in new:
        sync_all(each)
    _write_manifest(folder, generation, made_from)
    TOC(whoosh_schema(), list(segments), generation).write(Storage(str(folder)), NAME)


def sweep(folder: Path) -> None:
    """Delete what no kept generation needs. Only under the lock."""
    found = generations(folder)
    young = time.time() - KEPT_SECONDS
    kept = {
        number
        for number in found
        if number in found[-KEPT_GENERATIONS:] or (folder / f"_{NAME}_{number}.toc").stat().st_mtime > young
    }
    needed: set[str] = set()
    for number in kept:
        with suppress(*_DAMAGE):  # what cannot be read needs nothing
            needed.update(segment.segment_id() for segment in contents(folder, number))
    for path in folder.glob(f"{NAME}_*.*"):
        if path.name.split(".")[0] not in needed and path.is_file():
            path.unlink(missing_ok=True)
    for path in folder.glob(f"_{NAME}_*.toc.*"):  # one that a process did not come to name
        path.unlink(missing_ok=True)
    for number in set(found) - kept:
        (folder / f"_{NAME}_{number}.toc").unlink(missing_ok=True)
        manifest_path(folder, number).unlink(missing_ok=True)
