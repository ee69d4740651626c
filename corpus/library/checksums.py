"""Rows with a checksum over their values: the one way to write and to read what is shown, cited, or decides that."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from corpus.library.damage import damaged

Row = sqlite3.Row | tuple[Any, ...]
COLUMNS: Mapping[str, tuple[str, ...]] = {  # of each table, in the order in which the checksum takes them
    "documents": ("id", "state", "version", "given", "removed_with", "checks", "edits"),
    "versions": (
        *("document_id", "version", "sha256", "source", "reader", "added_at", "as_read"),
        *("body", "passages", "passages_checksum", "header"),
    ),
    "passages": (
        *("number", "section", "paragraph", "id"),
        *("speaker", "start_ms", "end_ms", "page", "parts", "after_ms", "before_ms", "text"),
    ),
    "sources": ("document_id", "source"),
    "links": ("from_id", "to_id"),
    "pairing_keys": ("pairing_key", "document_id"),
    "keys": ("key", "document_id"),
    "tombstones": ("passage_id", "document_id"),
    "changes": ("revision", "document_id", "at", "token"),
    "readings": ("place", "sha256", "reader", "hints", "document_id"),
    "fetched": ("url", "etag", "last_modified", "media_type", "location", "sha256"),
    "rebuilds": ("revision",),
    "lost": ("document_id", "version"),
    "successors": ("document_id", "version", "passage_id", "successor"),
    "identity": ("library",),
    "corrections": ("id", "at", "undone", "scope", "places", "names", "meant"),
    "comparisons": ("document_id", "version", "outcome", "at", "place", "why", "gone"),
    "vocabulary": ("edition", "text"),
    "clipping_lists": ("id", "made_at", "removed_at", "owner", "shared", "name"),
    "clippings": (
        *("id", "list_id", "position", "made_at", "removed_at"),
        *("passage_id", "version", "starts", "ends", "through", "tags", "note"),
    ),
    "saved_searches": (
        *("id", "made_at", "seen", "seen_at", "removed_at"),
        *("name", "sort", "match", "vocabulary", "filters", "query"),
    ),
}
IGNORE = "ON CONFLICT DO NOTHING"
_NAMES = {
    "documents": "what is known of {id}",
    "versions": "version {version} of {document_id}",
    "passages": "the passage {id}",
    "sources": "a source of {document_id}",
    "links": "the link from {from_id} to {to_id}",
}


def checksum(values: tuple[object, ...]) -> bytes:
    """The checksum of a row's values, a tuple, its longest one last: 8 bytes."""
    return digest(said(values))


def said(values: tuple[object, ...]) -> bytes:
    """A row's values as a checksum takes them."""
    match values[-1]:
        case bytes(last):
            return ascii(values[:-1]).encode() + b"\0" + last
        case str(last):
            return (ascii(values[:-1]) + last).encode("utf-8", "surrogatepass")
        case _:
            return ascii(values).encode()


def digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=8).digest()


@lru_cache(maxsize=4096, typed=True)
def _known(*values: object) -> bytes:
    """The checksum of a row that page after page reads: of the very same values it is the same."""
    return checksum(values)


def insert(
    db: sqlite3.Connection,
    table: str,
    rows: Iterable[tuple[object, ...]],
    *,
    checksums: Iterable[bytes] | None = None,
    conflict: str = "",
) -> int:
    """Add rows, each with its values as COLUMNS has them; `conflict` says what else to do. How many are new."""
    names = COLUMNS[table]
    places = ", ".join("?" * (len(names) + 1))
    summed = zip(rows, checksums, strict=True) if checksums else ((row, checksum(row)) for row in rows)
    return db.executemany(
        f"INSERT INTO {table} ({', '.join(names)}, checksum) VALUES ({places}) {conflict}",  # noqa: S608  # ours
        ((*row, sum) for row, sum in summed),
    ).rowcount


def update(db: sqlite3.Connection, table: str, key: Mapping[str, object], **values: object) -> None:
    """Change values of the row with this key, once it is known that the others are those that were stored."""
    where = " AND ".join(f"{name} = ?" for name in key)
    for row in select(db, table, f"WHERE {where}", list(key.values())):
        new = tuple(values.get(name, row[name]) for name in COLUMNS[table])
        db.execute(
            f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in COLUMNS[table])}, checksum = ? WHERE {where}",  # noqa: S608
            [*new, checksum(new), *key.values()],
        )


def select(
    db: sqlite3.Connection, table: str, rest: str = "", values: Sequence[object] = (), *, also: str = ""
) -> list[sqlite3.Row]:
    """Rows of a table, whole and verified, and what is to be selected `also`; DamagedLibrary."""
    wanted = f"{columns(table)}, {also}" if also else columns(table)
    rows = db.execute(f"SELECT {wanted} FROM {table} {rest}", values).fetchall()  # noqa: S608  # ours
    for row in rows:
        verify(table, row)
    return rows


def verify(table: str, row: Row) -> None:
    """DamagedLibrary, where a row's values, selected by `columns`, are not those that were stored."""
    if not is_whole(table, row):
        raise damaged(f"{named(table, row)} is damaged: it is not what was stored")


def is_whole(table: str, row: Row) -> bool:
    """Whether a row, selected by `columns`, has the values that were stored."""
    size = len(COLUMNS[table])
    values = row[:size]
    whole: bool = (checksum(values) if table == "passages" else _known(*values)) == row[size]
    return whole


def named(table: str, row: Row) -> str:
    """What a row, selected by `columns`, is, in words for the user."""
    return _NAMES.get(table, f"a row of {table}").format_map(dict(zip(COLUMNS[table], row, strict=False)))


def columns(table: str) -> str:
    """What to select of a table, to verify its rows."""
    return ", ".join(f"{table}.{name}" for name in (*COLUMNS[table], "checksum"))
