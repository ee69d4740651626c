"""From what a user names (files and folders) to the bytes of each file."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path

from corpus.errors import ReadError
from corpus.readers.formats import SUFFIXES
from search.ingest.values import RawSource

SIDECARS = (".yaml", ".yml")
FOLDER = "folder"  # the name of what is said of all files in a folder and below
_SIDECAR_MB = 1


def expand(sources: Iterable[str], *, also: Collection[str] = ()) -> Iterator[str]:
    """The sources meant: those named, and below a named folder all files of a known kind, by name; `also` those whose
    names end so."""
    for source in sources:
        path = Path(source)
        if path.is_dir():
            yield from (str(found) for found in sorted(path.rglob("*")) if _meant(found, path, also))
        else:
            yield source


def left_out(sources: Iterable[str], *, also: Collection[str] = ()) -> Counter[str]:
    """How many files below the named folders are left out, by the ending of their names; links out of them, too."""
    return Counter(
        (found.suffix.lower() or "without an ending") if _is_below(found, path) else "links out of them"
        for path in map(Path, sources)
        if path.is_dir()
        for found in path.rglob("*")
        if found.is_file() and not (_hidden(found, path) or _meant(found, path, also) or _is_sidecar(found))
    )


def load(source: str, *, max_mb: int) -> RawSource:
    """The bytes of a file and its sidecar; ReadError where it is missing, not a file, unreadable or too large."""
    path = Path(source)
    data = _bytes(path, max_mb=max_mb)
    sidecar, folders = beside(path)
    return RawSource(
        source=shown(source),
        name=shown(path.name),
        data=data,
        path=Path(shown(str(path.resolve()))),
        sidecar=sidecar,
        folders=folders,
    )


def beside(path: Path) -> tuple[str, tuple[str, ...]]:
    """What is said of a file in its sidecar, and in those of its folders; ReadError."""
    return _sidecar(path), tuple(_of_folders(path))


def _bytes(path: Path, *, max_mb: int) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ReadError("is not a file; name a file or a folder")
        if status.st_size > max_mb * 2**20:
            raise too_large(status.st_size, max_mb=max_mb)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ReadError("no such file; check the name (an address begins with https://)") from error
    except OSError as error:
        raise ReadError(f"cannot be opened: {error.strerror or error}") from error


def _sidecar(path: Path) -> str:
    """The text of `name.yaml` beside `name.ext`; empty where there is none."""
    if path.stem == FOLDER:  # what is said of the folder, is said of this file, too
        return ""
    return next(_details(map(path.with_suffix, SIDECARS), path.resolve().parent), "")


def _of_folders(path: Path) -> Iterator[str]:
    """The texts of `folder.yaml` in the folder of a file and those above it, the nearest first."""
    for folder in path.resolve().parents:
        yield from islice(_details((folder / f"{FOLDER}{ending}" for ending in SIDECARS), folder), 1)


def _details(files: Iterable[Path], folder: Path) -> Iterator[str]:
    """The texts of those files that there are, and that are really in the folder."""
    for beside in files:
        if os.path.exists(beside) and beside.resolve().parent == folder:  # noqa: PTH110  # of a name that is too long, it says no
            try:
                yield _bytes(beside, max_mb=_SIDECAR_MB).decode()
            except (ReadError, UnicodeDecodeError) as error:
                raise ReadError(f"has details in {shown(beside.name)} that cannot be read: {error}") from error


def shown(name: str) -> str:
    """A file's name as text, also where its bytes are not UTF-8."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def too_large(size: int, *, max_mb: int) -> ReadError:
    """The error of a source above the limit, which says how large it is and what may be done."""
    return ReadError(
        f"is {size / 2**20:.0f} MB, and the limit is {max_mb} MB: split it; whoever runs"
        " Citecast can allow more (setting max_file_mb)"
    )


def _meant(path: Path, root: Path, also: Collection[str]) -> bool:
    suffix = path.suffix.lower()
    return (
        (suffix in SUFFIXES or suffix in also) and path.is_file() and not _hidden(path, root) and _is_below(path, root)
    )


def _is_below(path: Path, root: Path) -> bool:
    """Whether a file is really in a folder: a link in an archive from others may lead to a private file."""
    return path.resolve().is_relative_to(root.resolve())


def _is_sidecar(path: Path) -> bool:
    if path.suffix.lower() not in SIDECARS:
        return False
    return path.stem == FOLDER or any(map(os.path.exists, map(path.with_suffix, SUFFIXES)))


def _hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)
