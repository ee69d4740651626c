"""What people wait for, by this checkout and by an earlier one in one run: a row of figures each, taken in turns.

Commands and the service are timed by the processor, which other work on the machine hardly changes; pages over HTTP by
the clock, of which each page's best round counts.
"""

from __future__ import annotations

import itertools
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple, TypeVar
from urllib.parse import quote

from tests.bench.speed import archive
from tests.bench.speed.checkout import PATIENCE, Checkout, Worker
from tests.bench.speed.queries import FEW_WORDS, Query, typed

T = TypeVar("T")
LARGEST = "the-changelog-594"  # the document of the archive's largest file
SHOW = "gotime"  # of 341 documents
_COMMANDS = 7  # rounds
_BUILDS = 2
_EDITS = 3
_ASKED = 3
_PAGES = 5
_WARMING = 5  # queries of each kind, before those that are timed


class Row(NamedTuple):
    """A figure by the earlier checkout and by this one."""

    what: str
    unit: str
    before: float
    here: float
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.here / self.before


class Answer(NamedTuple):
    """What a search took, in milliseconds of the processor, and how many passages it found."""

    ms: float
    total: int


class Pair(NamedTuple):
    """The two checkouts."""

    before: Checkout
    here: Checkout

    def turns(self, rounds: int, measure: Callable[[Checkout], T]) -> tuple[list[T], list[T]]:
        """What is measured of each, in so many rounds, each of them first by turns."""
        found: tuple[list[T], list[T]] = ([], [])
        for number in range(rounds):
            for at in (0, 1) if number % 2 else (1, 0):
                found[at].append(measure(self[at]))
        return found


def _least(what: str, unit: str, found: tuple[Sequence[Sequence[float]], ...], clocks: Sequence[str]) -> Iterator[Row]:
    """A row for each clock that was looked at, of the least that each checkout took."""
    for index, clock in enumerate(clocks):
        before, here = (min(round[index] for round in rounds) for rounds in found)
        yield Row(f"{what}, {clock}", unit, before, here)


def commands(pair: Pair) -> Iterator[Row]:
    """Processor time of whole commands, and whether they import numpy."""
    passages = {each: json.loads(each.run("search", "--json", "--limit", "1", "open").out) for each in pair}
    asked: dict[str, Callable[[Checkout], list[str]]] = {
        "citecast --help": lambda _: ["--help"],
        "citecast cite": lambda each: ["cite", passages[each]["hits"][0]["passage"]],
        "citecast search": lambda _: ["search", "open source"],
    }
    for name, arguments in asked.items():
        costs = pair.turns(_COMMANDS, lambda each, given=arguments: each.run(*given(each)).cost)  # type: ignore[misc]
        numpy = ", ".join("imports numpy" if each.imports("numpy", *arguments(each)) else "no numpy" for each in pair)
        for row in _least(f"`{name}`", "s", costs, ("clock", "processor")):
            yield row._replace(note=numpy)


def adding(pair: Pair, sources: Path) -> Iterator[Row]:
    """The archive's files until they can be searched, storing alone, and what that takes on disk; makes homes anew."""
    files = archive.unpack(sources)

    def added(each: Checkout) -> tuple[float, float]:
        shutil.rmtree(each.home, ignore_errors=True)
        return each.run("add", str(sources)).cost

    def stored(each: Checkout) -> tuple[float]:
        with tempfile.TemporaryDirectory(dir=each.folder) as home, Worker(each, Path(home), compiled=False) as worker:
            found = worker.do("store", [str(file) for file in files])
            assert not found["failed"], found
            return (found["cpu"],)

    costs = pair.turns(_BUILDS, added)
    yield from _least(f"{len(files):,} files to searchable", "s", costs, ("clock", "processor, readers and all"))
    yield from _least("of which storing", "s", pair.turns(_BUILDS, stored), ["processor of its process"])
    size = sum(file.stat().st_size for file in files)
    counted = [json.loads(each.run("stats", "--json").out) for each in pair]
    for what in ("library", "index"):
        before, here = (figures[f"{what}_bytes"] / size for figures in counted)
        yield Row(f"{what} on disk, by source", "×", before, here, f"{counted[1]['passages']:,} passages here")


def editing(pair: Pair) -> Iterator[Row]:
    """A detail of all documents of a show changed, in a copy of the library."""
    with ExitStack() as stack:
        workers = {}
        for each in pair:
            home = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=each.folder))) / "home"
            shutil.copytree(each.home, home)
            workers[each] = stack.enter_context(Worker(each, home, compiled=False))
        listed = {each: json.loads(each.run("list", "--json").out) for each in pair}
        ids = {each: [found["id"] for found in all if found["show"] == SHOW] for each, all in listed.items()}
        names = (f"Show {number}" for number in itertools.count())

        def edited(each: Checkout) -> tuple[float, float, float]:
            found = workers[each].do("edit", [ids[each], {"show": next(names)}])
            return found["seconds"], found["cpu"], found["seconds"] + workers[each].do("catch up", None)["seconds"]

        costs = pair.turns(_EDITS, edited)
    clocks = ("clock", "processor", "clock, until all can be searched")
    yield from _least(f"edit of {len(ids[pair.here])} documents", "s", costs, clocks)


def searching(pair: Pair, drawn: dict[str, list[Query]], *, compiled: bool) -> Iterator[Row]:
    """`Service.search` as the page of results calls it, asked for the first time by one that is warm: 20 hits, totals,
    and of each facet what is shown; an earlier commit, which knows no fewer, gives all values.

    Processor milliseconds: of each query the best of several workers, of a kind the median.
    """
    how = "compiled" if compiled else "numpy"
    asked = {kind: [typed(query) for query in queries] for kind, queries in drawn.items()}
    found: dict[str, tuple[list[list[Answer]], list[list[Answer]]]] = {kind: ([], []) for kind in asked}
    for _ in range(_ASKED):
        with ExitStack() as stack:
            workers = [stack.enter_context(Worker(each, each.home, compiled=compiled)) for each in pair]
            for worker, texts in itertools.product(workers, asked.values()):
                for text in texts[:_WARMING]:
                    worker.do("search", text)
            for kind, texts in asked.items():
                answers = [_answer(workers, text, turn) for turn, text in enumerate(texts[_WARMING:])]
                for at in (0, 1):
                    found[kind][at].append([each[at] for each in answers])
    together = {"one to four words": [kind for kind in FEW_WORDS if kind in found], "all of these": [*found]}
    times: dict[str, list[list[float]]] = {}
    for kind, both in found.items():
        best = [[min(each).ms for each in zip(*rounds, strict=True)] for rounds in both]
        times[kind] = best
        totals = [[each.total for each in rounds[0]] for rounds in both]
        same = statistics.mean(abs(one - other) * 100 <= one for one, other in zip(*totals, strict=True))
        yield _medians(f"{kind}, {how}", best, f"{same:.0%} totals within 1 %")
    for name, kinds in together.items():
        if kinds:
            yield _medians(f"{name}, {how}", [[ms for kind in kinds for ms in times[kind][at]] for at in (0, 1)])


def _medians(what: str, both: Sequence[Sequence[float]], note: str = "") -> Row:
    before, here = map(statistics.median, both)
    return Row(what, "ms", before, here, note)


def _answer(workers: Sequence[Worker], text: str, turn: int) -> list[Answer]:
    """How both answer a query, each of them first by turns."""
    answers = {at: workers[at].do("search", text) for at in ((0, 1) if turn % 2 else (1, 0))}
    return [Answer(answers[at]["cpu"] * 1000, answers[at]["total"]) for at in (0, 1)]


def pages(pair: Pair, asked: Sequence[str]) -> Iterator[Row]:
    """Pages over HTTP at one client: results with facets and citations, and the largest document at a hit."""
    with ExitStack() as stack:
        ports = [stack.enter_context(each.served()) for each in pair]
        sites = [HTTPConnection("127.0.0.1", port, timeout=PATIENCE) for port in ports]
        hit = json.loads(_got(sites[1], f"/api/search?q={quote(f'in:{LARGEST} open')}"))["hits"][0]["url"]
        shown = {"results page": asked, "document page at a hit": [hit.partition("#")[0]]}
        for name, paths in shown.items():
            best = ([float("inf")] * len(paths), [float("inf")] * len(paths))
            sizes = [0, 0]
            for turn in range(1 + (_PAGES if len(paths) > 1 else 10 * _PAGES)):
                for number, path in enumerate(paths):
                    for at in (0, 1) if turn % 2 else (1, 0):
                        started = time.perf_counter()
                        sizes[at] = max(len(_got(sites[at], path)), sizes[at])
                        best[at][number] = min(best[at][number], (time.perf_counter() - started) * 1000)
            yield _medians(f"{name} over HTTP", best, " and ".join(f"{size / 1000:,.0f} KB" for size in sizes))


def first_serve(pair: Pair) -> Iterator[Row]:
    """From `serve` with nothing compiled yet to the first page of results."""

    def waited(each: Checkout) -> tuple[float]:
        with tempfile.TemporaryDirectory() as cache:
            started = time.perf_counter()
            with each.served(cache=Path(cache)) as port:
                _got(HTTPConnection("127.0.0.1", port, timeout=PATIENCE), "/search?q=open+source")
                return (time.perf_counter() - started,)

    yield from _least("first `serve` with `fast`", "s", pair.turns(1, waited), ["to a page of results"])


def _got(site: HTTPConnection, path: str) -> bytes:
    site.request("GET", path)
    response = site.getresponse()
    body = response.read()
    if response.status != 200:
        raise SystemExit(f"{path}: HTTP {response.status}")
    return body
