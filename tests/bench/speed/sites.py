"""Two sites over the same passages: Citecast as it is served, and Datasette over an FTS5 table with facets."""

from __future__ import annotations

import importlib.util
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from corpus.model import Document
from search.ingest.values import RawSource, SourceSpec
from search.service import Service
from search.settings import Settings
from tests.bench.speed import corpus
from tests.bench.speed.queries import FACETS

PER_PAGE = 20  # as Citecast's pages have
_PATIENCE = 120  # seconds for a server to begin
_PATIENT = {"facet_time_limit_ms": "60000", "sql_time_limit_ms": "60000", "suggest_facets": "off"}


class Site(NamedTuple):
    """A server's command line, but for the port; and the path of its results page, but for the words."""

    command: Sequence[str]
    path: str
    field: str  # of the form, that takes the words

    def page(self, words: str) -> str:
        return f"{self.path}{'&' if '?' in self.path else '?'}{urlencode({self.field: words})}"


def made(home: Path, passages: int) -> dict[str, Site]:
    """The sites, by name; what they serve is made where the folder has it not. Datasette only where it is installed."""
    library, table = home / "library", home / "datasette.sqlite"
    if not table.exists():
        home.mkdir(parents=True, exist_ok=True)
        with Service.open(library, Settings()) as service:
            uploads = (
                RawSource(source=f"{document.id}.md", name=f"{document.id}.md", data=_markdown(document).encode())
                for document in corpus.documents(passages)
            )
            failed = [result for result in service.add(map(SourceSpec.at_hand, uploads)) if result.status == "failed"]
            assert not failed, failed
            service.catch_up()
            _fill(table, (service.document(id) for id in service.library.live()))
    serve = [sys.executable, "-c", "from search.cli.entry import main; main()", "--home", str(library), "serve"]
    sites = {"Citecast": Site(serve, "/search", "q")}
    if importlib.util.find_spec("datasette"):
        settings = [word for setting in _PATIENT.items() for word in ("--setting", *setting)]
        facets = urlencode([("_facet", name) for name in FACETS])
        sites["Datasette"] = Site(
            [sys.executable, "-m", "datasette", "serve", "--immutable", str(table), *settings],
            f"/datasette/passages?_size={PER_PAGE}&{facets}",
            "_search",
        )
    return sites


@contextmanager
def served(site: Site) -> Iterator[int]:
    """A site at work; its port on loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    process = subprocess.Popen(
        [*site.command, "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + _PATIENCE
        while socket.socket().connect_ex(("127.0.0.1", port)):
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit(f"does not serve: {' '.join(site.command)}")
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _markdown(document: Document) -> str:
    """A transcript as the archive has them, with its details before it."""
    assert document.date
    date = document.date.first_day.isoformat()
    said = "\n\n".join(f"**{passage.who}:** {passage.text}" for passage in document.passages())
    return f"---\ntype: transcript\ntitle: {document.id}\nshow: {document.show}\ndate: {date}\n---\n{said}\n"


def _fill(table: Path, documents: Iterator[Document]) -> None:
    """Write the table that Datasette serves, and its FTS5 index, which reads the text from it."""
    unfinished = table.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(unfinished)) as db, db:
        db.execute(f"CREATE TABLE passages (id TEXT PRIMARY KEY, document, {', '.join(FACETS)}, text)")
        for document in documents:
            year = str(document.date.year) if document.date else ""
            db.executemany(
                "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (it.id, document.id, document.type, document.show, it.who, section.kind, year, it.text)
                    for section in document.sections
                    for it in section.passages
                ),
            )
        words = """text, content="passages", tokenize='porter unicode61'"""  # by these quotes, Datasette knows it
        db.execute(f"CREATE VIRTUAL TABLE passages_fts USING fts5({words})")
        db.execute("INSERT INTO passages_fts (passages_fts) VALUES ('rebuild')")
        db.execute("INSERT INTO passages_fts (passages_fts) VALUES ('optimize')")
    unfinished.replace(table)
