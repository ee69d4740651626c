"""Adding: sources are read side by side, and stored in batches."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from functools import partial

from corpus.errors import InvalidValue, NotFound
from corpus.library import Library, StoreResult
from corpus.library.links import NEARLY, listed
from corpus.model import Hints
from corpus.near_duplicates import Shingles, prepared
from corpus.readers import registry
from corpus.sandbox import Budget
from corpus.text import plural
from search.ingest import pipeline
from search.ingest.pipeline import Step
from search.ingest.pool import WORKERS, Pool
from search.ingest.reading import SourceReader, Tried, failed, fetcher_for
from search.ingest.sources import load, shown
from search.ingest.values import AddResult, ParsedSource, Preview, SourceSpec, Unchanged
from search.settings import Settings

_BATCH = 8 * 2**20  # bytes of sources in one transaction
_LEAST = 2**17  # bytes that a source counts for, however small
_BATCH_SECONDS = 1.0  # a result is not held back for longer, where others follow


class Adder:
    """What makes documents of sources, and puts them into one library.

    They are read side by side in a `pool`. What is stored is in search after the next catching up, which it has begun
    now and then while many are added.
    """

    def __init__(self, library: Library, settings: Settings, pool: Pool, *, begin: Callable[[], object]) -> None:
        self._library = library
        self._settings = settings
        self._pool = pool
        self._begin = begin
        self._fetcher = fetcher_for(settings)

    def spec(self, source: str, hints: Hints, *, asked: bool = True) -> SourceSpec:
        """A file or an address as a source to be added; `asked` where a person named it."""
        if source.lower().startswith(("http://", "https://")):
            return SourceSpec(source=source, open=None, hints=hints, asked=asked)
        return SourceSpec(
            source=shown(source),
            open=partial(load, source, max_mb=self._settings.max_file_mb),
            hints=hints,
            asked=asked,
        )

    def previews(self, sources: Iterable[SourceSpec], budget: Budget | None = None) -> Iterator[Preview]:
        """What `add` would make of each source, in their order; nothing is stored."""
        reader = self._reader(remember=False, skip=False, budget=budget)
        jobs = (partial(_alone, reader, spec) for spec in sources)
        for spec, step in pipeline.ahead(jobs, self._pool, workers=WORKERS):
            yield self._preview(spec, step)

    def _preview(self, spec: SourceSpec, step: Step[Tried]) -> Preview:
        if step.more:
            message = f"a feed: it brings in {plural(len(step.more), 'episode')} and their transcripts"
            return Preview(source=spec.source, status="added", message=message)
        (tried,) = step.results
        if not isinstance(tried, ParsedSource):
            return Preview(source=spec.source, status="failed", message=_told(tried).message)
        try:
            kept = self._would(tried)
        except (InvalidValue, NotFound) as error:
            return Preview(source=spec.source, status="failed", message=str(error))
        existing = None if kept.status == "added" else self._library.record(kept.document).document
        headers = self._library.headers(kept.near)
        return Preview(
            source=spec.source,
            status=kept.status,
            message=kept.message,
            reading=tried.reading,
            checks=kept.checks,
            existing=existing,
            near=tuple(headers[id] for id in kept.near if id in headers),
            shingles=_shingles(tried),
        )

    def would_add(self, sources: Iterable[SourceSpec]) -> Iterator[AddResult]:
        """The results that `add` would give; nothing is stored."""
        before = Shingles()
        for tried in self._tried(sources, self._reader(remember=False, skip=True)):
            yield self._would_keep(tried, before) if isinstance(tried, ParsedSource) else _told(tried)

    def add(self, sources: Iterable[SourceSpec], budget: Budget | None = None) -> Generator[AddResult, None, None]:
        """Store sources; a result for each, in their order, once it is durable.

        They are stored in batches. A feed gives a result for each episode and transcript. `budget` is what slow files
        may take, where several calls work on one batch.
        """
        return pipeline.followed(self._add(sources, budget), self._begin)

    def _add(self, sources: Iterable[SourceSpec], budget: Budget | None) -> Iterator[AddResult]:
        tried = self._tried(sources, self._reader(remember=True, skip=True, budget=budget))
        for batch in pipeline.batches(tried, size=_BATCH, seconds=_BATCH_SECONDS, weight=_weight):
            with self._library.batch():
                results = [self._kept(each) for each in batch]
            yield from results

    def _reader(self, *, remember: bool, skip: bool, budget: Budget | None = None) -> SourceReader:
        return SourceReader(self._library, self._settings, self._fetcher, remember=remember, skip=skip, budget=budget)

    def _tried(self, sources: Iterable[SourceSpec], reader: SourceReader) -> Iterator[Tried]:
        return pipeline.ahead((partial(reader.step, spec) for spec in sources), self._pool, workers=WORKERS)

    def _would(self, parsed: ParsedSource) -> StoreResult:
        return self._library.would(
            parsed.reading, source=parsed.source, data=parsed.raw.data, version_of=parsed.version_of
        )

    def _would_keep(self, parsed: ParsedSource, before: Shingles) -> AddResult:
        try:
            kept = self._would(parsed)
        except (InvalidValue, NotFound) as error:
            return failed(parsed.raw.source, str(error))
        near = before.add(parsed.raw.source, _shingles(parsed))
        known = kept.status != "added"
        return AddResult(
            source=parsed.raw.source,
            status=kept.status,
            document=kept.document if known else None,
            version=kept.version if known else None,
            passages=sum(1 for _ in parsed.reading.document.passages()),
            message="; ".join(filter(None, (kept.message, "dry run: nothing was stored"))),
            checks=(*kept.checks, *([f"{NEARLY} {listed(near)}"] if near and not known else [])),
        )

    def _kept(self, tried: Tried) -> AddResult:
        if isinstance(tried, ParsedSource):
            return self._keep(tried)
        if isinstance(tried, Unchanged):
            self._library.comparisons.unchanged(tried.kept.document, tried.source)
        return _told(tried)

    def _keep(self, parsed: ParsedSource) -> AddResult:
        try:
            kept = self._library.keep(
                parsed.reading,
                source=parsed.source,
                data=parsed.raw.data,
                reader=registry.FINGERPRINT,
                hints=parsed.hints,
                version_of=parsed.version_of,
            )
        except (InvalidValue, NotFound) as error:
            if parsed.version_of is None:
                raise
            return failed(parsed.raw.source, str(error))
        return AddResult.of(parsed.raw.source, kept)


def _alone(reader: SourceReader, spec: SourceSpec) -> Step[tuple[SourceSpec, Step[Tried]]]:
    """A source with what came of it, and without what that led to."""
    return Step(((spec, reader.step(spec)),))


def _told(tried: Unchanged | AddResult) -> AddResult:
    return tried.result if isinstance(tried, Unchanged) else tried


def _shingles(parsed: ParsedSource) -> frozenset[int]:
    return frozenset(prepared(parsed.reading).shingles or ())


def _weight(tried: Tried) -> int:
    return max(len(tried.raw.data), _LEAST) if isinstance(tried, ParsedSource) else 0
