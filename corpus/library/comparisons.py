"""What a library knows of the sources of its documents: when each was last compared, and what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from pathlib import Path

from corpus.library import compared
from corpus.library.connections import Connections
from corpus.library.damage import guarded
from corpus.library.read import row_of
from corpus.library.types import Comparison, Origin, Outcome, Source


@guarded
class LibraryComparisons:
    """Comparisons of documents with their sources; `path` is the library's file."""

    def __init__(self, path: Path, connections: Connections, now: Callable[[], dt.datetime]) -> None:
        self._path = path
        self._connections = connections
        self._now = now

    def of(self, id: str) -> tuple[Comparison, ...]:
        """The last comparison of each version of a document with each outcome, the oldest first."""
        return self.of_all([id]).get(id, ())

    def of_all(self, ids: Collection[str]) -> dict[str, tuple[Comparison, ...]]:
        """The same of several documents, but for those that were never compared."""
        if not ids:
            return {}
        with self._connections.snapshot() as db:
            return compared.of(db, ids)

    def origin(self, id: str) -> Origin:
        """Where a document's latest version can be read again; InvalidValue where that is nowhere, NotFound or Gone."""
        with self._connections.snapshot() as db:
            return compared.origin(db, id)

    def due(self) -> tuple[str, ...]:
        """The live documents that can be compared, those first that were not for the longest."""
        with self._connections.snapshot() as db:
            return compared.due(db)

    def note(
        self, id: str, version: int, outcome: Outcome, *, place: str, why: str = "", gone: tuple[str, ...] = ()
    ) -> Comparison:
        """Keep what came of comparing a version with what is at a place, unless there is a newer one by now."""
        comparison = Comparison(version, outcome, self._now(), place, why, gone)
        with self._connections.transaction() as db:
            if row_of(db, id)["version"] == version:
                compared.put(db, id, comparison)
        return comparison

    def unchanged(self, id: str, source: Source) -> None:
        """Note that a source was looked at again, and is as it was read."""
        with self._connections.transaction() as db:
            compared.same(db, id, source, now=self._now())
