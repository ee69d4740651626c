"""The table of what people wait for: this checkout against an earlier one, and both beside Datasette."""

from __future__ import annotations

import importlib.util
import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.bench.speed import corpus, http, kept, queries, sites, waits
from tests.bench.speed.checkout import Checkout
from tests.bench.speed.queries import KINDS, Query
from tests.bench.speed.run import say
from tests.bench.speed.waits import Pair, Row

HERE = Path(__file__).parents[3]
_PASSAGES = 317_894  # the archive
_OF_A_KIND = 20
_TYPED = ("rare word", "mid word", "common word", "AND of 2", "AND of 3", "phrase of 2")  # over HTTP
_REQUESTS = 200
_NO_FACETS = "OR of 3, no facets"  # which no page asks
ROWS = ("adding", "commands", "editing", "searching", "pages", "requests", "serve")


def rows(before: Path, folder: Path, names: Sequence[str]) -> Iterator[Row]:
    """Measure what is named; the homes are made anew by `adding`, or where they are not there."""
    pair = Pair(*(Checkout(root.resolve(), folder / name) for name, root in (("before", before), ("here", HERE))))
    for each in pair:
        each.folder.mkdir(parents=True, exist_ok=True)
    if not all(each.home.exists() for each in pair):
        names = ["adding", *names]
    measures: dict[str, Callable[[], Iterator[Row]]] = {
        "adding": lambda: waits.adding(pair, folder / "archive"),
        "commands": lambda: waits.commands(pair),
        "editing": lambda: waits.editing(pair),
        "searching": lambda: itertools.chain.from_iterable(
            waits.searching(pair, _drawn(folder), compiled=compiled) for compiled in (True, False)
        ),
        "pages": lambda: waits.pages(pair, [sites.citecast(pair.here).page(words) for words in _typed(folder)]),
        "requests": lambda: _requests(pair, folder),
        "serve": lambda: waits.first_serve(pair),
    }
    for name in dict.fromkeys(names):
        say(name)
        yield from measures[name]()


def _requests(pair: Pair, folder: Path) -> Iterator[Row]:
    """Requests a second by those of Datasette."""
    if not importlib.util.find_spec("datasette"):
        say("datasette is not installed: it is in the extra `bench`.")
        return
    beside = sites.datasette(folder / "datasette.sqlite", corpus.documents(_PASSAGES))
    served = {"before": sites.citecast(pair.before), "here": sites.citecast(pair.here), "Datasette": beside}
    loads = http.measure(served, _typed(folder))
    for clients in http.CLIENTS:
        before, here, theirs = (loads[name, clients] for name in served)
        note = f"{before.per_second:.3g}, then {here.per_second:.3g} and {theirs.per_second:.3g} requests/s"
        note += f"; {before.failed + here.failed + theirs.failed} failed"
        shares = (before.per_second / theirs.per_second, here.per_second / theirs.per_second)
        yield Row(f"requests/s by Datasette's, {clients} at once", "×", *shares, note=note)


def _drawn(folder: Path) -> dict[str, list[Query]]:
    """Queries of all kinds that pages ask, drawn from the archive once."""
    file = folder / "queries.pickle"
    if not file.exists():
        survey = queries.survey(corpus.documents(_PASSAGES))
        kept.write(file, [queries.drawn(survey, [kind for kind in KINDS if kind != _NO_FACETS], _REQUESTS)])
    drawn: dict[str, list[Query]] = next(kept.read(file))
    return {kind: found[:_OF_A_KIND] for kind, found in drawn.items()}


def _typed(folder: Path) -> list[str]:
    """Queries as one types them, of the kinds that are asked most, by turns."""
    drawn = _drawn(folder)
    turns = itertools.zip_longest(*(drawn[kind] for kind in _TYPED))
    return [queries.typed(query) for query in itertools.chain.from_iterable(turns) if query]
