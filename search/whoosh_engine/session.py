"""Writing: exclusive across processes; nothing is visible before the commit."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self, cast

import numpy as np

from corpus.errors import IndexUnusable
from corpus.model import Document
from search.whoosh_engine import storage
from search.whoosh_engine.codec.codec import Segment
from search.whoosh_engine.schema import FINGERPRINT
from search.whoosh_engine.segments.build import LIMIT, Builder
from search.whoosh_engine.segments.columns import Texts


class Session:
    """A write session; see `search.engine.WriteSession`. `anew` starts from an empty index."""

    def __init__(self, folder: Path, *, timeout: float, anew: bool) -> None:
        self._folder = folder
        self._lock: storage.Lock = storage.Storage(str(folder)).lock(storage.LOCK)
        storage.acquire(self._lock, timeout)
        self._open = True
        self._builder = Builder()
        self._gone: dict[Segment, set[str]] = {}  # by segment: documents that are deleted there
        self._new: list[Path] = []
        try:
            if storage.is_empty(folder):
                storage.create(folder)
            self._generation, segments, self.revision = self._begin(anew=anew)
        except BaseException:
            self._lock.release()
            raise
        self._gone = {segment: set() for segment in segments}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._open:
                self._abandon()
        finally:
            self._open = False
            if self._lock.fd is not None:
                self._lock.release()

    def put(self, document: Document) -> None:
        self.remove(document.id)
        self._builder.add(document)
        if len(self._builder) >= LIMIT:
            self._flush()

    def remove(self, document_id: str) -> None:
        self._check_open()
        self._builder.discard(document_id)
        for gone in self._gone.values():
            gone.add(document_id)

    def commit(self, *, revision: int) -> None:
        self._check_open()
        if self._builder.documents:
            self._flush()
        for segment, gone in self._gone.items():
            if gone:
                _delete(self._folder, segment, gone)
        segments = [segment for segment in self._gone if segment.doc_count()]
        manifest = storage.Manifest(revision, FINGERPRINT)
        storage.publish(self._folder, self._generation + 1, segments, manifest, self._new)
        self._open = False
        storage.sweep(self._folder)

    def _begin(self, *, anew: bool) -> tuple[int, list[Segment], int]:
        def start(generation: int) -> tuple[int, list[Segment], int]:
            segments = [] if anew else storage.contents(self._folder, generation)
            return generation, segments, storage.manifest(self._folder, generation).revision

        try:
            return storage.opened(self._folder, start)
        except IndexUnusable:
            if not anew:
                raise
            storage.restart(self._folder)
            return storage.opened(self._folder, start)

    def _flush(self) -> None:
        segment = Segment(storage.NAME)
        path = storage.segment_path(self._folder, segment)
        self._new.append(path)
        segment.size = self._builder.write(path)
        self._gone[segment] = set()
        self._builder = Builder()

    def _abandon(self) -> None:
        if storage.generations(self._folder)[-1:] != [self._generation]:
            return  # the commit was named before it failed
        for path in self._new:
            for file in self._folder.glob(f"{path.name}.*"):
                file.unlink(missing_ok=True)

    def _check_open(self) -> None:
        if not self._open:
            raise IndexUnusable("this session is over")


def _delete(folder: Path, segment: Segment, documents: set[str]) -> None:
    with storage.damage_told():
        column = cast(Texts, storage.opened_segment(folder, segment).columns["document"])
    codes = [code for id in documents if (code := column.values.find(id.encode())) >= 0]
    if codes:
        segment.delete(np.flatnonzero(np.isin(column.codes, codes)))
