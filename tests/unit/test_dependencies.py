"""What the program imports is what it declares: nothing by luck of what others bring, nothing for no use."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = ("citecast", "corpus", "search", "web")
BY_NAME = {"lxml": "bs4"}  # asked for by name of what is imported, too


def sources() -> list[ast.Module]:
    paths = [path for name in OURS for path in [ROOT / f"{name}.py", *(ROOT / name).rglob("*.py")] if path.is_file()]
    return [ast.parse(path.read_text("utf-8"), path) for path in paths]


def imported(modules: Iterable[ast.Module]) -> set[str]:
    """The top-level names that modules import, wherever in them, but for Python's own, the type checker's and ours."""
    names = set()
    for node in (node for module in modules for node in ast.walk(module)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {*OURS, "_typeshed"}


def distributions(names: Iterable[str]) -> set[str]:
    """The distributions that bring some top-level names, of several those that are declared; the name itself where none
    is installed that does."""
    brought, ours = packages_distributions(), declared()
    each = ({normal(one) for one in brought.get(name, [name])} for name in names)
    return {one for ones in each for one in (ones & ours or ones)}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared() -> set[str]:
    """The distributions of an install with all extras that are for those who use it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    names = ("audio", "fast", "mcp", "office", "styles", "voices")
    requirements = [*project["dependencies"], *(each for name in names for each in extras[name])]
    return {normal(re.split(r"[^\w.-]", requirement)[0]) for requirement in requirements}


def test_every_import_is_declared_and_every_dependency_imported() -> None:
    names = imported(sources())
    names |= {name for name, by in BY_NAME.items() if by in names}
    assert distributions(names) - declared() == set(), "imported, and not declared in pyproject.toml"
    assert declared() - distributions(names) == set(), "declared in pyproject.toml, and not imported"


def test_what_is_asked_for_by_name_is_asked_for() -> None:
    texts = {node.value for module in sources() for node in ast.walk(module) if isinstance(node, ast.Constant)}
    assert texts >= BY_NAME.keys()


def test_imports_are_found_wherever_they_stand() -> None:
    source = (
        "import yaml.nodes, re\ndef f():\n    from flask import Flask\n    from . import numpy\n    import search.cli"
    )
    assert imported([ast.parse(source)]) == {"yaml", "flask"}
