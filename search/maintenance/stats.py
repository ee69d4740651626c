"""How much a library and its index hold, and how large they are."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import IndexUnusable
from corpus.library import Library
from search.engine import Engine
from search.maintenance.backups import Backups, FailedBackup, KeptBackup


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    documents: dict[str, int]  # live, by type
    stubs: int
    passages: int
    shows: int
    years: tuple[int, int] | None
    with_transcript: int  # episodes that have one
    removed: int
    revision: int
    index_revision: int | None
    library_bytes: int
    index_bytes: int
    backups: int  # kept in the folder
    last_backup: KeptBackup | None
    failed_backup: FailedBackup | None  # unless one succeeded since


def stats(library: Library, engine: Engine, backups: Backups, *, folders: Iterable[Path]) -> Stats:
    """Counts and sizes; `folders` are those that the indexes are in."""
    counted = library.stats()
    index_revision = None
    with suppress(IndexUnusable), engine.snapshot() as snapshot:
        index_revision = snapshot.mark.revision
    kept = backups.kept()
    return Stats(
        documents=counted.documents,
        stubs=counted.stubs,
        passages=counted.passages,
        shows=counted.shows,
        years=counted.years,
        with_transcript=counted.with_transcript,
        removed=counted.removed,
        revision=library.log.revision,
        index_revision=index_revision,
        library_bytes=counted.bytes,
        index_bytes=sum(file.stat().st_size for each in folders for file in each.glob("*") if file.is_file()),
        backups=len(kept),
        last_backup=kept[0] if kept else None,
        failed_backup=backups.failure(),
    )
