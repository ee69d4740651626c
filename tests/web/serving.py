"""A running `citecast serve` for tests: a process of its own, asked over HTTP."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from waitress import wasyncore
from waitress.server import create_server

from corpus.library import Source
from corpus.model import Document, Passage, Reading, Section
from search.service import Service
from search.settings import Settings
from tests.commands import COMMAND
from tests.waiting import PATIENCE, until
from web.app import close, create_app


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server: the process that was started, its port, and the lines it said when it began."""

    process: subprocess.Popen[str]
    port: int
    lines: list[str]
    stderr: IO[str]

    def get(self, path: str) -> str:
        """The page at a path; HTTPError where it is none."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE) as response:
            return str(response.read().decode())

    def said(self) -> str:
        """What is on its standard error so far."""
        self.stderr.seek(0)
        return self.stderr.read()

    def worker(self, *, other_than: int | None = None) -> int:
        """The process that answers, or the one that came after another."""
        return until(lambda: next((pid for pid in children(self.process.pid) if pid != other_than), 0))

    def kill(self) -> None:
        """End it as a loss of power does."""
        worker = self.worker()
        self.process.kill()
        os.kill(worker, signal.SIGKILL)


@contextmanager
def served(home: Path, *arguments: str, **environment: str) -> Iterator[Server]:
    """A running `citecast serve`, which is ended with SIGTERM, or was before."""
    port = free_port()
    with tempfile.TemporaryFile("w+") as stderr:
        process = subprocess.Popen(
            [*COMMAND, "--home", str(home), "serve", "--port", str(port), *arguments],
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
            start_new_session=True,
        )
        assert process.stdout
        with process.stdout:
            try:
                # That what is compiled is compiled once more may come before.
                lines = [next((line for line in process.stdout if line.startswith("Citecast is at")), "")]
                if "0.0.0.0" in arguments:  # noqa: S104
                    lines.append(process.stdout.readline())
                yield Server(process=process, port=port, lines=lines, stderr=stderr)
            finally:
                process.terminate()
                process.wait(timeout=PATIENCE)


@contextmanager
def listening(service: Service) -> Iterator[int]:
    """The port of loopback that a waitress server over a library listens on, in this process."""
    app = create_app(service, home=service.home)
    sockets: dict[int, Any] = {}
    server = create_server(app, map=sockets, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield server.effective_port
    server.task_dispatcher.shutdown()
    # In the thread that may be waiting for what is closed, and with the connections that a client keeps.
    server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets))
    thread.join(timeout=10)
    close(app)


def keep_large(home: Path, data: bytes) -> str:
    """Store a document with these bytes as its original; the original's address."""
    section = Section(heading="", kind="body", passages=(Passage(text="Large."),))
    reading = Reading(document=Document(type="note", title="Large", sections=(section,)))
    with Service.open(home, Settings()) as service:
        kept = service.library.keep(reading, source=Source(source="large.bin"), data=data, reader="1")
    return f"/d/{kept.document}/original"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def children(pid: int) -> list[int]:
    """The processes that a process has started and that have not ended."""
    return [int(path.parent.name) for path in Path("/proc").glob("[0-9]*/status") if _is_child(path, pid)]


def _is_child(status: Path, pid: int) -> bool:
    try:
        text = status.read_text()
    except OSError:  # it has ended
        return False
    return bool(re.search(rf"^PPid:\t{pid}$", text, re.M)) and not re.search(r"^State:\tZ", text, re.M)
