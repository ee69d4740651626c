"""Adding that is stopped or killed loses nothing that was said to be in, and the same command goes on from there."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from search.cli.entry import main
from search.ingest.pool import Pool

COUNT = 400


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "folder"
    made.mkdir()
    for number in range(COUNT):
        (made / f"note-{number:03}.txt").write_text(f"Note number {number} is about pumps.\n\nIt has two paragraphs.")
    return made


@contextmanager
def adding(home: Path, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The command, once some files are said to be in."""
    command = [sys.executable, "-u", "-c", "from search.cli.entry import main; main()", "--home", str(home), "add"]
    pipe = subprocess.PIPE
    with subprocess.Popen([*command, str(folder)], stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def again(home: Path, folder: Path) -> dict[str, str]:
    done = CliRunner().invoke(main, ["--home", str(home), "add", str(folder), "--json"])
    assert done.exit_code == 0, done.output
    return {Path(result["source"]).name: result["status"] for result in json.loads(done.stdout)}


def sources(lines: list[str]) -> set[str]:
    return {Path(line.partition(": added ")[0]).name for line in lines if ": added " in line}


def test_what_was_in_before_a_kill_is_not_done_again(tmp_path: Path, folder: Path) -> None:
    home = tmp_path / "home"
    with adding(home, folder) as process:
        assert process.stdout
        said = [process.stdout.readline() for _ in range(20)]
        process.send_signal(signal.SIGKILL)
        said += process.stdout.readlines()
    before = sources(said)
    assert 20 <= len(before) < COUNT
    results = again(home, folder)
    assert len(results) == COUNT
    assert {results[name] for name in before} == {"unchanged"}
    assert "added" in results.values()
    checked = CliRunner().invoke(main, ["--home", str(home), "check", "--deep"])
    assert checked.output == "All is well.\n"
    found = json.loads(CliRunner().invoke(main, ["--home", str(home), "search", "pumps", "--json"]).stdout)
    assert found["total"] == COUNT


def test_ctrl_c_says_what_is_done_and_how_to_go_on(tmp_path: Path, folder: Path) -> None:
    home = tmp_path / "home"
    with adding(home, folder) as process:
        assert process.stdout
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert err.startswith("citecast: stopped; ")
    assert err.endswith("done, and the same command goes on from there\n")
    assert len(err.splitlines()) == 1
    results = again(home, folder)
    assert {results[name] for name in sources([first, *out.splitlines()])} == {"unchanged"}
    assert len(results) == COUNT


def test_a_thread_at_whose_start_ctrl_c_came_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    start, begun, done = threading.Thread.start, threading.Event(), threading.Event()

    def interrupted(thread: threading.Thread) -> None:
        start(thread)
        begun.wait(60)
        raise KeyboardInterrupt

    def work() -> None:
        begun.set()
        time.sleep(0.2)
        done.set()

    pool = Pool(1, name="interrupted")
    monkeypatch.setattr(threading.Thread, "start", interrupted)
    with pytest.raises(KeyboardInterrupt):
        pool.submit(work)
    monkeypatch.undo()
    pool.close()
    assert done.is_set()


@pytest.mark.parametrize("step", ["sync_all", "place"])
def test_a_first_commit_that_is_killed_leaves_no_index_that_is_said_to_be_lost(tmp_path: Path, step: str) -> None:
    (tmp_path / "pumps.txt").write_text("About pumps.")
    home = tmp_path / "home"
    script = (
        "import os, signal; from search.whoosh_engine.write import commit; from search.cli.entry import main\n"
        f"commit.{step} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\nmain()"
    )
    killed = [sys.executable, "-c", script, "--home", str(home), "add", str(tmp_path / "pumps.txt")]
    assert subprocess.run(killed, capture_output=True, check=False).returncode == -signal.SIGKILL
    assert list((home / "index").glob("MAIN_*.arrays"))
    assert "there is no index here yet" in CliRunner().invoke(main, ["--home", str(home), "check"]).stdout
    answer = CliRunner().invoke(main, ["--home", str(home), "search", "pumps", "--json"])
    assert json.loads(answer.stdout)["total"] == 1
    assert len(list((home / "index").glob("MAIN_*.arrays"))) == 1
    assert CliRunner().invoke(main, ["--home", str(home), "check"]).stdout == "All is well.\n"
