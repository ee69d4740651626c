"""Batches that were uploaded and wait to be looked at before they are added: on the disk, for a day."""

from __future__ import annotations

import datetime as dt
import json
import re
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NamedTuple

from corpus.dates import PartialDate
from corpus.errors import InvalidValue, NotFound
from corpus.model import DOCUMENT_TYPES, Hints
from corpus.text import verbatim
from search import results as service_given
from search.results import Upload

KEPT_FOR = dt.timedelta(days=1)
DETAILS = ("title", "type", "show", "date")
_ID = re.compile(r"[0-9a-f]{16}")
_MANIFEST = "batch.json"


class Given(NamedTuple):
    """What was uploaded or pasted: its name and its bytes, and details said along with it."""

    name: str
    data: bytes
    details: dict[str, str]


@dataclass(slots=True, kw_only=True)
class Entry:
    """One source of a batch, the details a person set for it, and what became of it once it was added."""

    number: int
    name: str
    details: dict[str, str] = field(default_factory=dict)
    status: str = ""  # empty while it waits
    document: str | None = None
    message: str = ""
    checks: list[str] = field(default_factory=list)

    def set(self, details: dict[str, str]) -> None:
        """Set details; InvalidValue for one that cannot be understood, an empty one is taken back."""
        for name, value in details.items():
            value = verbatim(value)
            if name == "date" and value and PartialDate.parse(value) is None:
                raise InvalidValue(f"date {value!r}: write 2024, 2024-08 or 2024-08-21")
            if name == "type" and value and value not in DOCUMENT_TYPES:
                raise InvalidValue(f"type {value!r}: write {', '.join(DOCUMENT_TYPES)}")
        self.details = {k: v for k, v in {**self.details, **details}.items() if verbatim(v)}

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
    """Sources that were given together."""

    folder: Path
    entries: list[Entry]

    @property
    def id(self) -> str:
        return self.folder.name

    @property
    def waiting(self) -> list[Entry]:
        """The sources that were not added yet."""
        return [entry for entry in self.entries if not entry.status]

    def given(self, entry: Entry) -> service_given.Given:
        """A source with its bytes."""
        upload = Upload(source=entry.name, name=entry.name, data=self._file(entry).read_bytes())
        return service_given.Given.at_hand(upload, entry.hints)

    def save(self) -> None:
        """Keep what was set; the bytes go once they are in the library."""
        for entry in self.entries:
            if entry.status:
                self._file(entry).unlink(missing_ok=True)
        fresh = self.folder / f"{_MANIFEST}.new"
        fresh.write_text(json.dumps([asdict(entry) for entry in self.entries]), "utf-8")
        fresh.replace(self.folder / _MANIFEST)

    def discard(self) -> None:
        shutil.rmtree(self.folder)

    def _file(self, entry: Entry) -> Path:
        return self.folder / f"{entry.number}.data"


def create(home: Path, given: Iterable[Given], *, now: dt.datetime) -> Batch:
    """Keep what was given as a new batch, or nothing where a detail cannot be understood; older batches go."""
    staging = home / "staging"
    staging.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in staging.iterdir():
        if now.timestamp() - old.stat().st_mtime > KEPT_FOR.total_seconds():
            shutil.rmtree(old, ignore_errors=True)
    batch = Batch(folder=staging / secrets.token_hex(8), entries=[])
    batch.folder.mkdir(mode=0o700)
    try:
        for number, item in enumerate(given, 1):
            entry = Entry(number=number, name=item.name)
            entry.set(item.details)
            batch._file(entry).write_bytes(item.data)
            batch.entries.append(entry)
    except BaseException:
        batch.discard()
        raise
    batch.save()
    return batch


def find(home: Path, id: str) -> Batch:
    """A batch by its id; NotFound where there is none, or none any more."""
    folder = home / "staging" / id
    if not _ID.fullmatch(id) or not (folder / _MANIFEST).exists():
        raise NotFound("these files are no longer waiting: batches are kept for a day; add the files again")
    entries = json.loads((folder / _MANIFEST).read_text("utf-8"))
    return Batch(folder=folder, entries=[Entry(**entry) for entry in entries])
