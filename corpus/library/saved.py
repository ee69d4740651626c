"""The rows of saved searches: what each asks for, and up to which change its passages were looked at."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import unicodedata
from collections.abc import Iterable

from corpus.errors import InvalidValue, NotFound
from corpus.library.checksums import select
from corpus.library.damage import damaged
from corpus.library.types import SavedSearch, Wanted
from corpus.library.versions import as_json
from corpus.text import verbatim

MOST = 500
LONGEST_NAME = 200
_LONGEST_QUERY = 1_000
_LONGEST_FILTERS = 10_000
_NO_TEXT = ("Cc", "Cs")
TABLE = """
CREATE TABLE saved_searches (           -- none is deleted; of those removed, all but the last are emptied
    id INTEGER PRIMARY KEY,
    made_at TEXT NOT NULL,
    seen INTEGER NOT NULL,              -- the change of the library up to which its passages were looked at
    seen_at TEXT NOT NULL,
    removed_at TEXT,
    name TEXT NOT NULL,                 -- '' where it was emptied
    sort TEXT NOT NULL,
    match TEXT NOT NULL,
    vocabulary INTEGER NOT NULL,
    filters TEXT NOT NULL,              -- JSON list of parameters and values, as an address says them
    query TEXT NOT NULL,
    checksum BLOB NOT NULL
)
"""


def live(db: sqlite3.Connection) -> tuple[SavedSearch, ...]:
    return tuple(each for each in _all(db) if not each.removed_at)


def removed(db: sqlite3.Connection) -> tuple[SavedSearch, ...]:
    gone = [(each.removed_at, each.id, each) for each in _all(db) if each.removed_at and each.name]
    return tuple(each for *_, each in sorted(gone, reverse=True))


def _all(db: sqlite3.Connection) -> tuple[SavedSearch, ...]:
    rows = select(db, "saved_searches", "ORDER BY id")
    if rows and rows[-1]["id"] != len(rows):
        raise damaged("a saved search is lost")
    return tuple(map(_saved, rows))


def _saved(row: sqlite3.Row) -> SavedSearch:
    return SavedSearch(
        id=row["id"],
        name=row["name"],
        wanted=Wanted(
            query=row["query"],
            filters=tuple((name, value) for name, value in json.loads(row["filters"])),
            sort=row["sort"],
            match=row["match"],
            vocabulary=bool(row["vocabulary"]),
        ),
        made_at=dt.datetime.fromisoformat(row["made_at"]),
        seen=row["seen"],
        seen_at=dt.datetime.fromisoformat(row["seen_at"]),
        removed_at=dt.datetime.fromisoformat(row["removed_at"]) if row["removed_at"] else None,
    )


def find(among: Iterable[SavedSearch], id: int) -> SavedSearch:
    found = next((each for each in among if each.id == id), None)
    if found is None:
        raise NotFound("this saved search is not there any more; look at the list again")
    return found


def check_room(db: sqlite3.Connection) -> None:
    if len(live(db)) >= MOST:
        raise InvalidValue(f"there are {MOST} saved searches, and no more can be kept; remove one first")


def checked_name(db: sqlite3.Connection, name: str, *, but: int | None = None) -> str:
    """A name as it is kept; InvalidValue for none, for a long one, and for that of another."""
    name = verbatim(name)
    if not name:
        raise InvalidValue("a saved search needs a name; write one")
    if len(name) > LONGEST_NAME:
        raise InvalidValue(f"this name has {len(name):,} characters; write at most {LONGEST_NAME}")
    _check_text(name, "the name")
    if any(each.name.casefold() == name.casefold() for each in live(db) if each.id != but):
        raise InvalidValue(f"there is a saved search “{name}” already; choose another name")
    return name


def checked(wanted: Wanted) -> dict[str, object]:
    """What is kept of a search; InvalidValue where that is nothing, or too much."""
    columns = values(wanted)
    if not wanted.query.strip() and not wanted.filters:
        raise InvalidValue("this search asks for nothing; write a query, or choose a filter")
    if len(wanted.query) > _LONGEST_QUERY:
        raise InvalidValue(f"this query has {len(wanted.query):,} characters; write at most {_LONGEST_QUERY:,}")
    if len(str(columns["filters"])) > _LONGEST_FILTERS:
        raise InvalidValue("these filters are too long to be saved; choose fewer")
    _check_text(wanted.query, "the query")
    _check_text("".join(value for _, value in wanted.filters), "a filter")
    return columns


def _check_text(text: str, what: str) -> None:
    if sign := next((char for char in text if unicodedata.category(char) in _NO_TEXT), None):
        raise InvalidValue(f"{what} has the control character U+{ord(sign):04X}; take it out")


def values(wanted: Wanted) -> dict[str, object]:
    """A search in its columns, in their order."""
    return {
        "sort": wanted.sort,
        "match": wanted.match,
        "vocabulary": int(wanted.vocabulary),
        "filters": as_json(wanted.filters),
        "query": wanted.query,
    }
