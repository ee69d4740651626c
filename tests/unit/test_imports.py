"""A command loads what it needs: none of the libraries and rooms that others need."""

from __future__ import annotations

import subprocess
import sys

import pytest

from search.results.values import SearchRequest
from search.service import Service
from tests.commands import COMMAND

NETWORK = "ssl http.client corpus.fetch.fetcher protego"
READERS = "corpus.readers.registry corpus.sandbox bs4 lxml mammoth pypdfium2 markdown yaml charset_normalizer"
PAGES = "web flask werkzeug jinja2 waitress"
ENGINE = "numpy whoosh search.whoosh_engine search.analysis Stemmer"
ADDING = "search.ingest.adding watchfiles"
ASSISTANTS = "mcp pydantic search.mcp search.operations"
DATABASE = "sqlite3 corpus.library"


def loaded(code: str, *arguments: str) -> set[str]:
    """The modules that a program has loaded when it ends."""
    program = f"import atexit, sys; atexit.register(lambda: print(*sys.modules, sep='\\n', file=sys.stderr)); {code}"
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True, timeout=120
    )
    return set(done.stderr.splitlines())


def test_a_query_is_understood_without_a_database_and_a_network() -> None:
    modules = loaded("import search.query.parser")
    assert "search.query.parser" in modules
    assert not modules & {*DATABASE.split(), *NETWORK.split(), "numpy", "http", "search.engine"}


def test_help_loads_no_library_and_no_engine() -> None:
    modules = loaded(COMMAND[2], "--help")
    assert "search.cli.adding" in modules
    assert not modules & set(
        f"{DATABASE} {NETWORK} {READERS} {ENGINE} {ADDING} {ASSISTANTS} flask waitress search.service".split()
    )


@pytest.mark.parametrize("command", ["cite", "list", "read"])
def test_what_is_stored_is_given_without_an_engine(service: Service, command: str) -> None:
    (hit,) = service.finder.search(SearchRequest(query='"glide bombs"')).hits
    arguments = {"cite": [hit.place.passage.id], "list": [], "read": [hit.document.id]}[command]
    modules = loaded(COMMAND[2], "--home", str(service.home), command, *arguments)
    assert "corpus.library" in modules
    needed = {"cite": {"charset_normalizer", "lxml"}}.get(command, set())  # to seek the words on the source's page
    assert not modules & set(f"{NETWORK} {READERS} {ENGINE} {ADDING} {PAGES} {ASSISTANTS}".split()) - needed


def test_a_search_loads_no_reader_and_no_page(service: Service) -> None:
    modules = loaded(COMMAND[2], "--home", str(service.home), "search", "drones")
    assert "search.whoosh_engine" in modules
    assert not modules & set(f"{NETWORK} {READERS} {ADDING} {PAGES} {ASSISTANTS}".split())
