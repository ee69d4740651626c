"""Ask an open index, as most tests do: for passages, the best first, with all facets."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence

from search.engine import ALL, Page, Search, Snapshot, Sort, Weighted
from search.fields import FACETS, OF_DOCUMENTS, OF_PASSAGES
from search.query.ast import Node
from search.query.parser import parse

COUNTED = (*OF_DOCUMENTS, *OF_PASSAGES)  # what an engine counts when it is asked to, on a page or not


def ask(
    snapshot: Snapshot,
    query: str | Node,
    *,
    sort: Sort = Sort.RELEVANCE,
    limit: int = 100,
    after: str | None = None,
    facets: Collection[str] = FACETS,
    seconds: float = 10,
    rescore: Sequence[Weighted] = (),
    window: int = 200,
) -> Page:
    """A page of what a query finds, with all values of the facets, given up after so many seconds."""
    search = Search(
        query=parse(query).node if isinstance(query, str) else query,
        sort=sort,
        limit=limit,
        after=after,
        facets=dict.fromkeys(facets, ALL),
        rescore=rescore,
        window=window,
    )
    return snapshot.search(search, deadline=time.monotonic() + seconds)
