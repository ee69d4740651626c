"""One comparison: a corpus of a size, its queries, and every engine over it, one after the other."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from tests.bench.speed import child, kept, measure
from tests.bench.speed.measure import Built, Served
from tests.bench.speed.peers import PEERS

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """All figures at one size. `reading` is the seconds that the corpus file takes to read, part of every building."""

    passages: int
    reading: float
    built: dict[str, Built]  # by the index of a peer
    served: dict[str, Served]  # by peer


def compare(
    folder: Path, passages: int, names: Sequence[str], kinds: Sequence[str], *, anew: Sequence[str] = ()
) -> Compared:
    """Measure these peers. What the folder holds from an earlier run is used again, but for the indexes of `anew`."""
    home = folder / str(passages)
    home.mkdir(parents=True, exist_ok=True)
    text, queries = home / "corpus.pickle", home / "queries.pickle"
    if not queries.exists():
        say(f"{passages:,} passages: writing the corpus and drawing queries")
        child.run(measure.draw, passages, text, queries)
    built = {}
    for name in names:
        index = PEERS[name].of
        say(f"{passages:,} passages: {name}")
        if name in anew:
            (home / f"{index}.pickle").unlink(missing_ok=True)
        built[index] = _kept(home / f"{index}.pickle", partial(measure.build, index, text, home / index))
    say(f"{passages:,} passages: asking all, in turns")
    served = measure.serve({name: home / PEERS[name].of for name in names}, queries, kinds)
    return Compared(passages=passages, reading=child.run(measure.reading, text).value, built=built, served=served)


def say(progress: str) -> None:
    """Tell who waits what goes on."""
    print(progress, file=sys.stderr, flush=True)


def _kept(file: Path, make: Callable[[], T]) -> T:
    """What a file holds, made and written where it is not there."""
    if not file.exists():
        kept.write(file, [make()])
    value: T = next(kept.read(file))
    return value
