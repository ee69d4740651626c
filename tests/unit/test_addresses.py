"""Which addresses are asked for, and that nothing is reached that is not public."""

from __future__ import annotations

import socket
from collections.abc import Sequence

import pytest

from corpus.errors import FetchError
from corpus.fetch import addresses
from corpus.fetch.fetcher import Fetcher

NOT_PUBLIC = (
    "127.0.0.1",
    "①②⑦.0.0.1",
    "127.0.0.1.",
    "0.0.0.0",  # noqa: S104
    "10.1.2.3",
    "100.64.0.1",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "[::]",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:8.8.8.8]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]",
    "[100::1]",
    "[2001::1]",
    "[2001:db8::1]",
    "[2002:7f00:1::]",
    "[3ffe::1]",
    "[3ffe:ffff::1]",
    "[3fff::1]",
    "[4000::1]",
    "[5f00::1]",
    "[fd00::1]",
    "[fe80::1]",
    "[fec0::1]",
    "[ff0e::1]",
)
NO_ADDRESS = (
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "127.0.0.1.1",
    "[fe80::1%eth0]",
    "[2600::1%25eth0]",
    "exa mple.org",
    "a..example",
    f"{'a' * 64}.example",
)


class Network:
    """Stands at the boundary: notes the connections tried, and none is made."""

    def __init__(self) -> None:
        self.tried: list[tuple[str, int]] = []

    def connect(self, place: tuple[str, int], timeout: float) -> socket.socket:
        self.tried.append(place)
        raise ConnectionRefusedError(111, "Connection refused")


def fetched_from(url: str, *, allowed: str = "", ips: Sequence[str] | None = None) -> tuple[str, list[tuple[str, int]]]:
    """Why an address was not fetched, and the connections that were tried."""
    network = Network()
    resolve = addresses.look_up if ips is None else lambda host: ips
    fetcher = Fetcher(connect=network.connect, resolve=resolve, allowed=frozenset((allowed,)))
    with pytest.raises(FetchError) as refused:
        fetcher.get(url)
    assert len(str(refused.value).splitlines()) == 1
    return str(refused.value), network.tried


@pytest.mark.parametrize("host", [*NOT_PUBLIC, "localhost", "LOCALHOST"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_what_is_not_public_is_refused_before_a_connection(scheme: str, host: str) -> None:
    message, tried = fetched_from(f"{scheme}://{host}/")
    assert "is at an address that is not public (" in message
    assert tried == []


@pytest.mark.parametrize("host", NO_ADDRESS)
def test_a_number_written_otherwise_is_no_host(host: str) -> None:
    message, tried = fetched_from(f"http://{host}/", ips=["8.8.8.8"])
    assert message.startswith(("names no site that can be looked up", "is not a web address"))
    assert tried == []


@pytest.mark.parametrize("host", NOT_PUBLIC)
def test_a_name_for_what_is_not_public_is_refused(host: str) -> None:
    ip = "127.0.0.1" if "①" in host else host.strip("[].")
    message, tried = fetched_from("http://library.example/", ips=[ip])
    assert message == f"is at an address that is not public ({ip}), and is not fetched"
    assert tried == []


@pytest.mark.parametrize("ips", [["8.8.8.8", "10.0.0.1"], ["2600::1", "::1"], ["2600::1%eth0"], ["what?"]])
def test_a_name_is_refused_for_one_address_that_is_not_public(ips: list[str]) -> None:
    message, tried = fetched_from("https://library.example/", ips=ips)
    assert message == f"is at an address that is not public ({ips[-1]}), and is not fetched"
    assert tried == []


@pytest.mark.parametrize(
    "ip",
    [
        "8.8.8.8",
        "1.1.1.1",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "223.255.255.255",
        "2001:4860:4860::8888",
        "2001:200::1",
        "2600::1",
        "2a00:1450::1",
    ],
)
def test_what_is_public_is_connected_to_at_the_address_that_was_vetted(ip: str) -> None:
    message, tried = fetched_from("https://library.example/", ips=[ip])
    assert message == "cannot be reached: Connection refused"
    assert tried == [(ip, 443)]


def test_each_address_of_a_name_is_tried_once() -> None:
    _, tried = fetched_from("http://library.example/", ips=["8.8.8.8", "2600::1", "1.1.1.1"])
    assert tried == [("8.8.8.8", 80), ("2600::1", 80), ("1.1.1.1", 80)]


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("file:///etc/passwd", "does not begin with http:// or https://"),
        ("ftp://example.org/", "does not begin with http:// or https://"),
        ("example.org/feed.xml", "does not begin with http:// or https://"),
        ("http:///feed.xml", "names no site that can be looked up (none)"),
        ("http://[::1/", "is not a web address"),
        ("http://example.org:x/", "is not a web address"),
        ("http://example.org:99999/", "is not a web address"),
        (
            "http://example.org:22/",
            "is at port 22; only the usual ports (80 and 443) are fetched from; whoever runs"
            " Citecast can allow this one (setting fetch_allowed)",
        ),
        (
            "http://example.org:0/",
            "is at port 0; only the usual ports (80 and 443) are fetched from; whoever runs"
            " Citecast can allow this one (setting fetch_allowed)",
        ),
        ("http://ann:secret@example.org/", "has a user name or password in it, and is not fetched"),
        ("http://@example.org/", "has a user name or password in it, and is not fetched"),
        ("http://example.org\\@127.0.0.1/", "has a user name or password in it, and is not fetched"),
        ("http://example.org\\.evil/", "names no site that can be looked up (example.org\\.evil)"),
        ("http://example.org/\r\nX: y", "has characters in it that no address has"),
        ("http://example.org/" + "a" * 5_000, "is longer than 4,096 characters"),
    ],
)
def test_an_address_that_is_not_fetched_says_why(url: str, why: str) -> None:
    assert fetched_from(url, ips=["8.8.8.8"]) == (why, [])


@pytest.mark.parametrize("allowed", ["localhost:8000", "LOCALHOST:8000"])
def test_a_place_that_is_allowed_is_tried_at_its_port_alone(allowed: str) -> None:
    assert fetched_from("http://localhost:8000/", allowed=allowed, ips=["127.0.0.1"])[1] == [("127.0.0.1", 8000)]
    assert fetched_from("http://localhost:8001/", allowed=allowed, ips=["127.0.0.1"])[1] == []
    assert fetched_from("http://localhost/", allowed=allowed, ips=["127.0.0.1"])[1] == []
    assert fetched_from("http://ann@localhost:8000/", allowed=allowed, ips=["127.0.0.1"])[1] == []


def test_an_ipv6_place_is_allowed_in_brackets() -> None:
    assert fetched_from("http://[0::1]:8000/", allowed="[::1]:8000")[1] == [("::1", 8000)]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("HTTP://Example.ORG", "http://example.org/"),
        ("https://example.org.:443/a#b", "https://example.org/a"),
        ("http://example.org:443/", "http://example.org:443/"),
        (
            "https://zürich.example/naïve talk?q=ü&r=%C3%BC",
            "https://xn--zrich-kva.example/na%C3%AFve%20talk?q=%C3%BC&r=%C3%BC",
        ),
        ("http://[2600:0::1]/", "http://[2600::1]/"),
        ("../b.vtt", "https://example.org/b.vtt"),
        ("//other.example/c", "https://other.example/c"),
    ],
)
def test_an_address_has_one_form(text: str, url: str) -> None:
    assert addresses.parse(text, base="https://example.org/a/x").url == url


def test_the_system_looks_up_localhost() -> None:
    assert set(addresses.look_up("localhost")) <= {"127.0.0.1", "::1"}


def test_a_name_that_is_not_there_is_one_line() -> None:
    def no_such_name(host: str) -> Sequence[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    def not_now(host: str) -> Sequence[str]:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    for resolve, why in (
        (no_such_name, "no such name"),
        (lambda host: (), "no such name"),
        (not_now, "its name cannot be looked up now"),
    ):
        with pytest.raises(FetchError, match=f"^cannot be reached: {why}$"):
            Fetcher(resolve=resolve).get("http://library.example/")
