"""The library's tables, version by version of their schema, and how an older library is brought up to date."""

from __future__ import annotations

import sqlite3

from corpus.library import arrivals, clippings, compared, counts, editions, links, saved, smaller, successors
from corpus.library.checksums import COLUMNS, checksum

_FIRST = """
CREATE TABLE originals (sha256 TEXT PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE documents (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('live', 'removed', 'purged')),
    version INTEGER NOT NULL,           -- the latest
    given INTEGER NOT NULL,             -- 0: known only because another document introduces it
    removed_with TEXT,                  -- the document, or the place of it, that took it along when it went
    checks TEXT NOT NULL,               -- JSON list
    edits TEXT NOT NULL DEFAULT '{}'    -- JSON: details that a person set
);
CREATE TABLE keys (key TEXT PRIMARY KEY, document_id TEXT NOT NULL REFERENCES documents);
CREATE TABLE sources (
    document_id TEXT NOT NULL REFERENCES documents, source TEXT NOT NULL, PRIMARY KEY (document_id, source)
);
CREATE TABLE versions (
    document_id TEXT NOT NULL REFERENCES documents,
    version INTEGER NOT NULL,
    sha256 TEXT REFERENCES originals,
    source TEXT NOT NULL,
    reader TEXT NOT NULL,
    added_at TEXT NOT NULL,
    header TEXT NOT NULL,               -- JSON: the document as shown, without passages
    as_read TEXT NOT NULL,              -- JSON: the details as the source says them
    PRIMARY KEY (document_id, version)
) WITHOUT ROWID;
CREATE TABLE passages (
    document_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    section INTEGER NOT NULL,
    paragraph INTEGER NOT NULL,
    id TEXT NOT NULL,
    text TEXT NOT NULL,
    speaker TEXT,
    start_ms INTEGER,
    end_ms INTEGER,
    page INTEGER,
    PRIMARY KEY (document_id, version, ordinal),
    FOREIGN KEY (document_id, version) REFERENCES versions
) WITHOUT ROWID;
CREATE INDEX passages_by_id ON passages (id);
CREATE TABLE links (
    from_id TEXT NOT NULL REFERENCES documents, to_id TEXT NOT NULL REFERENCES documents,
    PRIMARY KEY (from_id, to_id)
) WITHOUT ROWID;
CREATE INDEX links_to ON links (to_id);
CREATE TABLE kin (                      -- what a transcript and its episode have in common
    kin TEXT NOT NULL, document_id TEXT NOT NULL REFERENCES documents, PRIMARY KEY (kin, document_id)
) WITHOUT ROWID;
CREATE TABLE tombstones (passage_id TEXT PRIMARY KEY, document_id TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE changes (
    revision INTEGER PRIMARY KEY AUTOINCREMENT, document_id TEXT NOT NULL, at TEXT NOT NULL
);
"""
_SOURCES = """
CREATE TABLE readings (                 -- what was last read at a place, so that it need not be read again
    place TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    reader TEXT NOT NULL,
    hints TEXT NOT NULL,
    document_id TEXT NOT NULL REFERENCES documents
) WITHOUT ROWID;
CREATE INDEX readings_by_document ON readings (document_id);
CREATE TABLE fetched (                  -- the last answer of an address, to ask only for what is new
    url TEXT PRIMARY KEY, etag TEXT, last_modified TEXT, media_type TEXT NOT NULL, location TEXT NOT NULL,
    sha256 TEXT NOT NULL REFERENCES originals
) WITHOUT ROWID;
CREATE INDEX fetched_by_sha256 ON fetched (sha256);
CREATE INDEX versions_by_sha256 ON versions (sha256);
CREATE INDEX kin_by_document ON kin (document_id);
CREATE TABLE sketches (                 -- some of a document's texts, by hash, to know it again elsewhere
    hash INTEGER NOT NULL, document_id TEXT NOT NULL REFERENCES documents, PRIMARY KEY (hash, document_id)
) WITHOUT ROWID;
CREATE INDEX sketches_by_document ON sketches (document_id);
CREATE TABLE anew (revision INTEGER NOT NULL);  -- changes after which an index must be made anew
"""
_HISTORY = """
CREATE TABLE identity (                 -- one row: this library's own id, which its copies have too
    library TEXT NOT NULL
);
INSERT INTO identity VALUES (lower(hex(randomblob(16))));
ALTER TABLE changes ADD COLUMN token TEXT NOT NULL DEFAULT '';
UPDATE changes SET token = lower(hex(randomblob(16)));
ALTER TABLE passages ADD COLUMN text_hash TEXT NOT NULL DEFAULT '' /* of the text alone, the same in every library */;
ALTER TABLE versions ADD COLUMN passages INTEGER NOT NULL DEFAULT 0 /* how many */;
ALTER TABLE versions ADD COLUMN passages_checksum BLOB NOT NULL DEFAULT x'' /* over theirs */;
CREATE TABLE successors (               -- of each passage that the next version has not: what stands there, if anything
    document_id TEXT NOT NULL REFERENCES documents, version INTEGER NOT NULL, passage_id TEXT NOT NULL, successor TEXT,
    PRIMARY KEY (document_id, version, passage_id)
) WITHOUT ROWID;
CREATE TABLE lost (                     -- versions that were not whole when the library was salvaged
    document_id TEXT NOT NULL REFERENCES documents, version INTEGER NOT NULL, PRIMARY KEY (document_id, version)
) WITHOUT ROWID;
"""
_LOCATORS = """
ALTER TABLE passages ADD COLUMN parts TEXT /* JSON: where parts of the text come from */;
ALTER TABLE passages ADD COLUMN after_ms INTEGER;
ALTER TABLE passages ADD COLUMN before_ms INTEGER;
CREATE TABLE corrections (              -- of names, made by a person; none is deleted
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    undone TEXT,                        -- when it was taken back
    scope TEXT NOT NULL CHECK (scope IN ('document', 'show', 'library')),
    places TEXT NOT NULL,               -- JSON list: ids of documents, names of shows
    names TEXT NOT NULL,                -- JSON list, as printed; emptied where its document was purged
    meant TEXT NOT NULL                 -- JSON: who is meant
);
"""
_STEPS = (_FIRST, _SOURCES, _HISTORY, _LOCATORS)  # what each of these schemas added to the one before it
_RENAMED = (
    "ALTER TABLE kin RENAME TO pairing_keys",
    "ALTER TABLE pairing_keys RENAME COLUMN kin TO pairing_key",
    "ALTER TABLE anew RENAME TO rebuilds",
)
# 5 is what `smaller` makes, 6 has the vocabulary besides, 7 knows what came when and is followed, 8 has clippings and
# keeps comparisons with sources, 9 has documents that a machine heard, which an older Citecast would not understand
SCHEMA_VERSION = 9
_LATER = {"vocabulary", "saved_searches", "clipping_lists", "clippings", "comparisons"}  # made with their checksums


def migrate(db: sqlite3.Connection, version: int) -> None:
    """Bring tables of an older schema to ours, within the transaction that is open."""
    for script in _STEPS[version:]:
        for statement in script.strip().removesuffix(";").split(";\n"):
            db.execute(statement)
    if version < 5:
        for statement in _RENAMED:
            db.execute(statement)
    if version < 3:
        for table in COLUMNS.keys() - {"passages", "versions", *_LATER}:
            db.execute(f"ALTER TABLE {table} ADD COLUMN checksum BLOB NOT NULL DEFAULT x''")
            _add_up(db, table)
        counts.make(db)
    elif version == 3:
        db.execute("ALTER TABLE corrections ADD COLUMN checksum BLOB NOT NULL DEFAULT x''")
    if version < 5:
        smaller.make(db, version)
    if version < 3:
        successors.fill(db)
    if version < 4:
        links.shingle_all(db)
    if version < 6:
        editions.make(db)
    if version < 7:
        db.execute(arrivals.INDEX)
        db.execute(saved.TABLE)
    if version < 8:
        db.execute(clippings.LISTS)
        db.execute(clippings.TABLE)
        db.execute(compared.TABLE)
        counts.count(db, "comparisons", "document_id")


def _add_up(db: sqlite3.Connection, table: str) -> None:
    """Give the rows of a table that had no checksums theirs."""
    by = [row["name"] for row in db.execute(f"PRAGMA table_info({table})") if row["pk"]] or ["rowid"]
    size = len(COLUMNS[table])
    rows = db.execute(f"SELECT {', '.join((*COLUMNS[table], *by))} FROM {table}").fetchall()  # noqa: S608
    db.executemany(
        f"UPDATE {table} SET checksum = ? WHERE {' AND '.join(f'{name} = ?' for name in by)}",  # noqa: S608
        ((checksum(row[:size]), *row[size:]) for row in rows),
    )
