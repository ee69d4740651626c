"""Listens to the recordings that wait, one at a time, beside all other work; all that it knows is on the disk."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from dataclasses import replace
from typing import NamedTuple

from corpus.errors import CitecastError, NotFound, Stopped, refusal
from search.ingest.values import AddResult
from search.listening.jobs import Job, Progress
from search.service import Service
from web.jobs import WRONG

log = logging.getLogger(__name__)
_REMEMBERED = 20  # recordings that were heard since the program began


class Now(NamedTuple):
    """The recording that is listened to, how far it is, and how fast: seconds of it in a second, once that is known."""

    job: Job
    progress: Progress | None = None
    pace: float | None = None

    @property
    def seconds_left(self) -> float | None:
        """How long it takes still; None where that cannot be told."""
        if not self.pace or not self.progress or not self.progress.length_ms:
            return None
        return max(self.progress.length_ms - self.progress.heard_ms, 0) / 1000 / self.pace


class Listener:
    """A thread that listens to what waits. Close it before the service: what was heard is kept for the next time."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._changed = threading.Condition()
        self._closing = threading.Event()
        self._let_go: set[str] = set()
        self._is_woken = False
        self._thread: threading.Thread | None = None
        self.now: Now | None = None
        self.heard: deque[AddResult] = deque(maxlen=_REMEMBERED)

    def wake(self) -> None:
        """Look at what waits: something was added to it."""
        with self._changed:
            if self._closing.is_set():
                return
            self._is_woken = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="citecast-listening", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def resume(self) -> None:
        """Go on with what was not finished when the program ended."""
        if self._next():
            self.wake()

    def let_go(self, job: Job) -> None:
        """Do not listen to a recording any more, and forget what was heard of it."""
        with self._changed:
            self._let_go.add(job.id)
        if self.now is None or self.now.job.id != job.id:
            self._service.listening.jobs.drop(job)

    def close(self) -> None:
        """Stop at once: what is heard is on the disk."""
        with self._changed:
            self._closing.set()
            self._changed.notify_all()
        if self._thread:
            self._thread.join()

    def _next(self) -> Job | None:
        return next((job for job in self._service.listening.jobs.all() if not job.error), None)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._is_woken or self._closing.is_set())
                self._is_woken = False
            while not self._closing.is_set() and (job := self._next()):
                self._listen(job)
            if self._closing.is_set():
                return

    def _listen(self, job: Job) -> None:
        """Listen to one; whatever happens is said of it, and the thread lives on."""
        self.now, begun = Now(job, self._service.listening.jobs.progress(job)), time.monotonic()
        was = self.now.progress.heard_ms if self.now.progress else 0
        self._let_go.discard(job.id)

        def tell(progress: Progress) -> None:
            seconds = time.monotonic() - begun
            self.now = Now(job, progress, (progress.heard_ms - was) / 1000 / seconds if seconds > 0 else None)

        try:
            result = self._service.listening.run(job, tell, until=lambda: self._is_over(job))
            self.heard.appendleft(result)
            self._service.indexer.soon()
        except (Stopped, NotFound):
            if job.id in self._let_go:
                self._service.listening.jobs.drop(job)
        except CitecastError as error:
            self._fail(job, str(error))
        except OSError as error:  # of the disk, as a rule: full, or not to be written to
            self._fail(job, refusal(error))
        except Exception:
            log.exception("listening to %s failed", job.source)
            self._fail(job, WRONG)
        finally:
            self.now = None

    def _is_over(self, job: Job) -> bool:
        return self._closing.is_set() or job.id in self._let_go

    def _fail(self, job: Job, why: str) -> None:
        try:
            self._service.listening.jobs.put(replace(job, error=why))
        except OSError as error:
            log.error("%s: %s; before that: %s", job.source, refusal(error), why)
            self._closing.set()  # else it would be tried without end
