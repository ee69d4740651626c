"""The command's entry, and the version: says which packages are missing, or another's in the place of ours."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.cli.entry import Group

__version__ = "0.1.0"

_PACKAGES = ("corpus", "search", "web")
_BEGINS = '"""Citecast\'s '  # each of them


def main() -> None:
    """Run the command; where a package of another's would be run as ours, or one is missing, say which; end with 1."""
    if other := _of_another():
        sys.exit(f"citecast: {other}; install Citecast apart from others, by pipx or uv tool")
    try:
        command()(prog_name="citecast")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in _PACKAGES:
            raise  # a fault of ours
        sys.exit(f"citecast: the package “{error.name}”, which it needs, is not found; install Citecast again")


def command() -> Group:
    """All commands: those of search, and the one that serves its pages."""
    from search.cli.entry import main

    main.where["serve"] = "web.command:serve"
    return main


def _of_another() -> str | None:
    """Which of our packages is none of ours: another's is found before it, or was written over it; or there is none."""
    folder = Path(__file__).resolve().parent
    for name in _PACKAGES:
        spec = find_spec(name)
        if not spec or not spec.origin:
            return f"its “{name}” is not found"
        found = Path(spec.origin)
        if found.resolve() != folder / name / "__init__.py":
            return f"another's “{name}” is found before its own: {found.parent}"
        if not found.read_text("utf-8").startswith(_BEGINS):
            return f"its “{name}” was written over by another's: {found.parent}"
    return None


if __name__ == "__main__":
    sys.exit("citecast: run the command citecast; `python -m` would run files of the current folder in its place")
