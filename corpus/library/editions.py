"""The editions of a library's vocabulary: its text as it is, and as it was before the latest change."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from corpus import equivalents
from corpus.library.checksums import insert, select
from corpus.library.damage import damaged

_TABLE = """
CREATE TABLE vocabulary (               -- the text of equivalents: the latest edition, and the one before it
    edition INTEGER PRIMARY KEY, text TEXT NOT NULL, checksum BLOB NOT NULL
)
"""


class Edition(NamedTuple):
    """A vocabulary's text, and how many changes made it."""

    number: int
    text: str


def make(db: sqlite3.Connection) -> None:
    """Make the table, with the vocabulary that a library begins with."""
    db.execute(_TABLE)
    put(db, Edition(1, equivalents.first_list()), before="")


def put(db: sqlite3.Connection, edition: Edition, *, before: str) -> None:
    """Keep an edition, and the text before it."""
    db.execute("DELETE FROM vocabulary")
    insert(db, "vocabulary", [(edition.number - 1, before), edition])


def editions(db: sqlite3.Connection) -> tuple[Edition, Edition]:
    """The edition before the latest, and the latest."""
    rows = [Edition(*row[:2]) for row in select(db, "vocabulary", "ORDER BY edition")]
    if len(rows) != 2 or rows[0].number + 1 != rows[1].number:
        raise damaged("an edition of the vocabulary is lost")
    return rows[0], rows[1]
