"""The tree itself: lint, format, types, and the one-way rule between the rooms."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


CHECKS = {
    "ruff": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
    "import-linter": ["lint-imports", "--no-cache"],
}


@pytest.mark.parametrize("command", CHECKS.values(), ids=CHECKS)
def test_the_tree_is_clean(command: list[str]) -> None:
    tool = Path(sys.executable).with_name(command[0])
    done = subprocess.run([str(tool), *command[1:]], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_commit_is_checked_by_the_same_commands() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    hooks = {hook["id"]: hook["entry"].split() for repository in config["repos"] for hook in repository["hooks"]}
    assert hooks == {name: [f".venv/bin/{command[0]}", *command[1:]] for name, command in CHECKS.items()}


def test_what_is_slow_is_not_traced() -> None:
    """Whose lines are counted takes several times as long."""
    assert sys.gettrace() is None
