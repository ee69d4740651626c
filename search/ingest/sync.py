"""Following a folder: what is new or changed in it is added, and what went from it is taken out of search."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpus.errors import InvalidValue
from corpus.library import Library
from corpus.model import Hints
from search.ingest.adding import Adder
from search.ingest.sources import expand, shown
from search.ingest.values import AddResult


def files(folder: Path) -> list[str]:
    """The files of known kinds below a folder; InvalidValue where there is no such folder, or nothing in it.

    An empty folder is more often a disk that is not there than a wish to lose everything.
    """
    if not folder.is_dir():
        raise InvalidValue(f"{folder}: no such folder; nothing was changed")
    found = list(expand([str(folder)]))
    if not found:
        raise InvalidValue(f"{folder}: no file of a known kind in this folder; nothing was changed")
    return found


def sync(library: Library, adder: Adder, folder: Path, meant: list[str], *, delete: bool) -> Iterator[AddResult]:
    """Add the files `meant`, as `files` found them; with `delete`, remove what was read below the folder, the
    episodes of feeds among it, and has no file any more. A file that comes back brings its document back."""
    below = f"{shown(str(folder.resolve()))}/"
    before = {**library.places(f"path:{below}"), **library.places(f"item:{below}")}
    yield from adder.add(adder.spec(file, Hints(), asked=False) for file in meant)
    if delete:
        there = {shown(str(Path(file).resolve())) for file in meant}
        yield from _removed(library, before, there)


def _removed(library: Library, before: dict[str, str], there: set[str]) -> list[AddResult]:
    """Let go of the places whose file is not there, and with them of the documents that are at no other place."""
    gone = {place for place in before if (file := _file(place)) not in there and not Path(file).exists()}
    results = []
    with library.batch():
        library.forget(gone)
        held = set(library.places("").values())
        for place, id in before.items():
            if id not in held and library.record(id).state == "live":
                library.remove(id, along_with=place)
                results.append(AddResult(source=_file(place), status="removed", document=id))
    return results


def _file(place: str) -> str:
    kind, _, name = place.partition(":")
    return name.partition("\n")[0] if kind == "item" else name
