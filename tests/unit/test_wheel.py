"""What is built holds what it should: a wheel all that the program needs, an sdist what whoever carries on needs."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
ROOMS = ("corpus", "search", "web")


def files(*folders: str) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a wheel and an sdist, built from a copy without what lies about in a checkout."""
    folder = tmp_path_factory.mktemp("built")
    tree = folder / "tree"
    tree.mkdir()
    for item in ROOT.iterdir():
        if item.is_file():
            shutil.copy(item, tree)
    for name in (*ROOMS, "tests", "docs", ".ci"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    build = "import hatchling.build as b; b.build_wheel('..'); b.build_sdist('..')"
    subprocess.run([sys.executable, "-c", build], cwd=tree, check=True)
    return folder


def test_a_wheel_has_the_code_the_pages_the_fonts_and_the_samples(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packed == {"citecast.py", *files(*ROOMS)}


def test_a_wheel_has_the_licences_of_the_code_and_of_the_fonts(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    licences = {name.partition("/licenses/")[2] for name in zipfile.ZipFile(wheel).namelist() if "/licenses/" in name}
    assert licences == {
        "LICENSE",
        *(f"web/static/fonts/{f.name}" for f in (ROOT / "web/static/fonts").glob("OFL-*.txt")),
    }


def test_an_sdist_has_the_tests_and_the_documents_too(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        packed = {name.partition("/")[2] for name in archive.getnames()}
    beside = {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE"}
    beside |= {"citecast.py", "pyproject.toml", ".pre-commit-config.yaml"}
    assert packed - {"PKG-INFO", ".gitignore"} == beside | files(*ROOMS, "tests", "docs", ".ci")
