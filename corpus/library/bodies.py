"""Bodies: the passages of a version, stored once for all versions of a document that have the same."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from corpus.library.checksums import checksum, insert, select, total
from corpus.library.packing import packed, unpacked
from corpus.model import Part, Passage, Section

BITS = 32  # of a passage's number: its ordinal within its body, whose number stands before it
OF = f"passages.number >> {BITS}"  # the body of a passage, in SQL
IN = f"passages.number BETWEEN body << {BITS} AND (body + 1 << {BITS}) - 1"  # whether a version has a passage
_LAST = (1 << BITS) - 1


class Body(NamedTuple):
    """The number of a body, and how many passages it has, with the checksum over theirs."""

    number: int
    passages: int
    checksum: bytes


def add(db: sqlite3.Connection, sections: Iterable[Section]) -> Body:
    """Store the passages of sections as a new body."""
    new = db.execute("SELECT coalesce(max(body), 0) + 1 FROM versions").fetchone()[0]
    rows = [
        (
            *(number(new, p.ordinal), index, p.paragraph, p.id, p.speaker, p.start_ms, p.end_ms, p.page),
            *(json.dumps(p.parts, ensure_ascii=False) if p.parts else None, p.after_ms, p.before_ms, packed(p.text)),
        )
        for index, section in enumerate(sections)
        for p in section.passages
    ]
    checksums = [checksum(row) for row in rows]
    insert(db, "passages", rows, checksums=checksums)
    return Body(new, len(rows), total(checksums))


def of(version: sqlite3.Row) -> Body:
    """The body of a version, from its row."""
    return Body(version["body"], version["passages"], version["passages_checksum"])


def number(body: int, ordinal: int) -> int:
    """The number of a passage."""
    return body << BITS | ordinal & _LAST


def span(body: int) -> tuple[int, int]:
    """The least and the greatest number that a passage of a body may have."""
    return number(body, 0), number(body, _LAST)


def rows(db: sqlite3.Connection, body: int) -> list[sqlite3.Row]:
    """The passages of a body, in order, each verified; DamagedLibrary."""
    return select(db, "passages", "WHERE number BETWEEN ? AND ? ORDER BY number", span(body))


def texts(db: sqlite3.Connection, body: int) -> list[tuple[str, str]]:
    """The id and the text of each passage of a body, in order."""
    found = db.execute("SELECT id, text FROM passages WHERE number BETWEEN ? AND ? ORDER BY number", span(body))
    return [(row["id"], unpacked(row["text"])) for row in found]


def passage(row: sqlite3.Row) -> Passage:
    """The passage of a verified row."""
    place, _, paragraph, id, speaker, start_ms, end_ms, page, parts, after_ms, before_ms, text = row[:12]
    return Passage(
        id=id,
        ordinal=place & _LAST,
        paragraph=paragraph,
        text=unpacked(text),
        speaker=speaker,
        start_ms=start_ms,
        end_ms=end_ms,
        page=page,
        parts=tuple(Part(*part) for part in json.loads(parts)) if parts else (),
        after_ms=after_ms,
        before_ms=before_ms,
    )


def delete(db: sqlite3.Connection, id: str) -> None:
    """Delete all passages of a document."""
    bodies = db.execute("SELECT DISTINCT body FROM versions WHERE document_id = ?", [id]).fetchall()
    db.executemany("DELETE FROM passages WHERE number BETWEEN ? AND ?", (span(row["body"]) for row in bodies))
