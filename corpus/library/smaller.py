"""From an earlier schema to 5: passages once for all versions that have the same, packed like the originals."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections import defaultdict
from typing import Any, NamedTuple

from corpus.library import bodies, links
from corpus.library.bodies import Body
from corpus.library.checksums import IGNORE, checksum, digest, insert, said
from corpus.library.packing import packed, packed_original

_BEFORE = ("originals", "versions", "passages", "sketches")  # whose rows are brought over, one by one
_TABLES = """
CREATE TABLE originals (sha256 TEXT PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE versions (
    document_id TEXT NOT NULL REFERENCES documents,
    version INTEGER NOT NULL,
    sha256 TEXT REFERENCES originals,
    source TEXT NOT NULL,
    reader TEXT NOT NULL,
    added_at TEXT NOT NULL,
    as_read TEXT NOT NULL,              -- JSON: the details as the source says them
    body INTEGER NOT NULL,              -- its passages, which it may share with other versions of the document
    passages INTEGER NOT NULL,          -- how many
    passages_checksum BLOB NOT NULL,    -- over theirs
    header TEXT NOT NULL,               -- JSON: the document as shown, without passages
    checksum BLOB NOT NULL,
    PRIMARY KEY (document_id, version)
);
CREATE INDEX versions_by_sha256 ON versions (sha256);
CREATE INDEX versions_by_body ON versions (body);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY,         -- its body's, then in 32 bits its ordinal
    section INTEGER NOT NULL,
    paragraph INTEGER NOT NULL,
    id TEXT NOT NULL,
    speaker TEXT,
    start_ms INTEGER,
    end_ms INTEGER,
    page INTEGER,
    parts TEXT,                         -- JSON: where parts of the text come from
    after_ms INTEGER,
    before_ms INTEGER,
    text NOT NULL,                      -- packed, or as it is where that is not larger
    checksum BLOB NOT NULL
);
CREATE INDEX passages_by_id ON passages (id);
CREATE TABLE shingle_sets (             -- some of a document's text, by hash, to know it again elsewhere
    shingle_set INTEGER PRIMARY KEY, document_id TEXT NOT NULL UNIQUE REFERENCES documents, hashes BLOB NOT NULL
);
CREATE TABLE shingles (                 -- the sets that have a hash
    hash INTEGER NOT NULL, shingle_set INTEGER NOT NULL REFERENCES shingle_sets, PRIMARY KEY (hash, shingle_set)
) WITHOUT ROWID;
"""
_VERSION = (
    *("document_id", "version", "sha256", "source", "reader", "added_at", "as_read"),
    *("passages", "passages_checksum", "header"),
)  # what the checksum of a version was of
_PASSAGE = (
    *("document_id", "version", "ordinal", "section", "paragraph", "id"),
    *("speaker", "start_ms", "end_ms", "page", "parts", "after_ms", "before_ms", "text_hash", "text"),
)  # and that of a passage, without what is in _SINCE_4 in schema 3
_SINCE_4 = {"parts", "after_ms", "before_ms"}
_ESCAPED = re.compile("[\ud800-\udfff]")  # of bytes that are not UTF-8
_DAMAGED = b"damaged!"  # the checksum of a row that was not whole


def make(db: sqlite3.Connection, version: int) -> None:
    """Make the tables of schema 5, with all that those of a library of schema `version` have; what is damaged there
    stays so."""
    db.execute("PRAGMA legacy_alter_table = ON")  # what refers to a table refers to the new one of its name
    for index in ("versions_by_sha256", "passages_by_id", "sketches_by_document"):
        db.execute(f"DROP INDEX {index}")
    for table in _BEFORE:
        db.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
    for statement in _TABLES.strip().removesuffix(";").split(";\n"):
        db.execute(statement)
    text_factory, db.text_factory = db.text_factory, _text
    try:
        _originals(db)
        _versions(db, version)
    finally:
        db.text_factory = text_factory
    if version == 4:
        _shingles(db)
    for table in _BEFORE:
        db.execute(f"DROP TABLE old_{table}")
    db.execute("PRAGMA legacy_alter_table = OFF")


def _originals(db: sqlite3.Connection) -> None:
    for sha256, data in db.execute("SELECT sha256, CAST(data AS BLOB) FROM old_originals ORDER BY rowid"):
        is_whole = hashlib.sha256(data).hexdigest() == sha256
        db.execute("INSERT INTO originals VALUES (?, ?)", [sha256, packed_original(data) if is_whole else data])


def _versions(db: sqlite3.Connection, version: int) -> None:
    before: tuple[object, list[_Row], Body] = (None, [], Body(0, 0, b""))  # of the same document, as it may be
    sums = ", checksum" if version > 2 else ""
    for row in db.execute(
        f"SELECT {', '.join(_VERSION)} {sums} FROM old_versions ORDER BY document_id, version"  # noqa: S608
    ).fetchall():
        *values, count, held, header = row[: len(_VERSION)]
        passages = _passages(db, values[0], values[1], version)
        if values[0] == before[0] and passages == before[1] and all(each.is_whole for each in passages):
            body = before[2]
        else:
            body = _add(db, before[2].number + 1, passages)
        before = values[0], passages, body
        if sums:
            is_whole = digest(ascii((b"".join(each.checksum for each in passages),)).encode()) == held
            body = Body(body.number, count, body.checksum if is_whole else _DAMAGED)
        kept = (*values, *body, header)
        if not sums or checksum(row[:-1]) == row[-1]:
            insert(db, "versions", [kept])
        else:
            insert(db, "versions", [_bindable(kept)], checksums=[_DAMAGED], conflict=IGNORE)


class _Row(NamedTuple):
    """A passage as it is to be kept, all but its body, and the checksum that it had."""

    ordinal: int
    values: tuple[Any, ...]
    is_whole: bool
    checksum: bytes

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Row) and (self.ordinal, self.values) == (other.ordinal, other.values)


def _passages(db: sqlite3.Connection, id: object, number: object, version: int) -> list[_Row]:
    """The passages of a version of a document, as a library of schema `version` has them."""
    summed = [at for at, name in enumerate(_PASSAGE) if version > 3 or name not in _SINCE_4]
    rows = db.execute(
        f"SELECT {', '.join(_PASSAGE)} {', checksum' if version > 2 else ''} FROM old_passages"  # noqa: S608
        " WHERE document_id = ? AND version = ? ORDER BY ordinal",
        [id, number],
    )
    found = []
    for row in map(tuple, rows):
        _, _, ordinal, *values, _, text = row[: len(_PASSAGE)]
        held = row[-1] if version > 2 else b""
        is_whole = checksum(tuple(row[at] for at in summed)) == held if version > 2 else _is_text(text)
        kept = (*values, packed(text)) if is_whole else _bindable((*values, text))
        found.append(_Row(ordinal, kept, is_whole, held))
    return found


def _add(db: sqlite3.Connection, number: int, passages: list[_Row]) -> Body:
    rows = [(bodies.number(number, each.ordinal), *each.values) for each in passages]
    known = [said(row) for row in rows]
    sums = (digest(row) if each.is_whole else _DAMAGED for row, each in zip(known, passages, strict=True))
    insert(db, "passages", rows, checksums=sums, conflict=IGNORE)
    return Body(number, len(rows), bodies.total(known) if all(each.is_whole for each in passages) else _DAMAGED)


def _shingles(db: sqlite3.Connection) -> None:
    of: defaultdict[str, list[int]] = defaultdict(list)
    for row in db.execute("SELECT document_id, hash FROM old_sketches"):
        of[row["document_id"]].append(row["hash"])
    for id, hashes in of.items():
        links.keep_shingles(db, id, hashes)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _is_text(value: object) -> bool:
    """Whether a value is text in UTF-8."""
    return isinstance(value, str) and not _ESCAPED.search(value)


def _bindable(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """The values of a damaged row: what is no text, as the bytes that it was."""
    return tuple(
        value.encode("utf-8", "surrogateescape") if isinstance(value, str) and not _is_text(value) else value
        for value in values
    )
