"""The vocabulary of a library: words that are searched together, as a person keeps them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from corpus import equivalents
from corpus.errors import InvalidValue
from corpus.library.connections import Connections
from corpus.library.damage import guarded
from corpus.library.editions import Edition, editions, put


@guarded
class LibraryVocabulary:
    """The equivalents that a person keeps in a library; `path` is the library's file."""

    def __init__(self, path: Path, connections: Connections) -> None:
        self._path = path
        self._connections = connections

    @property
    def latest(self) -> Edition:
        """The vocabulary as it is now; DamagedLibrary."""
        with self._connections.snapshot() as db:
            return editions(db)[1]

    def change(self, changed: Callable[[str], str]) -> Edition:
        """Change the text, at once and for all, into what `changed` makes of it."""
        with self._connections.transaction() as db:
            _, latest = editions(db)
            text = changed(latest.text)
            return latest if text == latest.text else _next(db, latest, text)

    def undo(self, number: int) -> Edition:
        """Take back the change that made an edition; InvalidValue where there was another since."""
        with self._connections.transaction() as db:
            before, latest = editions(db)
            if latest.number != number:
                raise InvalidValue("the vocabulary was changed since, so this can no longer be undone")
            return _next(db, latest, before.text)


def _next(db: sqlite3.Connection, latest: Edition, text: str) -> Edition:
    equivalents.lines(text)
    edition = Edition(latest.number + 1, text)
    put(db, edition, before=latest.text)
    return edition
