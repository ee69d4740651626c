"""From what a user names (files, folders, standard input) to the bytes of each source."""

from __future__ import annotations

import os
import stat
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from corpus.errors import ReadError
from search.results import Upload

Job = TypeVar("Job")
Done = TypeVar("Done")

SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".md", ".markdown", ".txt", ".vtt", ".srt", ".json", ".pdf", ".docx"})


def expand(sources: Iterable[str]) -> Iterator[str]:
    """The sources meant: those named, and below a named folder all files of a known kind, by name."""
    for source in sources:
        path = Path(source)
        if path.is_dir():
            yield from (str(found) for found in sorted(path.rglob("*")) if _meant(found, path))
        else:
            yield source


def ahead(run: Callable[[Job], Done], jobs: Iterable[Job], *, workers: int) -> Iterator[Done]:
    """Run jobs side by side, a few ahead of what is taken; what they return comes in their order."""
    with ThreadPoolExecutor(workers) as pool:
        pending: deque[Future[Done]] = deque()
        for job in jobs:
            pending.append(pool.submit(run, job))
            if len(pending) > 2 * workers:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()


def batches(items: Iterable[Done], *, size: int, seconds: float) -> Iterator[list[Done]]:
    """Items together that came within some time, and not more than `size` of them."""
    batch: list[Done] = []
    for item in items:
        if not batch:
            started = time.monotonic()
        batch.append(item)
        if len(batch) >= size or time.monotonic() - started > seconds:
            yield batch
            batch = []
    if batch:
        yield batch


def left_out(sources: Iterable[str]) -> int:
    """How many files below the named folders are of no known kind, and so left out."""
    return sum(
        1
        for path in map(Path, sources)
        if path.is_dir()
        for found in path.rglob("*")
        if found.is_file() and not _hidden(found, path) and not _meant(found, path)
    )


def load(source: str, *, max_mb: int) -> Upload:
    """The bytes of a file; ReadError where it is missing, not a file, unreadable or too large."""
    if source.startswith(("http://", "https://")):
        raise ReadError("is an address, and only files can be added: save the page, then add the file")
    path = Path(source)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ReadError("is not a file; name a file or a folder")
        if status.st_size > max_mb * 2**20:
            raise too_large(status.st_size, max_mb=max_mb)
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ReadError("no such file; check the name") from error
    except OSError as error:
        raise ReadError(f"cannot be opened: {error.strerror or error}") from error
    return Upload(source=shown(source), name=shown(path.name), data=data, path=Path(shown(str(path.resolve()))))


def shown(name: str) -> str:
    """A file's name as text, also where its bytes are not UTF-8."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def too_large(size: int, *, max_mb: int) -> ReadError:
    """The error of a source above the limit, which says how large it is and what may be done."""
    return ReadError(
        f"is {size / 2**20:.0f} MB, and the limit is {max_mb} MB: split it, or raise the setting max_file_mb"
    )


def _meant(path: Path, root: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and path.is_file() and not _hidden(path, root)


def _hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)
