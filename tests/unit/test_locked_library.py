"""A library that another process writes to: looking at it waits, and then says so in one line."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from search.cli.entry import main
from search.ingest.values import RawSource, SourceSpec
from search.service import Service
from search.settings import Settings
from tests.web.adding import upload
from tests.web.conftest import Browser
from web.app import close, create_app


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits half a second for others, and not half a minute."""
    connect = sqlite3.connect

    def sooner(*arguments: Any, **options: Any) -> sqlite3.Connection:
        return connect(*arguments, **{**options, "timeout": 0.5})

    monkeypatch.setattr(sqlite3, "connect", sooner)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of a library with a document."""
    folder = tmp_path / "home"
    with Service.open(folder, Settings()) as service:
        assert [result.status for result in service.adder.add([SourceSpec.at_hand(WORDS)])] == ["added"]
    return folder


WORDS = RawSource(source="words.txt", name="words.txt", data=b"Some words about pumps.\n")


@contextmanager
def locked(home: Path) -> Iterator[None]:
    with closing(sqlite3.connect(home / "library.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(home), *arguments])


@pytest.mark.parametrize("options", [("--dry-run",), ()])
def test_adding_to_a_locked_library_is_one_line(home: Path, tmp_path: Path, options: tuple[str, ...]) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Other words.\n")
    with locked(home):
        done = run(home, "add", str(note), *options)
    assert (done.exit_code, done.stdout) == (1, "")
    line = f"citecast: {home / 'library.sqlite'} is being written to by another program; try again"
    assert done.stderr.splitlines() == [line]
    assert ": added" in run(home, "add", str(note), *options).stdout


def test_a_preview_of_a_locked_library_is_a_page_that_says_so(home: Path) -> None:
    with Service.open(home, Settings()) as service:
        app = create_app(service, home=home)
        app.test_client_class = Browser
        client = app.test_client()
        batch = upload(client, ("note.txt", b"Other words.\n"))
        with locked(home):
            answer = client.get(f"{batch}/1")
        assert answer.status_code == 503
        assert "is being written to by another program; try again." in answer.text
        assert client.get(f"{batch}/1").status_code == 200
        close(app)


@pytest.mark.parametrize("name", ["home", "home/deep"])
def test_a_dry_run_makes_no_library(tmp_path: Path, name: str) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Some words.\n")
    done = run(tmp_path / name, "add", str(note), "--dry-run")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(f"{note}: added; dry run: nothing was stored")
    assert [*tmp_path.iterdir()] == [note]


def test_a_dry_run_in_a_folder_without_a_library_leaves_it_as_it_is(tmp_path: Path) -> None:
    home, note = tmp_path / "home", tmp_path / "note.txt"
    home.mkdir()
    (home / "citecast.toml").write_text("max_file_mb = 1\n")
    note.write_text("Some words. " * 100_000)
    done = run(home, "add", str(note), "--dry-run")
    assert (done.exit_code, [path.name for path in home.iterdir()]) == (1, ["citecast.toml"])
    assert "the limit is 1 MB" in done.stdout
