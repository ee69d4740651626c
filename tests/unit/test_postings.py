"""Postings come out in order of field, term and row, however many runs they were written in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st
from whoosh.filedb.filestore import FileStorage

from search.whoosh_engine import postings
from search.whoosh_engine.postings import Postings

terms = st.tuples(st.sampled_from(["exact", "stem"]), st.binary(min_size=1, max_size=2))
rows = st.lists(st.lists(terms, unique=True, max_size=5), max_size=12)


@settings(deadline=None)
@given(rows=rows, limit=st.integers(1, 20))
def test_the_order_is_that_of_sorting_them_all(
    rows: list[list[tuple[str, bytes]]], limit: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("runs")
    items = [(field, text, row, 1.0, bytes([row])) for row, said in enumerate(rows) for field, text in said]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings, "LIMIT", limit)
        pool = Postings(FileStorage(str(folder)))
        for item in items:
            pool.add(item)
        assert len(list(folder.iterdir())) == len(items) // limit
        assert list(pool.iter_postings()) == sorted(items)
        pool.cleanup()
    assert not list(folder.iterdir())


def test_nothing_is_left_of_runs_that_were_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings, "LIMIT", 1)
    pool = Postings(FileStorage(str(tmp_path)))
    pool.add(("exact", b"word", 0, 1.0, b""))
    assert list(tmp_path.iterdir())
    pool.cleanup()
    assert not list(tmp_path.iterdir())
