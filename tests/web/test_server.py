"""The server as a user starts it: a process of its own, asked over HTTP."""

from __future__ import annotations

import datetime as dt
import http.client
import socket
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.commands import COMMAND
from tests.waiting import PATIENCE, until
from tests.web.adding import held
from tests.web.serving import served
from web.server import is_loopback
from web.staging import Sent, Staging

pytestmark = pytest.mark.slow


def test_the_demo_is_searched_over_http_and_leaves_the_users_library_alone(tmp_path: Path) -> None:
    with served(tmp_path, "--demo") as server:
        assert server.lines == [f"Citecast is at http://localhost:{server.port}/ (stop it with Ctrl-C)\n"]
        assert "<mark>glide bombs</mark>" in server.get("/search?q=%22glide+bombs%22")
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]
    with served(tmp_path, "--demo") as server:
        assert "7 documents" in server.get("/library")


@pytest.mark.skipif(not find_spec("numba"), reason="the extra `fast` is not installed")
def test_searches_are_answered_while_they_are_compiled(tmp_path: Path) -> None:
    home, cache = tmp_path / "home", tmp_path / "cache"
    with served(home, "--demo", XDG_CACHE_HOME=str(cache)) as server:
        found = server.get("/search?q=drones")
        assert "<mark>drones</mark>" in found
        assert not [*cache.rglob("done")]
        until(lambda: [*cache.rglob("done")], patience=10 * PATIENCE)
        assert server.get("/search?q=drones") == found
        assert not server.said()
    assert server.process.returncode == 0


@pytest.mark.skipif(not find_spec("numba"), reason="the extra `fast` is not installed")
def test_the_server_ends_without_waiting_for_the_compiler(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    with served(tmp_path / "home", "--demo", XDG_CACHE_HOME=str(cache)) as server:
        until(lambda: [*cache.rglob("*.nbi")])
    assert server.process.returncode == 0
    assert len([*cache.rglob("*.nbi")]) < 10, "most kernels were not compiled yet"


def test_an_address_that_others_can_reach_says_so_and_asks_for_the_token(tmp_path: Path) -> None:
    with served(tmp_path, "--demo", "--host", "0.0.0.0") as server:  # noqa: S104
        assert "need the token" in server.lines[1]
        assert "Who is adding?" in server.get("/add")
        assert "drone" in server.get("/search?q=drones")


def test_a_public_address_before_a_local_one_asks_for_the_token(tmp_path: Path) -> None:
    with served(tmp_path, "--demo", CITECAST_PUBLIC_URL="https://library.example") as server:
        assert "Who is adding?" in server.get("/add")
        assert "https://library.example/p/p" in server.get("/search?q=drones")


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
    with served(tmp_path, CITECAST_MAX_UPLOAD_MB="1") as server:
        client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
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
    with served(tmp_path) as server, socket.create_connection(("127.0.0.1", server.port), timeout=60) as line:
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
    with held(tmp_path, id, 3), served(tmp_path) as server:
        assert "Adding 3 files" in server.get(f"/add/{id}")
        assert "No passage has" in server.get("/search?q=turbine")
        server.kill()
    with served(tmp_path) as server:
        page = until(lambda: server.get(f"/add/{id}"), lambda text: "data-live" not in text)
        assert "3 added" in page
        assert "3 passages in 3 documents" in server.get("/search?q=turbine")
