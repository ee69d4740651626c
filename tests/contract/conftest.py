"""Both engines, each of which must have let go of its write lock when a test ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from search.engine import Engine
from search.whoosh_engine import WhooshEngine
from tests.contract.oracle import BruteForceEngine


@pytest.fixture(params=["whoosh", "brute force"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine without an index."""
    found: Engine = WhooshEngine(tmp_path / "index") if request.param == "whoosh" else BruteForceEngine()
    yield found
    with found.session(timeout=0):
        pass
