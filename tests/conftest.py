"""For all tests: where and in which order they run, a service over a library of its own, and a guard against what a
test leaves open."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
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

_MEMORY = Path("/dev/shm")  # noqa: S108
_SLOW = frozenset({"browser", "golden", "judged", "property", "reliability"})  # folders
_ROOM = 4 * 2**30  # bytes; the whole run takes one


def pytest_configure() -> None:
    """Write to memory where there is room: that what is written survives a loss of power is tested where it matters."""
    if "TMPDIR" not in os.environ and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)
    # A shell has what it starts in the background ignore Ctrl-C, and all processes that this starts inherit that.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow; it runs first, so that at last no worker waits for another, and coverage does not slow it."""
    for item in items:
        if item.path.parent.name in _SLOW:
            item.add_marker("slow")
        if item.get_closest_marker("slow"):
            item.add_marker("no_cover")
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture
def empty_service(tmp_path: Path) -> Iterator[Service]:
    """A service over a library with nothing in it."""
    with Service.open(tmp_path / "home", Settings()) as service:
        service.indexer.catch_up()
        yield service


@pytest.fixture
def service(empty_service: Service) -> Service:
    """A service over the sample corpus."""
    uploads = (
        RawSource(source=f"sample: {file.name}", name=file.name, data=file.read_bytes()) for file in samples.files()
    )
    failed = [
        result for result in empty_service.adder.add(map(SourceSpec.at_hand, uploads)) if result.status == "failed"
    ]
    assert not failed
    empty_service.indexer.catch_up()
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
