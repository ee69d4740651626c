"""Listens in a process of its own, with limits: a hostile recording ends as `failed`, and harms nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, cast

from corpus.errors import ReadError, Stopped
from corpus.listening.said import Line, Request
from corpus.plain import plain, typed

_PATIENCE = 1800.0  # seconds for a minute of sound: the largest models need some hundred on a slow machine
_LOOK = 0.2  # seconds
_LONGEST_LINE = 2**20  # characters
_LONGEST_ERROR = 1_000
# Ctrl-C is for the program, which then ends this. It imports what is installed, and this very `corpus`.
_START = """
import signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
sys.path.insert(0, sys.argv[1])
import corpus
del sys.path[0]
from corpus.listening.process import main
main()
"""
_CODE = str(Path(__file__).absolute().parents[2])
# No model is looked for elsewhere, and no thread runs beside those that are asked for.
_ALONE = {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}


def listen(request: Request, until: Callable[[], bool] = lambda: False) -> Generator[Line, None, None]:
    """What the recording is, and what is heard in it, a line as soon as it is. Closing it ends the process.

    ReadError says why there is no more; Stopped where `until` says so, within a moment.
    """
    threads = str(request.threads)
    process = subprocess.Popen(  # noqa: S603  # our own
        [sys.executable, "-P", "-c", _START, _CODE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env={**os.environ, **_ALONE, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads},
    )
    requests, answers = cast(IO[str], process.stdin), cast(IO[str], process.stdout)
    watch = _Watch(process, until)
    try:
        with suppress(OSError):
            print(json.dumps(plain(request)), file=requests, flush=True)
        yield from _lines(request, answers, watch)
        if until():
            raise Stopped("stopped; what was heard is kept, and it goes on from there")
    finally:
        watch.end()
        process.kill()
        process.wait()
        for pipe in (requests, answers):
            with suppress(OSError):
                pipe.close()


def _lines(request: Request, answers: IO[str], watch: _Watch) -> Iterator[Line]:
    is_whole = not request.model
    while text := answers.readline(_LONGEST_LINE):
        watch.heard()
        line = _understood(text)
        if line.error is not None:
            raise ReadError(" ".join(line.error.split())[:_LONGEST_ERROR])
        if line.is_end:
            return
        yield line
    if not is_whole and not watch.is_stopped:
        raise ReadError(
            "made what listens to it break off, and was left out: it is broken, or takes more than"
            f" {request.memory_mb:,} MB of memory (setting listen_memory_mb)"
        )


class _Watch:
    """Kills a process from which nothing came for long, or that nobody wants any more."""

    def __init__(self, process: subprocess.Popen[str], until: Callable[[], bool]) -> None:
        self._process = process
        self._until = until
        self._over = threading.Event()
        self._last = time.monotonic()
        self.is_stopped = False
        self._thread = threading.Thread(target=self._look, name="citecast-listening-watch", daemon=True)
        self._thread.start()

    def heard(self) -> None:
        """Something came."""
        self._last = time.monotonic()

    def end(self) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(_LOOK):
            self.is_stopped = self._until()
            if self.is_stopped or time.monotonic() - self._last > _PATIENCE:
                self._process.kill()
                return


def _understood(text: str) -> Line:
    try:
        return typed(Line, json.loads(text))
    except (ValueError, RecursionError) as error:
        raise ReadError("made what listens to it say what cannot be, and was left out") from error
