"""The speed benchmark, on a few made-up passages: that its figures come out, and that engines found the same."""

from __future__ import annotations

from pathlib import Path, PurePath

import pytest

from corpus.dates import PartialDate
from search.analysis import token
from search.query.ast import And, Field, Term
from tests.bench.speed import against, archive, corpus, kept, queries, run, table, waits
from tests.bench.speed.checkout import Checkout
from tests.bench.speed.queries import KINDS, Query

pytestmark = pytest.mark.slow

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


@pytest.mark.slow
def test_what_people_wait_for_is_measured_of_two_checkouts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = b"**Ann Lee:** We talk of elixir.\n\n**Bo Lee:** And of many other words.\n"
    files = [
        archive.File(PurePath(f"{waits.SHOW}/talk-{day}.md"), text + b"%d\n" % day, PartialDate(2020, 1, day))
        for day in (1, 2, 3)
    ]
    monkeypatch.setattr(archive, "files", lambda: iter(files))
    for rounds in ("_BUILDS", "_EDITS", "_ASKED"):
        monkeypatch.setattr(waits, rounds, 1)
    measured = list(against.rows(against.HERE, tmp_path, ["editing"]))
    pair = waits.Pair(Checkout(against.HERE, tmp_path / "before"), Checkout(against.HERE, tmp_path / "here"))
    word = Query(node=And((Term(token("elixir")), Field("year", values=("2020",)))), value="2020")
    measured += waits.searching(pair, {"word and year": [word] * 7}, compiled=False)
    assert all(row.before > 0 and row.here > 0 for row in measured)
    shown = table.waits(measured)
    for what in ("3 files to searchable, clock", "library on disk, by source", "edit of 3 documents, processor"):
        assert f"| {what} | " in shown
    assert measured[-2].note == "100% totals within 1 %"
