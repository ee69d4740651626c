"""Sites over the same passages: Citecast as it is served, and Datasette over an FTS5 table with facets."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from corpus.model import Document
from tests.bench.speed.checkout import Checkout
from tests.bench.speed.queries import FACETS, faceted

PER_PAGE = 20  # as Citecast's pages have
_PATIENT = {"facet_time_limit_ms": "60000", "sql_time_limit_ms": "60000", "suggest_facets": "off"}


class Site(NamedTuple):
    """A server's command, but for the port, and its environment; the path of its results page, but for the words."""

    command: Sequence[str]
    environment: dict[str, str]
    path: str
    field: str  # of the form, that takes the words

    def page(self, words: str) -> str:
        return f"{self.path}{'&' if '?' in self.path else '?'}{urlencode({self.field: words})}"


def citecast(checkout: Checkout) -> Site:
    """The web interface of a checkout, over its home."""
    return Site(checkout.command("serve"), checkout.environment(), "/search", "q")


def datasette(table: Path, documents: Iterable[Document]) -> Site:
    """Datasette, where it is installed; its table is made of the documents, where it is not there yet."""
    if not table.exists():
        _fill(table, documents)
    settings = [word for setting in _PATIENT.items() for word in ("--setting", *setting)]
    facets = urlencode([("_facet", name) for name in FACETS])
    return Site(
        [sys.executable, "-m", "datasette", "serve", "--immutable", str(table), *settings],
        dict(os.environ),
        f"/{table.stem}/passages?_size={PER_PAGE}&{facets}",
        "_search",
    )


def _fill(table: Path, documents: Iterable[Document]) -> None:
    """Write the table that Datasette serves, and its FTS5 index, which reads the text from it."""
    unfinished = table.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(unfinished)) as db, db:
        db.execute(f"CREATE TABLE passages (id TEXT PRIMARY KEY, document, {', '.join(FACETS)}, text)")
        marks = ", ".join("?" * (3 + len(FACETS)))
        for document in documents:
            db.executemany(
                f"INSERT INTO passages VALUES ({marks})",  # noqa: S608  # question marks
                (
                    (it.id, document.id, *faceted(document, section, it).values(), it.text)
                    for section in document.sections
                    for it in section.passages
                ),
            )
        words = """text, content="passages", tokenize='porter unicode61'"""  # by these quotes, Datasette knows it
        db.execute(f"CREATE VIRTUAL TABLE passages_fts USING fts5({words})")
        db.execute("INSERT INTO passages_fts (passages_fts) VALUES ('rebuild')")
        db.execute("INSERT INTO passages_fts (passages_fts) VALUES ('optimize')")
    unfinished.replace(table)
