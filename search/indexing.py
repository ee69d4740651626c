"""From the library's log of changes to the index: replay what is new, or make all anew."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait

from corpus.errors import IndexUnusable
from corpus.library import Library
from search.engine import Engine

Progress = Callable[[int, int], None]  # done, all: documents put into the index, and one step more to write it


def silent(done: int, count: int) -> None:
    """Progress that nobody looks at."""


class Indexer:
    """What keeps an engine at a library's revision: now, or beside other work in a thread. Close it when done."""

    def __init__(self, library: Library, engine: Engine) -> None:
        self._library = library
        self._engine = engine
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="citecast-indexing")
        self._beside: Future[int] | None = None
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
        return done + catch_up(self._library, self._engine, progress, timeout=timeout)

    def close(self) -> None:
        """Wait for what is going on in the thread."""
        self._pool.shutdown()

    def _note(self, done: int, count: int) -> None:
        self._at = (done, count)


def catch_up(library: Library, engine: Engine, progress: Progress = silent, *, timeout: float = 60) -> int:
    """Replay all changes that the index has not seen; how many documents were replayed.

    EngineBusy where another writer holds the index for longer than `timeout` seconds.
    """
    if _is_current(library, engine):
        return 0
    with engine.session(timeout=timeout) as session:
        revision, changed = library.changes(session.revision)
        if session.revision > revision:
            raise IndexUnusable("the index is of a newer library than this one; run `citecast rebuild`")
        for done, (id, live) in enumerate(changed, 1):
            if live:
                session.put(library.document(id))
            else:
                session.remove(id)
            progress(done, len(changed) + 1)
        session.commit(revision=revision)
        progress(len(changed) + 1, len(changed) + 1)
        return len(changed)


def rebuild(library: Library, engine: Engine, progress: Progress = silent) -> int:
    """Make the index anew from all live documents; how many there are."""
    with engine.reset() as session:
        revision = library.revision
        ids = tuple(library.live())
        for done, id in enumerate(ids, 1):
            session.put(library.document(id))
            progress(done, len(ids) + 1)
        session.commit(revision=revision)
        progress(len(ids) + 1, len(ids) + 1)
    return len(ids)


def _is_current(library: Library, engine: Engine) -> bool:
    try:
        with engine.snapshot() as snapshot:
            return snapshot.revision == library.revision
    except IndexUnusable:
        return False  # the session tells an index that is not there yet from a damaged one
