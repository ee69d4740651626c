"""Servers that drip, flood, lie or babble: each ends in one line, in time and in little memory."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from corpus.errors import FetchError
from corpus.fetch.fetched import Fetched
from corpus.fetch.fetcher import Fetcher
from tests.servers import sending

OK = b"HTTP/1.1 200 OK\r\n"
WORDS = b"The furnace at Natanz was rebuilt."
PLAIN = OK + b"Content-Length: %d\r\n\r\n" % len(WORDS) + WORDS
GZIP = OK + b"Content-Encoding: gzip\r\n\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def answer_to(pieces: Callable[[], Iterable[bytes]], *, seconds: float = 20, max_bytes: int = 2**20) -> Fetched:
    with sending(pieces) as place:
        return Fetcher(allowed=frozenset((place,)), seconds=seconds, max_bytes=max_bytes).get(f"http://{place}/")


def why(pieces: Callable[[], Iterable[bytes]], *, seconds: float = 20, max_bytes: int = 2**20) -> str:
    with pytest.raises(FetchError) as failed:
        answer_to(pieces, seconds=seconds, max_bytes=max_bytes)
    assert len(str(failed.value).splitlines()) == 1
    return str(failed.value)


def dripping(data: bytes, *, after: bytes = b"") -> Iterator[bytes]:
    """A byte every twentieth of a second: each soon enough, and all of them too late."""
    yield after
    for byte in data:
        yield bytes((byte,))
        time.sleep(0.05)


def in_chunks(data: bytes) -> bytes:
    return b"".join(b"1\r\n%c\r\n" % byte for byte in data) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    "pieces",
    [
        lambda: dripping(PLAIN),
        lambda: dripping(PLAIN.removeprefix(OK), after=OK),
        lambda: dripping(WORDS, after=PLAIN.removesuffix(WORDS)),
        lambda: dripping(in_chunks(WORDS), after=CHUNKED),
        lambda: dripping(PLAIN, after=b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["status", "headers", "content", "chunks", "interim"],
)
def test_a_server_that_drips_ends_at_the_deadline(pieces: Callable[[], Iterable[bytes]]) -> None:
    assert why(pieces, seconds=0.5) == "takes longer than 0.5 s to fetch"


def test_a_server_that_says_nothing_ends_at_the_deadline() -> None:
    def connect(place: tuple[str, int], timeout: float) -> socket.socket:
        return socket.create_connection(silent.getsockname())  # itself without a limit

    for scheme in ("http", "https"):  # for https it is the handshake that waits
        with socket.create_server(("127.0.0.1", 0)) as silent:
            end = threading.Timer(5, silent.close)
            end.start()
            with pytest.raises(FetchError, match=r"^takes longer than 0\.2 s to fetch$"):
                Fetcher(resolve=lambda host: ["8.8.8.8"], connect=connect, seconds=0.2).get(
                    f"{scheme}://library.example/"
                )
            end.cancel()


def test_each_address_of_a_name_has_its_share_of_the_time() -> None:
    shares: list[float] = []

    def connect(place: tuple[str, int], timeout: float) -> socket.socket:
        shares.append(timeout)
        raise OSError(101, "Network is unreachable")

    fetcher = Fetcher(resolve=lambda host: ["8.8.8.8", "1.1.1.1", "2600::1"], connect=connect, clock=lambda: 0)
    with pytest.raises(FetchError, match=r"^cannot be reached: Network is unreachable$"):
        fetcher.get("http://library.example/")
    assert shares == [10, 15, 30]


def test_a_name_that_is_looked_up_for_ever_ends_at_the_deadline() -> None:
    found = threading.Event()

    def resolve(host: str) -> list[str]:
        found.wait(20)
        return ["127.0.0.1"]

    with pytest.raises(FetchError, match=r"^takes longer than 0\.2 s to fetch$"):
        Fetcher(resolve=resolve, seconds=0.2).get("http://library.example/")
    found.set()


def test_the_deadline_is_for_all_redirects_together() -> None:
    def pieces() -> Iterator[bytes]:
        time.sleep(0.2)
        yield b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n"

    assert why(pieces, seconds=0.7) == "takes longer than 0.7 s to fetch"


MEASURED = """
import json, sys
from corpus.errors import FetchError
from corpus.fetch.fetcher import Fetcher

def peak():
    status = open("/proc/self/status").read()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024

place = sys.argv[1]
before = peak()
try:
    Fetcher(allowed=frozenset((place,)), seconds=60).get(f"http://{place}/")
    said = "fetched"
except FetchError as error:
    said = str(error)
print(json.dumps([said, peak() - before]))
"""


def measured(pieces: Callable[[], Iterable[bytes]]) -> tuple[str, int]:
    """What a fetcher in a process of its own says, and by how many MiB its memory grew at the most."""
    with sending(pieces) as place:
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, place],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[2],
        )
    said, grown = json.loads(done.stdout)
    return said, grown


def bomb() -> Iterator[bytes]:
    """10 GiB of zeros in 10 MB of gzip: one block that stands by itself, sent a thousand times."""
    packer = zlib.compressobj(level=9, wbits=zlib.MAX_WBITS | 16)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(10 * 2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
    yield GZIP + head
    for _ in range(1024):
        yield block


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is measured in /proc")
@pytest.mark.parametrize(
    ("pieces", "said"),
    [
        (bomb, "is larger than 20 MB"),
        (lambda: [OK, b"\r\n", *[bytes(2**20)] * 200], "is larger than 20 MB"),
        (lambda: [CHUNKED, b"-1\r\n", *[bytes(2**20)] * 200], "sends more than is taken from one address"),
        (
            lambda: [CHUNKED, b"0\r\n", *[b"X: %s\r\n" % (b"y" * 60_000)] * 2_000],
            "sends more than is taken from one address",
        ),
    ],
    ids=["gzip bomb", "endless content", "negative chunk", "endless trailer"],
)
def test_a_flood_is_stopped_at_the_cap_and_takes_little_memory(
    pieces: Callable[[], Iterable[bytes]], said: str
) -> None:
    message, grown = measured(pieces)
    assert message == said
    assert grown < 100, "MiB"


@pytest.mark.parametrize(
    "answer",
    [
        OK + b"X: " + b"y" * 100_000,
        OK + b"X: y\r\n" * 1_000,
        b"HTTP/1.1 200 " + b"y" * 100_000,
        b"HTTP/1.1 100 Continue\r\n\r\n" * 100_000,
        GZIP + zlib.compress(b"") * 200_000,
    ],
    ids=["header", "headers", "status line", "interim answers", "members that hold nothing"],
)
def test_what_leads_to_nothing_is_not_read_for_ever(answer: bytes) -> None:
    reasons = ("gives an answer that is none of a web site", "sends more than is taken from one address")
    assert why(lambda: [answer], max_bytes=2**16) in reasons


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "cannot be reached: Remote end closed connection without response"),
        (OK + b"Content-Length: 99\r\n\r\n" + WORDS, "was cut off before its end"),
        (CHUNKED + b"22\r\n" + WORDS[:9], "was cut off before its end"),
        (CHUNKED + b"22\r\n" + WORDS + b"\r\n", "was cut off before its end"),
        (CHUNKED + b"xyz\r\n" + WORDS, "was cut off before its end"),
        (CHUNKED + b"-9\r\n" + WORDS, "gives an answer that is none of a web site"),
        (OK + b"Content-Length: -1\r\n\r\n" + WORDS, "gives an answer that is none of a web site"),
        (OK + b"Content-Length: 9\r\nContent-Length: 34\r\n\r\n" + WORDS, "gives an answer that is none of a web site"),
        (OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + WORDS, "gives an answer that is none of a web site"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "gives an answer that is none of a web site"),
        (b"HTTP/1.1 two hundred\r\n\r\n", "gives an answer that is none of a web site"),
        (b"\x00\xff" * 5_000, "gives an answer that is none of a web site"),
        (b"HTTP/1.1 500 \x1b[31mred\r\n\r\n", "answered 500 Internal Server Error"),
    ],
)
def test_an_answer_that_is_not_whole_or_not_http_is_refused(answer: bytes, reason: str) -> None:
    assert why(lambda: [answer]) == reason


@pytest.mark.parametrize("answer", [PLAIN + b"and more", CHUNKED + in_chunks(WORDS), OK + b"\r\n" + WORDS])
def test_an_answer_ends_where_it_says(answer: bytes) -> None:
    assert answer_to(lambda: [answer]).data == WORDS


HEADERS = (
    b"Content-Length: 3\r\n",
    b"Content-Length: x\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Content-Encoding: gzip\r\n",
    b"Content-Encoding: \xff\r\n",
    b"Content-Type: \xfftext/vtt\r\n",
    b"Location: //[\r\n",
    b"Location: http://\xc3\xbc/\r\n",
    b"Location: http://\xef\xbc\x8f.example:1e5/\r\n",
    b"ETag: a\r\n b\r\n",
    b"no header\r\n",
    b"\r\n",
    b"3\r\nabc\r\n",
    b"-1\r\n",
    b"0\r\n\r\n",
    b"\x1f\x8b\x08",
)


@settings(max_examples=300, deadline=None)
@given(
    status=st.sampled_from((b"200", b"301", b"304", b"404", b"100", b"-1", b"99999")),
    parts=st.lists(st.sampled_from(HEADERS) | st.binary(max_size=40), max_size=12),
)
def test_whatever_is_answered_it_is_content_or_one_line(status: bytes, parts: list[bytes]) -> None:
    def connect(place: tuple[str, int], timeout: float) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            theirs.sendall(b"HTTP/1.1 " + status + b" Fine\r\n" + b"".join(parts))
            theirs.shutdown(socket.SHUT_WR)
            lines.append(theirs.dup())  # open still: what is asked is taken
        return ours

    lines: list[socket.socket] = []
    said = ""
    try:
        Fetcher(resolve=lambda host: ["8.8.8.8"], connect=connect).get("http://library.example/")
    except FetchError as error:
        said = str(error)
    for line in lines:
        line.close()
    assert len(said.splitlines()) <= 1
