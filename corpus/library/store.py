"""The library: one SQLite file with every source's bytes, every version, and the log of changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus.errors import NotFound
from corpus.fetch.fetched import Fetched
from corpus.library import (
    again,
    aligned,
    arrivals,
    beside,
    checking,
    edit,
    keep,
    links,
    passages,
    people,
    purged,
    read,
    snapshot,
    sources,
)
from corpus.library.change_log import ChangeLog
from corpus.library.clippings import LibraryClippings
from corpus.library.comparisons import LibraryComparisons
from corpus.library.connections import Connections
from corpus.library.damage import guarded
from corpus.library.left import LibraryLeft
from corpus.library.names import LibraryNames
from corpus.library.recordings import Recordings
from corpus.library.searches import LibrarySearches
from corpus.library.types import (
    Again,
    Links,
    Located,
    Outline,
    PassageState,
    Record,
    Source,
    State,
    Stored,
    StoreResult,
    Tally,
    Version,
    WhyNot,
)
from corpus.library.vocabulary import LibraryVocabulary
from corpus.model import Document, Reading
from corpus.sound import Alignment, Recording

_MOST_CACHED = 2**15  # KiB of the file, for a batch: with less, pages are written and read again before it ends


@guarded
class Library:
    """Safe to share between threads: each has a connection of its own. Close it, or use it as a context.

    It is made where there is none, unless `create` is false: then that is LibraryError.
    Every write is one transaction, on the disk before the call returns.
    """

    def __init__(
        self,
        path: Path,
        *,
        create: bool = True,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._path = path
        self._now = now
        self._connections = Connections(path, create=create)
        self._db = self._connections.db
        self._transaction = self._connections.transaction
        self._snapshot = self._connections.snapshot
        self.names = LibraryNames(path, self._connections, now)
        self.vocabulary = LibraryVocabulary(path, self._connections)
        self.saved = LibrarySearches(path, self._connections, now)
        self.clippings = LibraryClippings(self._connections, now)
        self.log = ChangeLog(path, self._connections)
        self.left = LibraryLeft(path, self._connections)
        self.comparisons = LibraryComparisons(path, self._connections, now)
        self.recordings = Recordings(path.parent)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections of all threads."""
        self._connections.close()

    # writing

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Make this thread's writes inside one transaction: all of them are durable, or none."""
        with self._transaction() as db:
            db.execute(f"PRAGMA cache_size = {-_MOST_CACHED}")
            yield

    def keep(
        self,
        reading: Reading,
        *,
        source: Source,
        data: bytes,
        reader: str,
        hints: str = "",
        version_of: str | None = None,
        expected: int | None = None,
    ) -> StoreResult:
        """Store a source, what was read of it, and the bios and report stubs that it introduces.

        `unchanged` where nothing differs from the latest version; the same bytes from elsewhere are noted
        as another source. `reader` is the fingerprint of the code that read them, and `hints` what it was told.
        It becomes a `version_of` a live document where that is said; NotFound, Gone, or InvalidValue where it is
        another already, or that document has another version by now than is `expected`.
        """
        with self._transaction() as db:
            return keep.keep(
                db,
                reading,
                source=source,
                data=data,
                reader=reader,
                hints=hints,
                version_of=version_of,
                expected=expected,
                now=self._now(),
            )

    def would(self, reading: Reading, *, source: Source, data: bytes, version_of: str | None = None) -> StoreResult:
        """What `keep` would do; nothing is stored."""
        with self._transaction("ROLLBACK") as db:
            return keep.keep(
                db,
                reading,
                source=source,
                data=data,
                reader="",
                hints="",
                version_of=version_of,
                now=self._now(),
            )

    def stored(self, id: str) -> Stored:
        """What a document was read from, and with what; NotFound or Gone, InvalidValue where it is not live or not
        from a source of its own."""
        with self._snapshot() as db:
            return again.stored(db, id)

    def behind(self, reader: str) -> tuple[str, ...]:
        """The ids of live documents whose source was last read by another reader than this, newest first."""
        return again.behind(self._db(), reader)

    def reread(self, was: Stored, reading: Reading, *, reader: str) -> Again:
        """Store what is read now of what a document was read from, as its next version; `unchanged` where it is the
        same. Its edits, its passages' ids where the text is the same, and what was dismissed of it stay.
        """
        with self._transaction() as db:
            return again.again(db, was, reading, reader=reader, now=self._now())

    def would_reread(self, was: Stored, reading: Reading) -> Again:
        """What `reread` would do; nothing is stored."""
        with self._transaction("ROLLBACK") as db:
            return again.again(db, was, reading, reader="", now=self._now())

    def heard(self, sha256: str) -> str | None:
        """The live document that is what a machine heard in the recording of these bytes."""
        with self._snapshot() as db:
            return sources.known_by(db, keep.heard_key(sha256))

    def tie(self, id: str, episode: str) -> None:
        """Let a transcript be that of an episode, too, because their recordings are the same."""
        with self._transaction() as db:
            links.tie(db, id, episode, now=self._now())

    def unheard(self, *, align: bool = False) -> tuple[Document, ...]:
        """The live episodes that name a recording and have no transcript, or, to `align`, the printed transcripts of
        such that have; the newest first, without passages."""
        with self._snapshot() as db:
            return links.unheard(db, align=align)

    def align(
        self, id: str, version: int, times: aligned.Times, alignment: Alignment, recording: Recording
    ) -> StoreResult:
        """Give the words of a version the times at which they are in a recording, as the next version.

        The words stay, and so do the ids of passages; a version read later keeps the times of passages that it has,
        too. InvalidValue where the document has another version by now.
        """
        with self._transaction() as db:
            return aligned.align(db, id, version, times, alignment, recording, now=self._now())

    def remember(self, url: str, answer: Fetched) -> None:
        """Keep the answer of an address, to ask next time only for what is new."""
        with self._transaction() as db:
            sources.remember(db, url, answer)

    def edit(
        self,
        ids: Sequence[str],
        changes: Mapping[str, str | None],
        progress: snapshot.Progress = lambda done, count: None,
    ) -> tuple[StoreResult, ...]:
        """Set details of documents, all or none: title, type, show, date, url, language.

        An empty value restores what the source says. Edits outlive re-reading and change no id.
        InvalidValue for a detail that cannot be understood.
        """
        with self._transaction() as db:
            return edit.edit(db, ids, changes, now=self._now(), progress=progress)

    def dismiss(self, ids: Sequence[str]) -> None:
        """Take the checks of documents as done, until their sources change. An edit dismisses that of its detail."""
        with self._transaction() as db:
            edit.dismiss(db, ids)

    def remove(self, id: str, *, purge: bool = False, along_with: str | None = None) -> tuple[str, ...]:
        """Take a document, and what only it introduces, out of search; the ids that left.

        `purge` deletes their text and originals for good and leaves tombstones. A document that went `along_with`
        its place comes back when that does; what a person removed only when a person asks for it.
        """
        with self._transaction() as db:
            left = edit.remove(
                db, id, purge_from=self._path.parent if purge else None, along_with=along_with, now=self._now()
            )
        if purge:
            self.recordings.drop_unused(self._db())
            self._db().execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the log of writes still holds the text
        return left

    def purge(self, documents: Iterable[purged.Purged]) -> tuple[str, ...]:
        """Purge what this library still has of documents that another copy of it purged; their ids."""
        with self._transaction() as db:
            found = purged.present(db, documents)
            edit.purge(db, found, self._path.parent, now=self._now())
        if found:
            self.recordings.drop_unused(self._db())
        return found

    def forget(self, places: Iterable[str]) -> None:
        """Let go of places where nothing is any more."""
        with self._transaction() as db:
            db.executemany("DELETE FROM readings WHERE place = ?", ([place] for place in places))

    def undelete(self, id: str) -> tuple[str, ...]:
        """Bring a removed document back, with what left along with it; the ids that returned."""
        with self._transaction() as db:
            return edit.undelete(db, id, now=self._now())

    # reading

    def document(self, id: str, version: int | None = None) -> Document:
        """A document, whole, in its latest version or the one asked for; NotFound or Gone."""
        with self._snapshot() as db:
            return people.document(db, id, version)

    def outline(self, id: str, *, whole: bool = False) -> Outline:
        """A document's latest version, without its passages unless the `whole` is asked for, and what tells these from
        others; NotFound or Gone."""
        with self._snapshot() as db:
            return people.outline(db, id, with_passages=whole)

    def record(self, id: str) -> Record:
        """A document's header, state and checks; NotFound or Gone."""
        with self._snapshot() as db:
            (found,) = people.recorded(db, [read.record(db, id)])
            return found

    def listed(self, *, state: State = "live", needs_check: bool = False, words: Sequence[str] = ()) -> tuple[str, ...]:
        """The ids of documents in a state, the newest first: those with something to check alone, where asked.

        `words` are of their title, show or type, in any case; all of them.
        """
        with self._snapshot() as db:
            return read.listed(db, state=state, needs_check=needs_check, words=words)

    def records(self, ids: Iterable[str]) -> tuple[Record, ...]:
        """The headers, states and checks of documents, the newest first."""
        with self._snapshot() as db:
            return people.recorded(db, read.records(db, ids))

    def headers(self, ids: Iterable[str]) -> dict[str, Document]:
        """The latest versions of live documents, without passages."""
        with self._snapshot() as db:
            return people.headed(db, read.headers(db, ids))

    def located(self, passage_ids: Sequence[str]) -> dict[str, Located]:
        """Passages of live documents' latest versions, with the section and paragraph they stand in.

        `why_not` tells of one that is left out.
        """
        return passages.whole(self._located, passage_ids)

    def why_not(self, passage_ids: Iterable[str]) -> dict[str, WhyNot]:
        """Why `located` leaves passages out: `damaged`, or `missing` from the latest versions of live documents."""
        return passages.why_not(self._located, passage_ids)

    def _located(self, passage_ids: Sequence[str]) -> dict[str, Located]:
        with self._snapshot() as db:
            return passages.located(db, passage_ids, self._connections.met(db))

    def passage(self, passage_id: str, version: int | None = None) -> PassageState:
        """Which document has or had a passage, and what became of it; NotFound or Gone."""
        with self._snapshot() as db:
            return passages.passage(db, passage_id, version)

    def versions(self, id: str) -> tuple[Version, ...]:
        """Every version that was kept, oldest first; NotFound or Gone."""
        with self._snapshot() as db:
            return read.versions(db, id)

    def original(self, id: str, version: int | None = None) -> bytes:
        """The bytes that a version was read from; NotFound or Gone."""
        with self._snapshot() as db:
            wanted = [item for item in read.versions(db, id) if version in (None, item.version)]
            if not wanted:
                raise NotFound(f"{id} has no version {version}")
            return sources.original(db, wanted[-1].sha256)

    def seen(self, place: str, *, data: bytes, reader: str, hints: str) -> StoreResult | None:
        """`unchanged`, where these bytes were read at this place before, by the same code and with the same hints."""
        with self._snapshot() as db:
            return sources.seen(db, place, data=data, reader=reader, hints=hints)

    def places(self, prefix: str) -> dict[str, str]:
        """The places that begin so, with the live document that was read at each."""
        with self._snapshot() as db:
            return sources.places(db, prefix)

    def is_left_out(self, guid: str | None) -> bool:
        """Whether a person removed the document with this guid, or deleted it for good."""
        return guid is not None and sources.is_left_out(self._db(), guid)

    def fetched(self, url: str) -> Fetched | None:
        """The last answer of an address that was remembered."""
        with self._snapshot() as db:
            return sources.fetched(db, url)

    def related(self, id: str) -> Links:
        """The live documents that belong to a document, by type."""
        with self._snapshot() as db:
            return read.related(db, id)

    def moments(self, passage_ids: Iterable[str]) -> dict[str, dt.datetime]:
        """When the first version that has each of some passages was stored."""
        with self._snapshot() as db:
            return arrivals.moments(db, passage_ids)

    def shows(self) -> tuple[str, ...]:
        """The shows of live documents, by name."""
        with self._snapshot() as db:
            return read.shows(db)

    def live(self) -> tuple[str, ...]:
        """The ids of all live documents."""
        return tuple(read.live(self._db()))

    def passage_count(self) -> int:
        """How many passages live documents have."""
        with self._snapshot() as db:
            return read.passage_count(db)

    # maintenance

    def copy(self, path: Path, progress: snapshot.Progress) -> dict[str, int]:
        """Copy the library as it is now into an empty file, while others write; the rows of each table."""
        return snapshot.copy(self._db(), path, progress)

    def checkpoint(self, *, patience: float = 0) -> bool:
        """Move what is only in the log of writes into the file itself; False where others are at work, for `patience`
        seconds."""
        return beside.checkpoint(self._db(), patience=patience)

    def stats(self) -> Tally:
        """Counts of what is live, and the size on the disk."""
        sizes = (self._path, beside.log_of(self._path))
        size = sum(path.stat().st_size for path in sizes if path.exists())
        with self._snapshot() as db:
            return read.tally(db, size)

    def check(self, *, deep: bool = False) -> tuple[str, ...]:
        """What is damaged, a line each; `deep` also looks at the file's indexes, and at each original."""
        return checking.check(self._path, deep=deep)
