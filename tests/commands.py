"""The command line as a user gives it, and what it answers."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from citecast import command

COMMAND = (sys.executable, "-c", "from citecast import main; main()")  # for a process of its own


def citecast(home: Path, *arguments: str | Path) -> Result:
    """A command that ended, however it did."""
    return CliRunner().invoke(command(), ["--home", str(home), *map(str, arguments)])


def done(home: Path, *arguments: str | Path) -> str:
    """What a command that succeeded said."""
    ended = citecast(home, *arguments)
    assert ended.exit_code == 0, ended.output
    return ended.stdout


def refused(home: Path, *arguments: str | Path) -> str:
    """The one line of a command that failed."""
    ended = citecast(home, *arguments)
    assert ended.exit_code == 1, ended.output
    (line,) = ended.stderr.splitlines()
    assert line.startswith("citecast: ")
    return line


def found(home: Path, query: str) -> Any:
    """The answer of a search, but for how long it took."""
    answer = json.loads(done(home, "search", query, "--json"))
    del answer["took_ms"]
    return answer
