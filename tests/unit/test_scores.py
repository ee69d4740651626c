"""Scores of what a wildcard and a similar spelling stand for: one, however often it is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.whoosh_engine import WhooshEngine
from tests.asking import ask
from tests.property.histories import fill
from tests.property.test_large_index import document


@pytest.mark.parametrize("query", ["se?dom", "se*", "seldon~"])
@pytest.mark.parametrize("extra", ["", " in:a"])
def test_a_wildcard_and_a_similar_spelling_score_one(tmp_path: Path, query: str, extra: str) -> None:
    engine = WhooshEngine(tmp_path / "index")
    fill(engine, [([document("a", 6000)], ())])
    with engine.snapshot() as snapshot:
        hits = ask(snapshot, query + extra).hits
        assert len(hits) >= 3
        assert {hit.score for hit in hits} == {1.0}
