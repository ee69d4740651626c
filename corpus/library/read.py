"""The library's questions: documents, passages and what became of them, counts."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher, get_close_matches

from corpus.errors import Gone, NotFound
from corpus.library.types import Links, Located, PassageState, Record, State, Tally, Version
from corpus.model import Document, Passage
from corpus.plain import header

SIMILAR = 0.5  # a passage this like the one that stood there is the same one, changed
_LATEST = " FROM documents JOIN versions ON document_id = id AND versions.version = documents.version"


def row_of(db: sqlite3.Connection, id: str) -> sqlite3.Row:
    """A document's row, live or removed; NotFound with a suggestion, or Gone."""
    row: sqlite3.Row | None = db.execute("SELECT * FROM documents WHERE id = ?", [id]).fetchone()
    if row is None:
        ids = [known["id"] for known in db.execute("SELECT id FROM documents WHERE state = 'live'")]
        near = get_close_matches(id, ids, n=1)
        raise NotFound(f"no document {id!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
    if row["state"] == "purged":
        raise Gone(f"{id} was deleted for good")
    return row


def document(db: sqlite3.Connection, id: str, version: int | None = None) -> Document:
    latest: int = row_of(db, id)["version"]
    row = db.execute(
        "SELECT header FROM versions WHERE document_id = ? AND version = ?", [id, version or latest]
    ).fetchone()
    if row is None:
        raise NotFound(f"{id} has no version {version}; the latest is {latest}")
    return _whole(db, header(json.loads(row["header"])))


def _whole(db: sqlite3.Connection, shell: Document) -> Document:
    passages: list[list[Passage]] = [[] for _ in shell.sections]
    for row in db.execute(
        "SELECT * FROM passages WHERE document_id = ? AND version = ? ORDER BY ordinal",
        [shell.id, shell.version],
    ):
        passages[row["section"]].append(_passage(row))
    return replace(
        shell,
        sections=tuple(
            replace(section, passages=tuple(found)) for section, found in zip(shell.sections, passages, strict=True)
        ),
    )


def _passage(row: sqlite3.Row) -> Passage:
    return Passage(
        id=row["id"],
        ordinal=row["ordinal"],
        text=row["text"],
        speaker=row["speaker"],
        start_ms=row["start_ms"],
        end_ms=row["end_ms"],
        page=row["page"],
    )


def record(db: sqlite3.Connection, id: str) -> Record:
    row_of(db, id)
    (found,) = records(db, [id])
    return found


def records(db: sqlite3.Connection, ids: Iterable[str]) -> tuple[Record, ...]:
    wanted = json.dumps(list(ids))
    rows = db.execute(
        f"SELECT *{_LATEST} WHERE id IN (SELECT value FROM json_each(?)) ORDER BY added_at DESC, id",  # noqa: S608
        [wanted],
    ).fetchall()
    sources: dict[str, list[str]] = {row["id"]: [] for row in rows}
    for source in db.execute(
        "SELECT * FROM sources WHERE document_id IN (SELECT value FROM json_each(?)) ORDER BY rowid", [wanted]
    ):
        sources[source["document_id"]].append(source["source"])
    return tuple(
        Record(
            document=header(json.loads(row["header"])),
            state=row["state"],
            checks=_checks(row),
            sources=tuple(sources[row["id"]]),
            given=bool(row["given"]),
        )
        for row in rows
    )


def _checks(row: sqlite3.Row) -> tuple[str, ...]:
    """What there is to check, but for the details that a person has set."""
    checks, edits = json.loads(row["checks"]), json.loads(row["edits"])
    return tuple(check for check in checks if check.split()[0] not in edits)


def listed(db: sqlite3.Connection, *, state: State, needs_check: bool, words: Sequence[str]) -> tuple[str, ...]:
    rows = db.execute(
        "SELECT id, checks, edits, CASE WHEN ? THEN json_extract(header, '$.title', '$.show', '$.type') END AS known_by"
        f"{_LATEST} WHERE state = ? ORDER BY added_at DESC, id",
        [bool(words), state],
    )
    return tuple(
        row["id"]
        for row in rows
        if (not needs_check or _checks(row)) and (not words or _has(json.loads(row["known_by"]), words))
    )


def _has(known_by: Iterable[str | None], words: Iterable[str]) -> bool:
    text = " ".join(filter(None, known_by)).casefold()
    return all(word.casefold() in text for word in words)


def shows(db: sqlite3.Connection) -> tuple[str, ...]:
    rows = db.execute(f"SELECT DISTINCT json_extract(header, '$.show') AS show{_LATEST} WHERE state = 'live'")
    return tuple(sorted(row["show"] for row in rows if row["show"]))


def headers(db: sqlite3.Connection, ids: Iterable[str]) -> dict[str, Document]:
    rows = db.execute(
        f"SELECT id, header{_LATEST} WHERE state = 'live' AND id IN (SELECT value FROM json_each(?))",  # noqa: S608
        [json.dumps(list(ids))],
    )
    return {row["id"]: header(json.loads(row["header"])) for row in rows}


def located(db: sqlite3.Connection, passage_ids: Iterable[str]) -> dict[str, Located]:
    rows = db.execute(
        "SELECT passages.*, header FROM passages"
        " JOIN documents ON documents.id = passages.document_id AND documents.version = passages.version"
        " JOIN versions ON versions.document_id = documents.id AND versions.version = documents.version"
        " WHERE state = 'live' AND passages.id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(passage_ids))],
    ).fetchall()
    said = {row["document_id"]: row["header"] for row in rows}
    shells = {id: header(json.loads(text)) for id, text in said.items()}
    return {
        row["id"]: Located(
            document=shells[row["document_id"]],
            section=shells[row["document_id"]].sections[row["section"]],
            paragraph=row["paragraph"],
            passage=_passage(row),
        )
        for row in rows
    }


def passage(db: sqlite3.Connection, passage_id: str, version: int | None) -> PassageState:
    rows = db.execute(
        "SELECT passages.document_id, passages.version, documents.version AS latest, state FROM passages"
        " JOIN documents ON documents.id = document_id WHERE passages.id = ? ORDER BY passages.version",
        [passage_id],
    ).fetchall()
    if not rows:
        if db.execute("SELECT 1 FROM tombstones WHERE passage_id = ?", [passage_id]).fetchone():
            raise Gone(f"the document of passage {passage_id} was deleted for good")
        raise NotFound(_no_passage(db, passage_id))
    wanted = [row for row in rows if version in (None, row["version"])]
    if not wanted:
        raise NotFound(f"version {version} does not have passage {passage_id}; version {rows[-1]['version']} has it")
    row = wanted[-1]
    id, shown, latest = row["document_id"], row["version"], row["latest"]
    if row["state"] == "removed":
        return PassageState(document=id, version=shown, state="removed")
    if any(found["version"] == latest for found in rows):
        return PassageState(document=id, version=shown, state="current")
    then, now = (list(document(db, id, number).passages()) for number in (shown, latest))
    successor = _successor(then, now, passage_id)
    return PassageState(document=id, version=shown, state="changed" if successor else "dropped", successor=successor)


def _no_passage(db: sqlite3.Connection, passage_id: str) -> str:
    near = db.execute(
        "SELECT id FROM passages WHERE id >= ? AND id < ? || '~' LIMIT 1", [passage_id[:9], passage_id[:9]]
    ).fetchone()
    known = len(passage_id) >= 9 and near
    return f"no passage {passage_id!r}; " + (
        f"did you mean {near['id']!r}?" if known else "check that the whole link was copied, or search for the words"
    )


def _successor(then: Sequence[Passage], now: Sequence[Passage], passage_id: str) -> str | None:
    """What stands in the place of a passage: of the passages between the same neighbours, the most like it."""
    index = next(i for i, passage in enumerate(then) if passage.id == passage_id)
    matcher = SequenceMatcher(None, [p.id for p in then], [p.id for p in now], autojunk=False)
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        if tag == "replace" and first <= index < last:
            alike = [
                (SequenceMatcher(None, then[index].text, new.text, autojunk=False).ratio(), new.id)
                for new in now[new_first:new_last]
            ]
            ratio, id = max(alike)
            return id if ratio >= SIMILAR else None
    return None


def versions(db: sqlite3.Connection, id: str) -> tuple[Version, ...]:
    row_of(db, id)
    rows = db.execute("SELECT * FROM versions WHERE document_id = ? ORDER BY version", [id])
    return tuple(
        Version(
            version=row["version"],
            added_at=dt.datetime.fromisoformat(row["added_at"]),
            sha256=row["sha256"],
            reader=row["reader"],
            source=row["source"],
        )
        for row in rows
    )


def related(db: sqlite3.Connection, id: str) -> Links:
    row_of(db, id)
    rows = db.execute(
        "SELECT to_id AS other FROM links WHERE from_id = ? UNION SELECT from_id FROM links WHERE to_id = ?",
        [id, id],
    ).fetchall()
    found = headers(db, [row["other"] for row in rows]).values()

    def of(type: str) -> tuple[str, ...]:
        return tuple(sorted(document.id for document in found if document.type == type))

    return Links(episodes=of("episode"), transcripts=of("transcript"), bios=of("bio"), reports=of("report"))


def tally(db: sqlite3.Connection, size: int) -> Tally:
    live = db.execute(
        "SELECT id, json_extract(header, '$.type') AS type, json_extract(header, '$.show') AS show,"
        f" json_extract(header, '$.date') AS date, json_extract(header, '$.stub') AS stub{_LATEST} WHERE state = 'live'"
    ).fetchall()
    years = [int(entry["date"][:4]) for entry in live if entry["date"]]
    types = {entry["id"]: entry["type"] for entry in live}
    links = db.execute("SELECT from_id, to_id FROM links UNION SELECT to_id, from_id FROM links")
    passages = db.execute(
        "SELECT count(*) FROM passages JOIN documents ON documents.id = document_id"
        " AND documents.version = passages.version WHERE state = 'live'"
    ).fetchone()[0]
    removed = db.execute("SELECT count(*) FROM documents WHERE state = 'removed'").fetchone()[0]
    return Tally(
        documents=dict(Counter(types.values())),
        stubs=sum(entry["stub"] for entry in live),
        passages=passages,
        shows=len({entry["show"] for entry in live if entry["show"]}),
        years=(min(years), max(years)) if years else None,
        with_transcript=len(
            {one for one, other in links if types.get(one) == "episode" and types.get(other) == "transcript"}
        ),
        removed=removed,
        bytes=size,
    )
