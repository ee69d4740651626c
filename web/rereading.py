"""Reading the library again beside all other work: begun by a person, looked at by a page, ended with the app."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from contextlib import closing

from corpus.errors import CitecastError
from corpus.text import plural
from search.ingest.indexing import Work
from search.service import Service
from web.jobs import WRONG

log = logging.getLogger(__name__)


class Rereading:
    """A thread that reads again what an earlier reader read. Close it before the service.

    What it has read is stored as it goes; after it was ended, or broke off, the rest is offered as before.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self.work: Work | None = None  # what goes on
        self.outcome = ""  # what came of it at last

    def begin(self) -> None:
        """Begin, unless it goes on already."""
        with self._lock:
            if self.work or self._closing.is_set():
                return
            ids = self._service.rereader.wanted()
            self.work, self.outcome = Work(0, len(ids)), ""
            self._thread = threading.Thread(target=self._run, args=(ids,), name="citecast-rereading", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """End it after the documents at hand."""
        self._closing.set()
        if self._thread:
            self._thread.join()

    def _run(self, ids: tuple[str, ...]) -> None:
        count: Counter[str] = Counter()
        failed = ""
        try:
            with closing(self._service.rereader.reread(ids)) as results:
                for done, result in enumerate(results, 1):
                    count[result.status] += 1
                    if result.status == "failed" and not failed:
                        failed = f"{result.document}: {result.message}"
                    self.work = Work(done, len(ids))
                    if self._closing.is_set():
                        return
            self._service.indexer.catch_up()
            self.outcome = (
                f"Read again: {plural(count['updated'], 'document')} updated, {count['unchanged']:,} as before."
            )
            if failed:
                self.outcome += f" {count['failed']:,} cannot be read now, and stay as they were read before: {failed}."
        except CitecastError as error:
            self.outcome = f"Reading again halted: {error}."
        except Exception:
            log.exception("reading again failed")
            self.outcome = f"Reading again halted: {WRONG}."
        finally:
            self.work = None
