"""A checkout of the project, run from outside: commands and what they cost, its server, workers of its Service."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

PATIENCE = 600  # seconds for a server to begin and to answer
# Readers end with the command that began them, which does not wait for them: a process between it and us does, to which
# they come as orphans (36 is PR_SET_CHILD_SUBREAPER, of Linux; elsewhere they are not counted).
_COUNTED = """
import contextlib, ctypes, os, resource, subprocess, sys, time
with contextlib.suppress(OSError, AttributeError):
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
started = time.perf_counter()
code = subprocess.call(sys.argv[2:])
seconds = time.perf_counter() - started
with contextlib.suppress(ChildProcessError):
    while True:
        os.wait()
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
os.write(int(sys.argv[1]), f"{seconds} {usage.ru_utime + usage.ru_stime}".encode())
sys.exit(code)
"""


class Cost(NamedTuple):
    """Seconds of the clock and of the processor, those of the processes that it started with them."""

    seconds: float
    cpu: float


class Ran(NamedTuple):
    """What a command printed, and what it cost."""

    out: str
    cost: Cost


@dataclass(frozen=True, slots=True)
class Checkout:
    """The code in `root`, by the Python of its own `.venv` where it has one; it keeps all it makes in `folder`."""

    root: Path
    folder: Path

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def python(self) -> str:
        own = self.root / ".venv" / "bin" / "python"
        return str(own) if own.exists() else sys.executable

    def environment(self, cache: Path | None = None) -> dict[str, str]:
        """Its code goes before all else that is installed, and what it compiles is kept apart from others'."""
        return {
            **os.environ,
            "PYTHONPATH": str(self.root),
            "XDG_CACHE_HOME": str(cache or self.folder / "cache"),
            "CITECAST_HOME": str(self.home),
        }

    def command(self, *arguments: str) -> list[str]:
        """The program with arguments, whatever its entry point is called there."""
        project = tomllib.loads((self.root / "pyproject.toml").read_text())["project"]
        module, name = project["scripts"]["citecast"].split(":")
        return [self.python, "-P", "-c", f"from {module} import {name}; {name}()", *arguments]

    def run(self, *arguments: str) -> Ran:
        """Run a command; SystemExit where it fails."""
        told, tell = os.pipe()
        command = [sys.executable, "-c", _COUNTED, str(tell), *self.command(*arguments)]
        done = subprocess.run(command, env=self.environment(), pass_fds=[tell], capture_output=True, text=True)
        os.close(tell)
        with os.fdopen(told) as figures:
            cost = Cost(*map(float, figures.read().split()))
        if done.returncode:
            raise SystemExit(f"{self.root}: citecast {' '.join(arguments)} failed\n{done.stderr}")
        return Ran(done.stdout, cost)

    def imports(self, module: str, *arguments: str) -> bool:
        """Whether a command imports a module."""
        command = self.command(*arguments)
        command[1:1] = ["-X", "importtime"]
        done = subprocess.run(command, env=self.environment(), capture_output=True, text=True)
        return bool(re.search(rf"\| +{module}$", done.stderr, re.MULTILINE))

    @contextmanager
    def served(self, *, cache: Path | None = None) -> Iterator[int]:
        """The web interface at work; its port on loopback."""
        with serving(self.command("serve"), self.environment(cache)) as port:
            yield port


@contextmanager
def serving(command: Sequence[str], environment: dict[str, str] | None = None) -> Iterator[int]:
    """A server that takes `--port`, once it listens; its port on loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    process = subprocess.Popen(
        [*command, "--port", str(port)], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + PATIENCE
        while socket.socket().connect_ex(("127.0.0.1", port)):
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit(f"does not serve: {' '.join(command)}")
            time.sleep(0.02)
        yield port
    finally:
        process.terminate()
        process.wait()


class Worker:
    """A process of a checkout that does to its Service what it is told, by `inside.py`; as a context, which ends it."""

    def __init__(self, checkout: Checkout, home: Path, *, compiled: bool) -> None:
        script = str(Path(__file__).with_name("inside.py"))
        self._process = subprocess.Popen(
            [checkout.python, "-P", script, str(home), "compiled" if compiled else "numpy"],
            env=checkout.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._name = str(checkout.root)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def do(self, what: str, argument: object) -> dict[str, Any]:
        """What came of it, and its `seconds` and `cpu`; SystemExit where it failed."""
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps([what, argument]), file=self._process.stdin, flush=True)
        answer = self._process.stdout.readline()
        if not answer:
            raise SystemExit(f"{self._name}: {what} failed; what it said is above")
        found: dict[str, Any] = json.loads(answer)
        return found
