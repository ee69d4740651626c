"""From sources to readings: files opened, addresses fetched, all read in the sandbox, feeds taken apart."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from corpus import sandbox
from corpus.errors import FetchError, ReadError
from corpus.fetch import Fetched, Fetcher
from corpus.library import Library, Source
from corpus.model import Document, Feed, Hints, Item, Link, Reading
from corpus.plain import plain
from corpus.readers import registry
from search import ingest
from search.config import Settings
from search.pipeline import Step
from search.results import AddResult, Given, Upload

_SUFFIX_OF = {
    "text/vtt": ".vtt", "application/srt": ".srt", "application/x-subrip": ".srt", "text/srt": ".srt",
    "application/json": ".json", "text/html": ".html", "text/plain": ".txt", "text/markdown": ".md",
    "application/pdf": ".pdf",
}  # fmt: skip


class Read(NamedTuple):
    """A source that was read: its bytes, what they say, where they are from, and what the reader was told."""

    upload: Upload
    reading: Reading
    source: Source
    hints: str


Tried = Read | AddResult


class SourceReader:
    """What makes readings of sources.

    `remember` keeps the answers of addresses in the library; `skip` leaves alone what the library has read before.
    """

    def __init__(self, library: Library, settings: Settings, fetcher: Fetcher, *, remember: bool, skip: bool) -> None:
        self._library = library
        self._settings = settings
        self._fetcher = fetcher
        self._remember = remember
        self._skip = skip
        self._sandbox = sandbox.shared(sandbox.Limits(settings.read_seconds, settings.read_memory_mb))

    def step(self, given: Given) -> Step[Tried]:
        """What came of one source; a feed leads to its episodes, and each of these to its transcripts."""
        try:
            upload = self._opened(given)
            hints = replace(given.hints, name=upload.name, sidecar=upload.sidecar)
            found = self._read(upload, _source(upload, asked=given.asked), hints)
        except ReadError as error:
            return Step((failed(given.source, error),))
        if not isinstance(found, Feed):
            return Step((found,))
        problems = [failed(given.source, problem) for problem in found.problems]
        if not found.items and not problems:
            problems.append(failed(given.source, "is a feed without episodes"))
        return Step(tuple(problems), tuple(partial(self._item, item, given.source) for item in found.items))

    def _opened(self, given: Given) -> Upload:
        if given.open:
            return given.open()
        answer = self._fetched(given.source)
        return Upload(source=given.source, name=_name(given.source, answer), data=answer.data, answer=answer)

    def _read(self, upload: Upload, source: Source, hints: Hints) -> Tried | Feed:
        limit = self._settings.max_file_mb
        if len(upload.data) > limit * 2**20:
            raise ingest.too_large(len(upload.data), max_mb=limit)
        told = json.dumps(plain(hints), ensure_ascii=False)
        if self._skip and source.key:
            kept = self._library.seen(source.key, data=upload.data, reader=registry.FINGERPRINT, hints=told)
            if kept:
                return AddResult(
                    source=upload.source,
                    status="unchanged",
                    document=kept.document,
                    version=kept.version,
                    passages=kept.passages,
                    checks=self._library.record(kept.document).checks,
                )
        reading = self._sandbox.read(upload.data, hints)
        if isinstance(reading, Feed):
            return reading
        return Read(upload, _addressed(reading, upload.answer.url) if upload.answer else reading, source, told)

    # feeds

    def _item(self, item: Item, feed: str) -> Step[Tried]:
        """An episode of a feed, and its transcripts to come."""
        reading = self._with_chapters(item)
        episode = reading.document
        key = f"item:{feed}#{episode.guid or episode.url or episode.title}"
        name = episode.url or f"{feed}#{episode.guid or episode.title}"
        upload = Upload(source=name, name="feed.xml", data=item.data)
        read = Read(upload, reading, Source(source=name, key=key, asked=False), "")
        offers = sorted(item.transcripts, key=lambda link: link.language or "")
        by_language = [tuple(links) for _, links in groupby(offers, key=lambda link: link.language or "")]
        return Step((read,), tuple(partial(self._transcript, links, episode) for links in by_language))

    def _with_chapters(self, item: Item) -> Reading:
        reading = item.reading
        if item.chapters is None or any(section.kind == "chapters" for section in reading.document.sections):
            return reading
        try:
            answer = self._fetched(item.chapters.url, on_behalf=True, or_earlier=True)
            found = self._sandbox.read(answer.data, Hints(name="chapters.json"))
        except ReadError as error:
            return replace(reading, checks=(*reading.checks, f"chapters missing: {item.chapters.url} {error}"))
        parts = [] if isinstance(found, Feed) else [s for s in found.document.sections if s.kind == "chapters"]
        document = replace(reading.document, sections=(*reading.document.sections, *parts))
        return replace(reading, document=document)

    def _transcript(self, offers: Sequence[Link], episode: Document) -> Step[Tried]:
        """The first of an episode's transcripts, in one language, that can be had; else why each can not."""
        failures = []
        for link in offers:
            try:
                return Step((self._offered(link, episode),))
            except ReadError as error:
                failures.append(failed(link.url, error))
        return Step(tuple(failures))

    def _offered(self, link: Link, episode: Document) -> Tried:
        answer = self._fetched(link.url, on_behalf=True)
        upload = Upload(source=link.url, name=_name(link.url, answer, link.media_type), data=answer.data, answer=answer)
        kin = f"guid:{episode.guid}" if episode.guid else f"url:{episode.url}" if episode.url else None
        source = Source(source=link.url, key=f"url:{link.url}", kin=kin, asked=False)
        hints = Hints(name=upload.name, type="transcript", title=episode.title, show=episode.show, date=episode.date)
        found = self._read(upload, source, hints)
        if isinstance(found, Feed):
            raise ReadError("is a feed, not a transcript")
        if isinstance(found, AddResult):
            return found
        language = link.language or found.reading.document.language or episode.language
        transcript = replace(
            found.reading.document,
            guid=f"{episode.guid}#transcript-{language or ''}" if episode.guid else None,
            language=language,
            audio_url=episode.audio_url,
            duration_ms=episode.duration_ms,
        )
        return found._replace(reading=replace(found.reading, document=transcript))

    # addresses

    def _fetched(self, url: str, *, on_behalf: bool = False, or_earlier: bool = False) -> Fetched:
        """The answer of an address; one that nobody named but a feed is asked for as robots.txt allows.

        Where it cannot be reached, `or_earlier` is content with the last answer.
        """
        if not self._settings.fetch_enabled:
            raise FetchError("is not fetched: fetching is off; the setting fetch_enabled turns it on")
        earlier = self._library.fetched(url)
        try:
            answer = self._fetcher.get(
                url,
                etag=earlier.etag if earlier else None,
                last_modified=earlier.last_modified if earlier else None,
                ask_robots=on_behalf,
            )
        except FetchError:
            if earlier and or_earlier:
                return earlier
            raise
        if answer.not_modified and earlier:
            return earlier
        if self._remember:
            self._library.remember(url, answer)
        return answer


def failed(source: str, why: ReadError | str) -> AddResult:
    """The result of a source that could not be added."""
    return AddResult(source=source, status="failed", message=str(why))


def _addressed(reading: Reading, url: str) -> Reading:
    """A reading of what an address gave, which is not let to pass itself off as a page of another site."""
    said = reading.document.url
    if said and _site(said) == _site(url):
        return reading
    checks = (f"url taken from where it was fetched; it names another site itself, {_site(said)}",) if said else ()
    return replace(reading, document=replace(reading.document, url=url), checks=(*reading.checks, *checks))


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _source(upload: Upload, *, asked: bool) -> Source:
    if upload.path is not None:
        return Source(source=str(upload.path), key=f"path:{upload.path}", asked=asked)
    key = f"url:{upload.source}" if upload.answer else None
    return Source(source=upload.source, key=key, asked=asked)


def _name(url: str, answer: Fetched, said: str = "") -> str:
    """A file name for what an address gave, its ending by its type where the address has none of a known kind."""
    path = PurePosixPath(unquote(urlsplit(url).path))
    if path.suffix.lower() in ingest.SUFFIXES:
        return path.name
    return f"{path.name or urlsplit(url).hostname}{_SUFFIX_OF.get(answer.media_type) or _SUFFIX_OF.get(said) or ''}"
