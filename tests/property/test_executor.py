"""The executor finds what Whoosh's own searcher does on the same index, and scores it the same, whatever is asked.

`CITECAST_FUZZ=100 pytest tests/property/test_executor.py` asks a hundred times as much.
"""

from __future__ import annotations

import tempfile
import time
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings, strategies as st
from whoosh import query as q
from whoosh.support.levenshtein import levenshtein

from corpus.errors import SearchTimeout
from search import engine
from search.query.ast import DateRange, Everything, Field, Fuzzy, Node, Not, Wildcard
from search.whoosh_engine import WhooshEngine
from search.whoosh_engine.exec.docset import DocSet
from search.whoosh_engine.exec.evaluate import IndexSearcher
from tests import whoosh_queries
from tests.many import MANY
from tests.property.histories import Commit, commits, fill, forms, leaves, misspelled, queries
from tests.property.stages import KINDS, Kind, Stage, kinds, limited, limits, merge_all, opened

few = settings(max_examples=20 * MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])
many = settings(few, max_examples=100 * MANY)

asked = st.lists(queries, min_size=5, max_size=15)
position_bits = st.sampled_from([0, 22, 23, 31])  # a key takes less than 32 bits, nearly all of them, or more


def test_the_stages_are_what_they_are_made_for(stages: list[Stage]) -> None:
    assert [len(stage.parts) for stage in stages] == [1, 1, 4, 1]
    assert [all(live.all() for _, live in stage.parts) for stage in stages] == [True, False, False, True]
    assert min(stage.searcher.doc_count() for stage in stages) > 250


def find(searcher: IndexSearcher, query: Node) -> DocSet:
    return searcher.find(query, deadline=time.monotonic() + 60)


def compare(stage: Stage, searcher: IndexSearcher, query: Node) -> None:
    """Look at what is found for the first time, and then again from what is kept."""
    expected = whoosh_queries.search(stage.searcher, query)
    for _ in range(2):
        found = find(searcher, query)
        assert (found.docs.dtype, found.scores.dtype) == (np.dtype(np.int32), np.dtype(np.float32))
        assert found.docs.tolist() == sorted(expected)
        assert found.scores.tolist() == pytest.approx([expected[doc] for doc in sorted(expected)], rel=1e-5)


@pytest.mark.parametrize("kind", leaves)
@few
@given(data=st.data(), stage=st.integers(0, 3), limits=limits, bits=position_bits, of=kinds)
def test_the_same_rows_and_scores_for_every_kind_of_word_and_filter(
    stages: list[Stage],
    kind: type[Node],
    data: st.DataObject,
    stage: int,
    limits: dict[str, int],
    bits: int,
    of: Kind,
) -> None:
    searcher = stages[stage].asked(bits, of)
    with limited(limits):
        for query in data.draw(st.lists(leaves[kind], min_size=5, max_size=15)):
            compare(stages[stage], searcher, query)


@many
@given(stage=st.integers(0, 3), limits=limits, bits=position_bits, asked=asked, of=kinds)
def test_the_same_rows_and_scores_whatever_is_asked(
    stages: list[Stage],
    stage: int,
    limits: dict[str, int],
    bits: int,
    asked: list[Node],
    of: Kind,
) -> None:
    searcher = stages[stage].asked(bits, of)
    with limited(limits):
        for query in asked:
            compare(stages[stage], searcher, query)


@few
@given(history=st.lists(st.tuples(commits, st.booleans()), min_size=1, max_size=2), asked=asked)
@example(
    history=[([], False)],
    asked=[DateRange(None, None), Field("type", values=("note",)), Not(Everything())],
)
def test_the_same_rows_and_scores_whatever_was_written(
    history: list[tuple[list[Commit], bool]], asked: list[Node]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        engine = WhooshEngine(Path(name))
        fill(engine, [([], [])])
        for written, tidied in history:
            fill(engine, written)
            if tidied:
                merge_all(engine)
        stage = opened(Path(name))
        with stage.searcher:
            for kind in KINDS:
                searcher = stage.asked(kind=kind)
                for query in asked:
                    compare(stage, searcher, query)


@many
@given(stage=st.integers(0, 3), text=misspelled(st.sampled_from(forms)), edits=st.integers(0, 3))
def test_whoosh_counts_a_swap_of_letters_as_two_edits(stages: list[Stage], stage: int, text: str, edits: int) -> None:
    theirs, searcher = stages[stage].searcher, stages[stage].asked()
    fuzzy = q.FuzzyTerm("exact", text, maxdist=edits, prefixlength=0)
    docs = {doc for doc, _ in theirs.search(fuzzy, limit=None).items()}
    near = [find(searcher, Wildcard(form)).docs for form in forms if levenshtein(form, text) <= edits]
    assert docs == {doc for each in near for doc in each.tolist()}
    assert docs <= set(find(searcher, Fuzzy(text, edits)).docs.tolist())


@few
@given(stage=st.integers(0, 3), limits=limits, asked=asked, of=kinds)
def test_a_search_that_fails_leaves_nothing_to_the_next(
    stages: list[Stage], stage: int, limits: dict[str, int], asked: list[Node], of: Kind
) -> None:
    """The time is over at the first look at the clock, at the second, and so on until it is enough."""
    searcher = stages[stage].asked(kind=of)
    with limited(limits):
        for query in asked:
            for looks in count():
                with pytest.MonkeyPatch.context() as patch:
                    patch.setattr(engine, "time", SimpleNamespace(monotonic=count().__next__))
                    try:
                        searcher.find(query, deadline=looks)
                        break
                    except SearchTimeout:
                        pass
            compare(stages[stage], searcher, query)
