"""Following a folder: what is new or changed in it is added, and what went from it is taken out of search."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpus.errors import InvalidValue
from corpus.library import Library
from corpus.model import Hints
from search import ingest
from search.adding import Adder
from search.results import AddResult


def files(folder: Path) -> list[str]:
    """The files of known kinds below a folder; InvalidValue where there is no such folder, or nothing in it.

    An empty folder is more often a disk that is not there than a wish to lose everything.
    """
    if not folder.is_dir():
        raise InvalidValue(f"{folder}: no such folder; nothing was changed")
    found = list(ingest.expand([str(folder)]))
    if not found:
        raise InvalidValue(f"{folder}: no file of a known kind in this folder; nothing was changed")
    return found


def sync(library: Library, adder: Adder, folder: Path, meant: list[str], *, delete: bool) -> Iterator[AddResult]:
    """Add the files `meant`, as `files` found them; with `delete`, remove what was read below the folder and has
    no file any more. A file that comes back brings its document back."""
    prefix = f"path:{ingest.shown(str(folder.resolve()))}/"
    before = library.places(prefix)
    yield from adder.add(adder.given(file, Hints(), asked=False) for file in meant)
    if not delete:
        return
    there = {f"path:{ingest.shown(str(Path(file).resolve()))}" for file in meant}
    gone = {place for place in before.keys() - there if not Path(place.removeprefix("path:")).exists()}
    library.forget(gone)
    held = set(library.places("").values())
    for place, id in before.items():
        if id not in held and library.record(id).state == "live":
            library.remove(id, along_with=place)
            yield AddResult(source=place.removeprefix("path:"), status="removed", document=id)
