"""Fetching what an http or https address names, without reaching what is not public, and within limits."""

from __future__ import annotations

import queue
import re
import socket
import ssl
import string
import threading
import time
from collections.abc import Callable, Sequence
from functools import cache, partial
from http import HTTPStatus
from importlib.metadata import version
from typing import IO
from urllib.parse import quote

from corpus.errors import FetchError, SourceGone
from corpus.fetch import addresses
from corpus.fetch.addresses import Address, Resolve
from corpus.fetch.exchange import CODINGS, WITH_CONTENT, Answer, Connect, Deadline, exchange
from corpus.fetch.fetched import Fetched
from corpus.fetch.robots import PARSED, PROGRAM, Robots

MAX_REDIRECTS = 5
USER_AGENT = f"{PROGRAM}/{version('citecast')} (podcast transcript search; fetches for one reader)"
_GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
_REDIRECTS = {301, 302, 303, 307, 308}
_SHOWN = 200  # characters of an address in a message
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)


class Fetcher:
    """Fetches over HTTP with these limits: seconds in all, and bytes once unpacked. Safe among threads.

    `allowed` names the places, such as localhost:8000, that may be reached though they are not public or their port
    is another. `resolve` gives a name's IP addresses, `connect` a connection to one of them.
    """

    def __init__(
        self,
        *,
        allowed: frozenset[str] = frozenset(),
        seconds: float = 30,
        max_bytes: int = 20 * 2**20,
        resolve: Resolve = addresses.look_up,
        connect: Connect = socket.create_connection,
        tls: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._allowed = frozenset(place.lower() for place in allowed)
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._resolve = resolve
        self._connect = connect
        self._tls = tls
        self._clock = clock
        self._robots = Robots(self._robots_txt, clock)

    def get(
        self, url: str, *, earlier: Fetched | None = None, ask_robots: bool = False, into: IO[bytes] | None = None
    ) -> Fetched:
        """What an address names now; FetchError says in one line why it cannot be had.

        Where it still leads to where an `earlier` answer came from, `not_modified` may say that nothing changed since.
        What is large goes `into` a file: its bytes are then nowhere else.
        """
        asked = addresses.parse(url)
        deadline = Deadline(self._seconds, self._clock)
        known = {"If-None-Match": earlier.etag, "If-Modified-Since": earlier.last_modified} if earlier else {}
        conditions = {name: value for name, value in known.items() if value}
        address, answer = self._follow(
            asked,
            deadline,
            conditions=(earlier.url if earlier else "", conditions),
            most=self._max_bytes + 1,
            before=self._robots.check if ask_robots else None,
            into=into,
        )
        asked_for_new = earlier is not None and address.url == earlier.url and bool(conditions)
        not_modified = asked_for_new and answer.status == HTTPStatus.NOT_MODIFIED
        if answer.status not in WITH_CONTENT and not not_modified:
            why = _failed(f"answered {_named(answer.status)}", asked, address)
            raise SourceGone(str(why)) if answer.status in _GONE else why
        if answer.size > self._max_bytes:
            raise _failed(f"is larger than {self._max_bytes / 2**20:g} MB", asked, address)
        return Fetched(
            url=address.url,
            data=answer.data,
            media_type=_media_type(answer),
            etag=answer.headers["ETag"],
            last_modified=answer.headers["Last-Modified"],
            not_modified=not_modified,
        )

    def _follow(
        self,
        asked: Address,
        deadline: Deadline,
        *,
        conditions: tuple[str, dict[str, str]] = ("", {}),
        most: int,
        before: Callable[[Address, Deadline], None] | None = None,
        into: IO[bytes] | None = None,
    ) -> tuple[Address, Answer]:
        """The first answer that leads nowhere else, and its address; `before` may refuse any on the way.

        Conditions are put to the address that they are of, and to no other.
        """
        address = asked
        for _ in range(MAX_REDIRECTS + 1):
            try:
                if before:
                    before(address, deadline)
                headers = conditions[1] if address.url == conditions[0] else {}
                answer = self._exchange(address, deadline, headers, most, into)
                if answer.status not in _REDIRECTS:
                    return address, answer
                target = _target(address, answer)
            except FetchError as error:
                raise _failed(str(error), asked, address) from error
            address = target
        raise FetchError(f"sends on to other addresses more than {MAX_REDIRECTS} times")

    def _exchange(
        self, address: Address, deadline: Deadline, headers: dict[str, str], most: int, into: IO[bytes] | None
    ) -> Answer:
        ips = addresses.vetted(address, allowed=self._allowed, resolve=partial(self._look_up, deadline=deadline))
        ours = {"User-Agent": USER_AGENT, "Accept-Encoding": ", ".join(CODINGS), "Connection": "close"}
        return exchange(
            address,
            ips,
            headers={**ours, **headers},
            most=most,
            deadline=deadline,
            connect=self._connect,
            tls=self._tls or _system_tls(),
            into=into,
        )

    def _look_up(self, host: str, *, deadline: Deadline) -> Sequence[str]:
        """The IP addresses of a name; in a thread, which may be left behind, for the system has no deadline for it."""
        found: queue.SimpleQueue[Sequence[str] | OSError] = queue.SimpleQueue()

        def look() -> None:
            try:
                found.put(self._resolve(host))
            except OSError as error:
                found.put(error)

        threading.Thread(target=look, daemon=True, name="citecast-resolve").start()
        try:
            ips = found.get(timeout=deadline.left())
        except queue.Empty:
            raise deadline.passed() from None
        if isinstance(ips, OSError) or not ips:
            passing = isinstance(ips, socket.gaierror) and ips.errno == socket.EAI_AGAIN
            raise FetchError(f"cannot be reached: {'its name cannot be looked up now' if passing else 'no such name'}")
        return ips

    def _robots_txt(self, address: Address, deadline: Deadline) -> tuple[int, bytes]:
        _, answer = self._follow(address, deadline, most=PARSED)
        return answer.status, answer.data


@cache
def _system_tls() -> ssl.SSLContext:
    """Trust in what the system trusts, for all fetchers; it takes a while to load."""
    return ssl.create_default_context()


def _target(address: Address, answer: Answer) -> Address:
    """Where a redirect leads; FetchError where that is nowhere, or less safe."""
    # Percent signs for all that is not printable ASCII: the very bytes sent, and harmless where they are shown.
    location = quote(answer.headers.get("Location", "").strip(), safe=string.punctuation, encoding="latin-1")
    if not location:
        raise FetchError(f"answered {_named(answer.status)} without saying where to")
    try:
        target = addresses.parse(location, base=address.url)
    except FetchError as error:
        raise FetchError(_leading_to(location, str(error))) from error
    if (address.scheme, target.scheme) == ("https", "http"):
        raise FetchError(_leading_to(target.url, "is not encrypted as this is, and is not fetched"))
    return target


def _failed(reason: str, asked: Address, address: Address) -> FetchError:
    """Why an address cannot be had, that may be another than was asked for."""
    return FetchError(reason if address == asked else _leading_to(address.url, reason))


def _leading_to(url: str, reason: str) -> str:
    return f"leads to {url if len(url) <= _SHOWN else url[:_SHOWN] + '…'}, which {reason}"


def _named(status: int) -> str:
    """A status with the standard's words for it; the server's own could be anything."""
    return f"{status} {HTTPStatus(status).phrase}" if status in set(HTTPStatus) else f"{status}"


def _media_type(answer: Answer) -> str:
    said = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return said if _MEDIA_TYPE.fullmatch(said) else ""
