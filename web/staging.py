"""Batches of sources given in the browser: what they are and what became of them, on the disk until they are old."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import secrets
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal, NamedTuple

from corpus import disk
from corpus.dates import PartialDate
from corpus.details import understood
from corpus.errors import LibraryError, NotFound, ReadError
from corpus.model import Hints
from corpus.near_duplicates import Shingles
from corpus.text import verbatim
from search.ingest.values import AddResult, RawSource, SourceSpec
from web.seen import Seen

KEPT_FOR = dt.timedelta(days=1)
DETAILS = ("title", "type", "show", "date")
FORMAT = 3  # of the manifest
_ID = re.compile(r"[0-9a-f]{16}")
_MANIFEST = "batch.json"
_LATER = "fetched when it is added"

Task = Literal["index", "add", "read"]


class Sent(NamedTuple):
    """What was uploaded or pasted: its name and its bytes, and details said along with it; or an address."""

    name: str
    data: bytes | None  # none of an address
    details: dict[str, str]


@dataclass(slots=True, kw_only=True)
class Entry:
    """One source of a batch, the details a person set for it, and how far it is."""

    number: int
    name: str
    address: bool = False  # it is an address, not a file
    size: int = 0  # of the file, in bytes
    sha256: str = ""
    details: dict[str, str] = field(default_factory=dict)
    seen: Seen | None = None  # nothing until it is read with these details
    version_of: str | None = None  # the document that a person says it is a new version of
    chosen: bool = False  # a person said that it is to be added
    done: bool = False  # its results are there

    def choose(self, version_of: str) -> None:
        """Say of which document, among those with nearly the same text, this is a new version; of none, if empty."""
        offered = {id for id, _ in self.seen.near} if self.seen else set()
        self.version_of = version_of if version_of in offered else None

    def set(self, details: dict[str, str]) -> None:
        """Set details; InvalidValue for one that cannot be understood, an empty one is taken back."""
        for name, value in details.items():
            understood(name, value)
        self.details = {k: v for k, v in {**self.details, **details}.items() if verbatim(v)}
        self.seen = None

    @property
    def hints(self) -> Hints:
        date = self.details.get("date")
        return Hints(
            name=self.name,
            type=self.details.get("type"),  # type: ignore[arg-type]  # `set` lets no other through
            title=self.details.get("title"),
            show=self.details.get("show"),
            date=PartialDate.parse(date) if date else None,
        )


@dataclass(slots=True, kw_only=True)
class Batch:
    """Sources that were given together, and the results of those that were added."""

    folder: Path
    entries: list[Entry]
    results: list[AddResult] = field(default_factory=list)
    indexed: int = 0  # how many of the results the index has seen
    error: str = ""  # why the work on it halted, until a person lets it go on

    @property
    def id(self) -> str:
        return self.folder.name

    @property
    def waiting(self) -> list[Entry]:
        """The sources that nobody decided on yet."""
        return [entry for entry in self.entries if not entry.chosen]

    @property
    def alike(self) -> dict[int, list[str]]:
        """By the number of each source that waits: those before it, by name, that have nearly the same text."""
        before, types = Shingles(), dict[str, str]()
        found: dict[int, list[str]] = {}
        for entry in self.waiting:
            if entry.seen and entry.seen.sketch:
                names = before.add(entry.name, frozenset(entry.seen.sketch))
                others = {name: {types[name], entry.seen.type} for name in names}
                found[entry.number] = [name for name in names if others[name] != {"episode", "transcript"}]
                types[entry.name] = entry.seen.type
        return found

    @property
    def to_read(self) -> list[Entry]:
        return [entry for entry in self.waiting if entry.seen is None]

    @property
    def to_add(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.chosen and not entry.done]

    @property
    def task(self) -> Task | None:
        """What is to be done next without asking anybody."""
        if len(self.results) > self.indexed:
            return "index"
        return "add" if self.to_add else "read" if self.to_read else None

    def spec(self, entry: Entry) -> SourceSpec:
        """A source as the service takes it."""
        opened = None if entry.address else partial(self._upload, entry)
        return SourceSpec(source=entry.name, open=opened, hints=entry.hints, version_of=entry.version_of)

    def _upload(self, entry: Entry) -> RawSource:
        try:
            data = self._file(entry).read_bytes()
        except OSError as error:
            raise ReadError(f"cannot be opened any more: {error.strerror or error}; add it again") from error
        if (len(data), _digest(data)) != (entry.size, entry.sha256):
            raise ReadError("was not stored whole: send it again")
        return RawSource(source=entry.name, name=entry.name, data=data)

    def store(self, entry: Entry, data: bytes) -> None:
        """Keep the bytes of a source, which `save` makes known; LibraryError where they cannot be written."""
        with _writing(self._file(entry)) as path:
            disk.write(path, data)
        entry.size, entry.sha256 = len(data), _digest(data)

    def keep(self, results: Iterable[AddResult]) -> None:
        """Note what became of sources; what is tried again after an interruption keeps the status it had."""
        had = {(each.source, each.document) for each in self.results}
        rows = set(self.results)
        self.results += [
            each
            for each in results
            if each not in rows and (each.status != "unchanged" or (each.source, each.document) not in had)
        ]

    def save(self) -> None:
        """Keep what changed, whole or not at all; the bytes of what is done go. LibraryError where it cannot."""
        kept = {
            "format": FORMAT,
            "entries": [asdict(entry) for entry in self.entries],
            "results": [asdict(result) for result in self.results],
            "indexed": self.indexed,
            "error": self.error,
        }
        with _writing(self.folder / _MANIFEST) as path:
            disk.replace(path, json.dumps({**kept, "sha256": _sum(kept)}).encode())
            for entry in self.entries:
                if entry.done:
                    self._file(entry).unlink(missing_ok=True)

    def _file(self, entry: Entry) -> Path:
        return self.folder / f"{entry.number}.data"


class Staging:
    """The batches of one library. Safe among the threads of one program."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "staging"
        self._lock = threading.Lock()

    def create(self, sent: Iterable[Sent], *, now: dt.datetime) -> Batch:
        """Keep what was sent as a new batch, on the disk before the call returns; older ones go.

        InvalidValue where a detail cannot be understood, LibraryError where nothing can be written. An address is to
        be added at once: to look at it first would be to fetch it twice.
        """
        batch = Batch(folder=self._folder / secrets.token_hex(8), entries=[])
        with _writing(batch.folder) as folder:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._drop_old(now)
            folder.mkdir(mode=0o700)
        try:
            for number, item in enumerate(sent, 1):
                entry = Entry(number=number, name=item.name, address=item.data is None)
                entry.set(item.details)
                if item.data is None:
                    entry.seen, entry.chosen = Seen(state="ready", title=item.name, contents=_LATER), True
                else:
                    batch.store(entry, item.data)
                batch.entries.append(entry)
            batch.save()
            with _writing(batch.folder):
                disk.sync(self._folder)
                disk.sync(self._folder.parent)
        except BaseException:
            shutil.rmtree(batch.folder)
            raise
        return batch

    def find(self, id: str) -> Batch:
        """A batch by its id; NotFound where there is none, none any more, or its list cannot be read."""
        folder = self._folder / id
        if not _ID.fullmatch(id) or not (folder / _MANIFEST).exists():
            raise NotFound("these files are no longer waiting: they do so for a day; add them again")
        try:
            kept = json.loads((folder / _MANIFEST).read_text("utf-8"))
            if not isinstance(kept, dict) or kept.get("format") != FORMAT:
                raise NotFound("these files were given to another version of Citecast: add them again")
            if kept.pop("sha256") != _sum(kept):
                raise ValueError("it is not what was written")
            return _batch(folder, kept)
        except (ValueError, TypeError, KeyError) as error:
            raise NotFound("the list of these files is damaged: add the files again") from error

    @contextmanager
    def changing(self, id: str) -> Iterator[Batch]:
        """A batch to change; it is kept at the end, unless there was an error. NotFound as `find`."""
        with self._lock:
            batch = self.find(id)
            yield batch
            batch.save()

    def discard(self, id: str) -> None:
        """Let a batch go; NotFound as `find`."""
        with self._lock:
            shutil.rmtree(self.find(id).folder)

    def unfinished(self) -> list[str]:
        """The batches with work to be done, the oldest first."""
        return [folder.name for folder in sorted(self._folders(), key=_changed) if self._is_unfinished(folder)]

    def _folders(self) -> list[Path]:
        return list(self._folder.iterdir()) if self._folder.exists() else []

    def _is_unfinished(self, folder: Path) -> bool:
        try:
            batch = self.find(folder.name)
        except NotFound:
            return False
        return batch.task is not None and not batch.error

    def _drop_old(self, now: dt.datetime) -> None:
        for folder in self._folders():
            if now.timestamp() - _changed(folder) > KEPT_FOR.total_seconds() and not self._is_unfinished(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _batch(folder: Path, kept: dict[str, Any]) -> Batch:
    del kept["format"]
    entries = [{**entry, "seen": Seen(**entry["seen"]) if entry["seen"] else None} for entry in kept.pop("entries")]
    results = [{**result, "checks": tuple(result["checks"])} for result in kept.pop("results")]
    return Batch(
        folder=folder,
        entries=[Entry(**entry) for entry in entries],
        results=[AddResult(**result) for result in results],
        **kept,
    )


@contextmanager
def _writing(path: Path) -> Iterator[Path]:
    try:
        yield path
    except OSError as error:
        raise LibraryError(f"{path} cannot be written: {error.strerror or error}") from error


def _sum(kept: dict[str, Any]) -> str:
    """The checksum of a list, which is written with it."""
    return _digest(json.dumps(kept).encode())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _changed(folder: Path) -> float:
    return folder.stat().st_mtime
