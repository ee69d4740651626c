"""The index follows the library, whatever happens meanwhile; what goes on beside fails aloud."""

from __future__ import annotations

import errno
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from search.index_state import of_latest
from search.ingest import indexing
from search.ingest.beside import IndexingProcess
from search.ingest.indexing import Indexer, catch_up, silent
from search.ingest.pipeline import followed
from search.ingest.values import AddResult, RawSource, SourceSpec
from search.service import Service
from search.settings import Settings
from search.whoosh_engine import WhooshEngine
from search.whoosh_engine.write.writer import IndexWriter
from tests.commands import citecast, done
from tests.unit.test_library_damage import by_hand
from tests.web.serving import children


def add(service: Service, name: str, text: str) -> None:
    (result,) = service.adder.add([SourceSpec.at_hand(RawSource(source=name, name=f"{name}.txt", data=text.encode()))])
    assert result.status == "added"


def test_a_purge_while_the_lock_is_waited_for_leaves_no_word_in_the_index(
    empty_service: Service, tmp_path: Path
) -> None:
    library = empty_service.library

    class Slow(WhooshEngine):
        purged = False

        def session(self, *, timeout: float = 5) -> IndexWriter:
            begun = super().session(timeout=timeout)
            if not self.purged and len(library.live()) == 3:
                self.purged = True
                library.remove("secret", purge=True)
            return begun

    engine = Slow(tmp_path / "slow")
    index = of_latest(library, engine)
    for name, text in (("secret", "A secretword here."), ("plain", "Nothing here.")):
        add(empty_service, name, text)
    catch_up(index)
    add(empty_service, "third", "One more.")
    catch_up(index)
    assert engine.purged
    with engine.snapshot() as snapshot:
        assert snapshot.mark == library.log.mark
        assert snapshot.passage_count() == 2
        assert not snapshot.spelled_like("secretword", 0)


def test_what_keeps_the_index_from_being_tidied_is_told(
    empty_service: Service, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Full(WhooshEngine):
        def merge(self) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    add(empty_service, "a", "Some words.")
    indexer = Indexer([of_latest(empty_service.library, Full(tmp_path / "full"))])
    with caplog.at_level(logging.WARNING):
        assert indexer.catch_up() == 1
        until = time.monotonic() + 10
        while not caplog.records and time.monotonic() < until:
            time.sleep(0.01)
        indexer.close()
    assert "No space left" in caplog.text


def test_a_rebuild_counts_what_can_be_found_of_a_damaged_library(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    home = tmp_path / "home"
    for name in ("whole", "hit"):
        (tmp_path / f"{name}.txt").write_text(f"A {name}word here.")
        done(home, "add", tmp_path / f"{name}.txt")
    by_hand(home / "library.sqlite", "UPDATE passages SET text = 'A lie.' WHERE text = 'A hitword here.'")
    assert done(home, "rebuild") == "The index was made anew from 1 document.\n"
    assert "hit cannot be searched" in caplog.text
    assert "is not what was stored" in citecast(home, "check").stdout


def test_the_index_follows_what_is_added_less_and_less_often() -> None:
    told: list[AddResult] = []
    begun: list[int] = []
    same = [AddResult(source="same", status="unchanged")] * 100
    added = [AddResult(source=str(number), status="added") for number in range(1000)]
    for result in followed([*same, *added], lambda: begun.append(len(told) - len(same))):
        told.append(result)
    assert begun[:3] == [128, 256, 384]
    assert all(later == earlier * 3 // 2 for earlier, later in pairwise(begun[2:]))
    assert begun[-1] > 600


def added(service: Service, *names: str) -> None:
    """Add documents, one at a time."""
    for name in names:
        add(service, name, f"A word of note {name}.")


def test_a_process_of_its_own_indexes_where_many_are_added(
    empty_service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at_work(*arguments: object, **options: object) -> int:
        raise AssertionError("this process was to go on storing")

    added(empty_service, *"abc")
    monkeypatch.setattr(indexing, "catch_up", at_work)
    assert empty_service.indexer.begin(wait_for=60, many=True)
    with empty_service.engine.snapshot() as snapshot:
        assert snapshot.mark == empty_service.library.log.mark
        assert snapshot.passage_count() == 3
    added(empty_service, *"defgh")
    assert empty_service.indexer.begin(wait_for=60, many=True)
    with empty_service.engine.snapshot() as snapshot:
        assert snapshot.mark == empty_service.library.log.mark


def test_all_that_many_sources_say_is_found_while_and_after_they_are_added(empty_service: Service) -> None:
    uploads = [RawSource(source=str(n), name=f"{n}.txt", data=f"Word{n} of many.".encode()) for n in range(200)]
    for _ in empty_service.adder.add(map(SourceSpec.at_hand, uploads)):
        pass
    empty_service.indexer.catch_up()
    with empty_service.engine.snapshot() as snapshot:
        assert snapshot.passage_count() == 200
        assert snapshot.mark == empty_service.library.log.mark


def test_the_process_that_indexes_tells_how_far_it_is_and_ends_when_it_is_closed(empty_service: Service) -> None:
    added(empty_service, *"abc")
    told: list[tuple[int, int]] = []
    process = IndexingProcess(empty_service.home)
    assert process.replay(lambda done, count: told.append((done, count))) == 3
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert process.replay(silent) == 0
    process.close()
    assert process.replay(silent) is None


def test_where_the_process_that_indexes_is_killed_a_thread_does_its_work(empty_service: Service) -> None:
    added(empty_service, *"a")
    readers = children(os.getpid())
    assert empty_service.indexer.begin(wait_for=60, many=True)
    (child,) = {*children(os.getpid())} - {*readers}
    os.kill(child, signal.SIGKILL)
    added(empty_service, *"bc")
    assert empty_service.indexer.begin(wait_for=60, many=True)
    with empty_service.engine.snapshot() as snapshot:
        assert snapshot.mark == empty_service.library.log.mark


def test_an_index_that_must_be_made_anew_is_left_to_who_asked(empty_service: Service, tmp_path: Path) -> None:
    with Service.open(tmp_path / "other", Settings()) as other:
        added(other, *"ab")
        other.indexer.catch_up()
        shutil.copytree(other.index, empty_service.index, dirs_exist_ok=True)
    added(empty_service, *"c")
    process = IndexingProcess(empty_service.home)
    assert process.replay(silent) == 0
    process.close()
    assert empty_service.indexer.catch_up() == 1
    assert empty_service.indexer.notice == "the index was made from another library"


def test_the_process_that_indexes_ends_with_who_began_it(tmp_path: Path) -> None:
    code = "import sys; sys.path[:] = sys.argv[1:-1]; from search.indexing_process import main; main()"
    home = tmp_path / "home"
    Service.open(home, Settings()).library.close()
    with subprocess.Popen(
        [sys.executable, "-P", "-c", code, *sys.path, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        answer = child.communicate(b"replay\n", timeout=60)[0]
    assert child.returncode == 0
    assert answer in (b"", b"0\n")  # it does not finish first
