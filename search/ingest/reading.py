"""From sources to readings: files opened, addresses fetched, all read in the sandbox, feeds taken apart."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from corpus import sandbox
from corpus.errors import FetchError, ReadError
from corpus.fetch.fetched import Fetched
from corpus.fetch.fetcher import Fetcher
from corpus.library import Library, Source
from corpus.model import Document, Feed, Hints, Item, Link, Reading
from corpus.plain import plain
from corpus.readers import registry
from corpus.readers.base.doubts import beyond
from corpus.readers.formats import SUFFIX_OF, SUFFIXES
from corpus.sandbox import Budget
from search.ingest.pipeline import Step
from search.ingest.sources import too_large
from search.ingest.values import AddResult, ParsedSource, RawSource, SourceSpec, Unchanged
from search.settings import Settings, places

_LONGEST_SHOWN = 300


Tried = ParsedSource | Unchanged | AddResult


class SourceReader:
    """What makes readings of sources.

    `remember` keeps the answers of addresses in the library; `skip` leaves alone what the library has read before;
    `budget` is that of the batch, where several calls work on one. Without a `fetcher` nothing is fetched, and the
    last answer of an address is taken.
    """

    def __init__(
        self,
        library: Library,
        settings: Settings,
        fetcher: Fetcher | None,
        *,
        remember: bool,
        skip: bool,
        budget: Budget | None = None,
    ) -> None:
        self._library = library
        self._settings = settings
        self._fetcher = fetcher
        self._remember = remember
        self._skip = skip
        self._budget = budget or Budget()
        self._sandbox = sandbox.shared(settings.reading_limits)

    def step(self, spec: SourceSpec) -> Step[Tried]:
        """What came of one source; a feed leads to its episodes, and each of these to its transcripts."""
        try:
            raw = self._opened(spec)
            hints = replace(spec.hints, name=raw.name, sidecar=raw.sidecar, folders=raw.folders)
            found = self._read(raw, _source(raw, asked=spec.asked), hints, version_of=spec.version_of)
        except ReadError as error:
            return Step((failed(spec.source, error),))
        if not isinstance(found, Feed):
            return Step((found,))
        if spec.version_of:
            return Step((failed(spec.source, f"is a feed, and no version of {spec.version_of}"),))
        if not any(self._library.is_left_out(item.reading.document.guid) for item in found.items):
            self._keep_answer(spec.source, raw.answer)
        problems = [failed(spec.source, problem) for problem in found.problems]
        if not found.items and not problems:
            problems.append(failed(spec.source, "is a feed without episodes"))
        place = f"item:{raw.path or spec.source}\n"
        known = json.dumps(plain(hints), ensure_ascii=False)
        items = (partial(self._item, item, spec.source, place, known) for item in found.items)
        return Step(tuple(problems), tuple(items))

    def _opened(self, spec: SourceSpec) -> RawSource:
        if spec.open:
            return spec.open()
        answer = self.fetched(spec.source)
        return RawSource(source=spec.source, name=_name(spec.source, answer), data=answer.data, answer=answer)

    def _read(
        self,
        raw: RawSource,
        source: Source,
        hints: Hints,
        *,
        told: Mapping[str, object] | None = None,
        version_of: str | None = None,
    ) -> Tried | Feed:
        """The reading of a source; `told` is what is known of it besides, and makes it another when it changes."""
        limit = self._settings.max_file_mb
        if len(raw.data) > limit * 2**20:
            raise too_large(len(raw.data), max_mb=limit)
        known = json.dumps({**plain(hints), **(told or {})}, ensure_ascii=False)
        if self._skip and source.key and not version_of:
            kept = self._library.seen(source.key, data=raw.data, reader=registry.FINGERPRINT, hints=known)
            if kept:
                return Unchanged(raw, source, kept)
        reading = self._sandbox.read(raw.data, hints, self._budget)
        if isinstance(reading, Feed):
            return reading
        self._keep_answer(raw.source, raw.answer)
        reading = addressed(reading, raw.answer.url) if raw.answer else reading
        return ParsedSource(raw, reading, source, known, version_of)

    # feeds

    def _item(self, item: Item, feed: str, place: str, hints: str) -> Step[Tried]:
        """An episode of a feed, and its transcripts to come; none of one that a person removed."""
        is_left_out = self._library.is_left_out(item.reading.document.guid)
        reading = item.reading if is_left_out else self.with_chapters(item)
        episode = reading.document
        known_by = episode.guid or episode.url or episode.title
        name = episode.url or f"{feed}#{known_by}"
        raw = RawSource(source=name, name="feed.xml", data=item.data)
        read = ParsedSource(raw, reading, Source(source=name, key=f"{place}{known_by}", asked=False), hints)
        if is_left_out:
            return Step((read,))
        offers = sorted(item.transcripts, key=lambda link: link.language or "")
        by_language = [tuple(links) for _, links in groupby(offers, key=lambda link: link.language or "")]
        return Step((read,), tuple(partial(self._transcript, links, episode, place) for links in by_language))

    def with_chapters(self, item: Item) -> Reading:
        """The reading of an episode, with the chapters that its feed names elsewhere."""
        reading = item.reading
        if item.chapters is None or any(section.kind == "chapters" for section in reading.document.sections):
            return reading
        try:
            answer = self.fetched(item.chapters.url, on_behalf=True, or_earlier=True)
            found = self._sandbox.read(answer.data, Hints(name="chapters.json"), self._budget)
            self._keep_answer(item.chapters.url, answer)
        except ReadError as error:
            check = f"chapters missing: {_shown(item.chapters.url)} {error}"
            return replace(reading, checks=(*reading.checks, check))
        parts = [] if isinstance(found, Feed) else [s for s in found.document.sections if s.kind == "chapters"]
        document = replace(reading.document, sections=(*reading.document.sections, *parts))
        return replace(reading, document=document)

    def _transcript(self, offers: Sequence[Link], episode: Document, place: str) -> Step[Tried]:
        """The first of an episode's transcripts, in one language, that can be had; else why each can not."""
        failures = []
        for link in offers:
            try:
                return Step((self._offered(link, episode, place),))
            except ReadError as error:
                failures.append(failed(_shown(link.url), error))
        return Step(tuple(failures))

    def _offered(self, link: Link, episode: Document, place: str) -> Tried:
        answer = self.fetched(link.url, on_behalf=True)
        raw = RawSource(source=link.url, name=_name(link.url, answer, link.media_type), data=answer.data, answer=answer)
        pairing_key = f"guid:{episode.guid}" if episode.guid else f"url:{episode.url}" if episode.url else None
        source = Source(source=link.url, key=f"{place}{link.url}", pairing_key=pairing_key, asked=False)
        hints = Hints(name=raw.name, type="transcript", title=episode.title, show=episode.show, date=episode.date)
        details = {
            "guid": f"{episode.guid}#transcript-{link.language or ''}" if episode.guid else None,
            "language": link.language or episode.language,
            "audio_url": episode.audio_url,
            "duration_ms": episode.duration_ms,
        }
        found = self._read(raw, source, hints, told=details)
        if isinstance(found, Feed):
            raise ReadError("is a feed, not a transcript")
        if not isinstance(found, ParsedSource):
            return found
        return found._replace(reading=with_details(found.reading, details))

    # addresses

    def fetched(self, url: str, *, on_behalf: bool = False, or_earlier: bool = False) -> Fetched:
        """The answer of an address; one that nobody named but a feed is asked for as robots.txt allows.

        Where it cannot be reached, `or_earlier` is content with the last answer.
        """
        if self._fetcher is None:
            if earlier := self._library.fetched(url):
                return earlier
            raise FetchError("is not kept here")
        if not self._settings.fetch_enabled:
            raise FetchError(
                "is not fetched: Citecast may not fetch addresses here; whoever runs it"
                " can allow that (setting fetch_enabled)"
            )
        earlier = self._library.fetched(url)
        try:
            answer = self._fetcher.get(url, earlier=earlier, ask_robots=on_behalf)
        except FetchError:
            if earlier and or_earlier:
                return earlier
            raise
        return earlier if answer.not_modified and earlier else answer

    def _keep_answer(self, url: str, answer: Fetched | None) -> None:
        """Remember what an address gave, once it could be read."""
        if self._remember and answer and not answer.not_modified:
            self._library.remember(url, answer)


def fetcher_for(settings: Settings) -> Fetcher:
    """What fetches addresses, within the limits that the settings say."""
    return Fetcher(
        allowed=frozenset(places(settings.fetch_allowed)),
        seconds=settings.fetch_seconds,
        max_bytes=settings.max_file_mb * 2**20,
    )


def failed(source: str, why: ReadError | str) -> AddResult:
    """The result of a source that could not be added."""
    return AddResult(source=source, status="failed", message=str(why))


def _shown(url: str) -> str:
    """An address as it is named to the user: a feed may say one of any length."""
    return url if len(url) <= _LONGEST_SHOWN else f"{url[:_LONGEST_SHOWN]}…"


def with_details(reading: Reading, told: Mapping[str, object]) -> Reading:
    """A reading with what is known of its document besides: fields of it, None for what is not."""
    said = {name: value for name, value in told.items() if value is not None}
    document = replace(reading.document, **said)  # type: ignore[arg-type]  # what `_offered` tells
    doubted = beyond(document) if "duration_ms" in said else ()
    return replace(reading, document=document, checks=(*reading.checks, *doubted))


def addressed(reading: Reading, url: str) -> Reading:
    """A reading of what an address gave, which is not let to pass itself off as a page of another site."""
    said = reading.document.url
    if said and _site(said) == _site(url):
        return reading
    checks = (f"url taken from where it was fetched; it names another site itself, {_site(said)}",) if said else ()
    return replace(reading, document=replace(reading.document, url=url), checks=(*reading.checks, *checks))


def _site(url: str) -> str:
    """The host that a page names, by which it is known; empty where that is no address."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _source(raw: RawSource, *, asked: bool) -> Source:
    if raw.path is not None:
        return Source(source=str(raw.path), key=f"path:{raw.path}", asked=asked)
    key = f"url:{raw.source}" if raw.answer else None
    return Source(source=raw.source, key=key, asked=asked)


def _name(url: str, answer: Fetched, said: str = "") -> str:
    """A file name for what an address gave, its ending by its type where the address has none of a known kind."""
    path = PurePosixPath(unquote(urlsplit(url).path))
    if path.suffix.lower() in SUFFIXES:
        return path.name
    suffix = SUFFIX_OF.get
    return f"{path.name or urlsplit(url).hostname}{suffix(answer.media_type) or suffix(said) or ''}"
