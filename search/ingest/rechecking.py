"""Comparing documents with their sources as these are now: by what is read of them, not by their bytes."""

from __future__ import annotations

import hashlib
import shlex
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from corpus.errors import DamagedLibrary, InvalidValue, NotFound, ReadError, SourceGone
from corpus.library import Library, Origin, Outcome, Stored
from corpus.model import Document, Feed, Item, Passage
from search.ingest.differences import differences
from search.ingest.reading import SourceReader, fetcher_for
from search.ingest.rereading import Rereader
from search.ingest.sources import load
from search.ingest.values import GonePassage, Rechecked
from search.settings import Settings

_PAUSE = 1.0  # seconds between two questions to one host


class _Ended(NamedTuple):
    """How a comparison ended."""

    outcome: Outcome
    why: str = ""
    gone: tuple[Passage, ...] = ()
    after: Document | None = None  # as it would be read now, where that is otherwise


class Rechecker:
    """What compares a library's documents with their sources. No document is changed: it is noted when it was compared
    and how that ended.

    `clock` and `wait` are in seconds; a host is asked once a second at most, and as its robots.txt allows.
    """

    def __init__(
        self,
        library: Library,
        settings: Settings,
        rereader: Rereader,
        *,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._library = library
        self._settings = settings
        self._rereader = rereader
        self._reader = SourceReader(library, settings, fetcher_for(settings), remember=False, skip=False)
        self._clock = clock
        self._wait = wait
        self._asked: dict[str, float] = {}  # when each host was asked last
        self._feed: tuple[str, Feed | ReadError] | None = None  # the last that was read, for its next episode

    def wanted(self, ids: Sequence[str] = ()) -> tuple[str, ...]:
        """The documents to be compared: those named, else all that can be, those first that were not for the longest.
        NotFound or Gone."""
        for id in ids:
            self._library.record(id)
        return tuple(dict.fromkeys(ids)) or self._library.comparisons.due()

    def recheck(self, ids: Iterable[str]) -> Iterator[Rechecked]:
        """Compare documents with their sources, one after the other; a result for each once it is noted."""
        self._feed = None
        for id in ids:
            yield self._rechecked(id)

    def _rechecked(self, id: str) -> Rechecked:
        try:
            was = self._library.stored(id)
            is_heard = was.document.machine is not None  # which may be compared by its recording alone
            origin = Origin(was.place or "", was.hints) if is_heard else self._library.comparisons.origin(id)
            ended = self._compared(was, origin)
        except (InvalidValue, NotFound, DamagedLibrary, ReadError) as error:
            return Rechecked(document=id, outcome="not_compared", why=str(error))
        version = was.document.version
        gone = tuple(passage.id for passage in ended.gone)
        noted = self._library.comparisons.note(id, version, ended.outcome, place=origin.place, why=ended.why, gone=gone)
        now = self._library.document(id, version)
        return Rechecked(
            document=id,
            outcome=ended.outcome,
            title=was.document.title,
            version=version,
            source=was.source,
            stored=was.document.added_at,
            compared=noted.at,
            why=ended.why,
            passages=sum(1 for _ in now.passages()),
            gone=tuple(GonePassage(passage.id, passage.text) for passage in ended.gone),
            changes=differences(now, ended.after) if ended.after else (),
            add=f"citecast add {shlex.quote(_address(origin))}" if ended.after else "",
        )

    def _compared(self, was: Stored, origin: Origin) -> _Ended:
        """How the comparison with what is there now ended; ReadError where that cannot be read any more."""
        if was.document.machine:
            return _with_recording(was.document, origin)
        try:
            data = self._data(was, origin)
        except SourceGone as error:
            return _Ended("source_gone", str(error))
        except ReadError as error:
            return _Ended("not_reached", str(error))
        if hashlib.sha256(data).hexdigest() == was.sha256:
            return _Ended("same")
        now = replace(was, data=data, place=origin.place, hints=origin.hints)
        kept, before, after = self._library.would_reread(now, self._rereader.reading(now))
        if kept.message:  # somebody changed it meanwhile
            raise InvalidValue(kept.message)
        if kept.status == "unchanged":
            return _Ended("same")
        gone = _gone(before, after)
        if gone and {each.id for each in gone} & {each.id for each in _gone(before, self._as_read_now(was))}:
            raise InvalidValue(f"was read by an earlier version of Citecast: `citecast reread {was.document.id}` first")
        return _Ended("words_gone" if gone else "changed", gone=gone, after=after)

    def _as_read_now(self, was: Stored) -> Document:
        return self._library.would_reread(was, self._rereader.reading(was)).after

    # what is there now

    def _data(self, was: Stored, origin: Origin) -> bytes:
        """The bytes at the place where a document was read; ReadError, SourceGone."""
        kind, _, name = origin.place.partition(":")
        if kind != "item":
            return self._at(name)
        feed, _, known_by = name.partition("\n")
        if was.as_read["type"] == "transcript" and known_by == was.source:
            return self._at(known_by)
        return self._item(feed, known_by, origin).data

    def _item(self, place: str, known_by: str, origin: Origin) -> Item:
        for item in self._read_feed(place, origin).items:
            document = item.reading.document
            if known_by == (document.guid or document.url or document.title):
                return item
        raise ReadError("its feed does not list it any more, as feeds do with what is old")

    def _read_feed(self, place: str, origin: Origin) -> Feed:
        """The feed at a place, which is read once for its episodes in a row, whatever comes of that."""
        at, found = self._feed or ("", None)
        if found is None or at != place:
            try:
                found = self._rereader.feed(self._at(place), origin.hints)
            except ReadError as error:
                found = error
            self._feed = place, found
        if isinstance(found, ReadError):
            raise found
        return found

    def _at(self, name: str) -> bytes:
        if not name.startswith(("http://", "https://")):
            return self._in_file(name)
        if not self._settings.fetch_enabled:
            raise InvalidValue("Citecast may not fetch addresses here; whoever runs it can allow that (fetch_enabled)")
        host = urlsplit(name).netloc
        if (left := self._asked.get(host, -_PAUSE) + _PAUSE - self._clock()) > 0:
            self._wait(left)
        try:
            return self._reader.fetched(name, on_behalf=True).data
        finally:
            self._asked[host] = self._clock()

    def _in_file(self, name: str) -> bytes:
        path = Path(name)
        if not path.parent.is_dir():
            raise ReadError(f"its folder is not there: {path.parent}")
        if not path.exists():
            raise SourceGone("no such file")
        return load(name, max_mb=self._settings.max_file_mb).data


def _with_recording(document: Document, origin: Origin) -> _Ended:
    """How it ended for what a machine heard: by the recording's bytes, for only listening tells its words."""
    name = origin.place.partition(":")[2]
    recording, again = document.recording, f"`citecast listen {document.id}` hears it again"
    if not origin.place.startswith("path:") or recording is None:
        raise InvalidValue(f"it was heard in a recording, and none is fetched to be compared: {again}")
    path = Path(name)
    if not path.is_file():
        return (
            _Ended("source_gone", "no such file") if path.parent.is_dir() else _Ended("not_reached", "no such folder")
        )
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != recording.sha256:
            raise InvalidValue(f"its recording is another now: {again}")
    return _Ended("same")


def _address(origin: Origin) -> str:
    """What is added again to take over what changed: the file, the address, or the feed."""
    return origin.place.partition(":")[2].partition("\n")[0]


def _gone(before: Document, after: Document) -> tuple[Passage, ...]:
    """The passages whose words are not there any more, however the text is cut into passages now."""
    passages = tuple(before.passages())
    then, now = (["".join(each.text.split()) for each in document.passages()] for document in (before, after))
    in_order = SequenceMatcher(None, then, now, autojunk=False).get_matching_blocks()
    there = {at for block in in_order for at in range(block.a, block.a + block.size)}
    text, is_now = "".join(then), "".join(now)
    left = (at for at in range(len(then)) if at not in there)
    return tuple(passages[at] for at in left if is_now.count(then[at]) < text.count(then[at]))
