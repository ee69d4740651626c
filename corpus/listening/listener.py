"""Listens in a process of its own, with limits: a hostile recording ends as `failed`, and harms nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from typing import IO, cast

from corpus.errors import ReadError
from corpus.listening.said import Line, Request
from corpus.plain import plain, typed

_PATIENCE = 1800.0  # seconds for a minute of sound: the largest models need some hundred on a slow machine
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


def listen(request: Request) -> Generator[Line, None, None]:
    """What the recording is, and what is heard in it, a line as soon as it is; ReadError. Closing it ends the process."""
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
    try:
        with suppress(OSError):
            print(json.dumps(plain(request)), file=process.stdin, flush=True)
        is_whole = not request.model
        while text := _line(cast(IO[str], process.stdout), process):
            line = _understood(text)
            if line.error is not None:
                raise ReadError(" ".join(line.error.split())[:_LONGEST_ERROR])
            if line.is_end:
                is_whole = True
                break
            yield line
        if not is_whole:
            raise ReadError("made what listens to it break off, and was left out; nothing else is affected")
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                cast(IO[str], pipe).close()


def _line(answers: IO[str], process: subprocess.Popen[str]) -> str:
    """The next line; nothing where the process ended, or was killed because none came."""
    watch = threading.Timer(_PATIENCE, process.kill)
    watch.start()
    try:
        return answers.readline(_LONGEST_LINE)
    finally:
        watch.cancel()
        watch.join()


def _understood(text: str) -> Line:
    try:
        return typed(Line, json.loads(text))
    except (ValueError, RecursionError) as error:
        raise ReadError("made what listens to it say what cannot be, and was left out") from error
