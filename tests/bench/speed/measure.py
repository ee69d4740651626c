"""What is measured of one engine, each part in a process of its own: building, opening and answering."""

from __future__ import annotations

import itertools
import os
import shutil
import time
from collections import defaultdict
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from tests.bench.speed import child, corpus, kept, peers, queries
from tests.bench.speed.queries import Query

T = TypeVar("T")
_NONE: Any = object()
_ROUNDS = 3  # after the first
_WARMING = 5  # one query in addition to so many, asked of each kind before anything is timed
_TURNS = 5  # in so many parts a kind's queries are asked
_WAKING = 10  # of the warming ones are asked again before each part: a processor that waited is slow for a moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What an index cost; `note` is what its engine says of it.

    `cpu_seconds` are of all its threads and processes: they say the work also where the machine is busy.
    """

    seconds: float
    cpu_seconds: float
    megabytes: float
    peak_mb: float
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Milliseconds of the processor by query, and what was found.

    `first` is when an engine that is warm was asked it for the first time; `best` is the best of the rounds after
    that, for which an engine may have kept what it found.
    """

    first: list[float]
    best: list[float]
    totals: list[int]

    @staticmethod
    def joined(parts: Sequence[Times]) -> Times:
        """Those of all queries, of which each part has one in so many."""
        return Times(
            first=_dealt([part.first for part in parts]),
            best=_dealt([part.best for part in parts]),
            totals=_dealt([part.totals for part in parts]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What searching cost. `own_mb` is resident memory that is no file's, after all queries."""

    open_ms: float
    own_mb: float
    peak_mb: float
    times: dict[str, Times]


def reading(file: Path) -> float:
    """Seconds that reading a corpus file takes by itself, which are part of all building times."""
    started = time.perf_counter()
    for _ in kept.read(file):
        pass
    return time.perf_counter() - started


def draw(passages: int, corpus_file: Path, queries_file: Path) -> None:
    """Write a corpus, and the queries that are drawn from it."""
    most = max(entry.queries for entry in peers.PEERS.values())
    count = most + most // _WARMING
    kept.write(corpus_file, corpus.documents(passages))
    kept.write(queries_file, [queries.drawn(queries.survey(kept.read(corpus_file)), queries.KINDS, count)])


def build(name: str, file: Path, folder: Path) -> Built:
    """Index a corpus file."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    outcome = child.run(_build, name, file, folder)
    seconds, cpu_seconds, note = outcome.value
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return Built(seconds=seconds, cpu_seconds=cpu_seconds, megabytes=size / 1e6, peak_mb=outcome.peak_mb, note=note)


def serve(folders: Mapping[str, Path], drawn: Path, kinds: Sequence[str]) -> dict[str, Served]:
    """Have peers answer the queries of these kinds. They take turns, so that a slow moment is slow for all."""
    with ExitStack() as stack:
        workers = {
            name: stack.enter_context(child.Worker(_serve, name, drawn, kinds, folder))
            for name, folder in folders.items()
        }
        opened = {name: worker.next() for name, worker in workers.items()}
        parts: dict[str, dict[str, list[Times]]] = {name: defaultdict(list) for name in workers}
        for kind in kinds:
            for turn in range(_TURNS):
                for name, worker in list(workers.items())[:: -1 if turn % 2 else 1]:
                    if answered := worker.next((kind, turn)):
                        parts[name][kind].append(answered)
        times = {name: {kind: Times.joined(found) for kind, found in parts[name].items()} for name in workers}
        return {
            name: Served(open_ms=opened[name], own_mb=worker.next(None), peak_mb=worker.peak_mb, times=times[name])
            for name, worker in workers.items()
        }


def _build(name: str, file: Path, folder: Path) -> tuple[float, float, str]:
    peer = peers.load(name)
    started, cpu = time.perf_counter(), sum(os.times()[:4])
    note = peer.build(kept.read(file), folder)
    return time.perf_counter() - started, sum(os.times()[:4]) - cpu, note


def _serve(name: str, drawn: Path, kinds: Sequence[str], folder: Path) -> Generator[Any, tuple[str, int] | None, None]:
    """Yields the milliseconds of opening; for each part of a kind that is sent, its times; at last the own memory."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # on one core, all on the same: none is luckier than others
    by_kind: dict[str, list[Query]] = next(kept.read(drawn))
    peer = peers.load(name)
    started = time.perf_counter()
    searcher = peer.open(folder)
    opened = (time.perf_counter() - started) * 1000
    count = peers.PEERS[name].queries
    warming = {kind: by_kind.get(kind, [])[count : count + count // _WARMING] for kind in kinds}
    for asked in warming.values():
        _ask(searcher, asked)
    sent = yield opened
    while sent:
        kind, turn = sent
        _ask(searcher, warming[kind][:_WAKING])
        sent = yield _times(searcher, by_kind.get(kind, [])[turn:count:_TURNS])
    yield child.memory_mb("RssAnon")


def _times(searcher: peers.Searcher, asked: Sequence[Query]) -> Times | None:
    prepared = _prepared(searcher, asked)
    if not prepared:
        return None
    rounds: list[list[float]] = []
    totals = []
    for number in range(1 + _ROUNDS):
        rounds.append([])
        for ready in prepared:
            started = time.process_time()
            answer = ready()
            rounds[-1].append((time.process_time() - started) * 1000)
            if number == 0:
                totals.append(answer.total)
    return Times(first=rounds[0], best=[min(times) for times in zip(*rounds[1:], strict=True)], totals=totals)


def _dealt(parts: Sequence[list[T]]) -> list[T]:
    return [value for dealt in itertools.zip_longest(*parts, fillvalue=_NONE) for value in dealt if value is not _NONE]


def _ask(searcher: peers.Searcher, asked: Sequence[Query]) -> None:
    for ready in _prepared(searcher, asked):
        ready()


def _prepared(searcher: peers.Searcher, asked: Sequence[Query]) -> list[peers.Prepared]:
    return [ready for query in asked if (ready := searcher.prepare(query))]
