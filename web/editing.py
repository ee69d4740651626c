"""Details of many documents set beside all other work: how far it is, what became of each, and how to take it back."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from corpus.details import DETAILS
from corpus.errors import CitecastError, EngineBusy, NotFound, Stopped, refusal
from corpus.library.types import Record
from search.ingest.indexing import Work
from search.service import Service
from web.jobs import WRONG

log = logging.getLogger(__name__)
_KEPT = 50  # edits that are remembered, each with what its documents had before
_BUSY_SECONDS = 10  # how long another writer may hold the index

Details = Mapping[str, str]  # an empty value is what the source says


@dataclass(slots=True, kw_only=True)
class Edit:
    """What details many documents are to have, how far that is, and what became of it: all of them are set, or none.

    A document that is not there, or was changed since where this takes back another edit, `failed` alone.
    """

    id: str = field(default_factory=lambda: secrets.token_hex(8))
    wanted: dict[str, Details]  # by document
    only_where: dict[str, Details] = field(default_factory=dict)  # what a document must have, to be touched
    undoes: str = ""  # the id of the edit that it takes back
    work: Work
    since: float = 0  # when what `work` counts began
    is_set: bool = False  # all is stored; what is left is to make it searchable
    is_done: bool = False
    changed: dict[str, str] = field(default_factory=dict)  # titles, by document
    same: dict[str, str] = field(default_factory=dict)  # of those that are shown as before
    failed: dict[str, str] = field(default_factory=dict)  # why, by document
    before: dict[str, Details] = field(default_factory=dict)  # what a person had set before
    error: str = ""  # why none was set

    @property
    def said(self) -> str:
        """What is set: show “Mills”, date 2019."""
        if self.undoes:
            return "details as they were before"
        (wanted, *_) = self.wanted.values()
        return ", ".join(f"{DETAILS[name].label.lower()} “{value}”" for name, value in wanted.items())

    @property
    def rate(self) -> float | None:
        """Documents a second, once it is known."""
        seconds = time.monotonic() - self.since
        return self.work.done / seconds if self.work.done and seconds > 1 else None


class Editing:
    """A thread that makes one edit after the other. Close it before the service: what is not finished is taken back."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="citecast-editing")
        self._closing = threading.Event()
        self._edits: deque[Edit] = deque(maxlen=_KEPT)

    @property
    def latest(self) -> Edit | None:
        return self._edits[-1] if self._edits else None

    def find(self, id: str) -> Edit:
        """An edit by its id; NotFound where it is not known, or no longer."""
        for edit in tuple(self._edits):
            if edit.id == id:
                return edit
        raise NotFound(
            "these changes are not known here any more, as after a restart: the library shows what each document has;"
            " if they were not finished by then, nothing was changed"
        )

    def is_undone(self, edit: Edit) -> bool:
        return any(each.undoes == edit.id and not each.error for each in tuple(self._edits))

    def begin(self, wanted: dict[str, Details], *, patience: float = 0) -> Edit:
        """Set details of documents after the edits before; come back when that is done, or after so many seconds."""
        return self._begun(Edit(wanted=wanted, work=Work(0, len(wanted))), patience)

    def undo(self, edit: Edit, *, patience: float = 0) -> Edit:
        """Give the documents of an edit what they had before it, as `begin` does."""
        where = {id: edit.wanted[id] for id in edit.before}
        return self._begun(
            Edit(wanted=edit.before, only_where=where, undoes=edit.id, work=Work(0, len(where))), patience
        )

    def _begun(self, edit: Edit, patience: float) -> Edit:
        self._edits.append(edit)
        work: Future[None] = self._pool.submit(self._run, edit)
        wait([work], timeout=patience)
        return edit

    def close(self) -> None:
        self._closing.set()
        self._pool.shutdown(cancel_futures=True)

    def _run(self, edit: Edit) -> None:
        try:
            self._set(edit)
            edit.is_set, edit.work, edit.since = True, Work(0, 1), time.monotonic()
            self._index(edit)
        except (CitecastError, OSError) as error:
            edit.error = refusal(error) if isinstance(error, OSError) else str(error)
        except Exception:
            log.exception("setting details failed")
            edit.error = WRONG
        finally:
            edit.is_done = True

    def _set(self, edit: Edit) -> None:
        edit.since = time.monotonic()
        library = self._service.library
        with library.batch():
            known = {record.document.id: record for record in library.records(edit.wanted)}
            for done, (id, details) in enumerate(edit.wanted.items(), 1):
                try:
                    self._set_one(edit, known.get(id) or library.record(id), details)
                except NotFound as error:
                    edit.failed[id] = str(error)
                edit.work = Work(done, len(edit.wanted))
                if self._closing.is_set():
                    raise Stopped("the program was ended meanwhile")

    def _set_one(self, edit: Edit, record: Record, details: Details) -> None:
        id = record.document.id
        if record.state != "live":
            raise NotFound("it was removed; bring it back, then its details can be set")
        had = {name: record.edits.get(name, "") for name in details}
        if had != edit.only_where.get(id, had):
            raise NotFound("its details were set again since, and stay as they are")
        (kept,) = self._service.library.edit([id], details)
        edit.before[id] = had
        (edit.changed if kept.status == "updated" else edit.same)[id] = record.document.title

    def _index(self, edit: Edit) -> None:
        def note(done: int, total: int) -> None:
            edit.work = Work(done, total)

        try:
            self._service.indexer.catch_up(note, timeout=_BUSY_SECONDS)
        except EngineBusy:  # of another process, which takes up what is stored
            log.info("another process makes the index")
