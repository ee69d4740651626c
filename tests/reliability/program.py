"""The real program: its commands in processes of their own, or quickly in forks of one helper."""

from __future__ import annotations

import json
import os
import re
import select
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).parents[2]
_PLAIN = Path(__file__).parent / "plain"  # see there
_ALWAYS = {**os.environ, "PYTHONUNBUFFERED": "1"}
_PATH = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
COMPILED = {**_ALWAYS, "PYTHONPATH": os.pathsep.join(_PATH)}
ENVIRONMENT = {**_ALWAYS, "PYTHONPATH": os.pathsep.join([str(_PLAIN), *_PATH])}
_ONE_LINE = re.compile(r"citecast: [^\n]+\n")


def command(home: Path, *words: str) -> list[str]:
    """A command of the program, as a process runs it."""
    return [sys.executable, "-c", "from citecast import main; main()", "--home", str(home), *words]


def started(home: Path, *words: str, compiled: bool = False) -> subprocess.Popen[str]:
    """A command at work, in a process and a process group of its own; stderr comes with stdout."""
    return subprocess.Popen(
        command(home, *words),
        env=COMPILED if compiled else ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def refusal(code: int, err: str) -> list[tuple[str, str]]:
    """What is wrong with how a command failed."""
    if "Traceback" in err:
        return [("traceback", err[-600:])]
    return [] if code and _ONE_LINE.fullmatch(err) else [("unclear", f"exit {code}: {err[-600:]}")]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder for homes that may go; in memory where there is such a place, for nothing there has to last."""
    memory = Path("/dev/shm")  # noqa: S108
    with tempfile.TemporaryDirectory(prefix="citecast-", dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)


class Helper:
    """A process with the program loaded, which does each job in a fork of itself: see `child`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.child"],
            cwd=ROOT,
            env=ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        try:
            self._process.wait(30)
        finally:
            self._process.kill()
            self._process.stdout.close()

    def do(self, job: str, **arguments: Any) -> dict[str, Any]:
        """What a job of `child` answers: a dict, with "died" where it ended otherwise."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"job": job, "arguments": arguments}) + "\n")
        self._process.stdin.flush()
        if not select.select([self._process.stdout], [], [], 300)[0]:
            raise TimeoutError(f"{job} {arguments} took more than five minutes")
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the helper ended at {job} {arguments}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def commands(self, home: Path, *commands: list[str]) -> None:
        """Run commands that are to succeed."""
        for words in commands:
            answer = self.do("command", home=str(home), words=words)
            if answer.get("code") != 0:
                raise RuntimeError(f"{words}: {answer}")
