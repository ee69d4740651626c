"""Times that a machine gave printed words: a version of the same words, and what of it a later version keeps."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import replace

from corpus.errors import InvalidValue
from corpus.library import links
from corpus.library.checksums import select
from corpus.library.read import document, row_of
from corpus.library.types import StoreResult
from corpus.library.versions import add_version
from corpus.model import Document, Part, Passage
from corpus.passages import named
from corpus.sound import Alignment, Recording

Times = Mapping[str, tuple[Part, ...]]  # passage id to the times of its words; those without time begin a part, too


def align(
    db: sqlite3.Connection,
    id: str,
    version: int,
    times: Times,
    alignment: Alignment,
    recording: Recording,
    *,
    now: dt.datetime,
) -> StoreResult:
    """Store a version with these times; InvalidValue where the document is another by now, or is a machine's."""
    known = row_of(db, id)
    before = document(db, id)
    if known["state"] != "live" or before.version != version:
        raise InvalidValue(f"{id} was changed meanwhile: align it again")
    if before.machine:
        raise InvalidValue(f"{id} is what a machine heard: its words have their times")
    (row,) = select(db, "versions", "WHERE document_id = ? AND version = ?", [id, version])
    after = named(_timed(replace(before, alignment=alignment, recording=recording), times))
    stored = add_version(
        db,
        after,
        as_read=json.loads(row["as_read"]),
        sha256=row["sha256"],
        source=row["source"],
        reader=row["reader"],
        now=now,
    )
    links.pair(db, id, None, changed=True, now=now)
    count = sum(1 for _ in stored.passages())
    return StoreResult(status="updated", document=id, version=stored.version, passages=count)


def carried(shown: Document, latest: Document) -> Document:
    """A document as it is read now, with the times that its words got before, where these are the same."""
    if latest.alignment is None or shown.machine:
        return shown
    ids = {passage.id for passage in shown.passages()}
    times = {passage.id: passage.parts for passage in latest.passages() if passage.id in ids}
    kept = tuple(each for each in latest.alignment.disagreements if not each.passage or each.passage in ids)
    spoken = {passage.id: len(passage.text.split()) for section in shown.spoken for passage in section.passages}
    if spoken.keys() <= times.keys():
        alignment = replace(latest.alignment, disagreements=kept)
        return named(_timed(replace(shown, alignment=alignment, recording=latest.recording), times))
    words, timed = sum(spoken.values()), sum(spoken[id] for id in spoken if times.get(id))
    heard = min(latest.alignment.heard, timed)
    alignment = replace(latest.alignment, disagreements=kept, words=words, heard=heard, is_stale=True)
    return named(_timed(replace(shown, alignment=alignment, recording=latest.recording), times))


def _timed(found: Document, times: Times) -> Document:
    spoken = found.spoken
    sections = (
        replace(section, passages=tuple(_with_times(each, times.get(each.id, ())) for each in section.passages))
        if section in spoken
        else section
        for section in found.sections
    )
    return replace(found, sections=tuple(sections))


def _with_times(passage: Passage, parts: tuple[Part, ...]) -> Passage:
    """A passage with the times of its parts, and none that its source says: these may be of another recording."""
    return replace(
        passage,
        start_ms=parts[0].start_ms if parts else None,
        end_ms=parts[-1].end_ms if parts else None,
        parts=parts,
    )
