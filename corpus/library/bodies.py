"""Bodies: the passages of a version, stored once for all versions of a document that have the same."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from corpus.corrections import Speaker
from corpus.library.checksums import COLUMNS, digest, insert, said, select
from corpus.library.damage import damaged
from corpus.library.packing import packed, unpacked
from corpus.model import Part, Passage, Section

BITS = 32  # of a passage's number: its ordinal within its body, whose number stands before it
OF = f"passages.number >> {BITS}"  # the body of a passage, in SQL
IN = f"passages.number BETWEEN body << {BITS} AND (body + 1 << {BITS}) - 1"  # whether a version has a passage
_LAST = (1 << BITS) - 1
_SECTION, _LABEL = (COLUMNS["passages"].index(name) for name in ("section", "speaker"))
_BY_SECTION = itemgetter(_SECTION)


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
    each = [said(row) for row in rows]
    insert(db, "passages", rows, checksums=map(digest, each))
    return Body(new, len(rows), total(each))


def total(passages: Iterable[bytes]) -> bytes:
    """The checksum over all passages of a body, from what is `said` of each, in order."""
    return digest(b"".join(passages))


def of(version: sqlite3.Row) -> Body:
    """The body of a version, from its row."""
    return Body(version["body"], version["passages"], version["passages_checksum"])


def number(body: int, ordinal: int) -> int:
    """The number of a passage."""
    return body << BITS | ordinal & _LAST


def span(body: int) -> tuple[int, int]:
    """The least and the greatest number that a passage of a body may have."""
    return number(body, 0), number(body, _LAST)


def passages(
    db: sqlite3.Connection, body: Body, said_by: Callable[[str | None], Speaker]
) -> Mapping[int, tuple[Passage, ...]]:
    """All passages of a body, verified, by the number of their section; `said_by` tells whom a label stands for;
    DamagedLibrary."""
    wanted = f"SELECT {', '.join(COLUMNS['passages'])} FROM passages WHERE number BETWEEN ? AND ? ORDER BY number"  # noqa: S608
    cursor = db.cursor()
    cursor.row_factory = None
    rows = tuple(cursor.execute(wanted, span(body.number)))
    labels = dict.fromkeys(row[_LABEL] for row in rows)
    found = _made(rows, body.checksum, tuple((label, said_by(label)) for label in labels))
    if found is None:
        select(db, "passages", "WHERE number BETWEEN ? AND ?", span(body.number))  # which says which one is damaged
        raise damaged(f"the passages of a version are damaged: there are {len(rows)} of {body.passages}")
    return found


@lru_cache(maxsize=8)
def _made(
    rows: tuple[tuple[Any, ...], ...], checksum: bytes, speakers: tuple[tuple[str | None, Speaker], ...]
) -> Mapping[int, tuple[Passage, ...]] | None:
    """The passages of rows by the number of their section, None where they have not this checksum. Whoever goes from
    mark to mark in a document reads the very same rows again and again, of which the same is made."""
    if total(map(said, rows)) != checksum:
        return None
    who = dict(speakers)
    return {
        section: tuple([passage(row, who[row[_LABEL]]) for row in of_it])
        for section, of_it in groupby(sorted(rows, key=_BY_SECTION), key=_BY_SECTION)
    }


def texts(db: sqlite3.Connection, body: int) -> list[tuple[str, str]]:
    """The id and the text of each passage of a body, in order."""
    found = db.execute("SELECT id, text FROM passages WHERE number BETWEEN ? AND ? ORDER BY number", span(body))
    return [(row["id"], unpacked(row["text"])) for row in found]


def passage(row: Sequence[Any], said_by: Speaker) -> Passage:
    """The passage of a verified row, its values as COLUMNS has them, but for who speaks."""
    place, _, paragraph, id, _, start_ms, end_ms, page, parts, after_ms, before_ms, text = row[:12]
    return Passage(
        id=id,
        ordinal=place & _LAST,
        paragraph=paragraph,
        text=unpacked(text),
        speaker=said_by.speaker,
        start_ms=start_ms,
        end_ms=end_ms,
        page=page,
        parts=tuple(Part(*part) for part in json.loads(parts)) if parts else (),
        after_ms=after_ms,
        before_ms=before_ms,
        person=said_by.person,
        label=said_by.label,
    )


def delete(db: sqlite3.Connection, id: str) -> None:
    """Delete all passages of a document."""
    bodies = db.execute("SELECT DISTINCT body FROM versions WHERE document_id = ?", [id]).fetchall()
    db.executemany("DELETE FROM passages WHERE number BETWEEN ? AND ?", (span(row["body"]) for row in bodies))
