"""The engine: snapshots to search, sessions to write; see `search.engine`."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus.errors import EngineError
from search.engine import Count, Page, Sort
from search.query.ast import Node, Scope
from search.whoosh_engine import counts, ordering, storage
from search.whoosh_engine.execute import best, run
from search.whoosh_engine.generation import Generation
from search.whoosh_engine.schema import FINGERPRINT
from search.whoosh_engine.session import Session
from search.whoosh_engine.tidy import tidy


class WhooshEngine:
    """An index in a folder of its own, private to the user. It may be shared by threads."""

    fingerprint = FINGERPRINT

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._newest: tuple[int, Generation] | None = None
        self._kind = Generation
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def snapshot(self, *, at_least: int = 0, timeout: float = 5) -> WhooshSnapshot:
        until = time.monotonic() + timeout
        while True:
            generation = storage.opened(self._folder, self._generation)
            if generation.revision >= at_least:
                return WhooshSnapshot(generation)
            if time.monotonic() >= until:
                raise EngineError(f"the index did not reach change {at_least} in {timeout:g} seconds; try again")
            time.sleep(0.05)

    def _generation(self, number: int) -> Generation:
        newest = self._newest
        if newest is None or newest[0] != number:
            revision = storage.manifest(self._folder, number).revision
            segments = storage.contents(self._folder, number)
            held = [(storage.opened_segment(self._folder, each), each.live()) for each in segments]
            self._newest = newest = number, self._kind(held, revision)
        return newest[1]

    def session(self, *, timeout: float = 5) -> Session:
        return Session(self._folder, timeout=timeout, anew=False)

    def reset(self) -> Session:
        return Session(self._folder, timeout=60, anew=True)

    def prepare(self, say: Callable[[str], None]) -> None:
        """Let searches be answered by compiled code from now on, where the extra `fast` is installed."""
        if not find_spec("numba"):
            return
        try:
            from search.whoosh_engine.compiled import kernel, warm
            from search.whoosh_engine.compiled.generation import CompiledGeneration

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

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self.revision = generation.revision

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
            rows, scores, more = ordering.first(generation, found, sort, limit, last)
            total, documents = len(found.rows), generation.documents_of(found)
            counted = counts.facets(generation, facets, found)
        else:
            rows, scores, total, documents = best(generation, query, scope, limit, deadline=deadline)
            more = 0 < limit < total
        hits = generation.hits(rows, scores)
        cursor = ordering.cursor_at(generation, hits[-1], int(rows[-1]), sort) if more else None
        following = ordering.encode(cursor, sort) if cursor else None
        is_exact, is_partial = True, False
        return Page(hits, total, documents, is_exact, counted, following, is_partial)

    def words(self, prefix: str, limit: int) -> tuple[Count, ...]:
        return counts.words(self._generation, prefix, limit)

    def passage_count(self) -> int:
        return self._generation.count
