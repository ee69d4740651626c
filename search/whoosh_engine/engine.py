"""The engine: snapshots to search, sessions to write; see `search.engine`."""

from __future__ import annotations

import base64
import binascii
import heapq
import json
import time
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from whoosh.reading import IndexReader

from corpus.errors import EngineError, InvalidValue
from search.engine import Count, EngineHit, Page, Sort
from search.query.ast import Node, Scope
from search.whoosh_engine import storage
from search.whoosh_engine.execute import Executor, Rows
from search.whoosh_engine.schema import FINGERPRINT
from search.whoosh_engine.segments import segment_of
from search.whoosh_engine.session import Session

Key = tuple[float, str, int]  # what hits are sorted by: smaller is earlier; then document, ordinal


class WhooshEngine:
    """An index in a folder of its own, private to the user."""

    fingerprint = FINGERPRINT

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def snapshot(self, *, at_least: int = 0, timeout: float = 5) -> WhooshSnapshot:
        until = time.monotonic() + timeout
        while True:
            snapshot = storage.opened(self._folder, self._newest)
            if snapshot.revision >= at_least:
                return snapshot
            snapshot.close()
            if time.monotonic() >= until:
                raise EngineError(f"the index did not reach change {at_least} in {timeout:g} seconds; try again")
            time.sleep(0.05)

    def _newest(self, generation: int) -> WhooshSnapshot:
        revision = storage.manifest(self._folder, generation).revision
        return WhooshSnapshot(storage.reader(self._folder, generation), revision)

    def session(self, *, timeout: float = 5) -> Session:
        return Session(self._folder, timeout=timeout, anew=False)

    def reset(self) -> Session:
        return Session(self._folder, timeout=60, anew=True)


class WhooshSnapshot:
    """One generation, open."""

    def __init__(self, reader: IndexReader, revision: int) -> None:
        self._reader = reader
        self.revision = revision

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._reader.close()

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
        last = _decode(after, sort) if after else None
        with storage.damage_told():
            executor = Executor(self._reader, deadline=deadline)
            rows = executor.run(query, scope)
        document = executor.column("document")
        keys = _keys(executor, rows, sort)
        left = [row for row in rows if last is None or keys(row) > last]
        first = heapq.nsmallest(limit, left, key=keys)
        passage = executor.column("passage")
        more = limit > 0 and len(left) > len(first)
        return Page(
            hits=tuple(EngineHit(passage=passage(row), document=document(row), score=rows[row]) for row in first),
            total=len(rows),
            total_documents=len({document(row) for row in rows}),
            total_is_exact=not executor.cut,
            facets={name: _counted(executor, rows, name) for name in sorted(facets)},
            next=_encode(keys(first[-1]), sort) if more else None,
            partial=False,
        )

    def words(self, prefix: str, limit: int) -> tuple[Count, ...]:
        counts: Counter[str] = Counter()
        for leaf, _ in self._reader.leaf_readers():
            if leaf.doc_count_all():
                with storage.damage_told():
                    found = segment_of(leaf).words
                counts.update({word: count for word, count in found.items() if word.startswith(prefix)})
        return tuple(Count(word, count) for word, count in _ordered(counts)[:limit])

    def passage_count(self) -> int:
        count: int = self._reader.doc_count()
        return count


def _keys(executor: Executor, rows: Rows, sort: Sort) -> Any:
    document, ordinal, first = (executor.column(name) for name in ("document", "ordinal", "first"))
    if sort is Sort.RELEVANCE:
        return lambda row: (-rows[row], document(row), ordinal(row))
    sign = 1 if sort is Sort.DATE else -1
    never = 10**9  # an undated document comes after all others
    return lambda row: (float(sign * first(row) if first(row) else never), document(row), ordinal(row))


def _counted(executor: Executor, rows: Rows, facet: str) -> tuple[Count, ...]:
    counts = Counter(map(executor.column(facet), rows))
    del counts[""]
    return tuple(Count(value, count) for value, count in _ordered(counts))


def _ordered(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _encode(key: Key, sort: Sort) -> str:
    return base64.urlsafe_b64encode(json.dumps([sort, *key]).encode()).decode("ascii")


def _decode(cursor: str, sort: Sort) -> Key:
    try:
        of, number, document, ordinal = json.loads(base64.urlsafe_b64decode(cursor))
        if of != sort:
            raise InvalidValue("this cursor belongs to another order of the results; search again")
        return float(number), str(document), int(ordinal)
    except (binascii.Error, ValueError, TypeError) as error:
        raise InvalidValue("this is not a cursor of an earlier page; search again") from error
