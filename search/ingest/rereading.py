"""Reading again what is stored, with what its reader was told then, and what that changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from functools import partial
from pathlib import PurePosixPath
from typing import NamedTuple

from corpus import sandbox
from corpus.errors import DamagedLibrary, InvalidValue, NotFound, ReadError
from corpus.library import Again, Library, Stored
from corpus.library.correct import no_show
from corpus.model import Document, Feed, Hints, Reading
from corpus.origin import origin
from corpus.plain import typed
from corpus.readers import registry
from corpus.readers.feed.feed import SAME_GUID
from corpus.sandbox import Budget
from corpus.text import plural
from search.ingest import pipeline
from search.ingest.differences import differences
from search.ingest.pipeline import Step
from search.ingest.pool import WORKERS, Pool
from search.ingest.reading import SourceReader, addressed, with_details
from search.ingest.values import Reread
from search.settings import Settings

_HINTS = frozenset(field.name for field in fields(Hints))
_DETAILS = frozenset(field.name for field in fields(Document))
_GIVEN = ("title", "type", "show", "date")  # of a document whose hints are not known any more
_BATCH = 8 * 2**20  # bytes of sources in one transaction
_LEAST = 2**17  # bytes that a source counts for, however small
_BATCH_SECONDS = 1.0


class _Read(NamedTuple):
    """What a document was read from, and what is read of that now."""

    was: Stored
    reading: Reading


_Tried = _Read | Reread


class Rereader:
    """What reads a library's originals again, side by side in a `pool`; nothing is fetched.

    What is stored is in search after the next catching up, which it has begun now and then while there is much.
    """

    def __init__(self, library: Library, settings: Settings, pool: Pool, *, begin: Callable[[], object]) -> None:
        self._library = library
        self._pool = pool
        self._begin = begin
        self._sandbox = sandbox.shared(settings.reading_limits)
        self._reader = SourceReader(library, settings, None, remember=False, skip=False)

    def wanted(self, ids: Sequence[str] = (), *, show: str | None = None) -> tuple[str, ...]:
        """The documents to be read again: those named, else all that an earlier reader read; of a show alone, where one
        is given. NotFound or Gone."""
        for id in ids:
            self._library.record(id)
        if show is not None and show not in (shows := self._library.shows()):
            raise no_show(show, shows)
        found = tuple(dict.fromkeys(ids)) or self._library.behind(registry.FINGERPRINT)
        headers = self._library.headers(found) if show is not None else {}
        return tuple(id for id in found if show is None or (id in headers and headers[id].show == show))

    @property
    def behind(self) -> str:
        """What to say where documents were read by an earlier reader; empty where none was."""
        count = len(self._library.behind(registry.FINGERPRINT))
        if not count:
            return ""
        return f"{plural(count, 'document was', 'documents were')} read by an earlier version of Citecast"

    def reread(self, ids: Iterable[str]) -> Generator[Reread, None, None]:
        """Read the stored originals of documents again, and store what is read differently as a new version; a result
        for each, in their order, once it is durable. What cannot be read now stays as it is."""
        return pipeline.followed(self._reread(ids), self._begin)

    def _reread(self, ids: Iterable[str]) -> Iterator[Reread]:
        for batch in pipeline.batches(self._read_all(ids), size=_BATCH, seconds=_BATCH_SECONDS, weight=_weight):
            with self._library.batch():
                results = [self._kept(each) if isinstance(each, _Read) else each for each in batch]
            yield from results

    def would_reread(self, ids: Iterable[str]) -> Iterator[Reread]:
        """The results that `reread` would give; nothing is stored."""
        for read in self._read_all(ids):
            yield self._would_keep(read) if isinstance(read, _Read) else read

    def _kept(self, read: _Read) -> Reread:
        return _told(self._library.reread(read.was, read.reading, reader=registry.FINGERPRINT))

    def _would_keep(self, read: _Read) -> Reread:
        return _told(self._library.would_reread(read.was, read.reading))

    def _read_all(self, ids: Iterable[str]) -> Iterator[_Tried]:
        budget = Budget()
        return pipeline.ahead((partial(self._step, id, budget) for id in ids), self._pool, workers=WORKERS)

    def _step(self, id: str, budget: Budget) -> Step[_Tried]:
        try:
            was = self._library.stored(id)
            return Step((_Read(was, self.reading(was, budget)),))
        except (ReadError, NotFound, InvalidValue, DamagedLibrary) as error:
            return Step((Reread(document=id, status="failed", message=str(error)),))

    def reading(self, was: Stored, budget: Budget | None = None) -> Reading:
        """What is read now of what a document was read from; ReadError."""
        said = json.loads(was.hints or "{}") or _as_stored(was)
        found = self._sandbox.read(was.data, _hints(said), budget)
        if isinstance(found, Feed):
            return self._episode(found, was)
        if was.place and was.place.startswith(("url:", "item:")) and (url := was.as_read["url"]):
            found = addressed(found, url)
        return with_details(found, {name: value for name, value in said.items() if name in _DETAILS - _HINTS})

    def feed(self, data: bytes, hints: str) -> Feed:
        """The feed that these bytes are; ReadError for what is none."""
        found = self._sandbox.read(data, _hints(json.loads(hints or "{}") or {"name": "feed.xml"}))
        if not isinstance(found, Feed):
            raise ReadError("is no feed any more")
        return found

    def _episode(self, feed: Feed, was: Stored) -> Reading:
        """The one item that is kept of a feed for an episode; the others told which guid is its own, and may have had
        its chapters."""
        if len(feed.items) != 1:
            raise ReadError("is a feed, and none of its items alone: add it again")
        (item,) = feed.items
        reading = self._reader.with_chapters(item)
        earlier = was.document
        if reading.checks != item.reading.checks:  # they are not kept as they came
            sections = self._library.document(earlier.id).sections
            if chapters := tuple(section for section in sections if section.kind == "chapters"):
                sections = (*reading.document.sections, *chapters)
                reading = replace(item.reading, document=replace(reading.document, sections=sections))
        if earlier.guid and earlier.guid.startswith(f"{reading.document.guid}#"):
            document = replace(reading.document, guid=earlier.guid)
            reading = replace(reading, document=document, checks=(*reading.checks, SAME_GUID))
        return reading


def _hints(said: Mapping[str, object]) -> Hints:
    """What is said to a reader, of what is known of a source."""
    return typed(Hints, {name: value for name, value in said.items() if name in _HINTS})


def _as_stored(was: Stored) -> dict[str, object]:
    """What is known of a source whose hints are not kept: its name, and the details that it was stored with."""
    name = "feed.xml" if was.place and was.place.startswith("item:") else PurePosixPath(was.source).name
    return {"name": name, **{each: was.as_read[each] for each in _GIVEN}}


def _told(again: Again) -> Reread:
    kept, before, after = again
    return Reread(
        document=kept.document,
        title=after.title,
        status="unchanged" if kept.status == "unchanged" else "updated",
        version=kept.version,
        message=kept.message,
        checks=kept.checks,
        changes=differences(before, after) if kept.status == "updated" else (),
        origin=origin(after, after.passages()),
    )


def _weight(tried: _Tried) -> int:
    return max(len(tried.was.data), _LEAST) if isinstance(tried, _Read) else 0
