"""SQLite FTS5 with its porter stemmer."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from tests.bench.ranking.collection import Text
from tests.bench.ranking.engines import words
from tests.bench.ranking.measures import DEPTH, Run


def ranked(documents: Mapping[str, Text], topics: Mapping[str, str], folder: Path) -> Run:
    with closing(sqlite3.connect(folder / "index.sqlite")) as db:
        db.execute("CREATE VIRTUAL TABLE texts USING fts5(id UNINDEXED, text, tokenize='porter unicode61')")
        db.executemany("INSERT INTO texts VALUES (?, ?)", ((id, each.text) for id, each in documents.items()))
        best = "SELECT id FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?"
        return {
            topic: [id for (id,) in db.execute(best, (" OR ".join(f'"{word}"' for word in words(text)), DEPTH))]
            for topic, text in topics.items()
        }
