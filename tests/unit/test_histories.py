"""Library and index stay one: whoever writes, whichever of the two was put back, lost or emptied."""

from __future__ import annotations

import fcntl
import json
import shutil
import signal
import subprocess
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corpus.library.schema import connect
from search.cli.entry import main
from tests.commands import COMMAND
from tests.web.serving import free_port

Run = Callable[..., Result]


def command(home: Path, *arguments: str) -> list[str]:
    return [*COMMAND, "--home", str(home), *arguments]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def run(home: Path) -> Run:
    def run(*arguments: str, code: int = 0) -> Result:
        done = CliRunner().invoke(main, ["--home", str(home), *arguments])
        assert done.exit_code == code, done.output
        return done

    return run


def notes(folder: Path, names: Sequence[str]) -> list[str]:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / f"{name}.txt").write_text(f"The note {name} is about pumps, and says {name}word.")
    return [str(folder / f"{name}.txt") for name in names]


def found(run: Run, query: str) -> list[str]:
    return sorted(hit["document"] for hit in json.loads(run("search", query, "--json").stdout)["hits"])


def copy(library: Path, to: Path) -> None:
    with closing(connect(library)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(library, to)


def test_an_index_of_another_history_is_made_anew_and_that_is_said(run: Run, home: Path, tmp_path: Path) -> None:
    library = home / "library.sqlite"
    run("add", *notes(tmp_path / "in", ["a", "b", "c"]))
    copy(library, tmp_path / "copy.sqlite")
    run("add", *notes(tmp_path / "in", ["lost", "gone"]))
    shutil.copy(tmp_path / "copy.sqlite", library)
    checked = run("check", code=1).stdout
    assert "change 5" in checked
    assert "latest change is 3" in checked
    added = command(home, "add", *notes(tmp_path / "in", ["d", "e"]))
    assert subprocess.run(added, capture_output=True, text=True).stderr == (
        "citecast: the index has come to change 5, which this library does not have: an older copy was put back, or its"
        " last changes were lost; it is being made anew\n"
    )
    assert found(run, "pumps") == ["a", "b", "c", "d", "e"]
    assert found(run, "dword") == ["d"]
    assert found(run, "lostword") == []
    assert run("check", "--deep").stdout == "All is well.\n"


def test_a_change_that_is_lost_leaves_nothing_out_of_the_index(run: Run, home: Path, tmp_path: Path) -> None:
    first, *more = notes(tmp_path / "files", ["one", "two", "three"])
    run("add", first)
    (home / "index").rename(tmp_path / "index")
    run("add", *more)
    shutil.rmtree(home / "index")
    (tmp_path / "index").rename(home / "index")
    with closing(connect(home / "library.sqlite")) as db:
        db.execute("DELETE FROM changes WHERE revision = 2")
    assert len(found(run, "pumps")) == 3
    assert "rows of changes are lost: 1" in run("check", code=1).stdout


def test_an_index_of_another_library_is_made_anew(
    run: Run, home: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    run("add", *notes(tmp_path / "in", ["a", "b"]))
    shutil.move(home / "index", tmp_path / "index")
    shutil.rmtree(home)
    run("add", *notes(tmp_path / "in", ["c", "d"]))
    shutil.rmtree(home / "index")
    shutil.move(tmp_path / "index", home / "index")
    assert "made from another library" in run("check", code=1).stdout
    assert found(run, "pumps") == ["c", "d"]
    assert "made from another library; it is being made anew" in caplog.text


def stopped_with_the_lock(home: Path, *arguments: str) -> subprocess.Popen[str]:
    """A command that is held up while it writes to the index."""
    process = subprocess.Popen(command(home, *arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with (home / "index" / "MAIN_WRITELOCK").open("w") as file:
        while process.poll() is None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                process.send_signal(signal.SIGSTOP)
                return process
            fcntl.flock(file, fcntl.LOCK_UN)
    raise AssertionError(process.communicate())


def test_what_is_added_during_a_rebuild_is_found_when_that_is_done(run: Run, home: Path, tmp_path: Path) -> None:
    run("add", *notes(tmp_path / "in", [f"n{number}" for number in range(40)]))
    rebuilding = stopped_with_the_lock(home, "rebuild")
    added = run("add", *notes(tmp_path / "in", ["late"]))
    assert ": added late" in added.stdout
    assert "takes up what is stored" in added.stderr
    edited = run("edit", "n1", "--title", "Another title")
    assert "updated, version 2" in edited.stdout
    rebuilding.send_signal(signal.SIGCONT)
    said, failed = rebuilding.communicate(timeout=60)
    assert said.startswith("The index was made anew from 4")
    assert not failed
    assert run("check").stdout == "All is well.\n"
    assert found(run, "lateword") == ["late"]


def test_two_that_add_at_once_leave_nothing_out(run: Run, home: Path, tmp_path: Path) -> None:
    run("add", *notes(tmp_path / "in", ["first"]))
    folders = [tmp_path / "one", tmp_path / "other"]
    for folder in folders:
        notes(folder, [f"{folder.name}{number}" for number in range(24)])
    both = [subprocess.Popen(command(home, "add", str(folder)), stdout=subprocess.DEVNULL) for folder in folders]
    assert [each.wait(timeout=60) for each in both] == [0, 0]
    assert run("check").stdout == "All is well.\n"


@pytest.mark.parametrize("how", ["missing", "emptied", "without tables"])
def test_a_library_that_is_gone_is_told_and_not_made(run: Run, home: Path, tmp_path: Path, how: str) -> None:
    run("add", *notes(tmp_path / "in", ["a", "b"]))
    library = home / "library.sqlite"
    copy(library, tmp_path / "copy.sqlite")
    for path in home.glob("library.sqlite*"):
        path.unlink()
    if how == "emptied":
        library.touch()
    elif how == "without tables":
        with closing(connect(tmp_path / "other.sqlite")) as db:
            names = [row["name"] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            db.execute("PRAGMA foreign_keys = OFF")
            for name in names:
                if not name.startswith("sqlite_"):
                    db.execute(f"DROP TABLE {name}")
            db.execute("PRAGMA user_version = 0")
            db.execute("VACUUM")
        copy_of = tmp_path / "other.sqlite"
        shutil.copy(copy_of, library)
    before = sorted((path.name, path.stat().st_size) for path in home.rglob("*"))
    for arguments in (
        ("add", *notes(tmp_path / "in", ["c"])), ("sync", str(tmp_path / "in")), ("list",), ("check",),
        ("search", "pumps"), ("stats",), ("rebuild",),
    ):  # fmt: skip
        (line,) = run(*arguments, code=1).stderr.splitlines()
        assert "library.sqlite" in line
        assert "put it back" in line
    served = subprocess.run(command(home, "serve", "--port", str(free_port())), capture_output=True, text=True)
    assert served.returncode == 1
    assert "put it back" in served.stderr
    assert sorted((path.name, path.stat().st_size) for path in home.rglob("*")) == before
    shutil.copy(tmp_path / "copy.sqlite", library)
    assert found(run, "pumps") == ["a", "b"]


def test_only_commands_that_store_make_a_library(run: Run, home: Path, tmp_path: Path) -> None:
    for arguments in (("list",), ("check",), ("search", "x"), ("stats",), ("rebuild",), ("read", "x"), ("remove", "x")):
        assert "there is no library" in run(*arguments, code=1).stderr
    assert not home.exists()
    run("add", *notes(tmp_path / "in", ["a"]))
    assert found(run, "pumps") == ["a"]


def test_a_library_that_holds_nothing_takes_no_index_away(run: Run, home: Path, tmp_path: Path) -> None:
    run("add", *notes(tmp_path / "in", ["a"]))
    with closing(connect(home / "library.sqlite")) as db:
        for table in (
            "passages",
            "versions",
            "keys",
            "sources",
            "readings",
            "shingles",
            "shingle_sets",
            "pairing_keys",
            "documents",
            "changes",
        ):
            db.execute(f"DELETE FROM {table}")  # noqa: S608  # the names above
    assert "change 1" in run("check", code=1).stdout
    assert "holds nothing" in run("rebuild", code=1).stderr
    assert "holds nothing" in run("search", "pumps", code=1).stderr
    run("rebuild", "--empty")
    assert run("check").stdout == "All is well.\n"


def test_what_an_index_made_anew_leaves_out_is_said_by_each_search(run: Run, home: Path, tmp_path: Path) -> None:
    run("add", *notes(tmp_path / "in", ["a", "b"]))
    with closing(connect(home / "library.sqlite")) as db:
        of_a = "SELECT body FROM versions WHERE document_id = 'a'"
        db.execute(f"UPDATE passages SET text = text || '!' WHERE number >> 32 IN ({of_a})")  # noqa: S608
    assert "1 document" in run("rebuild").stdout
    assert (
        "Note: The index differs from the library by 1 passage; run `citecast check`." in run("search", "aword").stdout
    )
    assert "of a, version 1, is not what was stored" in run("check", code=1).stdout
