"""What a page offers of exports, and an export as a download."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from typing import NamedTuple
from urllib.parse import quote

from flask import Response

from corpus.errors import EngineBusy
from search.export.exporter import Export
from search.export.formats import FORMATS
from web.address import Address

_AT_ONCE = 2  # each may keep a thread of the server for as long as a client takes in what is sent
_room = threading.BoundedSemaphore(_AT_ONCE)


class Offer(NamedTuple):
    """A format: its label, what it is for, where it is; or why it is not to be had, in a word or two and in full."""

    label: str
    use: str
    url: str
    briefly: str
    why: str


def offered(address: Address, passages: int) -> list[Offer]:
    """All formats, for so many passages that a search counts."""
    there = address.on("export.export")
    return offers(passages, lambda name: there.url(format=name))


def offers(passages: int, url: Callable[[str], str]) -> list[Offer]:
    """All formats, for so many passages; `url` makes where each is of its name."""
    found = []
    for name, format in FORMATS.items():
        briefly = "not installed" if format.missing else f"up to {format.most:,}" if format.too_many(passages) else ""
        found.append(Offer(format.label, format.use, url(name), briefly, format.missing or format.too_many(passages)))
    return found


def download(opened: AbstractContextManager[Export], *, name: str, media_type: str) -> Response:
    """An export as a file that is sent while it is made; where it cannot go on the connection ends without its end.

    What fails before the first piece is answered as any request; EngineBusy where others are being made.
    """
    with ExitStack() as stack:
        if not _room.acquire(blocking=False):
            raise EngineBusy("other exports are being made; try again in a moment")
        stack.callback(_room.release)
        pieces = stack.enter_context(opened).pieces
        first = next(pieces)

        def body() -> Iterator[bytes]:
            yield first
            yield from pieces

        response = Response(body(), content_type=media_type)
        response.headers.set("Content-Disposition", "attachment", **named(name))
        response.headers["Cache-Control"] = "no-store"
        response.call_on_close(stack.pop_all().close)
        return response


def named(name: str) -> dict[str, str]:
    """A file's name as its header says it, in ASCII also for who knows no other (RFC 6266, 4.3)."""
    if name.isascii():
        return {"filename": name}
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return {"filename": plain.lstrip("-"), "filename*": f"UTF-8''{quote(name, safe='')}"}
