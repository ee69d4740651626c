"""Storing a source: which document it is, whether anything is new, and what belongs to it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import replace

from corpus.errors import InvalidValue
from corpus.library import bodies, compared, links
from corpus.library.aligned import carried
from corpus.library.bodies import Body
from corpus.library.checksums import IGNORE, insert, select, update
from corpus.library.read import document as read_document, record, row_of
from corpus.library.sources import add_original, drop_unused
from corpus.library.types import Source, StoreResult
from corpus.library.versions import add_version, as_json, details, log, overlaid
from corpus.model import Document, Reading
from corpus.near_duplicates import prepared
from corpus.passages import cut, named
from corpus.slugs import slug

_OF_A_PURGED = (
    "ON CONFLICT (key) DO UPDATE SET document_id = excluded.document_id, checksum = excluded.checksum"
    " WHERE (SELECT state FROM documents WHERE id = keys.document_id) = 'purged'"
)
_FRONT_PAGE = re.compile(r"https?://[^/?#]*/?")


def keep(
    db: sqlite3.Connection,
    reading: Reading,
    *,
    source: Source,
    data: bytes,
    reader: str,
    hints: str,
    version_of: str | None,
    now: dt.datetime,
    expected: int | None = None,
) -> StoreResult:
    digest = hashlib.sha256(data).hexdigest()
    keeper = Keeper(db, digest, source, reader, now)
    if version_of:
        keeper.claim(version_of, reading, expected)
    add_original(db, digest, data)
    kept = None if version_of else keeper.left_out(reading.document)
    if kept is None:
        reading = prepared(reading)
        kept = keeper.main(reading, version_of)
        keeper.introduced(kept.document, reading.related)
        changed = kept.status != "unchanged"
        links.pair(db, kept.document, source, changed=changed, now=now)
        hashes = reading.shingles if kept.document in keeper.stored else None
        near = (
            links.near_duplicates(db, kept.document, hashes)
            if changed or not links.has_shingles(db, kept.document)
            else ()
        )
        kept = replace(kept, checks=record(db, kept.document).checks, near=near)
    if source.key or source.asked:
        db.execute("DELETE FROM readings WHERE place = ?", [keeper.place])
        insert(db, "readings", [(keeper.place, digest, reader, hints, kept.document)])
    drop_unused(db, digest)
    return kept


class Keeper:
    """One source being stored, inside its transaction."""

    def __init__(self, db: sqlite3.Connection, digest: str, source: Source, reader: str, now: dt.datetime) -> None:
        self._db = db
        self._digest = digest
        self._source = source
        self._reader = reader
        self._now = now
        self.stored: set[str] = set()  # ids
        self._counts: dict[str, int] = {}  # the last number that was tried with a slug
        self.place = source.key or f"sha:{digest}"

    def left_out(self, document: Document) -> StoreResult | None:
        """What is said of a document that a person removed, where the source only came along with others."""
        if self._source.asked:
            return None
        keys = json.dumps(self._keys(document))
        rows = select(
            self._db,
            "documents",
            "WHERE state <> 'live' AND removed_with IS NULL AND"
            " (id IN (SELECT document_id FROM keys WHERE key IN (SELECT value FROM json_each(?)))"
            "  OR ? AND id IN (SELECT document_id FROM versions WHERE sha256 = ?))",
            [keys, document.guid is None, self._digest],
        )
        if not rows:
            return None
        row = rows[0]
        purged = row["state"] == "purged"
        why = "was deleted for good" if purged else f"was removed; `citecast undelete {row['id']}` brings it back"
        return StoreResult(status="unchanged", document=row["id"], version=row["version"], passages=0, message=why)

    def _keys(self, document: Document) -> list[str]:
        return [_identity(document) or self.place, *_content_keys(document)]

    def claim(self, id: str, reading: Reading, expected: int | None) -> None:
        """Make what a source is known by that of a document which it is to be a version of; InvalidValue where another
        live document has it. Details that it does not say stay, as if a person had set them."""
        row = row_of(self._db, id)
        if row["state"] != "live":
            raise InvalidValue(f"{id} was removed; `citecast undelete {id}` brings it back")
        if expected is not None and row["version"] != expected:
            raise InvalidValue(f"{id} was changed meanwhile, and is at version {row['version']}: look at it again")
        keys = self._keys(reading.document)
        other = self._known(keys)
        if other and other != id and self._row(other)["state"] == "live":
            raise InvalidValue(f"is the document {other} already; remove that, then it can be a version of {id}")
        self._db.executemany("DELETE FROM keys WHERE key = ? AND document_id <> ?", ((key, id) for key in keys))
        known, said = details(read_document(self._db, id)), details(reading.document)
        unsaid = {name for name in said if said[name] is None and known[name] is not None}
        unsaid |= {check.split()[0] for check in reading.checks} & {"title"}
        edits = {name: known[name] for name in unsaid} | json.loads(self._row(id)["edits"])
        update(self._db, "documents", {"id": id}, edits=as_json(edits))

    def main(self, reading: Reading, version_of: str | None = None) -> StoreResult:
        """The source's own document, which may be said to be a version of another."""
        document = reading.document
        keys = self._keys(document)
        id = version_of or self._known(keys)
        if id and not version_of and keys[0] == self.place and self._is_held_elsewhere(id):
            if self._was_of(id):
                return replace(self._noted(read_document(self._db, id), keys), message="is an earlier version of it")
            self._db.execute("DELETE FROM keys WHERE key = ?", [self.place])
            id = None
        if id is None and not document.guid and (same := self._same_bytes(reading)):
            return self._noted(read_document(self._db, same), keys)
        kept = self._store(document, id, keys=keys, given=True)
        update(self._db, "documents", {"id": kept.document}, given=1)
        compared.same(self._db, kept.document, self._source, now=self._now)
        if kept.status != "unchanged":
            self._set_checks(kept.document, reading.checks)
        return kept

    def again(self, id: str, document: Document) -> StoreResult:
        """A document that is known, as it is read now."""
        return self._store(document, id, keys=self._keys(document), given=True)

    def introduced(self, main_id: str, documents: tuple[Document, ...]) -> None:
        """The bios and report stubs that a document introduces; one that was itself added stays as it is."""
        self._db.execute(
            "DELETE FROM links WHERE from_id = ? AND to_id IN (SELECT id FROM documents WHERE NOT given)",
            [main_id],
        )
        for document in documents:
            keys = [*([f"url:{document.url}"] if document.url else []), *_content_keys(document)]
            id = self._known(keys)
            row = self._row(id) if id else None
            left_alone = row and (row["given"] or (row["state"] == "removed" and row["removed_with"] is None))
            if id is None or not left_alone:
                id = self._store(cut(document), id, keys=keys, given=False).document
            if id != main_id:
                insert(self._db, "links", [(main_id, id)], conflict=IGNORE)

    def _set_checks(self, id: str, checks: Iterable[str]) -> None:
        update(self._db, "documents", {"id": id}, checks=as_json(list(checks)))

    def _store(self, document: Document, id: str | None, *, keys: list[str], given: bool) -> StoreResult:
        """Store a document, whose passages are cut, where it is new or another than it was."""
        message = ""
        if id is None:
            id, latest, edits = self._new_id(document.title), None, {}
            insert(self._db, "documents", [(id, "live", 0, int(given), None, "[]", "{}")])
        else:
            latest, edits = read_document(self._db, id), json.loads(self._row(id)["edits"])
            if latest.stub and not document.stub:
                message = "fills the report known from a reference"
        shown = named(overlaid(replace(document, id=id), edits))
        if latest:
            shown = carried(shown, latest)
        if latest and shown == replace(latest, version=0, added_at=None):
            key = {"document_id": id, "version": latest.version}
            update(self._db, "versions", key, as_read=as_json(details(document)))
            return self._noted(latest, keys, given=given)
        restored, _ = self._note(id, keys)
        stored = add_version(
            self._db,
            shown,
            as_read=details(document),
            sha256=self._digest,
            source=self._source.source,
            reader=self._reader,
            now=self._now,
            body=self._same_body(latest, shown) if latest else None,
        )
        self.stored.add(id)
        count = sum(1 for _ in stored.passages())
        return StoreResult(
            status="updated" if latest else "added",
            document=id,
            version=stored.version,
            passages=count,
            message=restored or message,
        )

    def _same_body(self, latest: Document, shown: Document) -> Body | None:
        """The body of the latest version, where what is shown now has the same passages."""
        if [section.passages for section in latest.sections] != [section.passages for section in shown.sections]:
            return None
        at = [latest.id, latest.version]
        (version,) = select(self._db, "versions", "WHERE document_id = ? AND version = ?", at)
        return bodies.of(version)

    def _noted(self, latest: Document, keys: list[str], *, given: bool = True) -> StoreResult:
        """What is said of a document that is as it was, wherever it was found this time."""
        restored, is_new = self._note(latest.id, keys)
        return StoreResult(
            status="updated" if restored else "unchanged",
            document=latest.id,
            version=latest.version,
            passages=sum(1 for _ in latest.passages()),
            message=restored or (f"also at {self._source.source}" if is_new and given else ""),
        )

    def _note(self, id: str, keys: list[str]) -> tuple[str, bool]:
        """Note where a document was found, and bring it back if it was removed: what to say of that, and whether
        the place is a new one."""
        restored = ""
        if self._row(id)["state"] == "removed":
            restored = "restored"
            update(self._db, "documents", {"id": id}, state="live", removed_with=None)
            log(self._db, id, self._now)
        insert(self._db, "keys", [(key, id) for key in keys], conflict=_OF_A_PURGED)
        return restored, bool(insert(self._db, "sources", [(id, self._source.source)], conflict=IGNORE))

    def _known(self, keys: list[str]) -> str | None:
        for key in keys:
            row = self._db.execute(
                "SELECT document_id FROM keys JOIN documents ON id = document_id WHERE key = ? AND state <> 'purged'",
                [key],
            ).fetchone()
            if row:
                return str(row["document_id"])
        return None

    def _same_bytes(self, reading: Reading) -> str | None:
        """The document that these bytes are already, unless a title that was given tells that it is another."""
        rows = self._db.execute(
            "SELECT id, as_read FROM documents JOIN versions ON document_id = id"
            " AND versions.version = documents.version WHERE sha256 = ? AND given AND state <> 'purged' ORDER BY id",
            [self._digest],
        )
        is_guess = any(check.startswith("title") for check in reading.checks)
        titles = {row["id"]: json.loads(row["as_read"])["title"] for row in rows}
        return next((id for id, title in titles.items() if is_guess or title == reading.document.title), None)

    def _is_held_elsewhere(self, id: str) -> bool:
        """Whether another place still has the bytes of a document that this place has no more."""
        row = self._db.execute(
            "SELECT 1 FROM documents"
            " JOIN versions ON versions.document_id = id AND versions.version = documents.version"
            " JOIN readings ON readings.document_id = id AND readings.sha256 = versions.sha256"
            " WHERE id = ? AND place <> ? AND versions.sha256 <> ?",
            [id, self.place, self._digest],
        ).fetchone()
        return row is not None

    def _was_of(self, id: str) -> bool:
        """Whether an earlier version of a document is of these bytes."""
        at = [id, self._digest]
        found = self._db.execute("SELECT 1 FROM versions WHERE document_id = ? AND sha256 = ?", at).fetchone()
        return found is not None

    def _row(self, id: str) -> sqlite3.Row:
        (row,) = select(self._db, "documents", "WHERE id = ?", [id])
        return row

    def _new_id(self, title: str) -> str:
        base = slug(title)
        if not self._db.execute("SELECT 1 FROM documents WHERE id = ?", [base]).fetchone():
            return base
        count = self._counts.get(base, 1)
        while True:
            count += 1
            self._counts[base] = count
            id = f"{base}-{count}"
            if not self._db.execute("SELECT 1 FROM documents WHERE id = ?", [id]).fetchone():
                return id


def _identity(document: Document) -> str | None:
    """What makes two readings one document, wherever they are from: the guid, else the canonical address.

    A transcript may have its episode's address; a site's front page stands for pages that do not say theirs.
    """
    if document.guid:
        return f"guid:{document.guid}"
    if not document.url or _FRONT_PAGE.fullmatch(document.url):
        return None
    return f"{'transcript' if document.type == 'transcript' else 'url'}:{document.url}"


def heard_key(sha256: str) -> str:
    """What a machine transcript is known by, wherever its recording is: the recording's bytes."""
    return f"heard:{sha256}"


def _content_keys(document: Document) -> list[str]:
    """What tells one bio or report from another wherever it comes from: who, what, when."""
    if document.machine and document.recording:
        return [heard_key(document.recording.sha256)]
    if document.type == "bio":
        return [f"bio:{slug(document.title)}"]
    if document.type == "report":
        authors = "+".join(sorted(slug(person.name) for person in document.people if "author" in person.roles))
        return [f"report:{authors}/{slug(document.title)}/{document.date.year if document.date else ''}"]
    return []
