"""The picture of the rooms, drawn from the contracts that import-linter checks and from what each room says of itself.

`python -m tests.architecture` prints it, and with `--write` puts it where `docs/architecture.md` has it.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "architecture.md"
_BEGIN, _END = "<!-- picture -->\n\n```\n", "```\n\n<!-- end of picture -->"
_WIDE = 34  # characters of the column of names


def picture() -> str:
    """The rooms from above to below, each with the first line of its docstring; those on one line by `|` do not know
    each other."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = {
        container: contract["layers"]
        for contract in contracts
        if contract["type"] == "layers"
        for container in contract.get("containers", ["."])
    }
    return "".join(f"{line}\n" for line in _drawn(layers, ".", 0))


def inserted(document: str) -> str:
    """A document with the picture in its place."""
    begin, end = document.index(_BEGIN) + len(_BEGIN), document.index(_END)
    return document[:begin] + picture() + document[end:]


def _drawn(layers: dict[str, list[str]], container: str, depth: int) -> Iterator[str]:
    for layer in layers.get(container, ()):
        names = re.split(r"\s*[|:]\s*", layer)
        for number, name in enumerate(names):
            module = name if container == "." else f"{container}.{name}"
            label = "  " * depth + ("| " if number else "") + name
            yield f"{label:{_WIDE}}{_said(module)}".rstrip()
            yield from _drawn(layers, module, depth + 1)


def _said(module: str) -> str:
    """The first line of a module's docstring."""
    path = ROOT.joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    said = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    return said.partition("\n")[0]


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        DOCUMENT.write_text(inserted(DOCUMENT.read_text("utf-8")), "utf-8")
    else:
        sys.stdout.write(picture())
