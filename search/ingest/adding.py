"""Adding: sources are read side by side, and stored in batches."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import partial

from corpus.errors import InvalidValue, NotFound
from corpus.fetch import Fetcher
from corpus.library import Kept, Library
from corpus.library.links import NEARLY, listed
from corpus.library.twins import Sketches, sketch
from corpus.model import Hints
from corpus.readers import registry
from corpus.sandbox import Budget
from corpus.text import plural
from search import settings as config
from search.ingest import pipeline, sources as ingest
from search.ingest.pipeline import Step
from search.ingest.pool import Pool
from search.ingest.reading import Read, SourceReader, Tried, failed
from search.ingest.rereading import Rereader
from search.results.values import AddResult, Given, Preview
from search.settings import Settings

_BATCH = 8 * 2**20  # bytes of sources in one transaction
_LEAST = 2**17  # bytes that a source counts for, however small
_BATCH_SECONDS = 1.0  # a result is not held back for longer, where others follow
_WORKERS = (os.cpu_count() or 1) + 2  # two sources may wait for an answer from elsewhere while the cores read others


class Adder:
    """What makes documents of sources, and puts them into one library. Close it when done."""

    def __init__(self, library: Library, settings: Settings) -> None:
        self._library = library
        self._settings = settings
        # One pool for all calls, for each of its threads has a connection to the library.
        self._pool = Pool(_WORKERS, name="citecast-adding")
        self.rereader = Rereader(library, settings, self._pool, workers=_WORKERS)
        self._fetcher = Fetcher(
            allowed=frozenset(config.places(settings.fetch_allowed)),
            seconds=settings.fetch_seconds,
            max_bytes=settings.max_file_mb * 2**20,
        )

    def close(self) -> None:
        """Wait for what is being read, and let go of the threads."""
        self._pool.close()

    def given(self, source: str, hints: Hints, *, asked: bool = True) -> Given:
        """A file or an address as a source to be added."""
        if source.lower().startswith(("http://", "https://")):
            return Given(source=source, open=None, hints=hints, asked=asked)
        load = partial(ingest.load, source, max_mb=self._settings.max_file_mb)
        return Given(source=ingest.shown(source), open=load, hints=hints, asked=asked)

    def previews(self, sources: Iterable[Given], budget: Budget | None = None) -> Iterator[Preview]:
        """What `add` would make of each source, in their order; nothing is stored."""
        reader = self._reader(remember=False, skip=False, budget=budget)
        jobs = (partial(_alone, reader, given) for given in sources)
        for given, step in pipeline.ahead(jobs, self._pool, workers=_WORKERS):
            yield self._preview(given, step)

    def _preview(self, given: Given, step: Step[Tried]) -> Preview:
        if step.more:
            message = f"a feed: it brings in {plural(len(step.more), 'episode')} and their transcripts"
            return Preview(source=given.source, status="added", message=message)
        (tried,) = step.results
        if isinstance(tried, AddResult):
            return Preview(source=given.source, status="failed", message=tried.message)
        try:
            kept = self._would(tried)
        except (InvalidValue, NotFound) as error:
            return Preview(source=given.source, status="failed", message=str(error))
        existing = None if kept.status == "added" else self._library.record(kept.document).document
        headers = self._library.headers(kept.near)
        return Preview(
            source=given.source,
            status=kept.status,
            message=kept.message,
            reading=tried.reading,
            checks=kept.checks,
            existing=existing,
            near=tuple(headers[id] for id in kept.near if id in headers),
            sketch=_sketch(tried),
        )

    def would_add(self, sources: Iterable[Given]) -> Iterator[AddResult]:
        """The results that `add` would give; nothing is stored."""
        before = Sketches()
        for tried in self._tried(sources, self._reader(remember=False, skip=True)):
            yield self._would_keep(tried, before) if isinstance(tried, Read) else tried

    def add(self, sources: Iterable[Given], budget: Budget | None = None) -> Iterator[AddResult]:
        """Store sources; a result for each, in their order, once it is durable."""
        tried = self._tried(sources, self._reader(remember=True, skip=True, budget=budget))
        for batch in pipeline.batches(tried, size=_BATCH, seconds=_BATCH_SECONDS, weight=_weight):
            with self._library.batch():
                results = [self._keep(each) if isinstance(each, Read) else each for each in batch]
            yield from results

    def _reader(self, *, remember: bool, skip: bool, budget: Budget | None = None) -> SourceReader:
        return SourceReader(self._library, self._settings, self._fetcher, remember=remember, skip=skip, budget=budget)

    def _tried(self, sources: Iterable[Given], reader: SourceReader) -> Iterator[Tried]:
        return pipeline.ahead((partial(reader.step, given) for given in sources), self._pool, workers=_WORKERS)

    def _would(self, read: Read) -> Kept:
        return self._library.would(read.reading, source=read.source, data=read.upload.data, version_of=read.version_of)

    def _would_keep(self, read: Read, before: Sketches) -> AddResult:
        try:
            kept = self._would(read)
        except (InvalidValue, NotFound) as error:
            return failed(read.upload.source, str(error))
        twins = before.add(read.upload.source, _sketch(read))
        known = kept.status != "added"
        return AddResult(
            source=read.upload.source,
            status=kept.status,
            document=kept.document if known else None,
            version=kept.version if known else None,
            passages=sum(1 for _ in read.reading.document.passages()),
            message="; ".join(filter(None, (kept.message, "dry run: nothing was stored"))),
            checks=(*kept.checks, *([f"{NEARLY} {listed(twins)}"] if twins and not known else [])),
        )

    def _keep(self, read: Read) -> AddResult:
        try:
            kept = self._library.keep(
                read.reading,
                source=read.source,
                data=read.upload.data,
                reader=registry.FINGERPRINT,
                hints=read.hints,
                version_of=read.version_of,
            )
        except (InvalidValue, NotFound) as error:
            if read.version_of is None:
                raise
            return failed(read.upload.source, str(error))
        return AddResult.of(read.upload.source, kept)


def _alone(reader: SourceReader, given: Given) -> Step[tuple[Given, Step[Tried]]]:
    """A source with what came of it, and without what that led to."""
    return Step(((given, reader.step(given)),))


def _sketch(read: Read) -> frozenset[int]:
    return sketch(passage.text for passage in read.reading.document.passages())


def _weight(tried: Tried) -> int:
    return max(len(tried.upload.data), _LEAST) if isinstance(tried, Read) else 0
