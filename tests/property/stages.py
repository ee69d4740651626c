"""An index at several times of a long history, for the executor and for Whoosh's own searcher."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import strategies as st
from whoosh.searching import Searcher

from search.whoosh_engine import WhooshEngine, tuning
from search.whoosh_engine.exec.evaluate import IndexSearcher
from search.whoosh_engine.exec.executor import Executor
from search.whoosh_engine.exec.numpy_executor import NumpyExecutor
from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.segment import Segment, segment_at
from search.whoosh_engine.index import manifest
from search.whoosh_engine.index.reader import IndexReader
from search.whoosh_engine.kernels.compiled_executor import CompiledExecutor
from search.whoosh_engine.write import merge_policy as tiers
from tests.property.histories import fill, long_history
from tests.whoosh.asked import whoosh_searcher
from tests.whoosh_queries import BM25

Kind = Callable[[IndexReader], Executor]


def searcher(parts: Sequence[tuple[Segment, Array]], kind: Kind, position_bits: int = 0) -> IndexSearcher:
    """Searches of some segments by a kind of executor."""
    reader = IndexReader(parts)
    reader.position_bits = max(position_bits, reader.position_bits)
    return IndexSearcher(reader, kind(reader))


@dataclass(frozen=True, repr=False)
class Stage:
    """An index as it was at one time: its segments, and Whoosh's searcher of them."""

    name: str
    searcher: Searcher
    parts: list[tuple[Segment, Array]]

    def __repr__(self) -> str:
        return f"Stage({self.name!r})"

    def asked(self, position_bits: int = 0, kind: Kind = NumpyExecutor) -> IndexSearcher:
        """The index, open, with nothing kept of earlier searches, and with so many bits or more for a position."""
        return searcher(self.parts, kind, position_bits)


def opened(folder: Path, name: str = "") -> Stage:
    """The index in a folder as it is now."""
    segments = manifest.read(folder).segments
    parts = [(segment_at(folder / segment.name), segment.live()) for segment in segments]
    return Stage(name, whoosh_searcher(folder, BM25), parts)


def made(folder: Path) -> Iterator[Stage]:
    """An index in a new folder after each stage of a long history, and at last with its segments merged."""
    engine = WhooshEngine(folder)
    for name, history in long_history(seed=42):
        fill(engine, history)
        yield opened(folder, name)
    merge_all(engine)
    yield opened(folder, "merged")


def merge_all(engine: WhooshEngine) -> None:
    """Merge what segments there are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tiers, "MANY", 2)
        engine.merge()


KINDS: tuple[Kind, Kind] = (NumpyExecutor, CompiledExecutor)
kinds = st.sampled_from(KINDS)

# So that every way there is for small and for large sets is taken with sets of all sizes.
limits = st.fixed_dictionaries({
    "FEWER": st.sampled_from([8, 0, 2, 1000]),
    "BLOCK": st.sampled_from([128, 1, 3]),
    "FEW_DOCS": st.sampled_from([16, 0, 1000]),
    "CHUNK": st.sampled_from([4096, 1, 3]),
})  # fmt: skip


@contextmanager
def limited(limits: dict[str, int]) -> Iterator[None]:
    """Have these limits for a while."""
    with pytest.MonkeyPatch.context() as patch:
        for name, limit in limits.items():
            patch.setattr(tuning, name, limit)
        yield
