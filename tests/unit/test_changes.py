"""What stands in the changelog next: a sentence in a file of its own for each change, of a kind that is known."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOWNCRIER = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["towncrier"]


def test_each_change_has_a_kind_and_a_sentence() -> None:
    kinds = {kind["directory"] for kind in TOWNCRIER["type"]}
    for path in {*(ROOT / TOWNCRIER["directory"]).iterdir()} - {ROOT / TOWNCRIER["directory"] / "README.md"}:
        name, kind, suffix = path.name.split(".")
        assert (bool(name), kind in kinds, suffix) == (True, True, "md"), path.name
        assert path.read_text("utf-8").strip().endswith("."), path.name


def test_the_changelog_has_the_line_that_new_versions_come_below() -> None:
    assert (ROOT / TOWNCRIER["filename"]).read_text("utf-8").count(TOWNCRIER["start_string"]) == 1
