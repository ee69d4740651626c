"""What a server does for its library when nobody asks: backups, and a file that is whole without its log of writes."""

from __future__ import annotations

import logging
import threading
from types import TracebackType
from typing import Self

from corpus.errors import CitecastError, Stopped
from corpus.library.beside import log_of
from search.service import Service
from search.settings import LIBRARY

log = logging.getLogger(__name__)
_LOOK_SECONDS = 5.0  # between two looks; what was not written between them is idle


class Schedule:
    """A thread of its own, so that no page waits for it. A context, to be left before the service is closed."""

    def __init__(self, service: Service, *, look_seconds: float = _LOOK_SECONDS) -> None:
        self._service = service
        self._look_seconds = look_seconds
        self._written: tuple[int, int] | None = None  # the log of writes at the last look: size and time
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="citecast-schedule")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closing.wait(self._look_seconds):
            try:
                self.look()
            except Stopped:
                return
            except (CitecastError, OSError) as error:
                log.warning("no backup was made: %s", error)
            except Exception:
                log.exception("the schedule failed, and goes on")

    def look(self) -> None:
        """Do what is due: move what was written into the library's file once nobody writes, and make a backup."""
        written = self._log()
        if written and written == self._written:
            self._service.library.checkpoint()
        self._written = written
        if self._service.backups.is_due():
            self._service.backups.make(self._progress)

    def _log(self) -> tuple[int, int] | None:
        try:
            found = log_of(self._service.home / LIBRARY).stat()
        except FileNotFoundError:
            return None
        return (found.st_size, found.st_mtime_ns) if found.st_size else None

    def _progress(self, done: int, count: int) -> None:
        if self._closing.is_set():
            raise Stopped("the server ends")
