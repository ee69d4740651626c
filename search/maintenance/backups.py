"""The backups that a library's home keeps: made when due, the oldest deleted, and what became of the last one."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus import disk
from corpus.dates import PartialDate
from corpus.errors import CitecastError, InvalidValue, LibraryError, Stopped, refusal
from corpus.library import Library, purged
from corpus.library.backup import Holding, backup, kept_files, still_has
from corpus.library.snapshot import Progress
from search.settings import FILE_NAME, LIBRARY, Settings

log = logging.getLogger(__name__)
FAILURE = "backup-failed.json"
_RETRY = dt.timedelta(minutes=15)
_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"citecast-(?P<home>[0-9a-f]{8})-(?P<at>\d{8}T\d{6}Z)-r(?P<revision>\d+)\.sqlite")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBackup:
    """A backup in the folder, which was verified when it was made."""

    file: str
    made: dt.datetime
    revision: int
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedBackup:
    """The last attempt, where it failed."""

    at: dt.datetime
    why: str


class Backups:
    """The folder of backups of one home's library: all it knows is there, and in a note of the last failure."""

    def __init__(
        self,
        library: Library,
        home: Path,
        settings: Settings,
        *,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._library = library
        self._home = home
        self._every = dt.timedelta(hours=settings.backup_every)
        self._keep = settings.backup_keep
        self._now = now
        self.folder = home / Path(settings.backup_folder).expanduser()
        # Two homes may have one folder, and neither deletes what the other keeps.
        self._mark = hashlib.sha256(str(home.absolute()).encode("utf-8", "surrogateescape")).hexdigest()[:8]

    def kept(self) -> tuple[KeptBackup, ...]:
        """The backups of this home in the folder, the newest first."""
        found = []
        for path in self.folder.glob(f"citecast-{self._mark}-*.sqlite"):
            if match := _NAME.fullmatch(path.name):
                found.append(
                    KeptBackup(
                        file=str(path),
                        made=dt.datetime.strptime(match["at"], _STAMP).replace(tzinfo=dt.UTC),
                        revision=int(match["revision"]),
                        bytes=path.stat().st_size,
                    )
                )
        return tuple(sorted(found, key=lambda each: (each.made, each.revision), reverse=True))

    def failure(self) -> FailedBackup | None:
        """Why the last attempt failed; None where it did not."""
        try:
            noted = json.loads((self._home / FAILURE).read_text("utf-8"))
            return FailedBackup(at=dt.datetime.fromisoformat(noted["at"]), why=str(noted["why"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def told(self) -> tuple[str, ...]:
        """What became of the last one, as `told` says it."""
        return told(next(iter(self.kept()), None), self.failure())

    def is_due(self) -> bool:
        """Whether the last one is too old, and the library or its settings have changed since."""
        if not self._every or not self._library.log.revision:
            return False
        now, kept, failure = self._now(), self.kept(), self.failure()
        if failure and dt.timedelta(0) <= now - failure.at < _RETRY:
            return False
        if not kept:
            return True
        return now - kept[0].made >= self._every and not self._is_as(kept[0])

    def _is_as(self, last: KeptBackup) -> bool:
        try:
            return last.revision == self._library.log.revision and kept_files(Path(last.file)) == self._files()
        except LibraryError:
            return False

    def make(self, progress: Progress) -> Holding:
        """Make one now, then delete those beyond `backup_keep`; a failure is noted, and raised."""
        try:
            made = self._make(progress)
        except Stopped:
            raise
        except (CitecastError, OSError) as error:
            self._note(refusal(error) if isinstance(error, OSError) else str(error))
            raise
        (self._home / FAILURE).unlink(missing_ok=True)
        for old in self.kept()[self._keep :]:
            Path(old.file).unlink(missing_ok=True)
        return made

    def _make(self, progress: Progress) -> Holding:
        disk.make_folder(self.folder)
        needed = 2 * self._library.stats().bytes  # the copy, and as much again for the library to go on with
        free = shutil.disk_usage(self.folder).free
        if free < needed:
            raise LibraryError(
                f"{free / 1e6:,.0f} MB are free for {self.folder}, and {needed / 1e6:,.0f} MB are needed"
            )
        at = self._now().astimezone(dt.UTC).strftime(_STAMP)
        return backup(
            self._library,
            self.folder,
            lambda revision: f"citecast-{self._mark}-{at}-r{revision}.sqlite",
            files=self._files(),
            overwrite=True,
            progress=progress,
        )

    def make_at(self, file: Path, *, overwrite: bool, progress: Progress) -> Holding:
        """Make one under a name of the user's own, which is his to keep."""
        if file.resolve() == (self._home / LIBRARY).resolve():
            raise InvalidValue(f"{file} is the library itself; name another file")
        if file.exists() and not overwrite:
            raise InvalidValue(f"{file} exists; --overwrite replaces it")
        return backup(
            self._library,
            file.absolute().parent,
            lambda revision: file.name,
            files=self._files(),
            overwrite=overwrite,
            progress=progress,
        )

    def with_purged_words(self) -> tuple[Path, ...]:
        """The libraries' files in the folder that still have documents that were purged, or cannot be read."""
        documents = purged.load(self._home)
        return tuple(path for path in sorted(self.folder.glob("*.sqlite")) if documents and _may_have(path, documents))

    def renew(self, old: tuple[Path, ...], progress: Progress) -> Holding:
        """Make one now, and delete old ones once it is whole."""
        made = self.make(progress)
        for path in old:
            path.unlink(missing_ok=True)
        disk.sync(self.folder)
        return made

    def _files(self) -> Mapping[str, bytes]:
        path = self._home / FILE_NAME
        return {FILE_NAME: path.read_bytes()} if path.exists() else {}

    def _note(self, why: str) -> None:
        noted = json.dumps({"at": self._now().isoformat(), "why": why}, ensure_ascii=False)
        try:
            disk.replace(self._home / FAILURE, noted.encode())
        except OSError as error:
            log.warning("a backup failed, which could not be noted (%s): %s", error, why)


def told(last: KeptBackup | None, failed: FailedBackup | None) -> tuple[str, ...]:
    """The failure, where there is one, and the last success, a line each."""
    lines = []
    if failed:
        lines.append(f"Last backup failed: {failed.why} ({_written(failed.at)})")
    if last:
        lines.append(f"Last backup: {_written(last.made)}, whole, up to change {last.revision}")
    return tuple(lines)


def _may_have(path: Path, documents: tuple[purged.Purged, ...]) -> bool:
    try:
        return still_has(path, documents)
    except LibraryError:
        return True


def _written(moment: dt.datetime) -> str:
    """A moment in this computer's time zone: 29 November 2026, 14:05."""
    return f"{PartialDate.of(moment).written}, {moment.astimezone():%H:%M}"
