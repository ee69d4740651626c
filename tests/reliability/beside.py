"""Hostile requests of a real server, and how long normal ones wait beside each."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import starmap
from pathlib import Path
from typing import NamedTuple

from tests import hostile
from tests.reliability.counts import Tally
from tests.reliability.forms import get
from tests.reliability.notes import Note, chance
from tests.reliability.program import Helper

_SEARCH_SECONDS = 10  # the setting's default: what a search may take
_NORMAL_WAIT = 1.0  # seconds that a normal request may wait
_NORMAL = 10  # normal requests at least, beside each
_STYLES = ("mla", "bibtex", "csl-json")


class _Request(NamedTuple):
    path: str
    body: bytes | None = None
    headers: dict[str, str] | None = None

    @property
    def shown(self) -> str:
        said = "" if self.body is None else f" with {len(self.body):,} bytes, {self.body[:40]!r}"
        return f"{self.path[:150]}{said}"


def prepare(helper: Helper, home: Path, work: Path, *, passages: int) -> None:
    """Add what makes hostile requests cost the most: long passages in two versions, and many passages."""
    work.mkdir()
    for name, text in (
        ("hostile.txt", hostile.document()),
        ("hostile.txt", hostile.edited()),
        ("huge.txt", hostile.huge(passages)),
    ):
        (work / name).write_text(text)
        helper.commands(home, ["add", str(work / name)])


def ask(port: int, tally: Tally, normal: Note, *, count: int, patience: float, seed: int) -> None:
    """Ask so many of the hostile requests, and normal ones beside each; `patience` times what each may take is slow."""
    requests = [*map(_Request, hostile.requests()), *_permalinks(port), *starmap(_form, hostile.forms())]
    for request in chance(f"{seed} hostile").sample(requests, min(count, len(requests))):
        took: list[float] = []
        asker = threading.Thread(target=_ask, args=(port, request, tally, took))
        asker.start()
        waits: list[float] = []
        while asker.is_alive() or len(waits) < _NORMAL:
            waits.append(_timed(port, normal))
        asker.join()
        tally.seen["hostile requests"] += 1
        _note_longest(tally, "ms at most of a hostile request", took[0])
        _note_longest(tally, "ms at most of a normal one beside it", max(waits))
        if max(waits) > patience * _NORMAL_WAIT:
            tally.fault(
                "slow", "normal", f"waited {max(waits):.1f} s beside {request.shown}, which took {took[0]:.1f} s"
            )
        if took[0] > patience * (_SEARCH_SECONDS + 1):
            tally.fault("slow", "hostile", f"took {took[0]:.1f} s: {request.shown}")


def _permalinks(port: int) -> Iterator[_Request]:
    """The permalinks of passages that were changed, which show what changed, and their citations."""
    page = get(port, "/d/hostile?v=1")[1]
    for passage in sorted(set(re.findall(r'id="(p[a-z2-7]{16})"', page))):
        yield _Request(f"/p/{passage}?v=1")
        yield _Request(f"/p/{passage}?v=1&from=0&to=2000")
        yield from (_Request(f"/p/{passage}/cite/{style}?v=1") for style in _STYLES)


def _form(path: str, kind: str, body: bytes) -> _Request:
    return _Request(path, body, {"Content-Type": kind, "Sec-Fetch-Site": "same-origin"})


def _ask(port: int, request: _Request, tally: Tally, took: list[float]) -> None:
    start = time.monotonic()
    method = "GET" if request.body is None else "POST"
    with suppress(OSError, http.client.HTTPException):  # a server may hang up on what is too large
        status, said = get(port, request.path, method=method, headers=request.headers, body=request.body)
        tally.seen[f"answered {status}"] += 1
        if status == 500:
            tally.fault("traceback", "hostile", f"{request.shown}: {said[:200]}")
    took.append(time.monotonic() - start)


def _timed(port: int, normal: Note) -> float:
    start = time.monotonic()
    status, _ = get(port, f"/api/search?q={normal.key}")
    assert status == 200, status
    return time.monotonic() - start


def _note_longest(tally: Tally, what: str, seconds: float) -> None:
    tally.seen[what] = max(tally.seen[what], round(seconds * 1000))
