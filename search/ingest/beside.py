"""A process beside this one that indexes while many sources are added; what it does is in `search.indexing_process`."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, cast

# Ctrl-C is for the program, which then ends this.
_START = """
import signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
sys.path[:] = sys.argv[1:-1]
from search.indexing_process import main
main()
"""


class IndexingProcess:
    """Started when it is first asked for something. Safe among threads; close it when done."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lock = threading.Lock()  # held while it is at work
        self._process: subprocess.Popen[str] | None = None
        self._closed = False

    def replay(self, progress: Callable[[int, int], None]) -> int | None:
        """Put into the index what the library has now: how many documents; None where the process has ended."""
        with self._lock, suppress(OSError):
            if self._closed:
                return None
            if self._process is None:
                command = [sys.executable, "-P", "-c", _START, *sys.path, str(self._home)]
                self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603  # our own
            print("replay", file=self._process.stdin, flush=True)
            for line in cast(IO[str], self._process.stdout):
                done, *count = map(int, line.split())
                if not count:
                    return done
                progress(done, *count)
        return None

    def close(self) -> None:
        """End the process, whatever it is at: what it has not committed comes to nothing."""
        self._closed = True
        if process := self._process:
            process.kill()
        with self._lock:
            if process := self._process:
                with suppress(OSError), process:  # which waits for it, and closes its pipes: it may be gone already
                    process.kill()
