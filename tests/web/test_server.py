"""The server as a user starts it: a process of its own, asked over HTTP."""

from __future__ import annotations

import datetime as dt
import http.client
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.web.adding import held, until
from web.server import is_loopback
from web.staging import Sent, Staging

COMMAND = (sys.executable, "-c", "from search.cli import main; main()")


@contextmanager
def served(home: Path, *arguments: str, **environment: str) -> Iterator[tuple[int, list[str]]]:
    """A running `citecast serve`: its port, and the lines it said when it began."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [*COMMAND, "--home", str(home), "serve", "--port", str(port), *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
    )
    try:
        assert process.stdout
        lines = [process.stdout.readline()]
        if "0.0.0.0" in arguments:  # noqa: S104
            lines.append(process.stdout.readline())
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port, lines
    finally:
        process.terminate()
        process.wait(timeout=20)
        assert process.stdout
        process.stdout.close()


def get(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as response:
        return str(response.read().decode())


def test_the_demo_is_searched_over_http_and_leaves_the_users_library_alone(tmp_path: Path) -> None:
    with served(tmp_path, "--demo") as (port, lines):
        assert lines == [f"Citecast is at http://localhost:{port}/ (stop it with Ctrl-C)\n"]
        assert "<mark>glide bombs</mark>" in get(port, "/search?q=%22glide+bombs%22")
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]
    with served(tmp_path, "--demo") as (port, _):
        assert "7 documents" in get(port, "/library")


def test_an_address_that_others_can_reach_says_so_and_asks_for_the_token(tmp_path: Path) -> None:
    with served(tmp_path, "--demo", "--host", "0.0.0.0") as (port, lines):  # noqa: S104
        assert "need the token" in lines[1]
        assert "Who is adding?" in get(port, "/add")
        assert "drone" in get(port, "/search?q=drones")


def test_a_public_address_before_a_local_one_asks_for_the_token(tmp_path: Path) -> None:
    with served(tmp_path, "--demo", CITECAST_PUBLIC_URL="https://library.example") as (port, _):
        assert "Who is adding?" in get(port, "/add")
        assert "https://library.example/p/p" in get(port, "/search?q=drones")


def test_a_port_that_is_taken_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [*COMMAND, "--home", str(tmp_path), "serve", "--port", port],
            capture_output=True,
            text=True,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("citecast: cannot listen on 127.0.0.1 port")
    assert len(done.stderr.splitlines()) == 1


def test_an_upload_above_the_limit_is_told_so_on_a_page(tmp_path: Path) -> None:
    """By a client that sends all of it before it listens; more than what waits in the sockets between the two."""
    body = b"--edge\r\n" + bytes(40 * 2**20)
    kind = {"Content-Type": "multipart/form-data; boundary=edge", "Sec-Fetch-Site": "same-origin"}
    with served(tmp_path, CITECAST_MAX_UPLOAD_MB="1") as (port, _):
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        for size in (2**20 + 1, 2 * 2**20, len(body)):
            client.request("POST", "/add", body=body[:size], headers=kind)
            answer = client.getresponse()
            page = answer.read().decode()
            assert (answer.status, answer.headers.get_content_type()) == (413, "text/html")
            assert "That was too large to take in one go; the limit is 1 MB." in page
        client.request("GET", "/add")
        assert client.getresponse().status == 200
        client.close()


@pytest.mark.parametrize("head", [f"POST /add HTTP/1.1\r\nContent-Length: {'9' * 5_000}", "GET http://[/ HTTP/1.1"])
def test_a_head_that_cannot_be_understood_is_refused(tmp_path: Path, head: str) -> None:
    with served(tmp_path) as (port, _), socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(f"{head}\r\nHost: localhost\r\n\r\n".encode())
        assert line.recv(100).startswith((b"HTTP/1.1 400 ", b"HTTP/1.0 400 "))


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104
        ("::", False),
        ("192.168.0.4", False),
        ("library.example", False),
    ],
)
def test_only_loopback_is_local(host: str, local: bool) -> None:
    assert is_loopback(host) is local


def test_a_server_that_is_killed_while_it_adds_is_gone_on_with_by_the_next(tmp_path: Path) -> None:
    memos = [Sent(f"memo-{n}.md", f"Turbine number {n}.".encode(), {}) for n in range(3)]
    id = Staging(tmp_path).create(memos, now=dt.datetime.now(dt.UTC)).id
    with Staging(tmp_path).changing(id) as batch:
        for entry in batch.entries:
            entry.chosen = True
    with held(tmp_path, id, 3), served(tmp_path) as (port, _):
        assert "Adding 3 files" in get(port, f"/add/{id}")
        assert "No passage has" in get(port, "/search?q=turbine")
    with served(tmp_path) as (port, _):
        page = until(lambda: get(port, f"/add/{id}"), lambda text: "data-live" not in text)
        assert "3 added" in page
        assert "3 passages in 3 documents" in get(port, "/search?q=turbine")
