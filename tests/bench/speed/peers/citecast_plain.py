"""Citecast's own engine, by its protocol, without the extra `fast`: searched by numpy alone."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable
from pathlib import Path

from corpus.model import Document
from search.engine import ALL, Search, Snapshot
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
    engine.merge()
    return ""


class Searcher:
    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def prepare(self, query: Query) -> Prepared:
        facets = dict.fromkeys(FACETS if query.facets else (), ALL)
        node = copy.deepcopy(query.node)  # as if it had just been read, as those of other engines are made here

        def run() -> Answer:
            page = self._snapshot.search(Search(query=node, limit=LIMIT, facets=facets), deadline=math.inf)
            counts = {name: {count.value: count.count for count in found} for name, (found, *_) in page.facets.items()}
            return Answer([(hit.score, hit.passage) for hit in page.hits], page.total.passages, counts)

        return run


def open(folder: Path) -> Searcher:
    return Searcher(WhooshEngine(folder).snapshot())
