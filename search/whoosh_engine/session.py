"""Writing: exclusive across processes; nothing is visible before the commit."""

from __future__ import annotations

import time
from pathlib import Path
from types import TracebackType
from typing import Self

from whoosh.writing import MERGE_SMALL

from corpus.errors import EngineBusy, IndexUnusable
from corpus.model import Document
from search.whoosh_engine import storage
from search.whoosh_engine.schema import FINGERPRINT, rows


class Session:
    """A write session; see `search.engine.WriteSession`. `anew` starts from an empty index."""

    def __init__(self, folder: Path, *, timeout: float, anew: bool) -> None:
        self._lock = storage.Storage(str(folder)).lock(storage.LOCK)
        _acquire(self._lock, timeout)
        self._writer: storage.Writer | None = None
        self._anew = anew
        self._rows: dict[str, range] = {}  # of the new segment, by document
        try:
            if storage.is_empty(folder):
                storage.create(folder)
            self._writer, self.revision = _open(folder, anew=anew)
        except BaseException:
            self._lock.release()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._writer and not self._writer.is_closed:
                self._writer.cancel()
        finally:
            self._writer = None
            if self._lock.fd is not None:
                self._lock.release()

    def put(self, document: Document) -> None:
        writer = self._open_writer()
        self.remove(document.id)
        first = writer.docnum
        for row in rows(document):
            writer.add_document(**row)
        self._rows[document.id] = range(first, writer.docnum)

    def remove(self, document_id: str) -> None:
        writer = self._open_writer()
        if earlier := self._rows.pop(document_id, None):
            writer.superseded.extend(earlier)
        elif writer.segments and not self._anew:
            writer.delete_by_term("document", document_id)

    def commit(self, *, revision: int) -> None:
        writer = self._open_writer()
        writer.manifest = storage.Manifest(revision, FINGERPRINT)
        writer.commit(mergetype=(lambda writer, segments: []) if self._anew else MERGE_SMALL)
        self._writer = None

    def _open_writer(self) -> storage.Writer:
        if self._writer is None:
            raise IndexUnusable("this session is over")
        return self._writer


def _open(folder: Path, *, anew: bool) -> tuple[storage.Writer, int]:
    def start(generation: int) -> tuple[storage.Writer, int]:
        return storage.writer(folder), storage.manifest(folder, generation).revision

    try:
        return storage.opened(folder, start)
    except IndexUnusable:
        if not anew:
            raise
        storage.restart(folder)
        return storage.opened(folder, start)


def _acquire(lock: object, timeout: float) -> None:
    until = time.monotonic() + timeout
    while not lock.acquire():  # type: ignore[attr-defined]
        if time.monotonic() >= until:
            raise EngineBusy("another process is writing to the index; try again when it is done")
        time.sleep(0.05)
