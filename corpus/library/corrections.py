"""What a person said of names, as the library keeps it: apart from the sources, for documents, shows, or all."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections import defaultdict
from dataclasses import replace
from functools import lru_cache
from typing import Any

from corpus.corrections import Correction, Meant, Names
from corpus.errors import InvalidValue, NotFound
from corpus.library.checksums import insert, select, update
from corpus.library.damage import damaged
from corpus.library.versions import as_json
from corpus.model import Document
from corpus.plain import plain, typed

_BROADEST_FIRST = ("library", "show", "document")


class Corrections:
    """Those that hold, by where they do."""

    def __init__(self, corrections: tuple[Correction, ...]) -> None:
        self._at: defaultdict[tuple[str, str], list[Correction]] = defaultdict(list)
        for each in corrections:
            for place in each.places or ("",):
                self._at[each.scope, place].append(each)
        self._shared: dict[tuple[object, ...], Names] = {}

    def of(self, document: Document) -> Names:
        """Who is meant by the names that a document prints; what is said of fewer documents goes before."""
        places = zip(_BROADEST_FIRST, ("", document.show or "", document.id), strict=True)
        held = [at for at in places if at in self._at]
        if document.nobody or any(person.aliases for person in document.people):
            return self._names(document, held)
        key = (document.type, *held)
        if key not in self._shared:
            self._shared[key] = self._names(document, held)
        return self._shared[key]

    def _names(self, document: Document, held: list[tuple[str, str]]) -> Names:
        return Names(document, [each for at in held for each in self._at[at]])


def load(db: sqlite3.Connection) -> Corrections:
    """The corrections that hold."""
    return _held(_rows(db))


def kept(db: sqlite3.Connection) -> tuple[Correction, ...]:
    """All corrections, the latest first, but for those that a purge emptied."""
    return tuple(each for each in reversed(_parsed(_rows(db))) if each.names)


def add(db: sqlite3.Connection, correction: Correction) -> Correction:
    """Keep a correction, which is given its id."""
    id = db.execute("SELECT coalesce(max(id), 0) + 1 FROM corrections").fetchone()[0]
    row = (
        *(id, correction.at.isoformat(), None, correction.scope, as_json(correction.places)),
        *(as_json(correction.names), as_json(plain(correction.meant))),
    )
    insert(db, "corrections", [row])
    return _correction(row)


def same(db: sqlite3.Connection, correction: Correction) -> Correction | None:
    """The one that holds and says just this, where it is the last to say anything of one of these names."""
    names = {name.casefold() for name in correction.names}
    for each in kept(db):
        if not each.undone and names.intersection(name.casefold() for name in each.names):
            return each if replace(correction, id=each.id, at=each.at) == each else None
    return None


def find(db: sqlite3.Connection, id: int) -> Correction:
    """A correction that holds; NotFound, or InvalidValue where it was undone."""
    found = next((each for each in kept(db) if each.id == id), None)
    if found is None:
        raise NotFound(f"no correction {id}; `citecast edit --corrections` lists them")
    if found.undone:
        raise InvalidValue(f"correction {id} was undone on {found.undone:%Y-%m-%d}")
    return found


def undo(db: sqlite3.Connection, correction: Correction, *, now: dt.datetime) -> Correction:
    """Take a correction back."""
    update(db, "corrections", {"id": correction.id}, undone=now.isoformat())
    return replace(correction, undone=now)


def purge(db: sqlite3.Connection, document_id: str) -> None:
    """Leave no name that was corrected in this document alone."""
    for each in kept(db):
        if each.scope == "document" and document_id in each.places:
            places = [place for place in each.places if place != document_id]
            emptied = {} if places else {"names": "[]", "meant": "{}"}
            update(db, "corrections", {"id": each.id}, places=as_json(places), **emptied)


def _rows(db: sqlite3.Connection) -> tuple[tuple[Any, ...], ...]:
    """All rows by id, none of them lost; DamagedLibrary."""
    rows = tuple(map(tuple, select(db, "corrections", "ORDER BY id")))
    if rows and rows[-1][0] != len(rows):
        raise damaged("a correction of names is lost")
    return rows


@lru_cache(maxsize=8)
def _parsed(rows: tuple[tuple[Any, ...], ...]) -> tuple[Correction, ...]:
    return tuple(map(_correction, rows))


@lru_cache(maxsize=8)
def _held(rows: tuple[tuple[Any, ...], ...]) -> Corrections:
    return Corrections(tuple(each for each in _parsed(rows) if not each.undone))


def _correction(row: tuple[Any, ...]) -> Correction:
    id, at, undone, scope, places, names, meant, *_ = row
    return Correction(
        id=id,
        at=dt.datetime.fromisoformat(at),
        undone=dt.datetime.fromisoformat(undone) if undone else None,
        scope=scope,
        places=tuple(json.loads(places)),
        names=tuple(json.loads(names)),
        meant=typed(Meant, json.loads(meant)),
    )
