"""A reader's own process: what comes through its standard input is read, within limits, until that closes."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from dataclasses import replace
from typing import IO

from corpus import wire
from corpus.errors import ReadError
from corpus.model import Feed
from corpus.near_duplicates import prepared
from corpus.readers import registry
from corpus.readers.drafts.read import read_draft
from corpus.wire import Answer, Limits, Request

_PREPARED = 2 << 20  # bytes of a source: of a larger one, the limits are for reading it alone


def main() -> None:
    """Answer each request; the sandbox starts this, with the limits as the last arguments."""
    limits = Limits(*map(int, sys.argv[-2:]))
    requests, answers = _pipes()
    # Made before it is needed, when there may be no memory to make it in.
    too_much = wire.packed(
        Answer(
            error=f"takes more than {limits.memory_mb} MB of memory to read: split it; whoever runs Citecast can allow"
            " more (setting read_memory_mb)"
        )
    )
    _limit_memory(limits.memory_mb)
    with suppress(EOFError, OSError, MemoryError):
        while True:
            request = wire.receive(requests, Request, most=sys.maxsize)
            _limit_processor(request.seconds)
            answers.writelines(_answered(request, limits) or too_much)
            answers.flush()


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Standard input and output, for this alone: what a library prints goes to standard error."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, answers


def _answered(request: Request, limits: Limits) -> list[bytes] | None:
    """The answer to a request; None where that takes too much memory."""
    begun = time.process_time()
    try:
        found = _read(request)
        answer = wire.packed(replace(found, took_ms=round((time.process_time() - begun) * 1000)))
    except MemoryError:
        return None
    except Exception as error:
        return wire.packed(
            Answer(error=f"cannot be read: Citecast fails at it ({type(error).__name__}), and it is not your fault")
        )
    return answer if sum(map(len, answer)) <= limits.answer_bytes else None


def _read(request: Request) -> Answer:
    try:
        if request.is_draft:
            return Answer(draft=read_draft(request.data, request.hints.name))
        found = registry.read(request.data, request.hints)
    except ReadError as error:
        return Answer(error=str(error))
    if isinstance(found, Feed):
        return Answer(feed=found)
    return Answer(reading=prepared(found) if len(request.data) <= _PREPARED else found)


if sys.platform == "win32":  # the wall clock alone limits there

    def _limit_memory(megabytes: int) -> None: ...
    def _limit_processor(seconds: int) -> None: ...
else:
    import resource

    def _limit_memory(megabytes: int) -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with suppress(ValueError, OSError):  # not every system lets a process limit its memory
            resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))

    def _limit_processor(seconds: int) -> None:
        """A limit from now on; the kernel counts from the process's start."""
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + seconds + 1, hard))
