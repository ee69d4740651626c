"""HTTP servers on loopback for the tests: one that serves pages, and one that sends what it likes."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

import pytest


class Page(NamedTuple):
    """What is served at a path. With an ETag or a Last-Modified, a request that knows it is answered 304; with
    Accept-Ranges, one for a range has all from its beginning on."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = {}


class Request(NamedTuple):
    """What was asked for; the names of headers are in lower case."""

    path: str
    headers: Mapping[str, str]


class Site:
    """A server on 127.0.0.1: `pages` by path, which may be changed, and the `requests` so far. Others are 404."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Page] = {}
        self.requests: list[Request] = []
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_port
        self.place = f"127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def url(self, path: str = "/") -> str:
        return f"http://{self.place}{path}"

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [request.path for request in self.requests]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    request_queue_size = 64  # of the standard library's 5, the sixth waits a second


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            request = Request(self.path, {name.lower(): value for name, value in self.headers.items()})
            site.requests.append(request)
            page = site.pages.get(self.path, Page(status=404))
            if page.status == 200 and _is_known(page, request):
                page = page._replace(status=304, body=b"")
            if "Accept-Ranges" in page.headers and "range" in request.headers:
                page = _from(page, request.headers["range"])
            self.send_response(page.status)
            for name, value in {"Content-Length": str(len(page.body)), **page.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):  # the client may have had enough
                self.wfile.write(page.body)

        def log_message(self, format: str, *args: object) -> None: ...

    return Handler


def _is_known(page: Page, request: Request) -> bool:
    """Whether the client has this page already; the ETag decides where both are asked: RFC 9110, section 13.2.2."""
    if (etag := request.headers.get("if-none-match")) is not None:
        return etag == page.headers.get("ETag")
    return request.headers.get("if-modified-since", "") == page.headers.get("Last-Modified")


def _from(page: Page, range: str) -> Page:
    """The page from where a range begins on: RFC 9110, section 14."""
    begin = int(range.removeprefix("bytes=").partition("-")[0])
    whole = len(page.body)
    headers = {**page.headers, "Content-Range": f"bytes {begin}-{whole - 1}/{whole}"}
    return Page(page.body[begin:], 206, headers)


@pytest.fixture
def site() -> Iterator[Site]:
    """A site without pages."""
    made = Site()
    yield made
    made.close()


@contextmanager
def sending(pieces: Callable[[], Iterable[bytes]]) -> Iterator[str]:
    """A server that takes each request, sends these pieces and closes; its host and port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_send_to_all, args=(listener, pieces))
        thread.start()
        try:
            yield f"127.0.0.1:{listener.getsockname()[1]}"
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def _send_to_all(listener: socket.socket, pieces: Callable[[], Iterable[bytes]]) -> None:
    with suppress(OSError):
        while True:
            line, _ = listener.accept()
            with line, suppress(OSError):  # the client may have had enough
                line.recv(65_536)
                for piece in pieces():
                    line.sendall(piece)
