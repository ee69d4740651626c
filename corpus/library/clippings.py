"""The clippings of a library: cited words in named lists, in an order, with notes and tags."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from corpus.errors import InvalidValue, NotFound
from corpus.library.checksums import insert, select, update
from corpus.library.damage import damaged, guarded
from corpus.library.types import Clip, Clipping, ClippingList
from corpus.library.versions import as_json
from corpus.quotation import Range
from corpus.text import plural, printable

if TYPE_CHECKING:
    from corpus.library.connections import Connections

MOST_LISTS = 500
MOST = 2_000  # clippings of a list
LONGEST_NAME = 200
LONGEST_TAG = 60
LONGEST_NOTE = 10_000
_MOST_TAGS = 20
_KEPT = 200  # of those removed, which can be brought back
_OWNER = "local"  # the one person there is
LISTS = """
CREATE TABLE clipping_lists (           -- none is deleted
    id INTEGER PRIMARY KEY,
    made_at TEXT NOT NULL,
    removed_at TEXT,
    owner TEXT NOT NULL,
    shared INTEGER NOT NULL,
    name TEXT NOT NULL,
    checksum BLOB NOT NULL
)
"""
TABLE = """
CREATE TABLE clippings (                -- none is deleted; of those removed, all but the last are emptied
    id INTEGER PRIMARY KEY,
    list_id INTEGER NOT NULL,
    position INTEGER NOT NULL,          -- within its list, from 1
    made_at TEXT NOT NULL,
    removed_at TEXT,
    passage_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    starts INTEGER NOT NULL,            -- code points of the passage's text
    ends INTEGER,                       -- of that of `through`; none where the words go to its end
    through TEXT NOT NULL,              -- the passage in which they end, '' for this one
    tags TEXT NOT NULL,                 -- JSON list
    note TEXT NOT NULL,
    checksum BLOB NOT NULL
)
"""


@guarded
class LibraryClippings:
    """The clippings of a library.

    Changes raise NotFound for a list or a clipping that is not there, and InvalidValue for what cannot be kept.
    """

    def __init__(self, connections: Connections, now: Callable[[], dt.datetime]) -> None:
        self._connections, self._now = connections, now

    def lists(self) -> tuple[ClippingList, ...]:
        """All lists, the first made first; DamagedLibrary."""
        with self._connections.snapshot() as db:
            return _lists(db)

    def removed_lists(self) -> tuple[ClippingList, ...]:
        """The lists that can be brought back, the last removed first."""
        with self._connections.snapshot() as db:
            return _lists(db, removed=True)

    def listed(self, list_id: int) -> tuple[Clipping, ...]:
        """The clippings of a list, in order."""
        with self._connections.snapshot() as db:
            _list(db, list_id)
            return _of_list(db, list_id)

    def make(self, name: str) -> ClippingList:
        """A new list."""
        with self._connections.transaction() as db:
            if len(_lists(db)) >= MOST_LISTS:
                raise InvalidValue(f"there are {MOST_LISTS} lists, and no more can be kept; remove one first")
            row = (_next(db, "clipping_lists"), self._stamp(), None, _OWNER, 0, _checked_name(db, name))
            insert(db, "clipping_lists", [row])
            return _list(db, row[0])

    def rename(self, list_id: int, name: str) -> None:
        """Give a list another name."""
        with self._connections.transaction() as db:
            _list(db, list_id)
            update(db, "clipping_lists", {"id": list_id}, name=_checked_name(db, name, but=list_id))

    def remove_list(self, list_id: int) -> None:
        """Remove a list with its clippings; it can be brought back."""
        with self._connections.transaction() as db:
            _list(db, list_id)
            update(db, "clipping_lists", {"id": list_id}, removed_at=self._stamp())

    def bring_back_list(self, list_id: int) -> None:
        """Undo the removal of a list."""
        with self._connections.transaction() as db:
            found = next((each for each in _lists(db, removed=True) if each.id == list_id), None)
            if found is None:
                raise NotFound("this list is not there to be brought back")
            _checked_name(db, found.name)
            update(db, "clipping_lists", {"id": list_id}, removed_at=None)

    def collect(self, list_id: int, clips: Iterable[Clip]) -> tuple[Clipping, ...]:
        """Put words at the end of a list, in this order; those that it has already stay where they are. What is new."""
        with self._connections.transaction() as db:
            _list(db, list_id)
            return self._put(db, list_id, [(clip, (), "") for clip in clips])

    def note(self, id: int, note: str) -> None:
        """Write a note beside a clipping, or none."""
        note = note.strip()
        if len(note) > LONGEST_NOTE:
            raise InvalidValue(f"this note has {len(note):,} characters; write at most {LONGEST_NOTE:,}")
        with self._connections.transaction() as db:
            update(db, "clippings", {"id": _clipping(db, id).id}, note=note)

    def tag(self, ids: Iterable[int], tag: str) -> None:
        """Give clippings a tag, or take it from them where all have it."""
        tag = printable(tag)
        if not tag or len(tag) > LONGEST_TAG:
            raise InvalidValue(f"a tag has from 1 to {LONGEST_TAG} characters; write one")
        with self._connections.transaction() as db:
            found = [_clipping(db, id) for id in ids]
            is_on_all = all(tag in each.tags for each in found)
            for each in found:
                others = [known for known in each.tags if known != tag]
                if len(others) >= _MOST_TAGS:
                    raise InvalidValue(f"a clipping has at most {_MOST_TAGS} tags; take one away first")
                update(db, "clippings", {"id": each.id}, tags=as_json(others if is_on_all else [*others, tag]))

    def move(self, ids: Collection[int], list_id: int, *, to_top: bool = False) -> None:
        """Move clippings, in their order, to the end of a list, or to its top."""
        with self._connections.transaction() as db:
            _list(db, list_id)
            moved = [_clipping(db, id) for id in ids]
            moved.sort(key=lambda each: (each.list_id, each.position))
            others = [each for each in _of_list(db, list_id) if each.id not in ids]
            _check_room(len(others) + len(moved))
            _number(db, list_id, [*moved, *others] if to_top else [*others, *moved])

    def step(self, id: int, *, up: bool) -> None:
        """Move a clipping one place up in its list, or down."""
        with self._connections.transaction() as db:
            moved = _clipping(db, id)
            others = [each for each in _of_list(db, moved.list_id) if each.id != id]
            at = sum(each.position < moved.position for each in others) + (-1 if up else 1)
            others.insert(max(at, 0), moved)
            _number(db, moved.list_id, others)

    def copy(self, ids: Iterable[int], list_id: int) -> tuple[Clipping, ...]:
        """Put clippings at the end of another list, too, with their tags and notes. What is new."""
        with self._connections.transaction() as db:
            _list(db, list_id)
            found = [_clipping(db, id) for id in ids]
            return self._put(db, list_id, [(each.clip, each.tags, each.note) for each in found])

    def remove(self, ids: Iterable[int]) -> None:
        """Take clippings out of their list; they can be brought back."""
        with self._connections.transaction() as db:
            for id in ids:
                update(db, "clippings", {"id": _clipping(db, id).id}, removed_at=self._stamp())
            gone = "WHERE removed_at IS NOT NULL AND passage_id != '' ORDER BY removed_at DESC, id DESC"
            for old in select(db, "clippings", gone)[_KEPT:]:
                update(db, "clippings", {"id": old["id"]}, passage_id="", through="", tags="[]", note="")

    def bring_back(self, ids: Iterable[int]) -> None:
        """Put removed clippings back where they were."""
        with self._connections.transaction() as db:
            for id in ids:
                if not select(db, "clippings", "WHERE id = ? AND passage_id != ''", [id]):
                    raise NotFound("this clipping is not there to be brought back")
                update(db, "clippings", {"id": id}, removed_at=None)

    def _put(
        self, db: sqlite3.Connection, list_id: int, wanted: Sequence[tuple[Clip, Sequence[str], str]]
    ) -> tuple[Clipping, ...]:
        known = _of_list(db, list_id)
        held, new = {each.clip for each in known}, []
        for each in wanted:
            if each[0] not in held:
                held.add(each[0])
                new.append(each)
        _check_room(len(known) + len(new))
        id, last = _next(db, "clippings"), max((each.position for each in known), default=0)
        rows = [
            (
                *(id + number, list_id, last + 1 + number, self._stamp(), None, clip.passage, clip.version),
                *(*clip.range, as_json(tags), note),
            )
            for number, (clip, tags, note) in enumerate(new)
        ]
        insert(db, "clippings", rows)
        return _of_list(db, list_id)[len(known) :]

    def _stamp(self) -> str:
        return self._now().isoformat()


def _lists(db: sqlite3.Connection, *, removed: bool = False) -> tuple[ClippingList, ...]:
    rows = select(db, "clipping_lists", "ORDER BY id")
    if rows and rows[-1]["id"] != len(rows):
        raise damaged("a list of clippings is lost")
    sizes = Counter(row["list_id"] for row in _rows(db))
    found = [
        ClippingList(
            id=row["id"],
            name=row["name"],
            owner=row["owner"],
            is_shared=bool(row["shared"]),
            made_at=dt.datetime.fromisoformat(row["made_at"]),
            size=sizes[row["id"]],
        )
        for row in sorted(rows, key=lambda row: (row["removed_at"] or "", -row["id"]), reverse=removed)
        if bool(row["removed_at"]) == removed
    ]
    return tuple(found if removed else sorted(found, key=lambda each: each.id))


def _list(db: sqlite3.Connection, id: int) -> ClippingList:
    found = next((each for each in _lists(db) if each.id == id), None)
    if found is None:
        raise NotFound("this list of clippings is not there any more; look at the lists again")
    return found


def _of_list(db: sqlite3.Connection, list_id: int) -> tuple[Clipping, ...]:
    found = (_read(row) for row in _rows(db) if row["list_id"] == list_id)
    return tuple(sorted(found, key=lambda each: (each.position, each.id)))


def _rows(db: sqlite3.Connection) -> list[sqlite3.Row]:
    """The rows of all clippings that are not removed, once it is known that none is lost and all are as stored: of what
    is damaged nobody knows which list it is of."""
    rows = select(db, "clippings", "ORDER BY id")
    if rows and rows[-1]["id"] != len(rows):
        raise damaged("a clipping is lost")
    return [row for row in rows if not row["removed_at"]]


def _clipping(db: sqlite3.Connection, id: int) -> Clipping:
    for row in _rows(db):
        if row["id"] == id:
            return _read(row)
    raise NotFound("this clipping is not there any more; look at the list again")


def _read(row: sqlite3.Row) -> Clipping:
    return Clipping(
        id=row["id"],
        list_id=row["list_id"],
        position=row["position"],
        clip=Clip(row["passage_id"], row["version"], Range(row["starts"], row["ends"], row["through"])),
        tags=tuple(json.loads(row["tags"])),
        note=row["note"],
        made_at=dt.datetime.fromisoformat(row["made_at"]),
    )


def _number(db: sqlite3.Connection, list_id: int, clippings: Sequence[Clipping]) -> None:
    for position, each in enumerate(clippings, 1):
        if (each.list_id, each.position) != (list_id, position):
            update(db, "clippings", {"id": each.id}, list_id=list_id, position=position)


def _check_room(count: int) -> None:
    if count > MOST:
        raise InvalidValue(f"a list has at most {MOST:,} clippings; these would be {plural(count, 'clipping')}")


def _checked_name(db: sqlite3.Connection, name: str, *, but: int | None = None) -> str:
    name = printable(name)
    if not name or len(name) > LONGEST_NAME:
        raise InvalidValue(f"a list needs a name of at most {LONGEST_NAME} characters; write one")
    if any(each.name.casefold() == name.casefold() for each in _lists(db) if each.id != but):
        raise InvalidValue(f"there is a list “{name}” already; choose another name")
    return name


def _next(db: sqlite3.Connection, table: str) -> int:
    (id,) = db.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchone()  # noqa: S608  # ours
    return int(id)
