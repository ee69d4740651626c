"""Work in a child process of its own, whose memory is its own; by what Linux says of processes in /proc."""

from __future__ import annotations

import multiprocessing
import re
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

_SECONDS = 0.05  # between looks at the memory


class Outcome(NamedTuple):
    """What the work returned, and the most memory that it and the processes it started held at once."""

    value: Any
    peak_mb: float


def run(function: Callable[..., Any], *arguments: object) -> Outcome:
    """Call a function of a module in a new process; SystemExit where it fails."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(theirs, function, arguments))
    process.start()
    theirs.close()
    peak = 0.0
    while not ours.poll(_SECONDS):
        peak = max(peak, _together(process.pid))
    try:
        value, own = ours.recv()
    except EOFError as error:
        raise SystemExit(f"{function.__name__} failed in its process; what it said is above") from error
    process.join()
    return Outcome(value, max(peak, own))


def memory_mb(what: str, process: int | str | None = "self") -> float:
    """VmHWM, VmRSS or RssAnon of a process; 0 where the process is over or the system does not say."""
    try:
        found = re.search(rf"^{what}:\s+(\d+)", Path(f"/proc/{process}/status").read_text(), re.MULTILINE)
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return int(found[1]) * 1024 / 1e6 if found else 0.0


def _work(connection: Connection, function: Callable[..., Any], arguments: tuple[object, ...]) -> None:
    value = function(*arguments)
    connection.send((value, memory_mb("VmHWM")))


def _together(process: int | str | None) -> float:
    """The resident memory of a process and of all below it."""
    try:
        lists = [file.read_text() for file in Path(f"/proc/{process}/task").glob("*/children")]
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return memory_mb("VmRSS", process) + sum(_together(child) for each in lists for child in each.split())
