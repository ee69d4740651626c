"""Writing: exclusive across processes; nothing is visible before the commit."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self, cast

import numpy as np

from corpus.disk import make_folder
from corpus.errors import IndexUnusable
from corpus.library import LibraryMark, Outline
from corpus.model import NO_ARRIVALS, Arrivals, Document
from search.analysis.stems import stemmer
from search.whoosh_engine import tuning
from search.whoosh_engine.format.builder import LIMIT, SegmentBuilder
from search.whoosh_engine.format.columns import Texts
from search.whoosh_engine.format.container import checksum
from search.whoosh_engine.format.describe import describe, span
from search.whoosh_engine.format.schema import of_document
from search.whoosh_engine.index import manifest as manifests
from search.whoosh_engine.index.manifest import NOTHING, SEGMENT, Manifest, SegmentEntry
from search.whoosh_engine.write import commit, lock
from search.whoosh_engine.write.commit import OnCommit


class IndexWriter:
    """A write session; see `search.engine.WriteSession`. `rebuild` starts from an empty index."""

    def __init__(self, folder: Path, *, timeout: float, rebuild: bool, on_commit: OnCommit) -> None:
        self._folder = folder
        self._rebuild, self._on_commit = rebuild, on_commit
        self._open = True
        self._builder = SegmentBuilder()
        self._new: list[Path] = []
        with ExitStack() as held:
            with commit.trouble_told():
                make_folder(folder)
                held.enter_context(lock.locked(folder, lock.WRITE, timeout))
            begun = _begun(folder, rebuild=rebuild)
            self._held = held.pop_all()
        self.mark = begun.mark
        self._generation = begun.generation
        # By segment: the documents that are deleted there.
        self._gone: dict[SegmentEntry, set[str]] = {entry: set() for entry in begun.segments}

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
            self._held.close()

    def put(self, document: Document, *, body: str = "", stored: Arrivals = NO_ARRIVALS) -> None:
        self.remove(document.id)
        self._builder.add(document, body, stored)
        if len(self._builder) >= LIMIT:
            self._flush()

    def describe(self, ids: Collection[str], outline: Callable[[str], Outline | None]) -> Collection[str]:
        self._check_open()
        done: set[str] = set()
        for entry, gone in list(self._gone.items()):
            with manifests.damage_told():
                segment = manifests.opened_segment(self._folder, entry)
            live = entry.live()
            spans = {id: docs for id in ids if id not in gone and live[docs := span(segment, id)].any()}
            if sum(docs.stop - docs.start for docs in spans.values()) * tuning.DESCRIBED < entry.size:
                continue
            found = {id: outlined for id in spans if (outlined := outline(id))}
            body, language = segment.columns["body"], segment.columns["lang"]
            same = {
                id: of_document(each.document, each.body)
                for id, each in found.items()
                if each.body == body[at := spans[id].start] != ""
                and stemmer(str(language[at])) == stemmer(each.document.language or "")  # else its stems are others
            }
            if same:
                del self._gone[entry]
                path = self._begin()
                with commit.trouble_told():
                    describe(path, self._folder / entry.name, segment, same)
                    self._gone[replace(entry, name=path.name, checksum=checksum(path))] = gone
                done |= same.keys()
        return done

    def remove(self, document_id: str) -> None:
        self._check_open()
        self._builder.discard(document_id)
        for gone in self._gone.values():
            gone.add(document_id)

    def commit(self, *, mark: LibraryMark) -> None:
        self._check_open()
        if self._builder.documents:
            self._flush()
        entries = (_without(self._folder, entry, gone) for entry, gone in self._gone.items())
        made = Manifest(self._generation + 1, mark, tuple(entry for entry in entries if entry.live().any()))
        with commit.trouble_told():
            commit.publish(self._folder, made, self._new, self._on_commit)
            self._open = False
            commit.sweep(self._folder, made, older=not self._rebuild)

    def _flush(self) -> None:
        path = self._begin()
        with commit.trouble_told():
            entry = SegmentEntry(path.name, self._builder.write(path), checksum(path))
        self._gone[entry] = set()
        self._builder = SegmentBuilder()

    def _begin(self) -> Path:
        """Where a new segment is to be written, to be deleted where the session comes to nothing."""
        path = new_segment(self._folder)
        self._new.append(path)
        return path

    def _abandon(self) -> None:
        try:
            if manifests.read(self._folder).generation > self._generation:
                return  # the commit was named before it failed
        except (IndexUnusable, ValueError):
            pass
        for path in self._new:
            for file in self._folder.glob(f"{path.name}.*"):
                file.unlink(missing_ok=True)

    def _check_open(self) -> None:
        if not self._open:
            raise IndexUnusable("this session is over")


def new_segment(folder: Path) -> Path:
    """Where the files of a new segment are to be, without their suffixes."""
    return folder / f"{SEGMENT}{uuid.uuid4().hex[:16]}"


def _begun(folder: Path, *, rebuild: bool) -> Manifest:
    """What a session starts from: the index there is, or nothing."""
    if rebuild:
        return Manifest(max(manifests.generations(folder), default=0), NOTHING)
    if manifests.is_empty(folder):
        return Manifest(0, NOTHING)
    return manifests.opened(folder, lambda manifest: manifest)


def _without(folder: Path, entry: SegmentEntry, documents: set[str]) -> SegmentEntry:
    """The segment without the docs of these documents."""
    if not documents:
        return entry
    with manifests.damage_told():
        column = cast(Texts, manifests.opened_segment(folder, entry).columns["document"])
    gone = [ordinal for id in documents if (ordinal := column.values.find(id.encode())) >= 0]
    return entry.without(np.flatnonzero(np.isin(column.ordinals, gone))) if gone else entry
