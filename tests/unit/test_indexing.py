"""The index follows the library, whatever happens meanwhile; what goes on beside fails aloud."""

from __future__ import annotations

import errno
import logging
import time
from itertools import pairwise
from pathlib import Path

import pytest

from search.ingest.indexing import Indexer, catch_up
from search.ingest.pipeline import followed
from search.ingest.values import AddResult, RawSource, SourceSpec
from search.service import Service
from search.whoosh_engine import WhooshEngine
from search.whoosh_engine.write.writer import IndexWriter
from tests.commands import citecast, done
from tests.unit.test_library_damage import by_hand


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
    for name, text in (("secret", "A secretword here."), ("plain", "Nothing here.")):
        add(empty_service, name, text)
    catch_up(library, engine)
    add(empty_service, "third", "One more.")
    catch_up(library, engine)
    assert engine.purged
    with engine.snapshot() as snapshot:
        assert snapshot.mark == library.log.mark
        assert snapshot.passage_count() == 2
        assert snapshot.words("secret", 5) == ()


def test_what_keeps_the_index_from_being_tidied_is_told(
    empty_service: Service, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Full(WhooshEngine):
        def merge(self) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    add(empty_service, "a", "Some words.")
    indexer = Indexer(empty_service.library, Full(tmp_path / "full"))
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
    assert begun[:3] == [64, 128, 192]
    assert all(later == earlier * 3 // 2 for earlier, later in pairwise(begun[2:]))
    assert begun[-1] > 600
