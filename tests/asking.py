"""Ask an open index, as most tests do: for passages, the best first, with all facets."""

from __future__ import annotations

import time

from search.engine import FACETS, Page, Snapshot, Sort
from search.query.ast import Node, Scope
from search.query.parser import parse


def ask(
    snapshot: Snapshot,
    query: str | Node,
    *,
    scope: Scope = Scope.PASSAGE,
    sort: Sort = Sort.RELEVANCE,
    limit: int = 100,
    after: str | None = None,
    facets: frozenset[str] = FACETS,
    seconds: float = 10,
) -> Page:
    """A page of what a query finds, given up after so many seconds."""
    return snapshot.search(
        parse(query).node if isinstance(query, str) else query,
        scope=scope,
        sort=sort,
        limit=limit,
        after=after,
        facets=facets,
        deadline=time.monotonic() + seconds,
    )
