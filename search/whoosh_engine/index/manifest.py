"""The manifest: which segments are the index, and which change of which library they have come to.

`manifest.json` alone is believed; the rename that gives it its name commits. It is JSON, with a checksum of its very
bytes. `manifest-N.json` is the N-th generation's, a second name of the same file for the newest; what a generation
needs is found by it, and while it lies there the file system does not use the newest one's inode number again.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from time import sleep
from typing import Any, NamedTuple, TypeVar

import numpy as np

from corpus.errors import IndexStale, IndexUnusable
from corpus.library import LibraryMark
from search.whoosh_engine.format import segment
from search.whoosh_engine.format.container import DamagedFile
from search.whoosh_engine.format.schema import FINGERPRINT
from search.whoosh_engine.format.types import DocIds, Mask, Places

T = TypeVar("T")
MANIFEST = "manifest.json"
SEGMENT = "MAIN_"  # what the name of each segment begins with, as Whoosh names those of its main index
NOTHING = LibraryMark("", 0, "")  # what an index that holds nothing has come to
_FORMAT = 1
_BEFORE = re.compile(r"_MAIN_\d+\.json")  # of an index that was made before there was a manifest
_NUMBERED = re.compile(r"manifest-(\d+)\.json")
_NAME = re.compile(rf"{SEGMENT}[0-9a-f]{{16}}")
_FRAME = b'{"checksum": "%s", "manifest": %s}\n'
_AT = len(_FRAME % (b"0" * 16, b"")) - 2  # where the manifest proper begins
_REBUILD = "run `citecast rebuild`"


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment as a generation has it: how many docs, the checksum of its table, and which docs are deleted."""

    name: str
    size: int
    checksum: int
    deleted: bytes = b""  # a bit for each doc, none where no doc is deleted

    def live(self) -> Mask:
        """Which docs live, as booleans."""
        if not self.deleted:
            return np.ones(self.size, bool)
        return np.unpackbits(np.frombuffer(self.deleted, np.uint8), count=self.size) == 0

    def without(self, docs: DocIds | Places) -> SegmentEntry:
        """The entry with these docs deleted, too."""
        live = self.live()
        live[docs] = False
        return replace(self, deleted=b"" if live.all() else np.packbits(~live).tobytes())


class Manifest(NamedTuple):
    """A generation of the index."""

    generation: int
    mark: LibraryMark
    segments: tuple[SegmentEntry, ...] = ()


class Version(NamedTuple):
    """What tells one `manifest.json` from another without reading it."""

    inode: int
    modified: int  # nanoseconds
    size: int


def version(folder: Path) -> Version:
    """The version of the manifest in a folder; FileNotFoundError where there is none."""
    found = (folder / MANIFEST).stat()
    return Version(found.st_ino, found.st_mtime_ns, found.st_size)


def numbered(folder: Path, generation: int) -> Path:
    """Where a generation's manifest is."""
    return folder / f"manifest-{generation}.json"


def generations(folder: Path) -> list[int]:
    """The generations that have a manifest, oldest first; the last may never have been committed."""
    return sorted(int(match[1]) for path in folder.iterdir() if (match := _NUMBERED.fullmatch(path.name)))


def is_empty(folder: Path) -> bool:
    """Whether nothing was ever committed in a folder, so that an index may be made there.

    A first commit that was cut off leaves segments, and Whoosh's table of contents follows what is committed.
    """
    return not any(
        path.name == MANIFEST or path.name.startswith("_MAIN_")
        for path in (folder.iterdir() if folder.exists() else ())
    )


def read(folder: Path) -> Manifest:
    """The manifest that counts; IndexStale where there is none yet or it is another version's, IndexUnusable where
    it was lost."""
    try:
        return decoded((folder / MANIFEST).read_bytes(), MANIFEST)
    except FileNotFoundError as error:
        if is_empty(folder):
            raise IndexStale(f"there is no index here yet; {_REBUILD}") from error
        if any(_BEFORE.fullmatch(path.name) for path in folder.iterdir()):
            raise _outdated() from error
        raise IndexUnusable(f"the index has lost its {MANIFEST}; {_REBUILD}") from error


def encoded(manifest: Manifest) -> bytes:
    """A manifest as it is written."""
    said = json.dumps(
        {
            "format": _FORMAT,
            "fingerprint": FINGERPRINT,
            "generation": manifest.generation,
            **manifest.mark._asdict(),
            "segments": [
                {
                    "name": entry.name,
                    "size": entry.size,
                    "checksum": entry.checksum,
                    "deleted": base64.b64encode(entry.deleted).decode(),
                }
                for entry in manifest.segments
            ],
        }
    ).encode()
    return _FRAME % (_checksum(said), said)


def decoded(data: bytes, name: str) -> Manifest:
    """The manifest that `encoded` wrote; DamagedFile where a byte is another, IndexStale where it is older."""
    said = data[_AT:-2]
    if data != _FRAME % (_checksum(said), said):
        raise DamagedFile(f"{name} is not what was written")
    found: dict[str, Any] = json.loads(said)
    if (found["format"], found["fingerprint"]) != (_FORMAT, FINGERPRINT):
        raise _outdated()
    mark = LibraryMark(str(found["library"]), int(found["revision"]), str(found["token"]))
    return Manifest(int(found["generation"]), mark, tuple(map(_entry, found["segments"])))


def _entry(said: dict[str, Any]) -> SegmentEntry:
    name, deleted = str(said["name"]), base64.b64decode(said["deleted"], validate=True)
    entry = SegmentEntry(name, int(said["size"]), int(said["checksum"]), deleted)
    if not _NAME.fullmatch(name) or len(deleted) not in (0, -(-entry.size // 8)):
        raise DamagedFile(f"{MANIFEST} does not fit its segments")
    return entry


def _checksum(said: bytes) -> bytes:
    return blake2b(said, digest_size=8).hexdigest().encode()


def _outdated() -> IndexStale:
    return IndexStale(f"the index was made by another version of Citecast; {_REBUILD}")


@contextmanager
def damage_told() -> Iterator[None]:
    """Tell of lost, damaged or unreadable files as an IndexUnusable that says what to do."""
    try:
        yield
    except FileNotFoundError as error:
        raise IndexUnusable(f"the index has lost a file ({Path(error.filename or '').name}); {_REBUILD}") from error
    except OSError as error:
        name = Path(error.filename).name if error.filename else "a file"
        raise IndexUnusable(f"{name} of the index cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise IndexUnusable(f"the index is damaged: {error}; {_REBUILD}") from error


def opened(folder: Path, use: Callable[[Manifest], T]) -> T:
    """What `use` makes of the manifest; a commit that comes between, and takes files away, is met by a retry."""
    with damage_told():
        for attempt in range(10):
            try:
                return use(read(folder))
            except FileNotFoundError:
                if attempt == 9:
                    raise
                sleep(0.01 * attempt)
    raise AssertionError("the loop returns or raises")


def opened_segment(folder: Path, entry: SegmentEntry) -> segment.Segment:
    """What a segment holds, mapped; DamagedFile where it is not the one that the manifest means."""
    found = segment.segment_at(folder / entry.name)
    if (found.size, found.checksum) != (entry.size, entry.checksum):
        raise DamagedFile(f"{entry.name} is another segment than the manifest names")
    return found
