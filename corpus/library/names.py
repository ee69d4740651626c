"""The names in a library: who is meant by them, corrected, tried, taken back and listed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.corrections import Correction, Meant, Scope, understood
from corpus.library import correct, corrections, named, people, retold
from corpus.library.connections import Connections
from corpus.library.damage import guarded
from corpus.library.types import Corrected, Named, Retold


@guarded
class LibraryNames:
    """What a person says of names, and what the library knows of them; `path` is the library's file."""

    def __init__(self, path: Path, connections: Connections, now: Callable[[], dt.datetime]) -> None:
        self._path = path
        self._connections = connections
        self._now = now
        self._turns = named.Turns()

    def correct(
        self, names: Iterable[str], meant: Meant, *, scope: Scope = "library", places: Sequence[str] = ()
    ) -> Corrected:
        """Say who is meant by names, as they are printed or shown, in documents or shows, or in the whole library.

        Corrections are kept apart from the sources, outlive re-reading, and write no version. Where several hold, the
        one of fewer documents goes before, then the later one. InvalidValue for what cannot be understood, NotFound for
        a document or a show that is not there.
        """
        with self._connections.transaction() as db:
            return correct.correct(db, self._correction(names, meant, scope, places), self._turns)

    def would_correct(
        self, names: Iterable[str], meant: Meant, *, scope: Scope = "library", places: Sequence[str] = ()
    ) -> Corrected:
        """What `correct` would do, and a document with most of the turns as it would be; nothing is stored."""
        with self._connections.transaction("ROLLBACK") as db:
            found = correct.correct(db, self._correction(names, meant, scope, places), self._turns)
            most = max(found.turns, key=found.turns.__getitem__, default=None)
            said = found.correction if found.already else replace(found.correction, id=0)
            return replace(found, correction=said, then=people.document(db, most) if most else None)

    def _correction(self, names: Iterable[str], meant: Meant, scope: Scope, places: Sequence[str]) -> Correction:
        printed, said = understood(names, meant)
        at = tuple(dict.fromkeys(places))
        return Correction(id=0, at=self._now(), undone=None, scope=scope, places=at, names=printed, meant=said)

    def undo(self, id: int) -> Corrected:
        """Take a correction back; NotFound, or InvalidValue where it was before."""
        with self._connections.transaction() as db:
            return correct.undo(db, id, self._turns, now=self._now())

    def corrections(self) -> tuple[Correction, ...]:
        """All corrections, the latest first, those that were undone among them."""
        with self._connections.snapshot() as db:
            return corrections.kept(db)

    def retold(self, id: str, version: int, labels: Collection[str]) -> tuple[Retold, ...]:
        """Each time since a version was stored that one of these labels of its speakers, as printed, came to stand for
        somebody else, the first one first; NotFound or Gone."""
        with self._connections.snapshot() as db:
            return tuple(retold.retold(db, id, version, labels)) if labels else ()

    def listed(self, scope: Scope = "library", places: Sequence[str] = ()) -> tuple[Named, ...]:
        """Everyone in live documents, as they are meant: in some documents or shows, or all; who speaks most first."""
        with self._connections.snapshot() as db:
            return named.listed(db, correct.reached(db, scope, places), self._turns)
