"""Citecast without the extra `fast`: the same index, searched by numpy alone."""

from __future__ import annotations

from pathlib import Path

from search.whoosh_engine import WhooshEngine
from tests.bench.speed.peers.citecast import Searcher, build as build


def open(folder: Path) -> Searcher:
    return Searcher(WhooshEngine(folder).snapshot())
