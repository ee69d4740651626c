"""Changes of documents by hand, which are in search within a moment."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from corpus.library import Library, StoreResult
from corpus.library.snapshot import Progress


class Editor:
    """What edits, removes and brings back documents of one library. `stored` is called once something was, and `left`
    with what was taken out of search."""

    def __init__(
        self, library: Library, *, stored: Callable[[], object], left: Callable[[Collection[str]], object]
    ) -> None:
        self._library = library
        self._stored = stored
        self._left = left

    def edit(
        self, ids: Sequence[str], changes: Mapping[str, str | None], progress: Progress = lambda done, count: None
    ) -> tuple[StoreResult, ...]:
        """Change details of documents, all or none; an empty value restores what the source says."""
        kept = self._library.edit(ids, changes, progress)
        self._stored()
        return kept

    def remove(self, id: str, *, purge: bool = False) -> tuple[str, ...]:
        """Take a document, and what only it refers to, out of search.

        `purge` deletes it for good; the next `catch_up` makes the index anew, for a changed one would hold the words.
        """
        removed = self._library.remove(id, purge=purge)
        self._left({id, *removed})
        self._stored()
        return removed

    def undelete(self, id: str) -> tuple[str, ...]:
        """Bring a removed document back, with what left along with it."""
        restored = self._library.undelete(id)
        self._stored()
        return restored
