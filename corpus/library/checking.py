"""Looking for damage in the library: all that is hit, a line each."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from hashlib import blake2b
from itertools import islice
from pathlib import Path

from corpus.library import bodies, counts, walk
from corpus.library.checksums import COLUMNS, columns, is_whole, named, said
from corpus.library.damage import ERRORS, reason
from corpus.library.packing import unpacked_original
from corpus.text import plural

_MOST = 20  # lines of a kind
_NUMBERED = (  # tables of which no row is deleted, and how many there must be
    *(("changes", "max(revision)"), ("vocabulary", "2")),
    *((table, "max(id)") for table in ("corrections", "saved_searches", "clipping_lists", "clippings")),
)
_BY_EACH_OTHER = ("documents", "versions", "passages")  # each is told by those before it what there must be


def check(path: Path, *, deep: bool) -> tuple[str, ...]:
    """What is damaged, a line each: the file's structure, its references, and each row that has a checksum.

    `deep`: also its indexes, and each original.
    """
    with closing(walk.opened(path)) as db:
        db.execute("BEGIN")  # all that is compared is of one moment
        kinds = [_structure(db, deep=deep), _references(db), _rows(db), _originals(db, deep=deep)]
        return tuple(f"library: {line}" for kind in kinds for line in _capped(dict.fromkeys(kind)))


def _capped(lines: Iterable[str]) -> Iterator[str]:
    each = iter(lines)
    yield from islice(each, _MOST)
    if more := sum(1 for _ in each):
        yield f"and {more} more"


def _structure(db: sqlite3.Connection, *, deep: bool) -> Iterator[str]:
    try:
        for row in db.execute("PRAGMA integrity_check" if deep else "PRAGMA quick_check"):
            if row[0] != "ok":
                yield " ".join(row[0].split())
    except ERRORS as error:
        yield reason(error)


def _references(db: sqlite3.Connection) -> Iterator[str]:
    try:
        for row in db.execute("PRAGMA foreign_key_check"):
            yield f"a row of {row[0]} refers to nothing"
        yield from counts.missing(db)
        for table, there in _NUMBERED:
            (lost,) = db.execute(f"SELECT coalesce({there}, 0) - count(*) FROM {table}").fetchone()  # noqa: S608
            if lost:
                yield f"rows of {table} are lost: {lost}"
    except ERRORS as error:
        yield reason(error)


def _rows(db: sqlite3.Connection) -> Iterator[str]:
    latest: dict[str, int] = {}
    held: dict[int, list[sqlite3.Row]] = {}  # the versions of each body
    passages: defaultdict[int, _Body] = defaultdict(_Body)
    hit: set[int] = set()
    versions: set[tuple[str, int]] = set()
    for table in (*_BY_EACH_OTHER, *sorted(COLUMNS.keys() - {*_BY_EACH_OTHER})):
        known = map(bodies.span, held) if table == "passages" else ((id, id) for id in latest)
        for row in walk.rows(db, table, columns(table), known=known):
            if row is None:
                yield f"a part of {table} cannot be read"
                continue
            body = row["number"] >> bodies.BITS if table == "passages" else None
            if not is_whole(table, row):
                of = f" of {each['document_id']}, version {each['version']}," if (each := _first(held, body)) else ""
                yield f"{named(table, row)}{of} is not what was stored"
                hit |= {body} if body is not None else set()
            elif table == "documents":
                latest[row["id"]] = row["version"] if row["state"] != "purged" else 0
            elif body is not None:
                passages[body].add(row)
            elif table in ("versions", "lost"):
                versions.add((row["document_id"], row["version"]))
                if table == "versions":
                    held.setdefault(row["body"], []).append(row)
    for body in passages.keys() - held.keys():
        yield f"of no version: {plural(passages[body].passages, 'passage')}"
    for body, rows in held.items():
        for row in rows:
            if body not in hit and passages[body].checksum != row["passages_checksum"]:
                yield f"{named('versions', row)} has {passages[body].passages} of its {row['passages']} passages"
    for id, number in latest.items():
        for version in range(1, number + 1):
            if (id, version) not in versions:
                yield f"version {version} of {id} is lost or damaged"


class _Body:
    """What there is of a body: how many passages, and the checksum over them."""

    def __init__(self) -> None:
        self.passages = 0
        self._all = blake2b(digest_size=8)

    def add(self, row: sqlite3.Row) -> None:
        self.passages += 1
        self._all.update(said(row[: len(COLUMNS["passages"])]))

    @property
    def checksum(self) -> bytes:
        return self._all.digest()


def _first(held: Mapping[int, list[sqlite3.Row]], body: int | None) -> sqlite3.Row | None:
    """The first version with a body."""
    return next(iter(held.get(body or 0, ())), None)


def _originals(db: sqlite3.Connection, *, deep: bool) -> Iterator[str]:
    if not deep:
        return
    for row in walk.rows(db, "originals", "sha256, CAST(data AS BLOB) AS data"):
        if row is None:
            yield "a part of originals cannot be read"
        elif unpacked_original(row["data"], row["sha256"]) is None:
            yield f"the original {str(row['sha256'])[:12]}… is not what was stored"
