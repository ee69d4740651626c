"""Commits: files are on the disk before the manifest names them, and no file goes that a reader may still need.

The newest two generations stay, and each that is younger than a minute.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from corpus.disk import place, sync, write
from corpus.errors import EngineError, IndexStale
from search.whoosh_engine.index import manifest as manifests
from search.whoosh_engine.index.manifest import MANIFEST, SEGMENT, Manifest, generations, numbered

OnCommit = Callable[[Manifest], None]  # told of a generation once it is committed; what it writes may be behind
log = logging.getLogger(__name__)
KEPT_GENERATIONS = 2
KEPT_SECONDS = 60
_NEW = "manifest.new"
_OF_GENERATION = re.compile(r"(?:_MAIN_|manifest-)(\d+)\..*")


@contextmanager
def trouble_told() -> Iterator[None]:
    """Tell why the index cannot be written, such as a full disk; what is stored in the library is not touched."""
    try:
        yield
    except OSError as error:
        raise EngineError(
            f"the index cannot be written: {error.strerror or error}; what is stored is kept, and is made searchable"
            " once that is mended"
        ) from error


def publish(folder: Path, manifest: Manifest, new: Sequence[Path], on_commit: OnCommit) -> None:
    """Make a generation the newest, durably. `new` are the paths of the segments whose files nobody synced yet.

    Only under the lock.
    """
    for each in new:
        sync_all(each)
    path = numbered(folder, manifest.generation)
    path.unlink(missing_ok=True)  # of a commit that was not finished
    write(path, manifests.encoded(manifest))
    fresh = folder / _NEW
    fresh.unlink(missing_ok=True)
    try:
        fresh.hardlink_to(path)
    except OSError:  # not every file system has links
        fresh.write_bytes(manifests.encoded(manifest))
    sync(folder)
    place(fresh, folder / MANIFEST)  # the commit
    try:
        on_commit(manifest)
    except OSError as error:
        log.warning("Whoosh's own view of the index is one commit behind: %s", error)


def sync_all(path: Path) -> None:
    """Wait until the files of the segment at `path` are on the disk."""
    for file in path.parent.glob(f"{path.name}.*"):
        sync(file)


def sweep(folder: Path, newest: Manifest, *, older: bool = True) -> None:
    """Delete what no kept generation needs; without `older`, the newest alone is kept. Only under the lock."""
    found = [number for number in generations(folder) if number <= newest.generation]
    young = time.time() - KEPT_SECONDS
    kept = {newest.generation}
    if older:
        kept.update(found[-KEPT_GENERATIONS:])
        kept.update(number for number in found if numbered(folder, number).stat().st_mtime > young)
    needed = {entry.name for entry in newest.segments}
    for number in kept - {newest.generation}:
        with suppress(OSError, ValueError, IndexStale):  # what cannot be read needs nothing
            held = manifests.decoded(numbered(folder, number).read_bytes(), numbered(folder, number).name)
            needed.update(entry.name for entry in held.segments)
    for path in folder.iterdir():
        of_generation = _OF_GENERATION.fullmatch(path.name)
        is_segment = path.name.startswith(SEGMENT) and path.suffix
        if (is_segment and path.name.partition(".")[0] not in needed) or (
            of_generation and int(of_generation[1]) not in kept
        ):
            with suppress(OSError):  # where an open file cannot be deleted, the next sweep finds it
                path.unlink()
