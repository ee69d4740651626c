"""From the library's log of changes to the index: replay what is new, or make all anew."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, wait
from contextlib import suppress
from functools import partial
from itertools import chain, repeat
from typing import NamedTuple

from corpus.errors import CitecastError, DamagedLibrary, EngineBusy, Gone, IndexStale, IndexUnusable
from corpus.library import Library, Outline
from search.engine import WriteSession
from search.index_state import Index, is_behind, why_anew
from search.ingest.beside import IndexingProcess
from search.ingest.pool import Pool

log = logging.getLogger(__name__)
Progress = Callable[[int, int], None]  # done, all: documents put into the index, and one step more to write it
_START = 5.0  # seconds that a server waits for its index before it answers
_PATIENCE = 2.0  # seconds that a change waits to be in search; where another process is writing, it follows by itself
_LOOK = 0.5  # seconds between two looks at whether the library has gone on


def silent(done: int, count: int) -> None:
    """Progress that nobody looks at."""


def told(indexes: Sequence[Index], progress: Progress) -> Iterable[tuple[Index, Progress]]:
    """Indexes, each with what is told how far it is: of the first alone, for that has most to do."""
    return zip(indexes, chain([progress], repeat(silent)), strict=False)


class Work(NamedTuple):
    """How far the work on the index is: documents done, and in all."""

    done: int
    total: int


class Indexer:
    """What keeps the indexes of a library at its latest change: now, or beside other work in threads. Each follows by
    itself, one after the other; of the first it is told how far it is. Close it when done."""

    def __init__(self, indexes: Sequence[Index], process: IndexingProcess | None = None) -> None:
        self._indexes = indexes
        self._process = process
        self._pool = Pool(2, name="citecast-indexing")
        self._beside: Future[int] | None = None
        self._asked = False  # whether there is more for the process to do
        self._merging: Future[None] | None = None
        self._closing = threading.Event()
        self._follower: threading.Thread | None = None
        self.work: Work | None = None  # what goes on beside
        self.notice = ""  # why an index was made anew unasked, at last
        self.trouble = ""  # why it does not follow the library just now

    def begin(self, *, wait_for: float = 0, many: bool = False) -> bool:
        """Catch up in a thread, unless one is at it already, and wait for it so many seconds; whether it is done.

        Where `many` documents are being stored, a process of its own does it, since threads take turns; `catch_up`
        does what is left, and tells of what went wrong.
        """
        beside = self._beside
        apart = self._asked = many and self._process is not None and not self._follower
        if beside is None or beside.done():
            beside = self._beside = self._pool.submit(self._replay_apart if apart else self._catch_up_beside)
        wait([beside], timeout=wait_for)
        return beside.done() and beside.exception() is None

    def catch_up(self, progress: Progress = silent, *, timeout: float = 60) -> int:
        """Catch up now, once what is going on in the thread is done; how many documents were replayed."""
        beside, self._beside = self._beside, None
        while beside and not beside.done():
            if work := self.work:
                progress(*work)
            wait([beside], timeout=0.2)
        done = 0
        if beside:
            with suppress(EngineBusy):  # who may have ended since
                done = beside.result()
        return done + self._catch_up(progress, timeout=timeout)

    def soon(self) -> None:
        """Catch up in a thread, and wait a moment for what was stored to be in search."""
        self.begin(wait_for=_PATIENCE)

    def rebuild(self, progress: Progress = silent, *, empty: bool = False) -> int:
        """Make the indexes anew from the library, as `rebuild` does; the old ones answer until the new ones are
        whole. How many documents the first has."""
        counts = [rebuild(index, tell, empty=empty) for index, tell in told(self._indexes, progress)]
        self.catch_up()  # with what was stored meanwhile, whose writer found an index locked
        return counts[0]

    def follow(self, say: Callable[[str], None]) -> None:
        """From now on catch up by itself within a second or two, whoever writes to the library; `say` tells where
        there is much to do first."""
        self._follower = threading.Thread(target=self._follow, name="citecast-following", daemon=True)
        self._follower.start()
        if not self.begin(wait_for=_START) and self.work:
            say("The index is being brought up to date; until that is done, searches do not find all.")

    def outlook(self) -> str:
        """What becomes of an index that cannot be searched."""
        if work := self.work:
            done = f" ({work.done:,} of {work.total:,} documents)"
            return f"it is being made anew{done}: search again in a moment"
        return self.trouble or "run `citecast rebuild`"

    def close(self) -> None:
        """Wait for what is going on beside; what has not begun is left for another time."""
        self._closing.set()
        if self._follower:
            self._follower.join()
        if self._process:
            self._process.close()
        self._pool.close()

    def _replay_apart(self) -> int:
        """Have the process do what there is, as often as it was asked for meanwhile."""
        replayed = 0
        while self._asked and self._process:
            self._asked = False
            done = self._process.replay(self._note)
            self.work = None
            if done is None:
                return replayed if self._closing.is_set() else replayed + self._catch_up_beside()
            replayed += done
        return replayed

    def _catch_up_beside(self) -> int:
        try:
            return self._catch_up(self._note, timeout=0)
        finally:
            self.work = None

    def _catch_up(self, progress: Progress, *, timeout: float) -> int:
        done = [catch_up(index, tell, timeout=timeout, say=self._say) for index, tell in told(self._indexes, progress)]
        if any(done):
            self._merge_beside()
        return done[0]

    def _follow(self) -> None:
        while not self._closing.wait(_LOOK):
            try:
                if any(map(is_behind, self._indexes)):
                    self.begin()
                    self.catch_up(timeout=0)
                self.trouble = ""
            except EngineBusy:
                continue  # another process is at it, and looks again when it is done; so does this one
            except (CitecastError, OSError) as error:
                if self.trouble != str(error):
                    log.error("the index does not follow the library: %s", error)
                self.trouble = str(error)

    def _merge_beside(self) -> None:
        if self._merging is None or self._merging.done():
            with suppress(RuntimeError):  # the pool is closing, and the next commit finds the same to be done
                self._merging = self._pool.submit(self._merge)

    def _merge(self) -> None:
        for index in self._indexes:
            try:
                index.engine.merge()
            except (CitecastError, OSError) as error:  # all is found as before
                log.warning("the %s was left as it is: %s", index.name, error)

    def _say(self, why: str) -> None:
        if why != self.notice:  # what holds of one index holds of the others
            log.warning("%s; it is being made anew", why)
        self.notice = why

    def _note(self, done: int, count: int) -> None:
        self.work = Work(done, count)


def catch_up(
    index: Index, progress: Progress = silent, *, timeout: float = 60, say: Callable[[str], None] = log.warning
) -> int:
    """Bring an index to the library's latest change, and those that come meanwhile; how many documents were replayed.

    A writer that finds the index locked leaves its changes to the one who holds the lock, who therefore looks again
    once the lock is released. After a purge all is made anew, for an index that is changed would still hold the words;
    so is an index that is not this library's, and `say` tells why.

    EngineBusy where another writer holds the index for longer than `timeout` seconds.
    """
    replayed = 0
    while is_behind(index):
        replayed += replay(index, progress, timeout=timeout, say=say)
    return replayed


def replay(index: Index, progress: Progress, *, timeout: float, say: Callable[[str], None]) -> int:
    """One step of catching up: the changes that the library has now."""
    library = index.library
    try:
        session = index.engine.session(timeout=timeout)
    except IndexStale as error:
        say(str(error).partition(";")[0])
        return rebuild(index, progress)
    with session:
        why = why_anew(library, session.mark)
        # A purge may have come since, while the lock was waited for.
        if not why and (not session.mark.revision or session.mark.revision >= library.log.rebuild_asked):
            try:
                latest, changed = library.log.changes(session.mark.revision)
            except DamagedLibrary as error:
                why = str(error).partition(";")[0]
            else:
                described = session.describe([id for id, live in changed if live], partial(_outline, library))
                for done, (id, live) in enumerate(changed, 1):
                    if not live:
                        _remove(session, index, id)
                    elif id not in described:
                        _put(session, index, id)
                    progress(done, len(changed) + 1)
                session.commit(mark=latest)
                progress(len(changed) + 1, len(changed) + 1)
                return len(changed)
    if why:
        say(why)
    return rebuild(index, progress)


def _put(session: WriteSession, index: Index, id: str) -> bool:
    """Whether what there is of the document is in the index from here on."""
    _remove(session, index, id)
    try:
        for document, body, stored in index.documents(id):
            session.put(document, body=body, stored=stored)
        return True
    except Gone:  # purged since, which is a change that comes after this one
        pass
    except DamagedLibrary as error:  # the others are found; `check` names this one for as long as it is damaged
        log.error("%s cannot be searched in the %s: %s", id, index.name, error)
    return False


def _remove(session: WriteSession, index: Index, id: str) -> None:
    for each in index.ids(id):
        session.remove(each)


def _outline(library: Library, id: str) -> Outline | None:
    """A document without its passages; None where `_put` is to tell what is the matter with it."""
    try:
        return library.outline(id)
    except (Gone, DamagedLibrary):
        return None


def rebuild(index: Index, progress: Progress = silent, *, empty: bool = False) -> int:
    """Make an index anew from all live documents; of how many it has what there is.

    IndexUnusable where the library never had a document, unless an `empty` index is what is asked for.
    """
    library = index.library
    if not library.log.revision and not empty:
        raise IndexUnusable(
            "the library holds nothing to make an index from: put the library back, `citecast restore` a backup, or"
            " ask for an empty index with `citecast rebuild --empty`"
        )
    with index.engine.reset() as session:
        latest = library.log.mark
        ids, count = library.live(), 0
        for done, id in enumerate(ids, 1):
            count += _put(session, index, id)
            progress(done, len(ids) + 1)
        session.commit(mark=latest)
        progress(len(ids) + 1, len(ids) + 1)
    return count
