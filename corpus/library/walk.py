"""All rows of a table that can still be read, around the pages that cannot."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from corpus.library.damage import ERRORS
from corpus.library.schema import read_only

_NUMBERED = (
    "changes",
    "documents",
    "identity",
    "keys",
    "originals",
    "rebuilds",
    "sources",
    "versions",
)  # by their rowid


def opened(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing and gives text as it is, in UTF-8 or not."""
    db = read_only(path)
    db.row_factory = sqlite3.Row
    db.text_factory = _text
    return db


def rows(
    db: sqlite3.Connection, table: str, columns: str, *, known: Iterable[tuple[object, object]] = ()
) -> Iterator[sqlite3.Row | None]:
    """The rows of a table, and None where some cannot be read; around these a row may come twice.

    `known` are ranges in which the first column of its key may be.
    """
    key = ["rowid"] if table in _NUMBERED else _key(db, table)
    if not key:  # the list of tables is hit, and does not have this one
        yield None
        return
    names = ", ".join(key)
    select = f"SELECT {columns}, {', '.join(f'{table}.{name}' for name in key)} FROM {table}"  # noqa: S608  # ours
    first: list[object] = []
    for row in _scan(db, f"{select} ORDER BY {names}"):
        yield row
        if row is not None:
            first = list(row[-len(key) :])
            continue
        after = f"WHERE ({names}) > ({', '.join('?' * len(key))})" if first else ""
        last: list[object] = []
        for row in _scan(db, f"{select} {after} ORDER BY {', '.join(f'{name} DESC' for name in key)}", first):
            yield row
            last = list(row[-len(key) :]) if row is not None else last
        numbers = range(_number(first) + 1, _number(last))
        for span in ((number, number) for number in numbers) if table in _NUMBERED else known:
            yield from _scan(db, f"{select} WHERE {key[0]} BETWEEN ? AND ? ORDER BY {names}", span)


def _key(db: sqlite3.Connection, table: str) -> list[str]:
    found = db.execute(f"PRAGMA table_info({table})").fetchall()
    return [row["name"] for row in sorted(found, key=lambda row: row["pk"]) if row["pk"]]


def _scan(db: sqlite3.Connection, select: str, values: Sequence[object] = ()) -> Iterator[sqlite3.Row | None]:
    try:
        yield from db.execute(select, values)
    except ERRORS:
        yield None


def _number(key: list[object]) -> int:
    return key[0] if key and isinstance(key[0], int) else 0


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
