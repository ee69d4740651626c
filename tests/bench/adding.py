"""The whole transcript archive, from files to searchable, and the share of each stage."""

from __future__ import annotations

import resource
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from corpus import sandbox
from corpus.model import Hints
from search.ingest.adding import Adder
from search.ingest.sources import expand
from search.ingest.values import AddResult, SourceSpec
from search.service import Service
from search.settings import Settings
from tests.data import ARCHIVE


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(ARCHIVE) as archive:
            archive.extractall(folder, filter="data")
        files = [file for file in expand([folder]) if file.endswith(".md")]
        size = sum(Path(file).stat().st_size for file in files)
        with Service.open(Path(folder) / "stored", Settings()) as service:
            read = _seconds(lambda: _read(service.settings, files))
            stored = _seconds(lambda: _all_in(Adder(service.library, service.settings).add(_given(service, files))))
        with Service.open(Path(folder) / "home", Settings()) as service:
            searchable = _seconds(lambda: _all_in(service.add(_given(service, files)))) + _seconds(service.catch_up)
            counted = service.stats()
    print(f"{len(files):,} files, {size / 1e6:.0f} MB, {counted.passages:,} passages")
    print(f"library {counted.library_bytes / 1e6:.0f} MB, index {counted.index_bytes / 1e6:.0f} MB")
    print(f"\n{'':30}{'s':>8}{'share':>8}{'files/s':>9}{'MB/s':>8}")
    for name, seconds in (
        ("read, on all cores", read),
        ("stored", stored - read),
        ("indexed", searchable - stored),
        ("from files to searchable", searchable),
    ):
        print(
            f"{name:30}{seconds:8.1f}{seconds / searchable:8.0%}{len(files) / seconds:9.0f}{size / 1e6 / seconds:8.1f}"
        )
    print(f"\nmemory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB, readers aside")


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _read(settings: Settings, files: list[str]) -> None:
    readers = sandbox.shared(sandbox.Limits(settings.read_seconds, settings.read_memory_mb))
    with ThreadPoolExecutor(readers.workers) as pool:
        for _ in pool.map(lambda file: readers.read(Path(file).read_bytes(), Hints(name=Path(file).name)), files):
            pass


def _given(service: Service, files: list[str]) -> Iterator[SourceSpec]:
    return (service.given(file, Hints()) for file in files)


def _all_in(results: Iterable[AddResult]) -> None:
    for result in results:
        if result.status == "failed":
            raise SystemExit(f"{result.source}: {result.message}")


if __name__ == "__main__":
    main()
