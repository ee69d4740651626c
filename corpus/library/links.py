"""What belongs together: a transcript and its episode; and what has much the same text."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from array import array
from collections.abc import Collection, Iterable, Sequence
from functools import partial
from pathlib import Path

from corpus.library import bodies
from corpus.library.checksums import IGNORE, insert, select, update
from corpus.library.read import headers, latest
from corpus.library.types import Source
from corpus.library.versions import as_json, log
from corpus.model import Document
from corpus.near_duplicates import alike, shingles

_LASTING = ("guid:", "stem:", "document:")  # pairing keys that an edit of details does not change
_NAMED = 3
NEARLY = "text nearly the same as that of"
_TOO_MANY = 30  # documents: what so many have in common is no tie


def pair(db: sqlite3.Connection, id: str, source: Source | None, *, changed: bool, now: dt.datetime) -> None:
    """Link a transcript with its episode, anew: by what it came with, the same address, show and title, or file name.

    An episode's people say whom the labels of its transcripts name, so a change of one is a change of the other.
    """
    before = _partners(db, id)
    this = latest(db, [id])[0].header
    names = _names(db, this, source)
    db.execute("DELETE FROM pairing_keys WHERE document_id = ?", [id])
    db.executemany(
        "DELETE FROM links WHERE (from_id = ?1 AND to_id = ?2) OR (from_id = ?2 AND to_id = ?1)",
        ((id, each) for each in before),
    )
    insert(db, "pairing_keys", ((name, id) for name in names), conflict=IGNORE)
    after: dict[str, Document] = {}
    for name in names:
        after |= _fitting(db, name, this)
    for other, document in after.items():
        link = (id, other) if document.type == "episode" else (other, id)
        insert(db, "links", [link], conflict=IGNORE)
    touched = headers(db, (before ^ after.keys()) | (after.keys() if changed else set()))
    for transcript in sorted({id if other.type == "episode" else other.id for other in touched.values()}):
        log(db, transcript, now)


def transcripts_of(db: sqlite3.Connection, id: str) -> tuple[str, ...]:
    """The live transcripts that are linked with an episode."""
    return tuple(each.id for each in headers(db, _partners(db, id)).values() if each.type == "transcript")


def tie(db: sqlite3.Connection, id: str, episode: str, *, now: dt.datetime) -> None:
    """Let a transcript be that of an episode, too."""
    insert(db, "pairing_keys", [(of_episode(episode), id)], conflict=IGNORE)
    pair(db, id, None, changed=False, now=now)


def unheard(db: sqlite3.Connection, *, align: bool) -> tuple[Document, ...]:
    """The live episodes that name a recording and have no transcript; or, to `align`, those printed transcripts whose
    words have no times of a recording yet, and that have one; the newest first."""
    found = latest(db, also="json_extract(header, '$.type', '$.audio_url', '$.machine', '$.alignment') AS said")
    live = {each.id: json.loads(each.version["said"]) for each in found if each.state == "live"}
    ties: dict[str, set[str]] = {}
    for one, other in db.execute("SELECT from_id, to_id FROM links").fetchall():
        ties.setdefault(one, set()).add(other)
        ties.setdefault(other, set()).add(one)

    def is_meant(id: str) -> bool:
        type, url, machine, alignment = live[id]
        near = [live[each] for each in ties.get(id, ()) if each in live]
        if not align:
            return type == "episode" and bool(url) and all(each[0] != "transcript" for each in near)
        has_recording = bool(url) or any(each[0] == "episode" and each[1] for each in near)
        is_aligned = bool(alignment) and not alignment.get("is_stale")
        return type == "transcript" and not machine and not is_aligned and has_recording

    meant = [id for id in live if is_meant(id)]
    known = headers(db, meant)
    return tuple(known[id] for id in meant)


def _partners(db: sqlite3.Connection, id: str) -> set[str]:
    """The documents that are linked with this one as transcript and episode are."""
    rows = db.execute(
        "SELECT other FROM (SELECT to_id AS other FROM links WHERE from_id = ?1"
        "  UNION SELECT from_id FROM links WHERE to_id = ?1)"
        " WHERE EXISTS (SELECT 1 FROM pairing_keys WHERE document_id = other)"
        " AND EXISTS (SELECT 1 FROM pairing_keys WHERE document_id = ?1)",
        [id],
    )
    return {row["other"] for row in rows}


def _names(db: sqlite3.Connection, document: Document, source: Source | None) -> list[str]:
    """What a transcript and its episode may have in common; where it came with its episode, nothing but that."""
    rows = db.execute("SELECT pairing_key FROM pairing_keys WHERE document_id = ?", [document.id])
    names = [
        row["pairing_key"]
        for row in rows
        if row["pairing_key"].startswith(_LASTING if source is None else of_episode(""))
    ]
    if document.type not in ("episode", "transcript"):
        return names
    if source and source.pairing_key:
        names.append(source.pairing_key)
    if document.type == "transcript" and any(name.startswith(("guid:", "document:")) for name in names):
        return names
    if document.type == "episode":
        names.append(of_episode(document.id))
    if document.guid:
        names.append(f"guid:{document.guid}")
    if document.url:
        names.append(f"url:{document.url}")
    if document.audio_url:
        names.append(f"audio:{document.audio_url}")
    if document.show:
        names.append(f"title:{document.show.casefold()}\n{document.title.casefold()}")
    if source and source.key and source.key.startswith("path:"):
        names.append(f"stem:{Path(source.key.removeprefix('path:')).with_suffix('')}")
    return names


def of_episode(id: str) -> str:
    """The pairing key of a transcript that was made of an episode's recording."""
    return f"document:{id}"


def _fitting(db: sqlite3.Connection, name: str, this: Document) -> dict[str, Document]:
    """The documents of the other type that have a name in common with this one."""
    rows = db.execute(
        "SELECT document_id FROM pairing_keys WHERE pairing_key = ? LIMIT ?", [name, _TOO_MANY]
    ).fetchall()
    if len(rows) == _TOO_MANY:
        return {}
    ids = {row["document_id"] for row in rows}
    if name.startswith("document:"):
        ids.add(name.partition(":")[2])  # it may have been stored before such keys were
    found = headers(db, ids)
    found.pop(this.id, None)  # where it is live
    others = {other: each for other, each in found.items() if {each.type, this.type} == {"episode", "transcript"}}
    if not name.startswith("title:"):
        return others
    episodes = [each for each in (this, *found.values()) if each.type == "episode"]
    if len(episodes) > 1:
        return {}  # such as “Trailer”, or “Mailbag”
    return {other: each for other, each in others.items() if not (each.date and this.date and each.date != this.date)}


def has_shingles(db: sqlite3.Connection, id: str) -> bool:
    return db.execute("SELECT 1 FROM shingle_sets WHERE document_id = ?", [id]).fetchone() is not None


def near_duplicates(db: sqlite3.Connection, id: str, said: Iterable[int] | None = None) -> tuple[str, ...]:
    """Say of a text that others, which it does not belong to, have much the same; the ids of these. Its shingles are
    those `said`, if they are."""
    document = headers(db, [id])[id]
    hashes = _shingled(db, id, said)
    held: dict[int, list[str]] = {}
    for row in db.execute(
        "SELECT hash, document_id FROM shingles JOIN shingle_sets USING (shingle_set)"
        " JOIN documents ON id = document_id"
        " WHERE hash IN (SELECT value FROM json_each(?1)) AND id <> ?2 AND given AND state = 'live'"
        " AND NOT EXISTS (SELECT 1 FROM links"
        "  WHERE (from_id = id AND to_id = ?2) OR (from_id = ?2 AND to_id = id))",
        [json.dumps(sorted(hashes)), id],
    ):
        held.setdefault(row["hash"], []).append(row["document_id"])
    near = headers(db, alike(hashes, held, partial(_shingles_of, db)))
    found = tuple(
        other
        for other, each in sorted(near.items())
        if not (document.guid and each.guid and document.show == each.show)  # their feed says that they are two
    )
    if found:
        _add_check(db, id, f"{NEARLY} {listed(found)}")
    return found


def shingle_all(db: sqlite3.Connection) -> None:
    """Find the shingles of all documents, as this version of the library does."""
    for row in db.execute("SELECT id FROM documents WHERE given AND state <> 'purged'").fetchall():
        _shingled(db, row["id"], None)


def _shingled(db: sqlite3.Connection, id: str, said: Iterable[int] | None) -> frozenset[int]:
    if said is not None:
        hashes = frozenset(said)
    else:
        (held,) = db.execute(
            "SELECT body FROM documents JOIN versions ON document_id = id AND versions.version = documents.version"
            " WHERE id = ?",
            [id],
        )
        hashes = shingles(text for _, text in bodies.texts(db, held["body"]))
    keep_shingles(db, id, hashes)
    return hashes


def keep_shingles(db: sqlite3.Connection, id: str, hashes: Collection[int]) -> None:
    """Keep what a document's text is known again by, in place of what it was before."""
    forget_shingles(db, id)
    kept = array("Q", sorted(hashes)).tobytes()
    number = db.execute("INSERT INTO shingle_sets (document_id, hashes) VALUES (?, ?)", [id, kept]).lastrowid
    db.executemany("INSERT INTO shingles VALUES (?, ?)", ((each, number) for each in hashes))


def forget_shingles(db: sqlite3.Connection, id: str) -> None:
    row = db.execute("SELECT shingle_set, hashes FROM shingle_sets WHERE document_id = ?", [id]).fetchone()
    if row:
        at = ((each, row["shingle_set"]) for each in array("Q", row["hashes"]))
        db.executemany("DELETE FROM shingles WHERE hash = ? AND shingle_set = ?", at)
        db.execute("DELETE FROM shingle_sets WHERE shingle_set = ?", [row["shingle_set"]])


def listed(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _add_check(db: sqlite3.Connection, id: str, check: str) -> None:
    (row,) = select(db, "documents", "WHERE id = ?", [id])
    update(db, "documents", {"id": id}, checks=as_json([*json.loads(row["checks"]), check]))


def _shingles_of(db: sqlite3.Connection, id: str) -> frozenset[int]:
    row = db.execute("SELECT hashes FROM shingle_sets WHERE document_id = ?", [id]).fetchone()
    return frozenset(array("Q", row["hashes"]))
