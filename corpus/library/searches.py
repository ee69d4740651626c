"""The saved searches of a library: saved, changed, looked at, removed and brought back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path

from corpus.library import saved
from corpus.library.checksums import insert, update
from corpus.library.connections import Connections
from corpus.library.damage import guarded
from corpus.library.types import SavedSearch, Wanted

_KEPT = 20  # of those that were removed, which can be brought back


@guarded
class LibrarySearches:
    """The searches that are saved in a library; `path` is the library's file.

    Changes of one raise NotFound where there is none, and InvalidValue for what cannot be kept.
    """

    def __init__(self, path: Path, connections: Connections, now: Callable[[], dt.datetime]) -> None:
        self._path = path
        self._connections = connections
        self._now = now

    def listed(self) -> tuple[SavedSearch, ...]:
        """All of them, the first saved first; DamagedLibrary."""
        with self._connections.snapshot() as db:
            return saved.live(db)

    def removed(self) -> tuple[SavedSearch, ...]:
        """Those that can be brought back, the last removed first."""
        with self._connections.snapshot() as db:
            return saved.removed(db)

    def find(self, id: int) -> SavedSearch:
        """The one with this id; NotFound."""
        with self._connections.snapshot() as db:
            return saved.find(saved.live(db), id)

    def save(self, name: str, wanted: Wanted, *, seen: int) -> SavedSearch:
        """Save a search of which all up to a change is seen."""
        with self._connections.transaction() as db:
            saved.check_room(db)
            name = saved.checked_name(db, name)
            (id,) = db.execute("SELECT coalesce(max(id), 0) + 1 FROM saved_searches").fetchone()
            now = self._now().isoformat()
            insert(db, "saved_searches", [(id, now, seen, now, None, name, *saved.checked(wanted).values())])
            return saved.find(saved.live(db), id)

    def rename(self, id: int, name: str) -> None:
        """Give one another name."""
        with self._connections.transaction() as db:
            saved.find(saved.live(db), id)
            update(db, "saved_searches", {"id": id}, name=saved.checked_name(db, name, but=id))

    def replace(self, id: int, wanted: Wanted, *, seen: int) -> None:
        """Have one ask for something else, of which all up to a change is seen."""
        with self._connections.transaction() as db:
            saved.find(saved.live(db), id)
            update(
                db, "saved_searches", {"id": id}, **saved.checked(wanted), seen=seen, seen_at=self._now().isoformat()
            )

    def see(self, ids: Iterable[int], revision: int) -> None:
        """Note that what came with changes up to one was looked at now."""
        with self._connections.transaction() as db:
            live = saved.live(db)
            for id in ids:
                seen = max(saved.find(live, id).seen, revision)
                update(db, "saved_searches", {"id": id}, seen=seen, seen_at=self._now().isoformat())

    def remove(self, id: int) -> None:
        """Remove one; of those removed, the last can be brought back, and of the others nothing is left."""
        with self._connections.transaction() as db:
            saved.find(saved.live(db), id)
            update(db, "saved_searches", {"id": id}, removed_at=self._now().isoformat())
            for old in saved.removed(db)[_KEPT:]:
                update(db, "saved_searches", {"id": old.id}, name="", **saved.values(Wanted(query="")))

    def bring_back(self, id: int) -> None:
        """Undo a removal."""
        with self._connections.transaction() as db:
            saved.check_room(db)
            saved.checked_name(db, saved.find(saved.removed(db), id).name)
            update(db, "saved_searches", {"id": id}, removed_at=None)
