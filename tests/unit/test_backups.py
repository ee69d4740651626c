"""Backups are made when due, kept in number, and what became of the last one is said."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import threading
from pathlib import Path
from typing import NamedTuple

import pytest

from corpus.errors import CitecastError, InvalidValue, LibraryError
from search.ingest.values import RawSource, SourceSpec
from search.maintenance.backups import Backups
from search.service import Service
from search.settings import Settings
from tests.commands import done
from tests.waiting import until
from web.schedule import Schedule


def silent(done: int, count: int) -> None: ...


class Clock:
    """The time, which goes on when it is told to."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 11, 29, 14, 5, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def goes_on(self, **span: int) -> None:
        self.now += dt.timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def backups(empty_service: Service, clock: Clock) -> Backups:
    service = empty_service
    service.backups = Backups(service.library, service.home, Settings(backup_keep=3), now=clock)
    return service.backups


def add(service: Service, name: str) -> None:
    upload = RawSource(source=name, name=f"{name}.txt", data=f"Words of {name}.".encode())
    (result,) = service.adder.add([SourceSpec.at_hand(upload)])
    assert result.status == "added"


def names(backups: Backups) -> list[int]:
    return [kept.revision for kept in backups.kept()]


def test_one_is_due_when_the_last_is_old_and_something_changed(
    empty_service: Service, backups: Backups, clock: Clock
) -> None:
    assert not backups.is_due()  # of nothing
    add(empty_service, "one")
    assert backups.is_due()
    backups.make(silent)
    assert names(backups) == [1]
    add(empty_service, "two")
    clock.goes_on(hours=23)
    assert not backups.is_due()
    clock.goes_on(hours=1)
    assert backups.is_due()
    backups.make(silent)
    assert names(backups) == [2, 1]
    clock.goes_on(days=30)
    assert not backups.is_due()
    (empty_service.home / "citecast.toml").write_text("port = 8123\n")
    assert backups.is_due()  # settings are part of it


def test_none_is_due_where_none_are_wanted(empty_service: Service, clock: Clock) -> None:
    add(empty_service, "one")
    never = Backups(empty_service.library, empty_service.home, Settings(backup_every=0), now=clock)
    assert not never.is_due()


def test_as_many_are_kept_as_asked_and_nothing_else_is_deleted(
    empty_service: Service, backups: Backups, clock: Clock
) -> None:
    backups.folder.mkdir()
    others = {
        backups.folder / "mine.sqlite",
        backups.folder / "citecast-00000000-20200101T000000Z-r1.sqlite",  # of another home
    }
    for path in others:
        path.write_bytes(b"")
    for number in range(5):
        add(empty_service, f"note {number}")
        clock.goes_on(days=1)
        backups.make(silent)
    assert names(backups) == [5, 4, 3]
    assert others < set(backups.folder.iterdir())


def test_an_old_one_goes_only_once_a_newer_one_is_whole(
    empty_service: Service, backups: Backups, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        add(empty_service, f"note {number}")
        clock.goes_on(days=1)
        backups.make(silent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: _Usage(free=1000))
    with pytest.raises(LibraryError, match="are needed"):
        backups.make(silent)
    assert names(backups) == [3, 2, 1]


class _Usage(NamedTuple):
    free: int


def test_a_failure_is_said_until_one_succeeds_and_tried_again_later(
    empty_service: Service, backups: Backups, clock: Clock
) -> None:
    add(empty_service, "one")
    backups.folder.write_text("A file where the folder should be.")
    with pytest.raises(OSError, match="exists"):
        backups.make(silent)
    assert not backups.is_due()
    (line,) = backups.told()
    assert line.startswith(f"Last backup failed: {backups.folder}: File exists ")
    assert "(29 November 2026, " in line
    said = json.loads(done(empty_service.home, "stats", "--json"))
    assert said["failed_backup"]["at"] == clock.now.isoformat()
    assert said["last_backup"] is None
    assert line in done(empty_service.home, "stats")
    clock.goes_on(minutes=15)
    assert backups.is_due()
    backups.folder.unlink()
    backups.make(silent)
    (line,) = backups.told()
    assert line.startswith("Last backup: 29 November 2026, ")
    assert line.endswith(", whole, up to change 1")
    assert json.loads(done(empty_service.home, "stats", "--json"))["last_backup"]["revision"] == 1


def test_a_folder_elsewhere_and_an_interval_are_settings(tmp_path: Path) -> None:
    assert Settings.load(tmp_path, {"CITECAST_BACKUP_EVERY": "0"}).backup_every == 0
    for name in ("CITECAST_BACKUP_KEEP", "CITECAST_PORT"):
        with pytest.raises(InvalidValue, match="less than 1"):
            Settings.load(tmp_path, {name: "0"})
    with Service.open(tmp_path / "home", Settings(backup_folder=str(tmp_path / "disk" / "safe"))) as service:
        add(service, "one")
        service.backups.make(silent)
    assert len(list((tmp_path / "disk" / "safe").iterdir())) == 1


# the schedule of a server


def test_a_server_makes_what_is_due_and_moves_what_was_written_when_idle(empty_service: Service) -> None:
    add(empty_service, "one")
    log = empty_service.home / "library.sqlite-wal"
    assert log.stat().st_size
    with Schedule(empty_service, look_seconds=0.02):
        until(lambda: names(empty_service.backups) == [1])
        until(lambda: not log.stat().st_size)
    assert "citecast-schedule" not in {thread.name for thread in threading.enumerate()}


def test_a_backup_that_fails_does_not_end_the_schedule(empty_service: Service) -> None:
    add(empty_service, "one")
    empty_service.backups.folder.write_text("A file where the folder should be.")
    with Schedule(empty_service, look_seconds=0.02):
        until(lambda: empty_service.backups.failure() is not None)
        add(empty_service, "two")
        until(lambda: not (empty_service.home / "library.sqlite-wal").stat().st_size)


def test_a_server_that_ends_does_not_wait_for_a_backup_and_notes_no_failure(
    empty_service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(empty_service, "one")
    schedule = Schedule(empty_service)
    schedule._closing.set()
    with pytest.raises(CitecastError, match="the server ends"):
        schedule.look()
    assert empty_service.backups.told() == ()
    assert not list(empty_service.backups.folder.iterdir())
