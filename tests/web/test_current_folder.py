"""What lies in the folder that a command is started in is not part of the program, and does not run."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from tests.waiting import until
from tests.web.serving import served
from web.staging import Sent, Staging

ROOT = Path(__file__).parents[2]
CITECAST = Path(sys.executable).with_name("citecast")  # the command that is installed
NAMES = ("pickle", "json", "selectors", "encodings", "sitecustomize", "usercustomize", "corpus", "mammoth", "bs4")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a talk, and with programs that leave a mark."""
    made = tmp_path / "downloads"
    made.mkdir()
    (made / "talk.txt").write_text("The furnace at Natanz was rebuilt.\n")
    for name in NAMES:
        (made / f"{name}.py").write_text(f"open({str(tmp_path / f'{name} ran')!r}, 'w')\n")
    return made


def ran(folder: Path) -> list[str]:
    return [path.name for path in folder.parent.glob("* ran")]


def test_adding_a_file_runs_nothing_beside_it(folder: Path, tmp_path: Path) -> None:
    command = [str(CITECAST), "--home", str(tmp_path / "home"), "add", "talk.txt"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "talk.txt: added" in done.stdout
    assert not ran(folder)


def test_a_server_runs_nothing_of_the_folder_that_it_is_started_in(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    id = Staging(home).create([Sent("talk.txt", b"Turbines.", {})], now=dt.datetime.now(dt.UTC)).id
    with Staging(home).changing(id) as batch:
        batch.entries[0].chosen = True
    monkeypatch.chdir(folder)
    monkeypatch.setattr("tests.web.serving.COMMAND", (str(CITECAST),))
    with served(home) as server:
        page = until(lambda: server.get(f"/add/{id}"), lambda text: "data-live" not in text)
        assert "1 added" in page
    assert not ran(folder)


def test_a_reader_does_not_look_where_its_program_does(folder: Path) -> None:
    program = (
        "import os, sys; from corpus.model import Hints; from corpus.sandbox import Limits, Sandbox; "
        "assert sys.path[0] == ''; os.chdir(sys.argv[1]); sandbox = Sandbox(Limits(20, 512), workers=1); "
        "print(sandbox.read(b'Words.', Hints(name='x.txt')).document.type); sandbox.close()"
    )
    done = subprocess.run([sys.executable, "-c", program, folder], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "note\n", done.stderr
    assert not ran(folder)
