"""From the library's log of changes to the index: replay what is new, or make all anew."""

from __future__ import annotations

from collections.abc import Callable

from corpus.errors import IndexUnusable
from corpus.library import Library
from search.engine import Engine

Progress = Callable[[int, int], None]  # done, all: documents put into the index, and one step more to write it


def silent(done: int, count: int) -> None:
    """Progress that nobody looks at."""


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
