"""The log of changes of a library: which documents became otherwise, in which order. Each has a token of its own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from corpus.library import read
from corpus.library.checksums import select
from corpus.library.connections import Connections
from corpus.library.damage import damaged, guarded
from corpus.library.types import LibraryMark


@guarded
class ChangeLog:
    """What an index follows; `path` is the library's file."""

    def __init__(self, path: Path, connections: Connections) -> None:
        self._path = path
        self._connections = connections

    @property
    def revision(self) -> int:
        """The number of the latest change."""
        newest: int = self._connections.db().execute("SELECT coalesce(max(revision), 0) FROM changes").fetchone()[0]
        return newest

    @property
    def mark(self) -> LibraryMark:
        """The latest change."""
        row = (
            self._connections.db()
            .execute("SELECT revision, token FROM changes ORDER BY revision DESC LIMIT 1")
            .fetchone()
        )
        return LibraryMark(self._id, *(row or (0, "")))

    def moment(self, revision: int) -> dt.datetime | None:
        """When a change was made; None where there is no such change."""
        rows = select(self._connections.db(), "changes", "WHERE revision = ?", [revision])
        return dt.datetime.fromisoformat(rows[0]["at"]) if rows else None

    def last_of(self, id: str) -> dt.datetime | None:
        """When a document became otherwise last; None where that is not known."""
        rows = select(self._connections.db(), "changes", "WHERE document_id = ? ORDER BY revision DESC LIMIT 1", [id])
        return dt.datetime.fromisoformat(rows[0]["at"]) if rows else None

    def had(self, mark: LibraryMark) -> bool:
        """Whether a change is one of this library's history, and not of another one's or of a copy that went on."""
        if mark.library != self._id or not mark.revision:
            return mark.library == self._id
        row = self._connections.db().execute("SELECT token FROM changes WHERE revision = ?", [mark.revision]).fetchone()
        return row is not None and row["token"] == mark.token

    @property
    def _id(self) -> str:
        id: str = self._connections.db().execute("SELECT library FROM identity").fetchone()[0]
        return id

    @property
    def rebuild_asked(self) -> int:
        """The number of the change that asked for a rebuilt index: an older one still has words that are gone."""
        found: int = self._connections.db().execute("SELECT coalesce(max(revision), 0) FROM rebuilds").fetchone()[0]
        return found

    def changes(self, after: int) -> tuple[LibraryMark, tuple[tuple[str, bool], ...]]:
        """The latest change, and each document changed after another one, with whether it is live; DamagedLibrary where
        a change between them is lost."""
        with self._connections.snapshot() as db:
            rows = select(db, "changes", "WHERE revision > ? ORDER BY revision DESC", [after])
            if rows and len(rows) != rows[0]["revision"] - after:
                raise damaged(f"a change after change {after} is lost")
            newest = dict.fromkeys(row["document_id"] for row in rows)
            states = read.states(db, newest)
            return self.mark, tuple((id, states[id] == "live") for id in reversed(newest))
