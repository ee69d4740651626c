"""The server's parent: what ends its worker costs no more than the requests in flight, and it ends as it is told."""

from __future__ import annotations

import datetime as dt
import http.client
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
from contextlib import closing
from pathlib import Path

import pytest

from corpus import samples
from search.ingest.values import RawSource, SourceSpec
from search.results.values import SearchRequest
from search.service import Service
from search.settings import Settings
from tests.commands import COMMAND
from tests.waiting import reading_for_a_second, until
from tests.web.adding import held
from tests.web.serving import Server, keep_large, served
from web.staging import Sent, Staging

pytestmark = pytest.mark.slow

DOCUMENT = "/d/how-iran-and-russia-came-to-arm-each-other"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A library of the sample corpus, with its index."""
    with Service.open(tmp_path / "home", Settings()) as service:
        for _ in service.adder.add(
            SourceSpec.at_hand(RawSource(source=f.name, name=f.name, data=f.read_bytes())) for f in samples.files()
        ):
            pass
        service.indexer.catch_up()
    return tmp_path / "home"


@pytest.fixture
def passage(home: Path) -> str:
    """The address of a passage of the library."""
    with Service.open(home, Settings()) as service:
        (hit,) = service.finder.search(SearchRequest(query='"glide bombs"')).hits
        return hit.permalink


def pages(server: Server, passage: str) -> list[str]:
    """What needs no index: a document, a permalink, a citation, the library's list; whatever port they are at."""
    paths = (DOCUMENT, passage, passage.replace("?", "/cite/bibtex?"), "/library")
    return [re.sub(r"(127\.0\.0\.1|localhost)(:|%3A)\d+", r"\1", answered(server, path)) for path in paths]


def answered(server: Server, path: str) -> str:
    """A page, asked again where its answer was the one in flight when a worker ended."""
    try:
        return server.get(path)
    except (http.client.HTTPException, ConnectionError):
        return server.get(path)


def refused(server: Server, path: str) -> str:
    """What a page says that cannot be shown, asked again as in `answered`."""
    try:
        return _refused(server, path)
    except (http.client.HTTPException, ConnectionError):
        return _refused(server, path)


def _refused(server: Server, path: str) -> str:
    with pytest.raises(urllib.error.HTTPError) as error:
        server.get(path)
    with error.value:
        assert error.value.code == 503
        return error.value.read().decode()


def cut(home: Path) -> None:
    """Cut the files of the index short, as they are mapped by who has it open."""
    files = list((home / "index").glob("MAIN_*.*"))
    assert files
    for file in files:
        os.truncate(file, 0)


def test_an_index_file_that_is_cut_short_under_a_server_is_told(home: Path, passage: str) -> None:
    with served(home) as server:
        before = pages(server, passage)
        assert "<mark>" in server.get("/search?q=drones")
        cut(home)
        assert pages(server, passage) == before
        assert "citecast rebuild" in refused(server, "/search?q=drones")
        assert "citecast rebuild" in refused(server, "/api/search?q=drones")
        subprocess.run([*COMMAND, "--home", str(home), "rebuild"], check=True, capture_output=True)
        assert "<mark>glide bombs</mark>" in answered(server, "/search?q=%22glide+bombs%22")


def test_a_server_starts_on_a_damaged_index_and_says_so(home: Path, passage: str) -> None:
    with served(home) as server:
        before = pages(server, passage)
    cut(home)
    with served(home) as server:
        assert server.lines[0].startswith("Citecast is at")
        until(lambda: server.said().endswith("\n"))
        assert len(server.said().splitlines()) == 1
        assert "citecast rebuild" in server.said()
        assert pages(server, passage) == before
        assert "citecast rebuild" in server.get("/")
        assert "citecast rebuild" in refused(server, "/search?q=drone")
        assert "citecast rebuild" in refused(server, "/search?q=drones")


@pytest.mark.parametrize(
    ("number", "cause"),
    [
        (signal.SIGKILL, "SIGKILL"),
        (signal.SIGBUS, "SIGBUS: a file of the index was cut short or cannot be read"),  # in the midst of a search
    ],
)
def test_a_worker_that_is_killed_is_followed_by_another(home: Path, passage: str, number: int, cause: str) -> None:
    with served(home) as server:
        before, worker = pages(server, passage), server.worker()
        os.kill(worker, number)
        assert pages(server, passage) == before
        assert server.worker() != worker
        assert server.said() == f"citecast: the server ended unexpectedly ({cause}); started again\n"


def test_a_worker_that_is_killed_again_and_again_ends_the_server_with_one_line(home: Path) -> None:
    with served(home) as server:
        worker = None
        for _ in range(5):
            worker = server.worker(other_than=worker)
            os.kill(worker, signal.SIGKILL)
        assert server.process.wait(timeout=60) == 1
        assert server.said().splitlines()[-1].startswith("citecast: the server ended 5 times within a minute")
        assert len(server.said().splitlines()) == 5


def test_a_worker_ends_with_its_parent_and_frees_the_port(home: Path) -> None:
    with served(home) as server:
        worker = server.worker()
        server.process.kill()
        server.process.wait(timeout=60)
        until(lambda: not Path(f"/proc/{worker}").exists())
        with socket.create_server(("127.0.0.1", server.port)):
            pass


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_told_to_end_does_so_with_the_library_in_one_file(home: Path, number: int) -> None:
    with closing(sqlite3.connect(home / "library.sqlite")) as other, served(home) as server:
        other.execute("SELECT count(*) FROM documents").fetchone()  # with another open, closing alone leaves the log
        other.execute("PRAGMA wal_autocheckpoint = 0")
        other.execute("CREATE TABLE written_meanwhile (at)")
        assert (home / "library.sqlite-wal").stat().st_size
        server.get("/search?q=drones")
        with reading_for_a_second(home / "library.sqlite"):
            os.killpg(server.process.pid, number)  # as a terminal does
            assert server.process.wait(timeout=60) == 0
        assert server.said() == ""
        assert (home / "library.sqlite-wal").stat().st_size == 0
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", server.port))


def test_an_answer_that_is_under_way_is_sent_whole_before_the_server_ends(home: Path) -> None:
    data = os.urandom(16_000_000)
    original = keep_large(home, data)
    with served(home) as server, socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 10_000)
        client.connect(("127.0.0.1", server.port))
        client.sendall(f"GET {original} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        received = bytearray(client.recv(1000))
        server.process.send_signal(signal.SIGTERM)
        time.sleep(1)  # for the server to know
        while piece := client.recv(1 << 20):
            received += piece
        assert received.endswith(data)
        assert server.process.wait(timeout=60) == 0


@pytest.mark.parametrize("name", ["citecast.toml", "library.sqlite"])
def test_what_keeps_a_server_from_starting_is_one_line_and_no_second_try(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"This is neither.\n" * 1000)
    done = subprocess.run([*COMMAND, "--home", str(tmp_path), "serve"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert name in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_parent_loads_nothing_of_the_search_engine() -> None:
    heavy = "numpy whoosh flask waitress sqlite3 ssl search.service search.query search.results corpus.library"
    parent = "search.cli.entry, web.command, web.supervisor"
    code = f"import sys, {parent}; print([m for m in {[*heavy.split(), 'corpus.model']} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_second_ctrl_c_ends_a_server_that_is_still_at_work(home: Path) -> None:
    id = Staging(home).create([Sent("memo.md", b"Turbine.", {})], now=dt.datetime.now(dt.UTC)).id
    with held(home, id, 1), served(home) as server:
        server.process.send_signal(signal.SIGINT)
        with pytest.raises(subprocess.TimeoutExpired):  # the source at hand is not given up
            server.process.wait(timeout=2)
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(timeout=60) == 0
        assert server.said() == ""
