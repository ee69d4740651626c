"""Fetching from real servers on loopback: redirects, conditional requests, what is packed."""

from __future__ import annotations

import gzip
import socket
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from corpus.errors import FetchError
from corpus.fetch.fetched import Fetched
from corpus.fetch.fetcher import Fetcher
from tests.servers import Page, Site

VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello.\n"
PUBLIC = "8.8.8.8"  # only said to be; nothing is sent there


@pytest.fixture
def fetcher(site: Site) -> Fetcher:
    """A fetcher that may reach the site, and nothing else on this machine."""
    return Fetcher(allowed=frozenset((site.place,)), seconds=20)


def why(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(FetchError) as failed:
        fetcher.get(url)
    assert len(str(failed.value).splitlines()) == 1
    return str(failed.value)


def test_what_an_address_names_is_fetched_with_what_is_said_of_it(site: Site, fetcher: Fetcher) -> None:
    said = {"Content-Type": "Text/VTT; charset=utf-8", "ETag": '"a1"', "Last-Modified": "Mon, 05 Aug 2024 10:00:00 GMT"}
    site.pages["/talk.vtt?v=1"] = Page(VTT, headers=said)
    assert fetcher.get(site.url("/talk.vtt?v=1#t=3")) == Fetched(
        url=site.url("/talk.vtt?v=1"),
        data=VTT,
        media_type="text/vtt",
        etag='"a1"',
        last_modified="Mon, 05 Aug 2024 10:00:00 GMT",
        not_modified=False,
    )


@pytest.mark.parametrize("said", [{}, {"Content-Type": "vtt"}, {"Content-Type": "text/\x1b[31m"}, {"Content-Type": ""}])
def test_a_type_that_is_unsaid_or_no_type_is_empty(site: Site, fetcher: Fetcher, said: dict[str, str]) -> None:
    site.pages["/"] = Page(VTT, headers=said)
    assert fetcher.get(site.url()).media_type == ""


def test_a_request_says_honestly_who_asks(site: Site, fetcher: Fetcher) -> None:
    site.pages["/"] = Page(VTT)
    fetcher.get(site.url())
    (request,) = site.requests
    assert request.headers["user-agent"].startswith("Citecast/")
    assert request.headers["accept-encoding"] == "gzip, deflate"
    assert request.headers["host"] == site.place
    assert not {"cookie", "referer", "authorization", "if-none-match", "if-modified-since"} & set(request.headers)


@pytest.mark.parametrize(
    ("validator", "value", "known"),
    [("ETag", 'W/"a1"', "etag"), ("Last-Modified", "Mon, 05 Aug 2024 10:00:00 GMT", "last_modified")],
)
def test_what_has_not_changed_is_not_sent_again(
    site: Site, fetcher: Fetcher, validator: str, value: str, known: str
) -> None:
    site.pages["/"] = Page(VTT, headers={validator: value})
    first = fetcher.get(site.url())
    again = fetcher.get(site.url(), earlier=first)
    assert (again.not_modified, again.data, getattr(again, known)) == (True, b"", value)
    site.pages["/"] = Page(VTT * 2, headers={validator: value + "2"})
    changed = fetcher.get(site.url(), earlier=first)
    assert (changed.not_modified, changed.data) == (False, VTT * 2)


def test_an_address_that_leads_elsewhere_now_is_asked_without_conditions(site: Site, fetcher: Fetcher) -> None:
    older, newer = "Mon, 05 Aug 2024 10:00:00 GMT", "Tue, 06 Aug 2024 10:00:00 GMT"
    site.pages["/b"] = Page(b"b", headers={"Last-Modified": newer, "ETag": '"same"'})
    site.pages["/c"] = Page(b"c", headers={"Last-Modified": older, "ETag": '"same"'})
    site.pages["/a"] = Page(status=302, headers={"Location": "/b"})
    first = fetcher.get(site.url("/a"))
    assert fetcher.get(site.url("/a"), earlier=first).not_modified
    site.pages["/a"] = Page(status=302, headers={"Location": "/c"})
    site.requests.clear()
    moved = fetcher.get(site.url("/a"), earlier=first)
    assert (moved.not_modified, moved.data) == (False, b"c")
    assert not any({"if-none-match", "if-modified-since"} & set(request.headers) for request in site.requests)


def test_not_modified_is_no_answer_to_who_has_nothing(site: Site, fetcher: Fetcher) -> None:
    site.pages["/"] = Page(status=304)
    assert why(fetcher, site.url()) == "answered 304 Not Modified"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (404, "404 Not Found"),
        (410, "410 Gone"),
        (503, "503 Service Unavailable"),
        (204, "204 No Content"),
        (299, "299"),
    ],
)
def test_a_status_that_is_no_content_is_said_in_the_standards_words(
    site: Site, fetcher: Fetcher, status: int, said: str
) -> None:
    site.pages["/"] = Page(b"<h1>Sorry</h1>", status)
    assert why(fetcher, site.url()) == f"answered {said}"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_and_the_last_address_is_told(site: Site, fetcher: Fetcher, status: int) -> None:
    # Location is sent in Latin-1: what looks odd here is ü in UTF-8.
    site.pages["/feed/old"] = Page(b"moved", status, {"Location": "../new?a=Ã¼"})
    site.pages["/new?a=%C3%BC"] = Page(VTT)
    answer = fetcher.get(site.url("/feed/old"))
    assert (answer.url, answer.data) == (site.url("/new?a=%C3%BC"), VTT)


def test_five_redirects_are_followed_and_not_a_sixth(site: Site, fetcher: Fetcher) -> None:
    for hop in range(6):
        site.pages[f"/{hop}"] = Page(status=302, headers={"Location": f"/{hop + 1}"})
    site.pages["/6"] = Page(VTT)
    assert fetcher.get(site.url("/1")).data == VTT
    assert why(fetcher, site.url("/0")) == "sends on to other addresses more than 5 times"


def test_a_redirect_loop_ends(site: Site, fetcher: Fetcher) -> None:
    site.pages["/"] = Page(status=301, headers={"Location": "/"})
    assert why(fetcher, site.url()) == "sends on to other addresses more than 5 times"
    assert len(site.requests) == 6


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://127.0.0.1/", "leads to http://127.0.0.1/, which is at an address that is not public (127.0.0.1), and"),
        ("http://[::1]/", "leads to http://[::1]/, which is at an address that is not public (::1), and"),
        ("http://127.0.0.1:1/", "leads to http://127.0.0.1:1/, which is at port 1; only"),
        ("http://0x7f000001/", "leads to http://0x7f000001/, which names no site that can be"),
        ("file:///etc/passwd", "leads to file:///etc/passwd, which does not begin with http:// or https://"),
        ("http://a:b@example.org/", "leads to http://a:b@example.org/, which has a user name or password in it"),
        ("gopher://\x1b[31m/", "leads to gopher://%1B[31m/, which is"),
        ("", "answered 302 Found without saying where to"),
        ("/absent", "answered 404 Not Found"),
    ],
)
def test_a_redirect_is_vetted_as_the_first_address_is(site: Site, fetcher: Fetcher, location: str, reason: str) -> None:
    site.pages["/"] = Page(status=302, headers={"Location": location})
    assert reason in why(fetcher, site.url())


def test_a_redirect_without_a_location_is_said(site: Site, fetcher: Fetcher) -> None:
    site.pages["/"] = Page(status=301)
    assert why(fetcher, site.url()) == "answered 301 Moved Permanently without saying where to"


def test_a_long_redirect_is_said_in_short(site: Site, fetcher: Fetcher) -> None:
    site.pages["/"] = Page(status=301, headers={"Location": "/" + "a" * 4_000})
    assert len(why(fetcher, site.url())) < 300


def test_the_connection_goes_to_the_address_that_was_vetted_whatever_the_name_says_next(site: Site) -> None:
    site.pages["/"] = Page(VTT)
    looked_up: list[str] = []
    tried: list[tuple[str, int]] = []

    def resolve(host: str) -> list[str]:
        looked_up.append(host)
        return [PUBLIC] if len(looked_up) == 1 else ["127.0.0.1"]

    def connect(place: tuple[str, int], timeout: float) -> socket.socket:
        tried.append(place)
        return socket.create_connection(("127.0.0.1", site.port), timeout)

    fetcher = Fetcher(resolve=resolve, connect=connect)
    assert fetcher.get("http://rebinding.example/").data == VTT
    assert site.requests[0].headers["host"] == "rebinding.example"
    assert why(fetcher, "http://rebinding.example/") == (
        "is at an address that is not public (127.0.0.1), and is not fetched"
    )
    assert looked_up == ["rebinding.example"] * 2
    assert tried == [(PUBLIC, 80)]


def test_a_proxy_of_the_environment_is_not_used(site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    site.pages["/"] = Page(VTT)
    assert fetcher.get(site.url()).data == VTT


def test_an_address_that_takes_no_connection_gives_way_to_the_next(site: Site) -> None:
    site.pages["/"] = Page(VTT)

    def connect(place: tuple[str, int], timeout: float) -> socket.socket:
        if place[0] == "2600::1":
            raise OSError(101, "Network is unreachable")
        return socket.create_connection(("127.0.0.1", site.port), timeout)

    assert Fetcher(resolve=lambda host: ["2600::1", PUBLIC], connect=connect).get("http://library.example/").data == VTT


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(VTT, mtime=0)),
        ("GZip", gzip.compress(VTT[:9], mtime=0) + gzip.compress(b"", mtime=0) + gzip.compress(VTT[9:], mtime=0)),
        ("x-gzip", gzip.compress(VTT, mtime=0)),
        ("deflate", zlib.compress(VTT)),
        ("identity", VTT),
    ],
)
def test_what_is_packed_is_unpacked(site: Site, fetcher: Fetcher, coding: str, body: bytes) -> None:
    site.pages["/"] = Page(body, headers={"Content-Encoding": coding})
    assert fetcher.get(site.url()).data == VTT


@pytest.mark.parametrize(
    ("coding", "body", "reason"),
    [
        ("gzip", gzip.compress(VTT, mtime=0)[:-9], "was cut off before its end"),
        ("gzip", gzip.compress(VTT, mtime=0)[:-8] + bytes(8), "is sent in a packed form that is damaged"),
        ("gzip", VTT, "is sent in a packed form that is damaged"),
        ("deflate", raw_deflate(VTT), "is sent in a packed form that is damaged"),
        ("br", VTT, "is sent in a form that was not asked for"),
        (
            "gzip, gzip",
            gzip.compress(gzip.compress(VTT, mtime=0), mtime=0),
            "is sent in a form that was not asked for",
        ),
    ],
)
def test_what_cannot_be_unpacked_whole_is_refused(
    site: Site, fetcher: Fetcher, coding: str, body: bytes, reason: str
) -> None:
    site.pages["/"] = Page(body, headers={"Content-Encoding": coding})
    assert why(fetcher, site.url()) == reason


@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_bytes_are_counted_once_unpacked(site: Site, coding: str) -> None:
    fetcher = Fetcher(allowed=frozenset((site.place,)), max_bytes=2**20)
    for size in (2**20, 2**20 + 1):
        body = gzip.compress(bytes(size)) if coding == "gzip" else bytes(size)
        site.pages[f"/{size}"] = Page(body, headers={"Content-Encoding": coding})
    assert len(fetcher.get(site.url(f"/{2**20}")).data) == 2**20
    assert why(fetcher, site.url(f"/{2**20 + 1}")) == "is larger than 1 MB"


def test_threads_share_a_fetcher(site: Site, fetcher: Fetcher) -> None:
    for number in range(40):
        site.pages[f"/{number}"] = Page(str(number).encode())
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda number: fetcher.get(site.url(f"/{number}"), ask_robots=True).data, range(40))
    assert list(found) == [str(number).encode() for number in range(40)]
