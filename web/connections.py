"""Waitress's connections, so that no thread waits for a client, and an end to those that hardly move."""

from __future__ import annotations

import time
from collections.abc import Iterable

from waitress.channel import HTTPChannel

from web.parser import Parser

_LOOK = 60  # seconds
_LEAST = 60 * 1024  # bytes that a client sends or takes in that time, with a request or an answer under way


class Connection(HTTPChannel):
    """A connection that counts the bytes it moves, and answers one request at a time."""

    parser_class = Parser
    moved = 0
    moved_before: int | None = None  # at the last look, where something was under way

    def recv(self, buffer_size: int) -> bytes:
        data = super().recv(buffer_size)
        self.moved += len(data)
        return data

    def send(self, data: bytes, do_close: bool = True) -> int:
        count = super().send(data, do_close)
        self.moved += count
        return count

    def service(self) -> None:
        """Answer the first request. Of several sent at once the client sends the rest again (RFC 9112, section 9.3.2):
        a thread would have to wait here until it has read the answers to those before."""
        with self.requests_lock:  # type: ignore[attr-defined]
            first, *rest = self.requests
            if rest:
                first.headers["CONNECTION"] = "close"  # type: ignore[index]
                self.requests = [first]
        for request in rest:
            request.close()
        super().service()

    @property
    def is_due(self) -> bool:
        """Whether a request is not answered, or an answer not sent."""
        return bool(self.requests or self.total_outbufs_len)


class Patience:
    """Ends connections with something under way that hardly move; to be asked in waitress's own thread."""

    def __init__(self) -> None:
        self._next = time.monotonic()

    def look(self, connections: Iterable[object]) -> None:
        """Look at all, where the time has come."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _LOOK
        for each in [each for each in connections if isinstance(each, Connection)]:
            if each.moved_before is not None and each.moved - each.moved_before < _LEAST:
                each.handle_close()
            each.moved_before = each.moved if each.request or each.total_outbufs_len else None
