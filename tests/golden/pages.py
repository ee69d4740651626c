"""Pages as plain values, what is asked for each query, and the line that stands for all of it in `pages.txt`."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any, NamedTuple

from search.engine import ALL, Engine, Search, Snapshot, Sort
from search.query.parser import parse
from search.query.plan import plan
from search.results.ranking import rescoring

_FACETS = ("type", "show", "speaker", "section", "year")  # those of pages.txt: a new facet changes no line of it
_FOLLOWED = 2  # pages after the first
_WINDOW = 30  # hits that are rescored: pages begin in it, behind it, and at its end

Values = dict[str, Any]


class Asked(NamedTuple):
    """How a query is asked."""

    rescored: bool = False
    sort: Sort = Sort.RELEVANCE
    limit: int = 20
    facets: bool = True


def asked(number: int) -> tuple[Asked, ...]:
    """As pages ask for a query, and in two other ways that differ from query to query."""
    sort = tuple(Sort)[number // 3 % 3]
    limit = (20, 1, 7, 100, 0, 3)[number % 6 if number % 2 else number // 2 % 6]
    return Asked(), Asked(sort=sort, limit=limit), Asked(rescored=True, limit=limit or 20, facets=False)


def page(snapshot: Snapshot, query: str, how: Asked, after: str | None) -> tuple[Values, str | None]:
    """One page as values that outlast the names of the protocol, and the cursor of the next.

    This alone knows how a snapshot is asked and what it answers. Facets are whole.
    """
    node = parse(query).node
    search = Search(
        query=node,
        rescore=rescoring(plan(node)) if how.rescored else (),
        window=_WINDOW,
        sort=how.sort,
        limit=how.limit,
        after=after,
        facets=dict.fromkeys(_FACETS, ALL) if how.facets else {},
    )
    found = snapshot.search(search, deadline=math.inf)
    counts = {name: [(each.value, each.count) for each in facet.values] for name, facet in found.facets.items()}
    values = {
        "totals": [*found.total, found.partial],
        "hits": [[hit.passage, hit.document] for hit in found.hits],
        "scores": [struct.pack(">f", hit.score).hex() for hit in found.hits],
        "facets": dict(sorted(counts.items())),
        "in document": [hit.in_document for hit in found.hits] if how.facets else [],
    }
    return values, found.next


def compiled(engine: Engine) -> Engine:
    """An engine that answers by compiled code; where it cannot, that is an error."""
    said: list[str] = []
    engine.precompile(said.append)
    assert not [line for line in said if "without compiled" in line], said
    return engine


def whole(snapshot: Snapshot, number: int, query: str) -> Iterator[tuple[str, Values]]:
    """All pages of a query, each under what was asked."""
    for how in asked(number):
        after = None
        for turn in range(1 + _FOLLOWED):
            values, after = page(snapshot, query, how, after)
            facets = "with facets" if how.facets else "without"
            sort = f"rescored {how.sort}" if how.rescored else how.sort
            yield f"{sort} {how.limit} {facets}, page {turn + 1}, more: {bool(after)}", values
            if not after:
                break


def line(snapshot: Snapshot, number: int, query: str) -> str:
    """How many passages and documents a query finds, digests of all its pages part by part, and the query."""
    pages = list(whole(snapshot, number, query))
    passages, documents, *_ = pages[0][1]["totals"]
    digests = [_digest([(how, values[part]) for how, values in pages]) for part in pages[0][1]]
    return f"{passages:6} {documents:4} {' '.join(digests)} {query!r}"


def _digest(value: object) -> str:
    return blake2b(json.dumps(value, ensure_ascii=False).encode(), digest_size=5).hexdigest()
