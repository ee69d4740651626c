"""Citecast's own engine, by its protocol, without the extra `fast`: searched by numpy alone."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable
from pathlib import Path

from corpus.model import Document
from search.engine import Snapshot, Sort
from search.query.ast import Scope
from search.whoosh_engine import WhooshEngine
from tests.bench.speed.peers import Answer, Prepared
from tests.bench.speed.queries import FACETS, LIMIT, Query
from tests.marks import at


def build(documents: Iterable[Document], folder: Path) -> str:
    engine = WhooshEngine(folder)
    with engine.session() as session:
        for document in documents:
            session.put(document)
        session.commit(mark=at(1))
    engine.tidy()
    return ""


class Searcher:
    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def prepare(self, query: Query) -> Prepared:
        facets = frozenset(FACETS) if query.facets else frozenset()
        node = copy.deepcopy(query.node)  # as if it had just been read, as those of other engines are made here

        def run() -> Answer:
            page = self._snapshot.search(
                node,
                scope=Scope.PASSAGE,
                sort=Sort.RELEVANCE,
                limit=LIMIT,
                after=None,
                facets=facets,
                deadline=math.inf,
            )
            counts = {name: {count.value: count.count for count in found} for name, found in page.facets.items()}
            return Answer([(score, passage) for passage, _, score in page.hits], page.total, counts)

        return run


def open(folder: Path) -> Searcher:
    return Searcher(WhooshEngine(folder).snapshot())
