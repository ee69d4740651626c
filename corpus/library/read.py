"""The library's questions: documents, passages and what became of them, counts."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import NamedTuple

from corpus.corrections import Speaker
from corpus.errors import Gone, NotFound
from corpus.library import bodies
from corpus.library.checksums import select
from corpus.library.counts import select_all
from corpus.library.damage import damaged
from corpus.library.types import Because, Links, Record, State, Tally, Version
from corpus.model import Document
from corpus.plain import header

_NOW = "JOIN documents ON documents.id = versions.document_id AND documents.version = versions.version"


class Latest(NamedTuple):
    """A document's own row, and that of its latest version."""

    known: sqlite3.Row
    version: sqlite3.Row

    @property
    def id(self) -> str:
        return str(self.known["id"])

    @property
    def state(self) -> State:
        state: State = self.known["state"]
        return state

    @property
    def checks(self) -> tuple[str, ...]:
        """What there is to check, but for the details that a person has set."""
        return tuple(check for check in json.loads(self.known["checks"]) if check.split()[0] not in self.edits)

    @property
    def edits(self) -> dict[str, str]:
        """The details that a person set."""
        edits: dict[str, str] = json.loads(self.known["edits"])
        return edits

    @property
    def header(self) -> Document:
        return header(self.version["header"])


def latest(db: sqlite3.Connection, ids: Iterable[str] | None = None, *, also: str = "") -> list[Latest]:
    """Documents that are not purged, those with these ids or all, in their latest versions, the newest first.

    `also` is to be selected with each version.
    """
    ids = None if ids is None else list(ids)
    if ids == []:
        return []
    among, values = _among("id", ids)
    documents = _known(db, ids)
    versions = {row["document_id"]: row for row in select(db, "versions", f"{_NOW} WHERE {among}", values, also=also)}
    kept = [row for row in documents if row["state"] != "purged"]
    for row in kept:
        if row["id"] not in versions:
            raise damaged(f"version {row['version']} of {row['id']} is lost")
    found = (Latest(row, versions[row["id"]]) for row in kept)
    return sorted(found, key=lambda each: str(each.version["added_at"]), reverse=True)


def row_of(db: sqlite3.Connection, id: str) -> sqlite3.Row:
    """A document's row, live or removed; NotFound with a suggestion, or Gone."""
    rows = _known(db, [id])
    if not rows:
        everywhere = select(db, "documents", "NOT INDEXED")
        if any(row["id"] == id for row in everywhere):
            raise damaged(f"the way to {id} is damaged")
        near = get_close_matches(id, [row["id"] for row in everywhere if row["state"] == "live"], n=1)
        raise NotFound(f"no document {id!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
    (row,) = rows
    if row["state"] == "purged":
        raise Gone(f"{id} was deleted for good")
    return row


def live(db: sqlite3.Connection) -> list[str]:
    return [row["id"] for row in _known(db, None) if row["state"] == "live"]


def _among(column: str, ids: Collection[str] | None) -> tuple[str, list[str]]:
    """The condition that a column has one of these ids, and its values."""
    return ("TRUE", []) if ids is None else (f"{column} IN (SELECT value FROM json_each(?))", [json.dumps(list(ids))])  # noqa: S608  # ours


def states(db: sqlite3.Connection, ids: Collection[str]) -> dict[str, State]:
    return {row["id"]: row["state"] for row in _known(db, ids)}


def _known(db: sqlite3.Connection, ids: Collection[str] | None) -> list[sqlite3.Row]:
    """What is known of documents, those with these ids or all, by id."""
    among, values = _among("id", ids)
    rows = select(db, "documents", f"WHERE {among} ORDER BY id", values)
    among, values = _among("document_id", ids)
    lost = db.execute(
        f"SELECT document_id FROM versions WHERE {among} AND document_id NOT IN (SELECT id FROM documents) LIMIT 1",  # noqa: S608
        values,
    ).fetchone()
    if lost:
        raise damaged(f"what is known of {lost['document_id']} is lost")
    return rows


def lost(db: sqlite3.Connection, id: str) -> set[int]:
    """The versions of a document that were lost when the library was salvaged."""
    return {row["version"] for row in select(db, "lost", "WHERE document_id = ?", [id])}


def document(db: sqlite3.Connection, id: str, version: int | None = None) -> Document:
    row = version_of(db, id, version)
    return whole(db, row, header(row["header"]), Speaker)


def version_of(db: sqlite3.Connection, id: str, version: int | None = None) -> sqlite3.Row:
    """The row of a document's latest version or the one asked for; NotFound or Gone."""
    latest: int = row_of(db, id)["version"]
    wanted = version or latest
    rows = select(db, "versions", "WHERE document_id = ? AND version = ?", [id, wanted])
    if not rows:
        if wanted in lost(db, id):
            raise Gone(f"version {wanted} of {id} was lost before the library was salvaged")
        if 0 < wanted <= latest:
            raise damaged(f"version {wanted} of {id} is lost")
        raise NotFound(f"{id} has no version {version}; the latest is {latest}")
    return rows[0]


def whole(
    db: sqlite3.Connection, version: sqlite3.Row, shell: Document, said_by: Callable[[str | None], Speaker]
) -> Document:
    """A version's document with its passages, from that without them; `said_by` tells whom a label stands for."""
    passages = bodies.passages(db, bodies.of(version), said_by)
    sections = (replace(each, passages=passages.get(number, ())) for number, each in enumerate(shell.sections))
    return replace(shell, sections=tuple(sections))


def record(db: sqlite3.Connection, id: str) -> Record:
    row_of(db, id)
    (found,) = records(db, [id])
    return found


def records(db: sqlite3.Connection, ids: Iterable[str]) -> tuple[Record, ...]:
    found = latest(db, ids)
    sources: dict[str, list[str]] = {each.id: [] for each in found}
    for source in select_all(db, "sources", "document_id", sources, order="ORDER BY rowid"):
        sources[source["document_id"]].append(source["source"])
    return tuple(
        Record(
            document=each.header,
            state=each.state,
            checks=each.checks,
            sources=tuple(sources[each.id]),
            edits=each.edits,
            given=bool(each.known["given"]),
        )
        for each in found
    )


def listed(db: sqlite3.Connection, *, state: State, needs_check: bool, words: Sequence[str]) -> tuple[str, ...]:
    known_by = "json_extract(header, '$.title', '$.show', '$.type') AS known_by" if words else ""
    return tuple(
        each.id
        for each in latest(db, also=known_by)
        if each.state == state
        and (not needs_check or each.checks)
        and (not words or _has(json.loads(each.version["known_by"]), words))
    )


def _has(known_by: Iterable[str | None], words: Iterable[str]) -> bool:
    text = " ".join(filter(None, known_by)).casefold()
    return all(word.casefold() in text for word in words)


def shows(db: sqlite3.Connection) -> tuple[str, ...]:
    found = latest(db, also="json_extract(header, '$.show') AS show")
    return tuple(sorted({each.version["show"] for each in found if each.state == "live"} - {None, ""}))


def headers(db: sqlite3.Connection, ids: Iterable[str]) -> dict[str, Document]:
    return {each.id: each.header for each in latest(db, ids) if each.state == "live"}


def versions(db: sqlite3.Connection, id: str) -> tuple[Version, ...]:
    latest: int = row_of(db, id)["version"]
    rows = select(db, "versions", "WHERE document_id = ? ORDER BY version", [id])
    if missing := {*range(1, latest + 1)} - {row["version"] for row in rows} - lost(db, id):
        raise damaged(f"version {min(missing)} of {id} is lost")
    return tuple(
        Version(
            version=row["version"],
            added_at=dt.datetime.fromisoformat(row["added_at"]),
            sha256=row["sha256"] or "",
            reader=row["reader"],
            source=row["source"],
            because=because(before, row),
        )
        for before, row in zip([None, *rows], rows, strict=False)
    )


def because(before: sqlite3.Row | None, version: sqlite3.Row) -> Because:
    """What made a version: other bytes, which of a machine transcript are not its source's; the same, read by another
    reader; or else times of its words, or something that a person said."""
    if before is None:
        return "source"
    now = header(version["header"])
    if before["sha256"] != version["sha256"]:
        return "heard" if now.machine else "source"
    if before["reader"] != version["reader"]:
        return "reader"
    return "details" if now.alignment == header(before["header"]).alignment else "alignment"


def related(db: sqlite3.Connection, id: str) -> Links:
    row_of(db, id)
    others = {row["to_id"] for row in select_all(db, "links", "from_id", [id])}
    others |= {row["from_id"] for row in select_all(db, "links", "to_id", [id])}
    found = headers(db, others).values()

    def of(type: str) -> tuple[str, ...]:
        return tuple(sorted(document.id for document in found if document.type == type))

    return Links(episodes=of("episode"), transcripts=of("transcript"), bios=of("bio"), reports=of("report"))


def passage_count(db: sqlite3.Connection) -> int:
    return sum(each.version["passages"] for each in latest(db) if each.state == "live")


def tally(db: sqlite3.Connection, size: int) -> Tally:
    details = ", ".join(f"json_extract(header, '$.{name}') AS {name}" for name in ("type", "show", "date", "stub"))
    kept = latest(db, also=details)
    live = [each.version for each in kept if each.state == "live"]
    years = [int(entry["date"][:4]) for entry in live if entry["date"]]
    types = {entry["document_id"]: entry["type"] for entry in live}
    links = [(row["from_id"], row["to_id"]) for row in select_all(db, "links", "from_id", types)]
    return Tally(
        documents=dict(Counter(types.values())),
        stubs=sum(entry["stub"] for entry in live),
        passages=sum(entry["passages"] for entry in live),
        shows=len({entry["show"] for entry in live if entry["show"]}),
        years=(min(years), max(years)) if years else None,
        with_transcript=len(
            {
                one
                for link in links
                for one, other in (link, link[::-1])
                if types.get(one) == "episode" and types.get(other) == "transcript"
            }
        ),
        removed=sum(each.state == "removed" for each in kept),
        bytes=size,
    )
