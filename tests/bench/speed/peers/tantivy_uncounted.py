"""tantivy as it is quickest: it may stop once the best passages are certain, and never knows how many there are."""

from __future__ import annotations

from pathlib import Path

from tests.bench.speed.peers.tantivy import Searcher, build as build


def open(folder: Path) -> Searcher:
    return Searcher(folder, counting=False)
