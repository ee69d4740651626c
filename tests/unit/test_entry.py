"""The command's entry: our own packages, or one line that says whose stand in their place."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import citecast

ROOT = Path(__file__).parents[2]
ROOMS = ("corpus", "search", "web")


def run(*folders: Path, option: str = "-P") -> subprocess.CompletedProcess[str]:
    """The command, its code and others' looked for in some folders first."""
    program = f"import sys; sys.path[:0] = {[*map(str, folders)]}; import citecast; citecast.main()"
    return subprocess.run([sys.executable, option, "-c", program, "--version"], capture_output=True, text=True)


def package(folder: Path, name: str, text: str = '"""web.py: makes web apps."""') -> Path:
    (folder / name).mkdir(parents=True)
    (folder / name / "__init__.py").write_text(text, "utf-8")
    return folder


def test_the_command_runs_and_says_its_version() -> None:
    done = run(ROOT)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"citecast, version {citecast.__version__}\n", "")


@pytest.mark.parametrize("name", ROOMS)
def test_another_s_package_that_hides_ours_is_told_in_one_line(tmp_path: Path, name: str) -> None:
    done = run(package(tmp_path, name, "raise SystemExit('run')"), ROOT)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"citecast: another's “{name}” is found before its own: {tmp_path / name}; "
        "install Citecast apart from others, by pipx or uv tool\n"
    )


@pytest.mark.parametrize("name", ROOMS)
def test_another_s_package_in_the_folder_of_ours_is_told_in_one_line(tmp_path: Path, name: str) -> None:
    shutil.copy(ROOT / "citecast.py", tmp_path)
    for room in ROOMS:
        ours = (ROOT / room / "__init__.py").read_text("utf-8")
        package(tmp_path, room, "raise SystemExit('run')" if room == name else ours)
    done = run(tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"citecast: its “{name}” was written over by another's: {tmp_path / name}; ")
    assert done.stderr.count("\n") == 1


def test_a_folder_of_the_same_name_without_code_hides_nothing(tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    assert run(tmp_path, ROOT).returncode == 0


def test_a_package_that_is_missing_is_told_in_one_line(tmp_path: Path) -> None:
    shutil.copy(ROOT / "citecast.py", tmp_path)
    done = run(tmp_path, option="-PS")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("citecast: its “corpus” is not found; ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("missing", ["click", "numpy"])
def test_what_it_needs_and_is_missing_is_told_in_one_line(tmp_path: Path, missing: str) -> None:
    (tmp_path / "note.txt").write_text("A note about pumps.")
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); sys.modules[{missing!r}] = None; "
        "import citecast; citecast.main()"
    )
    words = ["--home", str(tmp_path / "home"), "add", str(tmp_path / "note.txt")]
    done = subprocess.run([sys.executable, "-P", "-c", program, *words], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr == f"citecast: the package “{missing}”, which it needs, is not found; install Citecast again\n"


def test_as_a_module_it_says_how_it_is_run(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, ROOT / "citecast.py"], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert "run the command citecast" in done.stderr
