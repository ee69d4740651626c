"""How many rows of a table belong to each document: what tells that one is lost, which no checksum can."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator

from corpus.library.checksums import select
from corpus.library.damage import damaged

_FIRST = (("sources", "document_id"), ("links", "from_id"), ("links", "to_id"))
_COUNTED = (*_FIRST, ("comparisons", "document_id"))
_TABLE = """
CREATE TABLE counts (                   -- kept by triggers
    document_id TEXT NOT NULL, counted TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (document_id, counted)
) WITHOUT ROWID
"""
_EACH = (
    "INSERT INTO counts SELECT {column}, '{name}', count(*) FROM {table} GROUP BY {column}",
    "CREATE TRIGGER {table}_more_by_{column} AFTER INSERT ON {table} BEGIN"
    " INSERT INTO counts VALUES (new.{column}, '{name}', 1)"
    " ON CONFLICT (document_id, counted) DO UPDATE SET count = count + 1; END",
    "CREATE TRIGGER {table}_less_by_{column} AFTER DELETE ON {table} BEGIN"
    " UPDATE counts SET count = count - 1 WHERE document_id = old.{column} AND counted = '{name}'; END",
)


def make(db: sqlite3.Connection) -> None:
    """Begin to count."""
    db.execute(_TABLE)
    for table, column in _FIRST:
        count(db, table, column)


def count(db: sqlite3.Connection, table: str, column: str) -> None:
    """Count what there is in a table, and from now on whatever is added and deleted."""
    for statement in _EACH:
        db.execute(statement.format(table=table, column=column, name=_name(table, column)))


def select_all(
    db: sqlite3.Connection, table: str, column: str, ids: Collection[str], *, order: str = ""
) -> list[sqlite3.Row]:
    """The rows of a counted table that have one of these documents in a column, verified, and none is left out;
    DamagedLibrary."""
    wanted = [json.dumps(list(ids))]
    rows = select(db, table, f"WHERE {column} IN (SELECT value FROM json_each(?)) {order}", wanted)  # noqa: S608  # ours
    found = Counter(row[column] for row in rows)
    counted = db.execute(
        "SELECT document_id, count FROM counts WHERE counted = ? AND document_id IN (SELECT value FROM json_each(?))",
        [_name(table, column), *wanted],
    )
    stored = {row["document_id"]: row["count"] for row in counted}
    for id in ids:
        if found[id] != stored.get(id, 0):
            raise damaged(_missing(table, id, found[id], stored.get(id, 0)))
    return rows


def missing(db: sqlite3.Connection) -> Iterator[str]:
    """What is lost, or was not counted, a line each."""
    for table, column in _COUNTED:
        found = f"SELECT {column} AS id, 1 AS found, 0 AS stored FROM {table}"  # noqa: S608  # ours
        stored = "SELECT document_id, 0, count FROM counts WHERE counted = ?"
        for row in db.execute(
            f"SELECT id, sum(found) AS found, sum(stored) AS stored FROM ({found} UNION ALL {stored})"  # noqa: S608
            " GROUP BY id HAVING sum(found) <> sum(stored)",
            [_name(table, column)],
        ):
            yield _missing(table, *row)


def _name(table: str, column: str) -> str:
    return f"{table}.{column}"


def _missing(table: str, id: str, found: int, stored: int) -> str:
    return f"of the {table} of {id} there are {found}, and {stored} were stored"
