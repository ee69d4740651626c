"""For all tests: a service over a library of its own, and a guard against what a test leaves open."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import samples
from search.ingest.values import RawSource, SourceSpec
from search.service import Service
from search.settings import Settings
from search.whoosh_engine.engine import WhooshSnapshot
from tests.servers import site as site  # for all tests that fetch


@pytest.fixture
def empty_service(tmp_path: Path) -> Iterator[Service]:
    """A service over a library with nothing in it."""
    with Service.open(tmp_path / "home", Settings()) as service:
        service.catch_up()
        yield service


@pytest.fixture
def service(empty_service: Service) -> Service:
    """A service over the sample corpus."""
    uploads = (
        RawSource(source=f"sample: {file.name}", name=file.name, data=file.read_bytes()) for file in samples.files()
    )
    failed = [result for result in empty_service.add(map(SourceSpec.at_hand, uploads)) if result.status == "failed"]
    assert not failed
    empty_service.catch_up()
    return empty_service


@pytest.fixture(autouse=True)
def nothing_is_left_open(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that leaves a snapshot open."""
    opened: list[WhooshSnapshot] = []
    begin, end = WhooshSnapshot.__init__, WhooshSnapshot.__exit__

    def opening(self: WhooshSnapshot, *arguments: object) -> None:
        begin(self, *arguments)  # type: ignore[arg-type]
        opened.append(self)

    def closing(self: WhooshSnapshot, *arguments: object) -> None:
        end(self, *arguments)  # type: ignore[arg-type]
        opened.remove(self)

    monkeypatch.setattr(WhooshSnapshot, "__init__", opening)
    monkeypatch.setattr(WhooshSnapshot, "__exit__", closing)
    yield
    assert not opened, "a snapshot was left open"


@pytest.fixture(autouse=True)
def no_worker_is_left() -> Iterator[None]:
    """Fail a test that leaves an app at work."""
    yield
    assert "citecast-worker" not in {thread.name for thread in threading.enumerate()}, "an app was not closed"
