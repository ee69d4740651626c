"""The engine: snapshots to search, sessions to write; see `search.engine`."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from corpus.errors import EngineError
from corpus.library import LibraryMark
from search.engine import Count, Page, Sort
from search.query.ast import Node, Scope
from search.whoosh_engine.exec import facets as counts, paging as ordering
from search.whoosh_engine.exec.evaluate import best, run
from search.whoosh_engine.exec.generation import Generation
from search.whoosh_engine.format.schema import FINGERPRINT
from search.whoosh_engine.index import manifest as manifests
from search.whoosh_engine.index.manifest import Manifest
from search.whoosh_engine.write.merger import tidy
from search.whoosh_engine.write.writer import IndexWriter


class _Opened(NamedTuple):
    """A generation, and the change of the library that it has come to."""

    generation: Generation
    mark: LibraryMark


class WhooshEngine:
    """An index in a folder of its own, private to the user. It may be shared by threads."""

    fingerprint = FINGERPRINT

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._newest: tuple[manifests.Version | None, _Opened] | None = None
        self._kind = Generation

    def is_there(self) -> bool:
        """Whether the folder holds an index, or what is left of one."""
        return not manifests.is_empty(self._folder)

    def snapshot(self, *, at_least: int = 0, timeout: float = 5) -> WhooshSnapshot:
        until = time.monotonic() + timeout
        while True:
            found = self._current()
            if found.mark.revision >= at_least:
                return WhooshSnapshot(*found)
            if time.monotonic() >= until:
                raise EngineError(f"the index did not reach change {at_least} in {timeout:g} seconds; try again")
            time.sleep(0.05)

    def _current(self) -> _Opened:
        """The newest generation, opened where it is not the one that is held."""
        try:
            version = manifests.version(self._folder)
        except FileNotFoundError:
            version = None
        newest = self._newest
        if version is None or newest is None or newest[0] != version or not newest[1].generation.is_as_read():
            opened = manifests.opened(self._folder, self._opened)
            self._newest = newest = version, opened
        return newest[1]

    def _opened(self, manifest: Manifest) -> _Opened:
        held = [(manifests.opened_segment(self._folder, entry), entry.live()) for entry in manifest.segments]
        return _Opened(self._kind(held), manifest.mark)

    def session(self, *, timeout: float = 5) -> IndexWriter:
        return IndexWriter(self._folder, timeout=timeout, anew=False)

    def reset(self) -> IndexWriter:
        return IndexWriter(self._folder, timeout=60, anew=True)

    def prepare(self, say: Callable[[str], None]) -> None:
        """Let searches be answered by compiled code from now on, where the extra `fast` is installed."""
        if not find_spec("numba"):
            return
        try:
            from search.whoosh_engine.kernels import compiler as kernel, precompile as warm
            from search.whoosh_engine.kernels.compiled_generation import CompiledGeneration

            kernel.prepare(say, warm.warm)
        except Exception as error:  # of the compiler, of what it keeps, of the disk: searches do without
            say(f"Searches go without compiled code, which only makes them slower ({type(error).__name__}: {error}).")
            return
        # The compiler's objects, over a hundred thousand, stay: to look among them for what can go would take 40 ms
        # each time, in the midst of some search.
        gc.collect()
        gc.freeze()
        self._kind, self._newest = CompiledGeneration, None

    def tidy(self) -> None:
        tidy(self._folder)


class WhooshSnapshot:
    """One generation, which all snapshots of it share."""

    def __init__(self, generation: Generation, mark: LibraryMark) -> None:
        self._generation = generation
        self.mark = mark

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def search(
        self,
        query: Node,
        *,
        scope: Scope,
        sort: Sort,
        limit: int,
        after: str | None,
        facets: frozenset[str],
        deadline: float,
    ) -> Page:
        generation = self._generation
        last = ordering.decode(after, sort) if after else None
        counted: dict[str, tuple[Count, ...]] = {}
        if facets or last or sort is not Sort.RELEVANCE:
            found = run(generation, query, scope, deadline=deadline)
            docs, scores, more = ordering.first(generation, found, sort, limit, last)
            total, documents = len(found.docs), generation.documents_of(found)
            counted = counts.facets(generation, facets, found)
        else:
            docs, scores, total, documents = best(generation, query, scope, limit, deadline=deadline)
            more = 0 < limit < total
        hits = generation.hits(docs, scores)
        cursor = ordering.cursor_at(generation, hits[-1], int(docs[-1]), sort) if more else None
        following = ordering.encode(cursor, sort) if cursor else None
        is_exact, is_partial = True, False
        return Page(hits, total, documents, is_exact, counted, following, is_partial)

    def words(self, prefix: str, limit: int) -> tuple[Count, ...]:
        return counts.words(self._generation, prefix, limit)

    def passage_count(self) -> int:
        return self._generation.count
