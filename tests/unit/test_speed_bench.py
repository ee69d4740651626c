"""The speed benchmark, on a few made-up passages: that its figures come out, and that engines found the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.speed import corpus, kept, queries, run, table
from tests.bench.speed.queries import KINDS

PASSAGES = 200
PEERS = ["Citecast", "SQLite FTS5"]


def test_figures_come_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "ARCHIVE", tmp_path / "absent")
    assert "made up" in corpus.described()
    documents = list(corpus.documents(PASSAGES))
    assert sum(len(list(document.passages())) for document in documents) == PASSAGES
    assert documents == list(corpus.documents(PASSAGES))
    home = tmp_path / str(PASSAGES)
    home.mkdir()
    kept.write(home / "corpus.pickle", documents)
    kept.write(home / "queries.pickle", [queries.drawn(queries.survey(documents), KINDS, 5)])
    at = run.compare(tmp_path, PASSAGES, PEERS, list(KINDS))
    ours, theirs = (at.served[name].times for name in PEERS)
    assert set(ours) - set(theirs) <= {"fuzzy"}
    assert {"rare word", "common word", "AND of 3", "OR of 8", "proximity", "OR of 3, no facets"} <= set(theirs)
    for kind in ("phrase of 2", "phrase of 5", "OR of 3, no facets"):
        assert ours[kind].totals == theirs[kind].totals
    assert all(built.seconds > 0 and built.megabytes > 0 for built in at.built.values())
    assert "| phrase of 5 | " in table.times(at, "first")
    assert "| 200 | Citecast | " in table.indexes([at])
