"""SQLite FTS5: a table of words and one of stems (porter), both without the text, beside a table of columns.

Two FTS tables, as a table has one tokenizer; both are optimized after building. Totals and each facet take
another query, as they do in all programs over FTS5. `*` and `?` within a word go by the table's own list of
words. There is nothing for words of similar spelling.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

from corpus.model import Document
from search.query.ast import And, DateRange, Field, Fuzzy, Near, Node, Or, Phrase, Term, Wildcard
from tests.bench.speed.peers import Answer, Prepared
from tests.bench.speed.queries import FACETS, LIMIT, Query, faceted

_COLUMNS = ("passage", "document", *FACETS, "first", "last")
_SCHEMA = f"""
    CREATE TABLE columns (id INTEGER PRIMARY KEY, {", ".join(_COLUMNS)});
    CREATE VIRTUAL TABLE exact USING fts5(text, content='', tokenize="unicode61 remove_diacritics 2");
    CREATE VIRTUAL TABLE stem USING fts5(text, content='', tokenize="porter unicode61 remove_diacritics 2");
    CREATE VIRTUAL TABLE words USING fts5vocab(exact, row);
"""


def build(documents: Iterable[Document], folder: Path) -> str:
    with closing(sqlite3.connect(folder / "index.sqlite")) as db, db:
        db.executescript(_SCHEMA)
        marks = ", ".join("?" * (len(_COLUMNS) + 1))
        for row, (text, values) in enumerate(_rows(documents)):
            db.execute(f"INSERT INTO columns VALUES ({marks})", (row, *values))  # noqa: S608  # the names above
            db.execute("INSERT INTO exact (rowid, text) VALUES (?, ?)", (row, text))
            db.execute("INSERT INTO stem (rowid, text) VALUES (?, ?)", (row, text))
        db.execute("INSERT INTO exact (exact) VALUES ('optimize')")
        db.execute("INSERT INTO stem (stem) VALUES ('optimize')")
    return ""


class Searcher:
    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(f"file:{folder / 'index.sqlite'}?mode=ro", uri=True)

    def prepare(self, query: Query) -> Prepared | None:
        if isinstance(query.node, Fuzzy):
            return None
        table = "exact" if isinstance(query.node, Phrase | Wildcard) else "stem"
        node, condition, values = _taken_apart(query)
        joined = f"FROM {table} JOIN columns ON id = {table}.rowid WHERE {table} MATCH ? AND {condition}"
        matching = joined if values else f"FROM {table} WHERE {table} MATCH ?"
        score = f"bm25({table})" if values else "rank"  # the quicker of the two, which are the same
        best = f"SELECT -{score}, passage {joined} ORDER BY {score} LIMIT ?"
        match = self._matching(node)
        run = self._db.execute

        def answer() -> Answer:
            given = (match(), *values)
            found = run(best, (*given, LIMIT)).fetchall()
            facets = {
                name: dict(run(f"SELECT {name}, count(*) {joined} GROUP BY 1", given))
                for name in FACETS
                if query.facets
            }
            return Answer(found, run(f"SELECT count(*) {matching}", given).fetchone()[0], facets)

        return answer

    def _matching(self, node: Node) -> Callable[[], str]:
        """How the MATCH string comes about; the words that a wildcard stands for are looked up in each search."""
        if not isinstance(node, Wildcard) or node.pattern.endswith("*"):
            match = _match(node)
            return lambda: match
        first = node.pattern[:3]
        given = (first, first + "\uffff", node.pattern)

        def looked_up() -> str:
            found = self._db.execute("SELECT term FROM words WHERE term >= ? AND term < ? AND term GLOB ?", given)
            return " OR ".join(f'"{word}"' for (word,) in found) or '""'

        return looked_up


def open(folder: Path) -> Searcher:
    return Searcher(folder)


def _rows(documents: Iterable[Document]) -> Iterator[tuple[str, tuple[object, ...]]]:
    for document in documents:
        assert document.date
        days = (document.date.first_day.toordinal(), document.date.last_day.toordinal())
        for section in document.sections:
            for passage in section.passages:
                facets = faceted(document, section, passage).values()
                yield passage.text, (passage.id, document.id, *facets, *days)


def _taken_apart(query: Query) -> tuple[Node, str, tuple[object, ...]]:
    """What is for MATCH, and what is for the columns."""
    match query.node:
        case And((words, Field(name))):
            return words, f"{name} = ?", (query.value,)
        case And((words, DateRange(first, last))):
            assert first
            assert last
            return words, "first <= ? AND last >= ?", (last.toordinal(), first.toordinal())
        case node:
            return node, "true", ()


def _match(node: Node) -> str:
    match node:
        case Term(token):
            return f'"{token.exact}"'
        case And(children):
            return " AND ".join(map(_match, children))
        case Or(children):
            return " OR ".join(map(_match, children))
        case Phrase(tokens):
            return f'"{" ".join(token.exact for token in tokens)}"'
        case Near(tokens, distance):
            words = " ".join(f'"{token.exact}"' for token in tokens)
            return f"NEAR({words}, {distance - 1})"
        case Wildcard(pattern):
            return f'"{pattern[:-1]}"*'
    raise AssertionError(node)
