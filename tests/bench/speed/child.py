"""Work in a child process of its own, whose memory is its own; by what Linux says of processes in /proc."""

from __future__ import annotations

import multiprocessing
import re
from collections.abc import Callable, Generator
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

_SECONDS = 0.05  # between looks at the memory


class Outcome(NamedTuple):
    """What the work returned, and the most memory that it and the processes it started held at once."""

    value: Any
    peak_mb: float


def run(function: Callable[..., Any], *arguments: object) -> Outcome:
    """Call a function of a module in a new process; SystemExit where it fails."""
    with Worker(_once, function, arguments) as worker:
        return Outcome(worker.next(), worker.peak_mb)


class Worker:
    """A generator function of a module, run in a new process; as a context, which ends it."""

    def __init__(self, function: Callable[..., Generator[Any, Any, None]], *arguments: object) -> None:
        context = multiprocessing.get_context("spawn")
        self._ours, theirs = context.Pipe()
        self._name = function.__name__
        self._process = context.Process(target=_work, args=(theirs, function, arguments), daemon=True)
        self._process.start()
        theirs.close()
        self.peak_mb = 0.0  # the most memory that it and the processes it started were seen to hold at once

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ours.close()
        self._process.join()

    def next(self, sent: object = None) -> Any:
        """What the generator yields next, once it is sent something; SystemExit where it fails."""
        try:
            self._ours.send(sent)
            while not self._ours.poll(_SECONDS):
                self.peak_mb = max(self.peak_mb, _together(self._process.pid))
            value, own = self._ours.recv()
        except (EOFError, BrokenPipeError, ConnectionResetError) as error:
            raise SystemExit(f"{self._name} failed in its process; what it said is above") from error
        self.peak_mb = max(self.peak_mb, own)
        return value


def memory_mb(what: str, process: int | str | None = "self") -> float:
    """VmHWM, VmRSS or RssAnon of a process; 0 where the process is over or the system does not say."""
    try:
        found = re.search(rf"^{what}:\s+(\d+)", Path(f"/proc/{process}/status").read_text(), re.MULTILINE)
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return int(found[1]) * 1024 / 1e6 if found else 0.0


def _once(function: Callable[..., Any], arguments: tuple[object, ...]) -> Generator[Any, Any, None]:
    yield function(*arguments)


def _work(
    connection: Connection, function: Callable[..., Generator[Any, Any, None]], arguments: tuple[object, ...]
) -> None:
    generator = function(*arguments)
    with suppress(EOFError):
        connection.recv()
        value = next(generator)
        while True:
            connection.send((value, memory_mb("VmHWM")))
            value = generator.send(connection.recv())


def _together(process: int | str | None) -> float:
    """The resident memory of a process and of all below it."""
    try:
        lists = [file.read_text() for file in Path(f"/proc/{process}/task").glob("*/children")]
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return memory_mb("VmRSS", process) + sum(_together(child) for each in lists for child in each.split())
