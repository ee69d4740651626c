"""The helper's own process: jobs come as lines of JSON, each is done in a fork, its answer goes back as a line."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from typing import Any

from flask import Flask
from jinja2 import FileSystemBytecodeCache

SECONDS = 120  # for one job


def _forked(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    with tempfile.TemporaryFile() as answer:
        pid = os.fork()
        if pid == 0:
            try:
                os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
                said = work()
            except BaseException:
                said = {"died": traceback.format_exc()}
            answer.write(json.dumps(said).encode())
            answer.flush()
            os._exit(0)
        handle = os.pidfd_open(pid)
        try:
            if not select.select([handle], [], [], SECONDS)[0]:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                return {"died": f"no answer in {SECONDS} seconds"}
        finally:
            os.close(handle)
        _, status = os.waitpid(pid, 0)
        answer.seek(0)
        data = answer.read()
    if os.WIFSIGNALED(status):
        return {"died": signal.Signals(os.WTERMSIG(status)).name}
    found: dict[str, Any] = json.loads(data)
    return found


def main() -> None:
    """Serve jobs until there are no more."""
    from tests.reliability import looking

    with tempfile.TemporaryDirectory(prefix="citecast-") as templates:
        # Each fork makes an app of its own; its templates are compiled once.
        Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": FileSystemBytecodeCache(templates)}
        _serve(looking.JOBS)


def _serve(jobs: dict[str, Callable[..., dict[str, Any]]]) -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        work = jobs[asked["job"]]
        print(json.dumps(_forked(lambda: work(**asked["arguments"]))), flush=True)  # noqa: B023  # done at once


if __name__ == "__main__":
    main()
