"""Compiled or not, the engine answers the same, to the bit: hits, scores, totals, facets and cursors."""

from __future__ import annotations

import time
from typing import Any

from hypothesis import HealthCheck, given, settings, strategies as st

from search.engine import Sort, Weighted
from search.query.ast import Node
from search.whoosh_engine.engine import WhooshSnapshot
from search.whoosh_engine.kernels.compiled_executor import CompiledExecutor
from tests.asking import COUNTED, ask
from tests.many import MANY
from tests.marks import at
from tests.property.histories import queries, rescorings
from tests.property.stages import Stage, limited, limits

asked = st.lists(st.tuples(queries, st.sampled_from(Sort), rescorings), min_size=5, max_size=15)


@settings(max_examples=150 * MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stage=st.integers(0, 3), limits=limits, asked=asked, size=st.integers(0, 30), window=st.integers(1, 50))
def test_the_same_answers_to_the_bit(
    stages: list[Stage],
    stage: int,
    limits: dict[str, int],
    asked: list[tuple[Node, Sort, list[Weighted]]],
    size: int,
    window: int,
) -> None:
    plain, compiled = stages[stage].asked(), stages[stage].asked(kind=CompiledExecutor)
    with limited(limits):
        for query, sort, rescore in asked:
            one, other = (each.find(query, deadline=time.monotonic() + 60) for each in (plain, compiled))
            assert one.docs.tobytes() == other.docs.tobytes()
            assert one.scores.tobytes() == other.scores.tobytes()
            assert one.docs.dtype == other.docs.dtype
            after = None
            with WhooshSnapshot(plain, at(1)) as one_snapshot, WhooshSnapshot(compiled, at(1)) as other_snapshot:
                for facets, is_first in ((COUNTED, True), ((), True), ((), False)):
                    after = None if is_first else after
                    how: dict[str, Any] = {
                        "sort": sort,
                        "limit": size,
                        "after": after,
                        "facets": facets,
                        "rescore": rescore,
                        "window": window,
                    }
                    page = ask(one_snapshot, query, **how, seconds=60)
                    assert page == ask(other_snapshot, query, **how, seconds=60)
                    after = page.next
