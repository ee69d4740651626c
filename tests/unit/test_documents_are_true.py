"""What the README and the help say is what the code does."""

from __future__ import annotations

import re
import shlex
import subprocess
from dataclasses import fields
from pathlib import Path

from click.testing import CliRunner

from citecast import __version__, command
from search.query.parser import parse
from search.settings import Settings
from tests.commands import COMMAND
from web.views.help import LANGUAGE

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def table(header: str) -> list[list[str]]:
    """The rows of the README's table with this header."""
    lines = README[README.index(header) :].splitlines()[2:]
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split(" | ")])
    return rows


def _shown(default: object) -> str:
    """A default as it is written in the file of settings."""
    return str(default).lower() if isinstance(default, bool) else str(default) or "empty"


def test_the_settings_table_is_the_settings() -> None:
    said = {row[0].strip("`"): (row[1].strip("`"), row[2].rstrip("|").strip()) for row in table("| setting |")}
    assert said == {item.name: (_shown(item.default), item.metadata["help"]) for item in fields(Settings)}


def test_every_query_in_the_readme_is_understood_as_written() -> None:
    queries = [query for row in table("| query |") for query in re.findall(r"`([^`]+)`", row[0])]
    assert len(queries) > 12
    for query in queries:
        if not query.endswith(":") and query != "( )":
            assert parse(query).diagnostics == (), query


def test_the_help_and_the_readme_name_the_same_fields() -> None:
    named = set(re.findall(r"`([a-z]+):", README[README.index("| query |") : README.index("## Where it keeps things")]))
    shown = {match for queries, _ in LANGUAGE for query in queries for match in re.findall(r"([a-z]+):", query)}
    assert shown == named


def test_every_command_in_the_readme_works_as_written(tmp_path: Path) -> None:
    commands = re.findall(r"^    \.venv/bin/citecast (.+)$", README, re.MULTILINE)
    assert len(commands) > 4
    said = {}
    here = tmp_path / "here"
    here.mkdir()
    (here / "corpus").symlink_to(ROOT / "corpus")
    for line in commands:
        arguments = ["--home", str(tmp_path / "home"), *shlex.split(line)]
        done = subprocess.run(
            [*COMMAND, *arguments],
            cwd=here,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        assert not re.search(r"\b0 passages", done.stdout), line
        said[line.split()[0]] = done.stdout
    assert "Iran Watch Listen" in said["cite"]
    assert "whole" in said["backup"]


def test_every_command_explains_itself() -> None:
    for name in command().where:
        shown = CliRunner().invoke(command(), [name, "--help"])
        assert shown.exit_code == 0
        assert len(shown.output.splitlines()) > 4, name


def test_every_dependency_is_explained() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    listed = re.findall(r'^  "([\w-]+)[>=]', project[: project.index("test = [")], re.MULTILINE)
    explained = " ".join(row[0].replace(",", "") for row in table("| depends on |")).split()
    assert sorted(listed) == sorted(explained)


def test_links_to_files_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_changelog_has_this_version() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")
