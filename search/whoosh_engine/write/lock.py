"""Locks between processes: one writes at a time, and one merges. A process that ends lets go of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import EngineBusy

WRITE, MERGE = "MAIN_WRITELOCK", "MAIN_MERGELOCK"  # the first is the file that a writer of Whoosh locks, too


@contextmanager
def locked(folder: Path, name: str, timeout: float) -> Iterator[None]:
    """Hold a lock, after waiting up to `timeout` seconds for it; EngineBusy after that."""
    from filelock import FileLock, Timeout  # a search writes nothing, and need not load it

    lock = FileLock(folder / name, mode=0o600, thread_local=False)
    try:
        lock.acquire(timeout=timeout)
    except Timeout as error:
        raise EngineBusy("another program is making documents searchable; try again when it is done") from error
    try:
        yield
    finally:
        lock.release()
