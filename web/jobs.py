"""The one worker of an app: it reads and adds what was given, one batch at a time, so that no page waits for it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import replace
from typing import Literal, NamedTuple

from corpus.errors import CitecastError, EngineBusy, NotFound, refusal
from corpus.sandbox import Budget
from search.ingest.values import AddResult, SourceSpec
from search.service import Service
from web.seen import Seen
from web.staging import Batch, Entry, Staging

log = logging.getLogger(__name__)

_READ_SECONDS = 1.0  # the work between two looks at what a person wants, and two writes of the list
_SEEN_SECONDS = 0.25  # and between two writes of what was read meanwhile
_ADD_SECONDS = 0.5  # indexing what was added meanwhile takes some ten times as long
_BUSY_SECONDS = 10  # how long another writer may hold the index
WRONG = "something went wrong here; whoever runs Citecast finds the details in what it printed"


Doing = Literal["reading", "adding", "finishing"]


class Progress(NamedTuple):
    """How far the work on a batch is, as its page shows it."""

    doing: Doing
    done: int
    total: int
    failed: int
    searchable: int  # documents of it
    rate: float | None  # sources a second, once it is known
    before: int | None  # batches that come first; None where nobody is at work on this one

    @property
    def seconds_left(self) -> float | None:
        return (self.total - self.done) / self.rate if self.rate else None


class _Pace(NamedTuple):
    """What the worker began last, when, and how far it was then."""

    batch: str
    doing: Doing
    since: float
    done: int
    rate: float | None = None  # sources a second


class Worker:
    """A thread that does what the batches on the disk have to be done. Close it before the service.

    All that it knows is on the disk: after a crash, `resume` goes on where it was.
    """

    def __init__(self, service: Service, staging: Staging, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._service = service
        self._staging = staging
        self._clock = clock
        self._jobs: list[str] = []  # the ids of batches; the first is being worked on
        self._changed = threading.Condition()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._pace: _Pace | None = None
        self._budget = Budget()  # of the batch at work

    def resume(self) -> None:
        """Go on with the batches that were not finished when the program ended."""
        for id in self._staging.unfinished():
            self.submit(id)

    def submit(self, id: str, *, wait: float = 0) -> None:
        """Do what a batch has to be done, after what came before; come back when it is, or after `wait` seconds."""
        with self._changed:
            if self._closing.is_set():
                return
            if id not in self._jobs[1:]:  # the first may have looked at the batch before it changed
                self._jobs.append(id)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="citecast-worker", daemon=True)
                self._thread.start()
            self._changed.notify_all()
            self._changed.wait_for(lambda: id not in self._jobs or self._closing.is_set(), wait)

    def progress(self, batch: Batch) -> Progress | None:
        """How far a batch is, or None where it waits for a person or is finished."""
        with self._changed:
            before = self._jobs.index(batch.id) if batch.id in self._jobs else None
            pace = self._pace
        if batch.task is None and before is None:
            return None
        doing = _doing(batch)
        done, total, failed = _counts(batch)
        return Progress(
            doing=doing,
            done=done,
            total=total,
            failed=failed,
            searchable=len({each.document for each in batch.results[: batch.indexed] if each.document}),
            rate=pace.rate if pace and (pace.batch, pace.doing) == (batch.id, doing) else None,
            before=before,
        )

    def close(self) -> None:
        """Stop after the source at hand; the rest waits on the disk."""
        with self._changed:
            self._closing.set()
            self._changed.notify_all()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._jobs or self._closing.is_set())
                if self._closing.is_set():
                    return
                id = self._jobs[0]
            self._work(id)
            with self._changed:
                self._jobs.pop(0)
                self._changed.notify_all()

    def _work(self, id: str) -> None:
        """Take steps until nothing is left; whatever happens is said on the batch's page, and the worker lives on."""
        self._pace, self._budget = None, Budget()
        try:
            while not self._closing.is_set() and self._step(self._staging.find(id)):
                pass
        except CitecastError as error:
            self._halt(id, str(error))
        except OSError as error:  # of the disk, as a rule: full, or not to be written to
            self._halt(id, refusal(error))
        except Exception:
            log.exception("adding batch %s failed", id)
            self._halt(id, WRONG)

    def _halt(self, id: str, why: str) -> None:
        try:
            with self._staging.changing(id) as batch:
                batch.error = why
        except NotFound:
            self._catch_up_quietly()  # a person let it go meanwhile: what was added of it is found all the same
        except (CitecastError, OSError) as error:
            log.error("batch %s: %s; before that: %s", id, error, why)

    def _catch_up_quietly(self) -> None:
        try:
            self._service.indexer.catch_up(timeout=_BUSY_SECONDS)
        except CitecastError as error:
            log.error("the index is behind the library: %s", error)

    def _step(self, batch: Batch) -> bool:
        """Do a little of what is next; whether there may be more."""
        if batch.error or batch.task is None:
            return False
        self._pace = self._measured(batch)
        {"index": self._index, "add": self._add, "read": self._read}[batch.task](batch)
        return True

    def _measured(self, batch: Batch) -> _Pace:
        """How fast the work is by now; what is added counts once it is indexed, too, which takes the longer."""
        pace, done, now = self._pace, _counts(batch).done, self._clock()
        if pace is None or pace.doing != _doing(batch):
            return _Pace(batch.id, _doing(batch), now, done)
        if batch.task == "index" or now - pace.since < 1:
            return pace
        return pace._replace(rate=(done - pace.done) / (now - pace.since))

    def _index(self, batch: Batch) -> None:
        try:
            self._service.indexer.catch_up(timeout=_BUSY_SECONDS)
        except EngineBusy:  # of another process, which may take long: the next step tries again
            return
        with self._staging.changing(batch.id) as kept:
            kept.indexed = len(batch.results)

    def _read(self, batch: Batch) -> None:
        some: list[Entry] = []

        def sources() -> Iterator[SourceSpec]:
            for entry in self._slice(batch.to_read, _READ_SECONDS):
                some.append(entry)
                yield replace(batch.spec(entry), version_of=None)  # so that it is seen what else it may be

        read: dict[int, tuple[dict[str, str], Seen]] = {}
        until = self._clock() + _SEEN_SECONDS
        for number, preview in enumerate(self._service.adder.previews(sources(), self._budget)):
            read[some[number].number] = some[number].details, Seen.of(preview)
            if self._clock() > until:
                self._keep_seen(batch.id, read)
                until = self._clock() + _SEEN_SECONDS
        self._keep_seen(batch.id, read)

    def _keep_seen(self, id: str, read: Mapping[int, tuple[dict[str, str], Seen]]) -> None:
        with self._staging.changing(id) as kept:
            for entry in kept.to_read:
                details, seen = read.get(entry.number, (None, None))
                if details == entry.details:  # else they were changed while it was read
                    entry.seen = seen

    def _add(self, batch: Batch) -> None:
        taken: dict[int, str] = {}

        def sources() -> Iterator[SourceSpec]:
            for entry in self._slice(batch.to_add, _ADD_SECONDS):
                taken[entry.number] = entry.name
                yield batch.spec(entry)

        results: list[AddResult] = []
        is_whole, until = False, self._clock() + _ADD_SECONDS
        try:
            for result in self._service.adder.add(sources(), self._budget):
                results.append(result)
                if result.source in taken.values():
                    continue  # of a file; what comes from a feed may be hundreds, which are not waited for
                if self._closing.is_set():
                    return
                if self._clock() > until:
                    if not self._is_wanted(batch.id, taken, results):
                        return
                    until = self._clock() + _ADD_SECONDS
            is_whole = True
        finally:  # what became durable is kept with its result, whatever happened after it
            with self._staging.changing(batch.id) as kept:
                kept.keep(results)
                for entry in kept.entries:
                    if is_whole and entry.number in taken:
                        entry.chosen = entry.done = True

    def _is_wanted(self, id: str, taken: Container[int], results: list[AddResult]) -> bool:
        """Keep and index the results so far; whether a person still wants the rest of what was taken."""
        with self._staging.changing(id) as kept:
            kept.keep(results)
        results.clear()
        self._index(kept)
        return any(entry.number in taken for entry in kept.to_add)

    def _slice(self, entries: list[Entry], seconds: float) -> Iterator[Entry]:
        """Entries, one at least, until the time is over or the worker is to close."""
        until = self._clock() + seconds
        for entry in entries:
            if self._closing.is_set():
                return
            yield entry
            if self._clock() > until:
                return


def _doing(batch: Batch) -> Doing:
    if batch.task is None:
        return "finishing"
    return "reading" if batch.task == "read" else "adding"


class _Counts(NamedTuple):
    done: int
    total: int
    failed: int


def _counts(batch: Batch) -> _Counts:
    if _doing(batch) == "reading":
        seen = [entry.seen for entry in batch.waiting if entry.seen]
        return _Counts(len(seen), len(batch.waiting), sum(each.state == "failed" for each in seen))
    chosen = [entry for entry in batch.entries if entry.chosen]
    failed = sum(result.status == "failed" for result in batch.results)
    return _Counts(sum(entry.done for entry in chosen), len(chosen), failed)
