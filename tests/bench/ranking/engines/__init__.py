"""The engines that are compared: each is a module that ranks a collection's documents for its topics."""

from __future__ import annotations

import importlib
import importlib.util
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from tests.bench.ranking.collection import Text
from tests.bench.ranking.measures import Run

_WORD = re.compile(r"[^\W_]+")


class Ranker(Protocol):
    """One engine: a module with this function."""

    def ranked(self, documents: Mapping[str, Text], topics: Mapping[str, str], folder: Path) -> Run:
        """The documents for each topic, the best first; `folder` is empty, for its index."""


class Entry(NamedTuple):
    """Where an engine is in this package, what it needs, and how it is set up."""

    module: str
    needs: str  # a module of Python, or a program where it begins with a slash
    how: str


ENGINES = {
    "Citecast": Entry("product", "search", "each document added as a file, each topic typed as it is"),
    "Lucene": Entry("lucene", "/mvn", "EnglishAnalyzer, BM25 of k1 1.2 and b 0.75, any of the words"),
    "tantivy": Entry("tantivy", "tantivy", "en_stem, BM25, any of the words"),
    "bm25s": Entry("bm25s", "bm25s", "English stop words and stemmer, its default BM25"),
    "SQLite FTS5": Entry("fts5", "sqlite3", "porter unicode61, bm25(), any of the words"),
    "plain Whoosh": Entry("plain_whoosh", "whoosh", "StemmingAnalyzer, BM25F, any of the words"),
}


def lacking(name: str) -> str:
    """What an engine needs and is not here; empty where nothing is lacking."""
    needs = ENGINES[name].needs
    there = shutil.which(needs[1:]) if needs.startswith("/") else importlib.util.find_spec(needs)
    return "" if there else needs.lstrip("/")


def load(name: str) -> Ranker:
    """The module of an engine."""
    return importlib.import_module(f"{__name__}.{ENGINES[name].module}")


def words(text: str) -> list[str]:
    """The words of a topic, for engines whose query language would read its signs as operators."""
    return _WORD.findall(text)
