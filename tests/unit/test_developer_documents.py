"""What `docs/` says of the code is what the code is."""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from citecast import command
from tests.architecture import DOCUMENT, ROOT, inserted
from tests.commands import COMMAND

DOCUMENTS = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "search" / "whoosh_engine" / "NOTES.md"]
CODE = ("corpus", "search", "web", "tests", "citecast.py")


@cache
def code() -> str:
    """The text of all code."""
    files = [ROOT / name for name in CODE]
    return "\n".join(
        path.read_text("utf-8") for file in files for path in (file.rglob("*.py") if file.is_dir() else [file])
    )


def test_the_picture_is_drawn_from_the_contracts() -> None:
    said = DOCUMENT.read_text("utf-8")
    assert said == inserted(said), "run `python -m tests.architecture --write`"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_files_that_a_document_names_are_there(document: Path) -> None:
    said = document.read_text("utf-8")
    named = re.findall(r"`((?:corpus|search|web|tests|docs)/[\w/.*-]*)`", said)
    assert not [path for path in named if not list(ROOT.glob(path.rstrip("/")))]
    links = re.findall(r"\]\((?!https?:)([^)#]+)", said)
    assert not [target for target in links if not (document.parent / target).exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_that_a_document_names_are_there(document: Path) -> None:
    said = document.read_text("utf-8")
    modules = re.findall(r"python -m (tests\.[\w.]+)", said)
    assert not [module for module in modules if not list(ROOT.glob(module.replace(".", "/") + "*"))]
    commands = set(re.findall(r"`citecast ([a-z]+)\b", said))
    assert commands <= set(command().where)


def test_every_word_of_the_glossary_is_in_the_code() -> None:
    rows = [line.split("|")[1:4] for line in (ROOT / "docs" / "glossary.md").read_text("utf-8").splitlines()]
    names = [name for row in rows if len(row) == 3 for name in re.findall(r"`([\w.]+)`", row[2])]
    assert len(names) > 30
    assert not [name for name in names if not is_there(name)]


def is_there(name: str) -> bool:
    """Whether a name is that of a module, of something that its module has, or of something somewhere in the code."""
    path = ROOT.joinpath(*name.split("."))
    if path.is_dir() or path.with_suffix(".py").exists():
        return True
    module, _, last = name.rpartition(".")
    within = code()
    if module.startswith(("corpus.", "search.", "web.")):
        file = ROOT.joinpath(*module.split("."))
        within = (file / "__init__.py" if file.is_dir() else file.with_suffix(".py")).read_text("utf-8")
    return bool(re.search(rf"\b{re.escape(last)}\b", within))


def test_the_design_names_every_command() -> None:
    said = (ROOT / "docs" / "design.md").read_text("utf-8")
    rows = re.findall(r"^\| (`[^|]+) \|", said[said.index("| command |") :], re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`([a-z-]+)`", row)} == set(command().where)


def test_the_design_has_the_keys_of_the_json_of_a_search(tmp_path: Path) -> None:
    sample = str(ROOT / "corpus" / "samples" / "from-parts-to-factories.vtt")
    run = [*COMMAND, "--home", str(tmp_path)]
    subprocess.run([*run, "add", sample], check=True, capture_output=True, cwd=ROOT)
    done = subprocess.run(
        [*run, "search", "--json", "the"], check=True, capture_output=True, encoding="utf-8", cwd=ROOT
    )
    answer = json.loads(done.stdout)
    said = (ROOT / "docs" / "design.md").read_text("utf-8")
    block = said[said.index('    {"query"') : said.index("`start_ms` and `page` are")]
    named = set(re.findall(r'"([a-z_]+)"', block))
    assert answer["hits"]
    keys = set(answer) | set(answer["facets"]) | set(answer["left_out"]) | set(answer["hits"][0]) | {"value", "count"}
    assert keys <= named
    assert named <= keys | {
        "message",
        "word",
        "start",
        "end",
    }
