"""robots.txt is asked for, believed, and remembered for an hour: RFC 9309."""

from __future__ import annotations

import pytest

from corpus.errors import FetchError
from corpus.fetch.fetcher import Fetcher
from tests.servers import Page, Site, sending

PAGE = b"<p>An episode.</p>"
CANNOT_BE_SEEN = "is left alone, since nobody can see whether 127.0.0.1 allows programs: its robots.txt"
LEFT_ALONE = "is to be left alone by programs, as 127.0.0.1 says in its robots.txt"


class Clock:
    """A clock that is set by hand, in seconds."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def polite(site: Site, clock: Clock | None = None) -> Fetcher:
    return Fetcher(allowed=frozenset((site.place,)), clock=clock or Clock())


def may_fetch(fetcher: Fetcher, url: str) -> bool:
    """Whether a page is fetched; a reason against it other than robots.txt is raised."""
    try:
        return fetcher.get(url, ask_robots=True).data == PAGE
    except FetchError as error:
        if str(error) != LEFT_ALONE:
            raise
        return False


@pytest.mark.parametrize(
    ("robots", "path", "may"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("\ufeffUser-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /a/\nAllow: /a/b", "/a/b", True),
        ("User-agent: *\nDisallow: /a/\nAllow: /a/b", "/a/c", False),
        ("User-agent: *\nAllow: /\nDisallow: /a", "/a", False),
        ("User-agent: *\nDisallow: /*.vtt$", "/a/b.vtt", False),
        ("User-agent: *\nDisallow: /*.vtt$", "/a/b.vtt?c", True),
        ("User-agent: *\nDisallow: /a?b=", "/a?b=1", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: citecast\nDisallow: /b", "/a", True),
        ("User-agent: *\nDisallow:\n\nUser-agent: Citecast # us\nDisallow: /a", "/a", False),
        ("User-agent: citecast\nDisallow: /b\n\nuser-agent:citecast\nDisallow: /a", "/a", False),
        ("User-agent: Other\nUser-agent: citecast\nDisallow: /a", "/a", False),
        ("User-agent: Other\nDisallow: /", "/a", True),
        ("User-agent: cite\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /b\n\nUser-agent: Other\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /na%C3%AFve", "/naïve", False),
        ("User-agent: *\nDisallow: /naïve", "/na%c3%afve", False),
        ("Disallow: /a", "/a", True),
    ],
)
def test_the_longest_rule_for_us_decides(site: Site, robots: str, path: str, may: bool) -> None:
    site.pages["/robots.txt"] = Page(robots.encode())
    site.pages[path] = site.pages["/na%C3%AFve"] = Page(PAGE)
    assert may_fetch(polite(site), site.url(path)) is may
    assert site.paths()[0] == "/robots.txt"
    assert len(site.requests) == 1 + may


def test_it_is_not_asked_for_unless_told(site: Site) -> None:
    site.pages["/"] = Page(PAGE)
    polite(site).get(site.url())
    assert site.paths() == ["/"]


@pytest.mark.parametrize("status", [401, 403, 404, 410, 429])
def test_without_it_all_is_allowed(site: Site, status: int) -> None:
    site.pages = {"/robots.txt": Page(b"User-agent: *\nDisallow: /", status), "/": Page(PAGE)}
    assert may_fetch(polite(site), site.url())


def test_where_the_server_fails_to_say_all_is_left_alone(site: Site) -> None:
    site.pages = {"/robots.txt": Page(b"", 503), "/": Page(PAGE)}
    with pytest.raises(FetchError) as refused:
        polite(site).get(site.url(), ask_robots=True)
    assert str(refused.value) == f"{CANNOT_BE_SEEN} answered 503"
    assert site.paths() == ["/robots.txt"]


def test_where_it_cannot_be_reached_all_is_left_alone() -> None:
    with sending(lambda: [b"garbage\r\n"]) as place, pytest.raises(FetchError) as refused:
        Fetcher(allowed=frozenset((place,))).get(f"http://{place}/", ask_robots=True)
    assert str(refused.value) == f"{CANNOT_BE_SEEN} gives an answer that is none of a web site"


def test_its_redirects_are_followed_and_vetted(site: Site) -> None:
    site.pages = {
        "/robots.txt": Page(status=301, headers={"Location": "/rules"}),
        "/rules": Page(b"User-agent: *\nDisallow: /a"),
        "/b": Page(PAGE),
    }
    assert not may_fetch(polite(site), site.url("/a"))
    assert may_fetch(polite(site), site.url("/b"))
    site.pages["/robots.txt"] = Page(status=301, headers={"Location": "http://10.0.0.1/robots.txt"})
    with pytest.raises(
        FetchError, match=r"its robots.txt leads to http://10\.0\.0\.1/robots\.txt, which is at an address that is not"
    ):
        polite(site).get(site.url("/b"), ask_robots=True)


def test_a_page_that_redirects_is_asked_about_at_each_step(site: Site) -> None:
    site.pages = {
        "/robots.txt": Page(b"User-agent: *\nDisallow: /private"),
        "/a": Page(status=302, headers={"Location": "/private"}),
        "/private": Page(PAGE),
    }
    with pytest.raises(FetchError, match=r"^leads to .*/private, which is to be left alone by programs"):
        polite(site).get(site.url("/a"), ask_robots=True)
    assert site.paths() == ["/robots.txt", "/a"]


def test_it_is_remembered_for_an_hour(site: Site) -> None:
    site.pages = {"/robots.txt": Page(b""), "/": Page(PAGE)}
    clock = Clock()
    fetcher = polite(site, clock)
    assert may_fetch(fetcher, site.url())
    site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /")
    clock.now += 3_599
    assert may_fetch(fetcher, site.url())
    clock.now += 1
    assert not may_fetch(fetcher, site.url())
    assert site.paths().count("/robots.txt") == 2


def test_the_first_500_kib_count(site: Site) -> None:
    rule = b"User-agent: *\nDisallow: /a\n"
    site.pages["/a"] = Page(PAGE)
    site.pages["/robots.txt"] = Page(b"#" * (500 * 2**10 - len(rule) - 1) + b"\n" + rule + b"Allow: /a\n")
    assert not may_fetch(polite(site), site.url("/a"))
    site.pages["/robots.txt"] = Page(b"#" * 500 * 2**10 + b"\n" + rule)
    assert may_fetch(polite(site), site.url("/a"))


def test_many_programs_with_many_rules_are_read_like_two(site: Site) -> None:
    site.pages["/a"] = Page(PAGE)
    programs = "".join(f"user agent: p{number}\nuseragent q*{number}\n" for number in range(8_000))
    rules = "".join(f"Disallow: /{number}\n" for number in range(10_000))
    site.pages["/robots.txt"] = Page((programs + "User-agent: *\n" + rules + "Disallow: /a\n").encode())
    assert not may_fetch(polite(site), site.url("/a"))


def test_a_host_that_could_not_be_asked_is_asked_again_after_a_minute(site: Site) -> None:
    now = 0.0
    fetcher = Fetcher(allowed=frozenset((site.place,)), clock=lambda: now)
    site.pages |= {"/": Page(PAGE), "/robots.txt": Page(status=503)}
    with pytest.raises(FetchError, match="answered 503"):
        fetcher.get(site.url(), ask_robots=True)
    site.pages["/robots.txt"] = Page(b"")
    now = 59.0
    with pytest.raises(FetchError, match="answered 503"):
        fetcher.get(site.url(), ask_robots=True)
    now = 61.0
    assert fetcher.get(site.url(), ask_robots=True).data == PAGE
