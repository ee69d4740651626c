"""Whoosh answers the same over our segments as over its own, whatever was written, deleted, merged and asked.

`CITECAST_FUZZ=100 pytest tests/whoosh` asks a hundred times as much.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, reject, settings, strategies as st
from whoosh import query as q, scoring
from whoosh.reading import TermInfo
from whoosh.searching import Searcher
from whoosh.sorting import FieldFacet
from whoosh.util.numeric import byte_to_length, length_to_byte

from corpus.model import Document
from tests.many import MANY
from tests.property.histories import documents
from tests.whoosh import asked
from tests.whoosh.both import Both, Pair, long_history

few = settings(max_examples=40 * MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])
many = settings(few, max_examples=1000 * MANY)


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Pair]]:
    """An index as it is after each stage of a long history."""
    both = Both(tmp_path_factory.mktemp("both"))
    found = [both.searchers(asked.RoundedBM25) for _ in long_history(both, seed=11)]
    yield found
    for searcher in (searcher for pair in found for searcher in pair):
        searcher.close()


def same(answer: asked.Answer) -> Any:
    return {passage: pytest.approx(score, rel=1e-6) for passage, score in answer.items()}


@pytest.mark.slow
@many
@given(stage=st.integers(0, 3), query=asked.queries)
def test_the_same_passages_and_scores_whatever_is_asked(stages: list[Pair], stage: int, query: q.Query) -> None:
    theirs, ours = stages[stage]
    try:
        expected = asked.answer(theirs, query)
    except (IndexError, AssertionError):  # Whoosh's own matcher was asked for what is behind its last doc
        reject()
    assert asked.answer(ours, query) == same(expected)


def test_the_stages_have_segments_and_docs_to_leave_out(stages: list[Pair]) -> None:
    for place in (0, 1):
        assert [len(pair[place].leaf_searchers()) for pair in stages] == [3, 4, 1, 4]
        assert [pair[place].reader().has_deletions() for pair in stages] == [False, True, False, False]
    assert all(ours.doc_frequency("exact", "the") > 150 for _, ours in stages)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("field", ["speaker", "ordinal", "passage", "first"])
def test_sorted_and_grouped_as_over_whoosh_s_own_columns(stages: list[Pair], field: str, reverse: bool) -> None:
    answers = []
    for searcher in stages[0]:
        facet = FieldFacet(field, reverse=reverse)
        found = searcher.search(q.Every(), limit=None, sortedby=facet, groupedby=field)
        answers.append(([hit["passage"] for hit in found], found.groups(field)))
    assert answers[0] == answers[1]


@few
@given(
    put=st.lists(documents, max_size=5), weighting=st.sampled_from([scoring.TF_IDF, scoring.Frequency]), data=st.data()
)
@pytest.mark.slow
def test_the_same_index_whatever_was_written(
    put: list[Document], weighting: type[scoring.WeightingModel], data: st.DataObject
) -> None:
    latest = list({document.id: document for document in put}.values())
    with tempfile.TemporaryDirectory() as name:
        both = Both(Path(name))
        both.commit(latest)
        theirs, ours = both.searchers(weighting)
        with theirs, ours:
            assert held(ours) == held(theirs)
            for query in data.draw(st.lists(asked.queries, min_size=5, max_size=10)):
                assert asked.answer(ours, query) == same(asked.answer(theirs, query))


def held(searcher: Searcher) -> list[Any]:
    """All that an index holds, segment by segment: postings with their positions, what is known of terms, columns."""
    return [
        (
            [(*posting[:4], posting[4] or b"") for posting in leaf.iter_postings()],
            [(term, known(info)) for term, info in leaf],
            list(leaf.iter_docs()),
        )
        for leaf, _ in searcher.reader().leaf_readers()
    ]


def known(info: TermInfo) -> tuple[float, ...]:
    shortest, longest = (byte_to_length(length_to_byte(length)) for length in (info.min_length(), info.max_length()))
    return info.weight(), info.doc_frequency(), info.max_weight(), info.min_id(), info.max_id(), shortest, longest
