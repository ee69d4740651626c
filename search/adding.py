"""Adding: sources are read side by side in a sandbox, and stored in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus import sandbox
from corpus.errors import ReadError
from corpus.library import Kept, Library, Source
from corpus.model import Feed, Hints, Reading
from corpus.readers import registry
from search import ingest
from search.config import Settings
from search.results import AddResult, Preview, Upload

Given = tuple[Upload, Hints] | AddResult  # a source that could not be opened comes as its result
_Tried = tuple[Upload, Reading] | AddResult
_BATCH = 64  # sources in one transaction
_BATCH_SECONDS = 1.0  # a result is not held back for longer, where others follow


class Adder:
    """What makes documents of sources, and puts them into one library."""

    def __init__(self, library: Library, settings: Settings) -> None:
        self._library = library
        self._max_mb = settings.max_file_mb
        self._sandbox = sandbox.shared(sandbox.Limits(settings.read_seconds, settings.read_memory_mb))

    def preview(self, upload: Upload, hints: Hints) -> Preview:
        """What `add` would make of a source; nothing is stored."""
        tried = self._tried((upload, hints))
        if isinstance(tried, AddResult):
            return Preview(source=upload.source, status="failed", message=tried.message)
        _, reading = tried
        kept = self._library.would(reading, source=_source(upload), data=upload.data)
        existing = None if kept.status == "added" else self._library.record(kept.document).document
        return Preview(
            source=upload.source, status=kept.status, message=kept.message, reading=reading, existing=existing
        )

    def would_add(self, sources: Iterable[Given]) -> Iterator[AddResult]:
        """The results that `add` would give; nothing is stored."""
        for tried in self._read_ahead(sources):
            if isinstance(tried, AddResult):
                yield tried
                continue
            upload, reading = tried
            kept = self._library.would(reading, source=_source(upload), data=upload.data)
            known = kept.status != "added"
            yield AddResult(
                source=upload.source,
                status=kept.status,
                document=kept.document if known else None,
                version=self._library.record(kept.document).document.version if known else None,
                passages=sum(1 for _ in reading.document.passages()),
                message="dry run: nothing was stored",
                checks=reading.checks,
            )

    def add(self, sources: Iterable[Given]) -> Iterator[AddResult]:
        """Store sources; a result for each, in their order, once it is durable."""
        for batch in ingest.batches(self._read_ahead(sources), size=_BATCH, seconds=_BATCH_SECONDS):
            with self._library.batch():
                results = [self._keep(tried) for tried in batch]
            yield from results

    def _read_ahead(self, sources: Iterable[Given]) -> Iterator[_Tried]:
        return ingest.ahead(self._tried, sources, workers=self._sandbox.workers)

    def _tried(self, source: Given) -> _Tried:
        if isinstance(source, AddResult):
            return source
        upload, hints = source
        try:
            if len(upload.data) > self._max_mb * 2**20:
                raise ingest.too_large(len(upload.data), max_mb=self._max_mb)
            reading = self._sandbox.read(upload.data, hints)
            if isinstance(reading, Feed):
                raise ReadError("is a feed")
            return upload, reading
        except ReadError as error:
            return AddResult(source=upload.source, status="failed", message=str(error))

    def _keep(self, tried: _Tried) -> AddResult:
        if isinstance(tried, AddResult):
            return tried
        upload, reading = tried
        kept = self._library.keep(reading, source=_source(upload), data=upload.data, reader=registry.FINGERPRINT)
        return _added(upload.source, kept, self._library.record(kept.document).checks)


def _source(upload: Upload) -> Source:
    if upload.path is None:
        return Source(source=upload.source)
    return Source(source=str(upload.path), key=f"path:{upload.path}")


def _added(source: str, kept: Kept, checks: tuple[str, ...]) -> AddResult:
    return AddResult(
        source=source,
        status=kept.status,
        document=kept.document,
        version=kept.version,
        passages=kept.passages,
        message=kept.message,
        checks=checks,
    )
