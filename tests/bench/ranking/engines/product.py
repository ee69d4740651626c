"""Citecast as it answers: documents added as files with their titles, topics asked of `Service` as they are typed.

Long documents are cut into passages as they always are; a document's place is that of its best passage.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from corpus.model import Hints
from search.ingest.values import RawSource, SourceSpec
from search.results.values import SearchRequest
from search.service import Service
from search.settings import Settings
from tests.bench.ranking.collection import Text
from tests.bench.ranking.measures import DEPTH, Run

_PAGE = 200
_PAGES = 30


def ranked(documents: Mapping[str, Text], topics: Mapping[str, str], folder: Path) -> Run:
    with Service.open(folder, Settings()) as service:
        ids = _added(service, documents)
        return {topic: _ranked(service, text, ids) for topic, text in topics.items()}


def _added(service: Service, documents: Mapping[str, Text]) -> Mapping[str, list[str]]:
    """Add all; the collection's ids by the library's."""
    specs = [
        SourceSpec.at_hand(
            RawSource(source=id, name=each.name, data=each.data), Hints(title=each.title or None, type="note")
        )
        for id, each in documents.items()
    ]
    ids: defaultdict[str, list[str]] = defaultdict(list)
    for result in service.adder.add(specs):
        if result.document is None:
            raise SystemExit(f"{result.source} was not added: {result.message}")
        ids[result.document].append(result.source)
    service.indexer.catch_up()
    return ids


def _ranked(service: Service, text: str, ids: Mapping[str, list[str]]) -> list[str]:
    found: dict[str, None] = {}
    after = None
    for _ in range(_PAGES):
        result = service.finder.search(SearchRequest(query=text, limit=_PAGE, after=after, facets={}))
        for hit in result.hits:
            found |= dict.fromkeys(ids[hit.document.id])
        after = result.next
        if not after or len(found) >= DEPTH:
            break
    return list(found)
