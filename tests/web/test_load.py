"""Many clients at once, some of them slow or silent: nobody else waits for those. A short profile, on loopback."""

from __future__ import annotations

import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.waiting import PATIENCE
from tests.web.serving import Server, keep_large, served
from web import connections
from web.connections import Patience

pytestmark = pytest.mark.slow

SECONDS = 5
CLIENTS = 16
SILENT = 150  # connections
ABSURD = 20.0  # seconds for one answer, of what takes some hundredths
ASKED = ("/search?q=drone+factory", "/d/jim-lamson", "/search?q=%22glide+bombs%22&sort=date", "/library", "/help")
UPLOAD = (
    b'--edge\r\nContent-Disposition: form-data; name="files"; filename="memo.md"\r\n\r\nTurbine %d.\r\n--edge--\r\n'
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("load")
    keep_large(home / "demo", bytes(4_000_000))
    with served(home, "--demo") as running:
        yield running


def connected(server: Server, until_the_end: ExitStack, sent: bytes = b"") -> socket.socket:
    client = until_the_end.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE))
    client.sendall(sent)
    return client


def load(server: Server) -> list[float]:
    """How long each answer took of what ordinary clients ask and add for some seconds; all are as they should be."""
    took: list[float] = []
    wrong: list[str] = []
    end = time.monotonic() + SECONDS

    def ask(number: int) -> None:
        turn = number
        while time.monotonic() < end:
            path, turn = ASKED[turn % len(ASKED)], turn + 1
            began = time.monotonic()
            try:
                server.get(path) if number else add(server, turn)
            except OSError as error:  # HTTPError too
                wrong.append(f"{path}: {error!r}")
            took.append(time.monotonic() - began)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(took) >= 2 * CLIENTS
    return took


def add(server: Server, number: int) -> None:
    """Give a file as the form does, and see its page."""
    headers = {"Content-Type": "multipart/form-data; boundary=edge", "Sec-Fetch-Site": "same-origin"}
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}/add", UPLOAD % number, headers)
    with urllib.request.urlopen(request, timeout=PATIENCE) as page:  # noqa: S310
        assert b"memo.md" in page.read()


def test_ordinary_clients_do_not_wait_for_those_that_say_nothing(server: Server) -> None:
    with ExitStack() as until_the_end:
        for _ in range(SILENT):
            connected(server, until_the_end)
        assert max(load(server)) < ABSURD


def test_ordinary_clients_do_not_wait_for_those_that_send_or_read_a_byte_at_a_time(server: Server) -> None:
    head = b"POST /add HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"
    original = b"GET /d/large/original HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with ExitStack() as until_the_end:
        slow = [connected(server, until_the_end, sent) for sent in (b"GET /search?q=", head) for _ in range(CLIENTS)]
        for _ in range(CLIENTS):
            connected(server, until_the_end, original * 100)  # and reads nothing
        ended = threading.Event()

        def send() -> None:
            while not ended.wait(0.2):
                for client in slow:
                    client.sendall(b"x")

        thread = threading.Thread(target=send)
        thread.start()
        until_the_end.callback(thread.join)
        until_the_end.callback(ended.set)
        assert max(load(server)) < ABSURD


def test_requests_sent_at_once_are_answered_one_by_one(server: Server) -> None:
    with ExitStack() as until_the_end:
        client = connected(server, until_the_end, b"GET /help HTTP/1.1\r\nHost: localhost\r\n\r\n" * 2)
        answer = b"".join(iter(lambda: client.recv(100_000), b""))
    assert answer.count(b"HTTP/1.1 200 OK") == 1
    assert b"Connection: close" in answer
    assert answer.rstrip().endswith(b"</html>")


def test_a_connection_that_hardly_moves_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("web.connections.time.monotonic", lambda: now)
    ended: list[str] = []

    class Client(connections.Connection):
        def __init__(self, name: str, pending: int) -> None:
            self.name, self.total_outbufs_len = name, pending

        def handle_close(self) -> None:
            ended.append(self.name)

    slow, quick, silent = Client("slow", 1), Client("quick", 1), Client("silent", 0)
    patience = Patience()
    for _ in range(200):
        patience.look([slow, quick, silent, object()])
        slow.moved += 1
        quick.moved += 2_000
        now += 1
        if ended:
            break
    assert ended == ["slow"]
    assert 60 <= now <= 121
