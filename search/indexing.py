"""From the library's log of changes to the index: replay what is new, or make all anew."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait

from corpus.errors import CitecastError, Gone, IndexUnusable
from corpus.library import Library
from search.engine import Engine, WriteSession

log = logging.getLogger(__name__)
Progress = Callable[[int, int], None]  # done, all: documents put into the index, and one step more to write it


def silent(done: int, count: int) -> None:
    """Progress that nobody looks at."""


class Indexer:
    """What keeps an engine at a library's revision: now, or beside other work in a thread. Close it when done."""

    def __init__(self, library: Library, engine: Engine) -> None:
        self._library = library
        self._engine = engine
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="citecast-indexing")
        self._beside: Future[int] | None = None
        self._tidying: Future[None] | None = None
        self._at = (0, 1)

    def begin(self) -> None:
        """Catch up in a thread, unless one is at it already; `catch_up` tells of what went wrong there."""
        if self._beside is None or self._beside.done():
            self._beside = self._pool.submit(catch_up, self._library, self._engine, self._note)

    def catch_up(self, progress: Progress = silent, *, timeout: float = 60) -> int:
        """Catch up now, once what is going on in the thread is done; how many documents were replayed."""
        beside, self._beside = self._beside, None
        while beside and not beside.done():
            progress(*self._at)
            wait([beside], timeout=0.2)
        done = beside.result() if beside else 0
        done += catch_up(self._library, self._engine, progress, timeout=timeout)
        if done and (self._tidying is None or self._tidying.done()):
            self._tidying = self._pool.submit(self._tidy)
        return done

    def close(self) -> None:
        """Wait for what is going on beside; what has not begun is left for another time."""
        self._pool.shutdown(cancel_futures=True)

    def _tidy(self) -> None:
        try:
            self._engine.tidy()
        except (CitecastError, OSError) as error:  # all is found as before
            log.warning("the index was left as it is: %s", error)

    def _note(self, done: int, count: int) -> None:
        self._at = (done, count)


def catch_up(library: Library, engine: Engine, progress: Progress = silent, *, timeout: float = 60) -> int:
    """Replay all changes that the index has not seen; how many documents were replayed. After a purge, all are:
    an index that is changed would still hold the words.

    EngineBusy where another writer holds the index for longer than `timeout` seconds.
    """
    held = _revision(engine)
    if held == library.revision:
        return 0
    if held is not None and held < library.anew:
        return rebuild(library, engine, progress)
    with engine.session(timeout=timeout) as session:
        mark, changed = library.changes(session.revision)
        revision = mark.revision
        if session.revision > revision:
            raise IndexUnusable("the index is of a newer library than this one; run `citecast rebuild`")
        # A purge may have come since, while the lock was waited for.
        if not session.revision or session.revision >= library.anew:
            for done, (id, live) in enumerate(changed, 1):
                _put(session, library, id) if live else session.remove(id)
                progress(done, len(changed) + 1)
            session.commit(revision=revision)
            progress(len(changed) + 1, len(changed) + 1)
            return len(changed)
    return rebuild(library, engine, progress)


def _put(session: WriteSession, library: Library, id: str) -> None:
    try:
        session.put(library.document(id))
    except Gone:  # purged since, which is a change that comes after this one
        session.remove(id)


def rebuild(library: Library, engine: Engine, progress: Progress = silent) -> int:
    """Make the index anew from all live documents; how many there are."""
    with engine.reset() as session:
        revision = library.revision
        ids = tuple(library.live())
        for done, id in enumerate(ids, 1):
            _put(session, library, id)
            progress(done, len(ids) + 1)
        session.commit(revision=revision)
        progress(len(ids) + 1, len(ids) + 1)
    return len(ids)


def _revision(engine: Engine) -> int | None:
    try:
        with engine.snapshot() as snapshot:
            return snapshot.revision
    except IndexUnusable:
        return None  # the session tells an index that is not there yet from a damaged one
