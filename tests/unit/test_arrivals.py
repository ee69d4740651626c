"""With which change of the library each passage first came."""

from __future__ import annotations

from pathlib import Path

from corpus.library import Library
from tests.unit.test_library import keep, note


def came(library: Library, id: str) -> list[int]:
    """The numbers of the changes with which the passages of a document's latest version came, in their order."""
    document, _, stored = library.outline(id, whole=True)
    return [stored[passage.id] for passage in document.passages()]


def test_passages_came_with_the_first_version_that_has_them(tmp_path: Path) -> None:
    with Library(tmp_path / "library.sqlite") as library:
        id = keep(library, note("one", "two")).document
        keep(library, note("another", title="Another"), at="/another.md")
        assert came(library, id) == [1, 1]
        keep(library, note("one", "new", "two"))
        assert came(library, id) == [1, 3, 1]
        library.edit([id], {"title": "Edited"})
        assert came(library, id) == [1, 3, 1]
        keep(library, note("new"))
        keep(library, note("two", "new", "last"))
        assert came(library, id) == [1, 3, 6]


def test_passages_that_were_removed_and_brought_back_came_when_they_first_did(tmp_path: Path) -> None:
    with Library(tmp_path / "library.sqlite") as library:
        id = keep(library, note("one")).document
        library.remove(id)
        library.undelete(id)
        assert came(library, id) == [1]
