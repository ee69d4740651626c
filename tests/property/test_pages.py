"""Pages of what is found: in order, one behind the other, with Whoosh's own counts; for threads that share an index."""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings, strategies as st
from whoosh import sorting

from search.engine import Count, EngineHit, Page, Sort
from search.query.ast import Node
from search.query.matching import spelled
from search.whoosh_engine import tuning
from search.whoosh_engine.engine import WhooshSnapshot
from search.whoosh_engine.format.schema import values
from tests import whoosh_queries
from tests.asking import COUNTED, ask
from tests.many import MANY
from tests.marks import at
from tests.property.histories import forms, misspelled, queries
from tests.property.stages import Kind, Stage, kinds, limited, limits

few = settings(max_examples=4 * MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])
many = settings(few, max_examples=100 * MANY)


page = partial(ask, seconds=60)
Key = tuple[float, str, int]


def docs(stage: Stage, query: Node) -> dict[str, dict[str, Any]]:
    """The columns of the passages that Whoosh finds, by their ids."""
    found = map(stage.searcher.stored_fields, whoosh_queries.search(stage.searcher, query))
    return {doc["passage"]: doc for doc in found}


def key(hit: EngineHit, doc: dict[str, Any], sort: Sort) -> Key:
    """What a hit is sorted by."""
    numbers = {
        Sort.RELEVANCE: -hit.score,
        Sort.DATE: doc["first"] or float("inf"),
        Sort.DATE_DESC: -doc["first"],
        Sort.STORED_DESC: -doc["stored"],
        Sort.PLACE: 0,
    }
    return numbers[sort], doc["document"], doc["ordinal"]


@many
@given(
    stage=st.integers(0, 3),
    limits=limits,
    query=queries,
    sort=st.sampled_from(Sort),
    sizes=st.lists(st.integers(1, 40), min_size=1, max_size=4),
)
def test_pages_are_parts_of_the_whole_in_order(
    stages: list[Stage], stage: int, limits: dict[str, int], query: Node, sort: Sort, sizes: list[int]
) -> None:
    held = docs(stages[stage], query)
    with limited(limits), WhooshSnapshot(stages[stage].asked(), at(1)) as snapshot:
        whole = page(snapshot, query, sort=sort, limit=10_000)
        keys = [key(hit, held[hit.passage], sort) for hit in whole.hits]
        assert keys == sorted(keys)
        assert len(keys) == len(held)
        hits: list[EngineHit] = []
        after = None
        for number in range(len(whole.hits) + 1):
            part = page(snapshot, query, sort=sort, limit=sizes[number % len(sizes)], after=after)
            hits += part.hits
            assert part._replace(hits=(), next=None) == whole._replace(hits=(), next=None)
            if not (after := part.next):
                break
        assert tuple(hits) == whole.hits


@many
@given(
    stage=st.integers(0, 2),
    now=st.sampled_from([3, 3, 2, 1, 0]),
    query=queries,
    sort=st.sampled_from(Sort),
    size=st.integers(1, 40),
)
def test_a_cursor_goes_on_where_it_stood_in_what_is_there_now(
    stages: list[Stage], stage: int, now: int, query: Node, sort: Sort, size: int
) -> None:
    with WhooshSnapshot(stages[stage].asked(), at(1)) as snapshot:
        first = page(snapshot, query, sort=sort, limit=size)
    assume(first.next)
    last = key(first.hits[-1], docs(stages[stage], query)[first.hits[-1].passage], sort)
    held = docs(stages[now], query)
    with WhooshSnapshot(stages[now].asked(), at(1)) as snapshot:
        whole = page(snapshot, query, sort=sort, limit=10_000)
        rest = page(snapshot, query, sort=sort, limit=10_000, after=first.next)
    assert rest.hits == tuple(hit for hit in whole.hits if key(hit, held[hit.passage], sort) > last)


@many
@given(stage=st.integers(0, 3), query=queries)
def test_the_counts_are_those_of_whooshs_groups(stages: list[Stage], stage: int, query: Node) -> None:
    found = stages[stage].searcher.search(
        whoosh_queries.compiled(query), limit=None, groupedby=[*COUNTED, "document"], maptype=sorting.Count
    )
    with WhooshSnapshot(stages[stage].asked(), at(1)) as snapshot:
        ours = page(snapshot, query, limit=10_000, facets=COUNTED)
    for name in COUNTED:
        counts = Counter[str]()
        for text, count in found.groups(name).items():
            (held,) = values(name, [text])
            counts.update(dict.fromkeys(held, count))
        groups = sorted(counts.items(), key=lambda group: (-group[1], group[0]))
        assert ours.facets[name].values == tuple(Count(value, count) for value, count in groups if value)
        assert ours.facets[name].distinct == len(ours.facets[name].values)
    documents = found.groups("document")
    assert {hit.document: hit.in_document for hit in ours.hits} == dict(documents)
    assert ours.total == (len(found), len(documents), True)


@many
@given(stage=st.integers(0, 3), text=misspelled(st.sampled_from(forms)), edits=st.integers(0, 2))
def test_words_spelled_alike_are_counted_as_whoosh_does(stages: list[Stage], stage: int, text: str, edits: int) -> None:
    reader = stages[stage].searcher.reader()
    expected = {Count(form, often) for form in forms if (often := reader.doc_frequency("exact", form.encode()))}
    with WhooshSnapshot(stages[stage].asked(), at(1)) as snapshot:
        assert {*snapshot.spelled_like(text, edits)} == {
            count for count in expected if spelled(text, count.value, edits)
        }


@pytest.fixture
def threads_take_turns() -> Iterator[None]:
    """Have threads give way to each other as often as can be."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@few
@given(stage=st.integers(0, 3), asked=st.lists(queries, min_size=8, max_size=20), kind=kinds)
@pytest.mark.usefixtures("threads_take_turns")
def test_threads_may_share_a_snapshot(stages: list[Stage], stage: int, asked: list[Node], kind: Kind) -> None:
    searches = [(query, sort) for query in asked for sort in Sort]

    def answers(snapshot: WhooshSnapshot, seed: int) -> list[Page]:
        """The answers to all searches, sought in an order of one's own."""
        order = random.Random(seed).sample(range(len(searches)), len(searches))  # noqa: S311
        found = {}
        for number in order:
            query, sort = searches[number]
            found[number] = page(snapshot, query, sort=sort, limit=10)
        return [found[number] for number in range(len(searches))]

    with pytest.MonkeyPatch.context() as patch:
        # Bytes: what is kept is soon given up for something else.
        for name in ("SETS_KEPT", "COMPILED_SETS_KEPT", "KEYS_KEPT", "FILTERS_KEPT"):
            patch.setattr(tuning, name, 20_000)
        one, other = stages[stage].asked(kind=kind), stages[stage].asked(kind=kind)
        with WhooshSnapshot(one, at(1)) as alone, WhooshSnapshot(other, at(1)) as shared:
            expected = answers(alone, 0)
            with ThreadPoolExecutor(8) as pool:
                for found in pool.map(lambda seed: answers(shared, seed), range(8)):
                    assert found == expected
