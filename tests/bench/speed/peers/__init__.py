"""The search engines that are compared: what each must do, and where each is."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from corpus.model import Document
from tests.bench.speed.queries import Query


class Answer(NamedTuple):
    """What every engine must hand over: the best passages, how many there are in all, and facets where asked for."""

    hits: list[tuple[float, str]]  # score and passage id, the best first
    total: int
    facets: dict[str, dict[str, int]]  # where they are asked for


Prepared = Callable[[], Answer]  # a query that is parsed, and has only to be run


class Searcher(Protocol):
    """An open index."""

    def prepare(self, query: Query) -> Prepared | None:
        """The query, parsed; None where this engine cannot answer it."""


class Peer(Protocol):
    """One engine: a module with these two functions."""

    def build(self, documents: Iterable[Document], folder: Path) -> str:
        """Index all passages in an empty folder, merged as the engine would have it; what there is to say of it."""

    def open(self, folder: Path) -> Searcher: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """Where an engine is, and how much of the work it is given."""

    module: str  # in this package
    needs: str  # the module that must be installed
    of: str  # the peer whose index it searches
    queries: int = 150  # of a kind; fewer for the slow


PEERS = {
    "Citecast": Entry("citecast", "numba", "Citecast"),
    "Citecast, not compiled": Entry("citecast_plain", "whoosh", "Citecast"),
    "tantivy": Entry("tantivy", "tantivy", "tantivy"),
    "SQLite FTS5": Entry("fts5", "sqlite3", "SQLite FTS5", queries=50),
    "plain Whoosh": Entry("plain_whoosh", "whoosh", "plain Whoosh", queries=15),
}


def is_installed(name: str) -> bool:
    """Whether a peer can be run here."""
    return importlib.util.find_spec(PEERS[name].needs) is not None


def load(name: str) -> Peer:
    """The module of a peer."""
    return importlib.import_module(f"{__name__}.{PEERS[name].module}")
