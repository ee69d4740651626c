"""One process writes to the index at a time: others are told, wait, and go on when it ends, however it does."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from whoosh.filedb.filestore import FileStorage

from corpus.errors import EngineBusy, EngineError
from search.whoosh_engine import WhooshEngine
from search.whoosh_engine.index import manifest
from search.whoosh_engine.write import lock, merge_policy
from tests.marks import at

HOLDING = """
import sys, time
from pathlib import Path
from search.whoosh_engine.write import lock
with lock.locked(Path(sys.argv[1]), sys.argv[2], timeout=0):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with WhooshEngine(tmp_path / "index").session() as session:
        session.commit(mark=at(1))
    return tmp_path / "index"


@contextmanager
def holder(folder: Path, name: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds a lock until it is killed."""
    process = subprocess.Popen([sys.executable, "-c", HOLDING, folder, name], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    with process.stdout:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()
        process.wait()


def test_another_process_that_writes_is_told_of_and_its_end_lets_go(folder: Path) -> None:
    engine = WhooshEngine(folder)
    with holder(folder, lock.WRITE) as process:
        with pytest.raises(EngineBusy, match="another program is making documents searchable"):
            engine.session(timeout=0.1)
        process.kill()
        with engine.session(timeout=20) as session:
            session.commit(mark=at(2))
    assert manifest.read(folder).mark == at(2)


def test_who_waits_goes_on_when_the_other_is_done(folder: Path) -> None:
    engine = WhooshEngine(folder)
    with engine.session() as first:
        waiting = threading.Thread(target=commit, args=(engine, 3))
        waiting.start()
        time.sleep(0.1)
        first.commit(mark=at(2))
    waiting.join()
    assert manifest.read(folder).mark == at(3)


def commit(engine: WhooshEngine, revision: int) -> None:
    with engine.session(timeout=20) as session:
        session.commit(mark=at(revision))


def test_a_session_may_end_in_another_thread_than_it_began(folder: Path) -> None:
    engine = WhooshEngine(folder)
    begun = []
    thread = threading.Thread(target=lambda: begun.append(engine.session()))
    thread.start()
    thread.join()
    with begun[0] as session:
        session.commit(mark=at(2))
    commit(engine, 3)
    assert manifest.read(folder).mark == at(3)


def test_who_merges_leaves_it_to_another_process_that_does(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merge_policy, "MANY", 1)
    engine = WhooshEngine(folder)
    (folder / "unfinished_MAIN_0123456789abcdef.arrays").write_bytes(b"of the other")
    with holder(folder, lock.MERGE):
        engine.merge()
        assert list(folder.glob("unfinished_*"))
    engine.merge()
    assert not list(folder.glob("unfinished_*"))


def test_a_writer_of_whoosh_and_ours_exclude_each_other(folder: Path) -> None:
    theirs = FileStorage(str(folder)).lock(lock.WRITE)
    assert theirs.acquire()
    with pytest.raises(EngineBusy):
        WhooshEngine(folder).session(timeout=0)
    theirs.release()
    with WhooshEngine(folder).session(timeout=0):
        assert not theirs.acquire()


@pytest.mark.parametrize("wrong", [IsADirectoryError, NotADirectoryError])
def test_a_lock_that_cannot_be_taken_is_one_line(tmp_path: Path, wrong: type[OSError]) -> None:
    """As in a folder that is read-only, which it never is for the user who may do all."""
    folder = tmp_path / "index"
    if wrong is IsADirectoryError:
        (folder / lock.WRITE).mkdir(parents=True)
    else:
        folder.write_text("a file")
    with pytest.raises(EngineError, match="the index cannot be written") as failed:
        WhooshEngine(folder).session()
    assert "\n" not in str(failed.value)
