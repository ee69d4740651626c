"""Citecast as it serves with the extra `fast`: the same index, searched by compiled code."""

from __future__ import annotations

from pathlib import Path

from search.whoosh_engine import WhooshEngine
from tests.bench.speed.peers import Prepared
from tests.bench.speed.peers.citecast_plain import Searcher as Plain, build as build
from tests.bench.speed.queries import Query


class Searcher:
    """Loads what is compiled with the first query, so that opening is that of the index."""

    def __init__(self, engine: WhooshEngine) -> None:
        self._engine = engine
        self._searcher = Plain(engine.snapshot())
        self._is_prepared = False

    def prepare(self, query: Query) -> Prepared:
        if not self._is_prepared:
            self._engine.precompile(print)
            self._searcher, self._is_prepared = Plain(self._engine.snapshot()), True
        return self._searcher.prepare(query)


def open(folder: Path) -> Searcher:
    return Searcher(WhooshEngine(folder))
