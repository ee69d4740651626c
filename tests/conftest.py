"""For all tests: where and in which order they run, a service over a library of its own, and a guard against what a
test leaves open."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import coverage
import hypothesis
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

hypothesis.settings.register_profile("untimed", deadline=None)  # for a machine that does much else
hypothesis.settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    """Write to memory where there is room: that what is written survives a loss of power is tested where it matters."""
    if "TMPDIR" not in os.environ and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)
    # What processes load they keep compiled: without that each of hundreds would compile all of it again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    # A shell has what it starts in the background ignore Ctrl-C, and all processes that this starts inherit that.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # pytest-cov begins to trace a worker of xdist twice; the first goes on wherever the second is paused.
    if hasattr(config, "workerinput") and (tracing := coverage.Coverage.current()):
        tracing.stop()


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores, for many tests wait for processes that they started, or for a time to pass."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow; it runs first, so that at last no worker waits for another."""
    for item in items:
        if item.path.parent.name in _SLOW:
            item.add_marker("slow")
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Coverage does not slow what is slow, nor its fixtures, as it would with pytest-cov's `no_cover`."""
    tracing = coverage.Coverage.current() if item.get_closest_marker("slow") else None
    if tracing:
        tracing.stop()
    try:
        return (yield)
    finally:
        if tracing:
            tracing.start()


@pytest.fixture
def empty_service(tmp_path: Path) -> Iterator[Service]:
    """A service over a library with nothing in it."""
    with _opened(tmp_path / "home") as service:
        yield service


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the sample corpus, to be copied."""
    with _opened(tmp_path_factory.mktemp("samples") / "home") as service:
        uploads = (
            RawSource(source=f"sample: {file.name}", name=file.name, data=file.read_bytes()) for file in samples.files()
        )
        results = service.adder.add(map(SourceSpec.at_hand, uploads))
        assert not [result for result in results if result.status == "failed"]
        service.indexer.catch_up()
        return service.home


@pytest.fixture
def service(sample_home: Path, tmp_path: Path) -> Iterator[Service]:
    """A service over the sample corpus."""
    shutil.copytree(sample_home, tmp_path / "home")
    with _opened(tmp_path / "home") as service:
        yield service


@contextmanager
def _opened(home: Path) -> Iterator[Service]:
    with Service.open(home, Settings()) as service:
        service.indexer.catch_up()
        yield service


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
