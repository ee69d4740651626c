"""Both engines, and a guard against what a test leaves open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from search.engine import Engine
from search.whoosh_engine import WhooshEngine
from search.whoosh_engine.engine import WhooshSnapshot
from tests.contract.oracle import BruteForceEngine


@pytest.fixture(params=["whoosh", "brute force"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine without an index; a test that leaves its write lock held fails."""
    found: Engine = WhooshEngine(tmp_path / "index") if request.param == "whoosh" else BruteForceEngine()
    yield found
    with found.session(timeout=0):
        pass


@pytest.fixture(autouse=True)
def nothing_is_left_open(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that leaves a snapshot open."""
    opened: list[WhooshSnapshot] = []
    begin, close = WhooshSnapshot.__init__, WhooshSnapshot.close

    def opening(self: WhooshSnapshot, *arguments: object) -> None:
        begin(self, *arguments)  # type: ignore[arg-type]
        opened.append(self)

    def closing(self: WhooshSnapshot) -> None:
        close(self)
        if self in opened:
            opened.remove(self)

    monkeypatch.setattr(WhooshSnapshot, "__init__", opening)
    monkeypatch.setattr(WhooshSnapshot, "close", closing)
    yield
    assert not opened, "a snapshot was left open"
