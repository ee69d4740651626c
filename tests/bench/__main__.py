"""The `podcast` folder of the transcript archive: server time of its results pages. `adding` measures the rest."""

from __future__ import annotations

import argparse
import statistics
import tarfile
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

from flask.testing import FlaskClient

from corpus.model import Hints
from search.ingest.sources import expand
from search.service import Service
from search.settings import Settings
from tests.data import ARCHIVE
from web.app import create_app

QUERIES = {
    "rare word": ("kubernetes", "haskell", "sourcegraph", "elixir"),
    "common word": ("people", "think", "open", "code"),
    "two words": ("open source", "machine learning", "business model", "pull requests"),
    "three words, OR": ("python OR ruby OR rust", "react OR vue OR ember"),
    "phrase": ('"open source"', '"pull request"', '"at the end of the day"'),
    "field, phrase and prefix": ('speaker:"Jerod Santo" "open source" sustain*',),
    "similar spelling": ("kuberntes~", "javscript~"),
}


def main() -> None:
    """Print the table; `--home` keeps the library for another run."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--home", type=Path, help="keep the library here, and use it again")
    parser.add_argument("--repeat", type=int, default=5)
    arguments = parser.parse_args()
    if not ARCHIVE.exists():
        raise SystemExit(f"the transcript archive is not there: {ARCHIVE}")
    with tempfile.TemporaryDirectory() as folder:
        home = arguments.home or Path(folder) / "home"
        with Service.open(home, Settings()) as service:
            if not service.library.revision:
                _fill(service, Path(folder))
            _pages(service, arguments.repeat)


def _fill(service: Service, folder: Path) -> None:
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(folder, filter="data")
    files = list(expand([str(folder / "podcast")]))
    started = time.perf_counter()
    for result in service.add(service.given(file, Hints()) for file in files):
        if result.status == "failed":
            raise SystemExit(f"{result.source}: {result.message}")
    service.catch_up()
    searchable = time.perf_counter()
    counted = service.stats()
    print(f"{len(files)} files, {counted.passages} passages")
    print(f"searchable in {searchable - started:.1f} s")
    print(f"library {counted.library_bytes / 1e6:.0f} MB, index {counted.index_bytes / 1e6:.0f} MB")


def _pages(service: Service, repeat: int) -> None:
    client = create_app(service, home=service.home).test_client()
    print(f"\n{'server time of a page, ms':36}{'median':>8}{'95th':>8}{'worst':>8}")
    everything = []
    for name, queries in QUERIES.items():
        times = _timed(client, [f"/search?{urlencode({'q': query})}" for query in queries], repeat)
        _row(name, times)
        everything += times
    _row("all of these", everything)
    hit = client.get("/api/search?q=open+source").get_json()["hits"][0]["url"].partition("#")[0]
    for name, path in (("start page", "/"), ("library", "/library"), ("document at a hit", hit)):
        _row(name, _timed(client, [path], repeat))


def _timed(client: FlaskClient, paths: list[str], repeat: int) -> list[float]:
    """Milliseconds of each answer, after one round that warms up."""
    times = []
    for path in paths * (repeat + 1):
        started = time.perf_counter()
        response = client.get(path)
        times.append((time.perf_counter() - started) * 1000)
        if response.status_code != 200:
            raise SystemExit(f"{path}: HTTP {response.status_code}")
    return times[len(paths) :]


def _row(name: str, times: list[float]) -> None:
    cuts = statistics.quantiles(times, n=20, method="inclusive")
    print(f"{name:36}{statistics.median(times):8.1f}{cuts[18]:8.1f}{max(times):8.1f}")


if __name__ == "__main__":
    main()
