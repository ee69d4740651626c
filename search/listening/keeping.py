"""From what was heard to a machine transcript in the library, with what a person made of it before."""

from __future__ import annotations

import json
from dataclasses import replace

from corpus import sandbox
from corpus.errors import ReadError
from corpus.heard import Heard, heard, with_checked
from corpus.library import Library, Source, StoreResult
from corpus.library.links import of_episode
from corpus.model import Feed, Hints
from corpus.plain import plain
from corpus.readers import registry
from search.ingest.sources import shown
from search.listening.jobs import Job
from search.settings import Settings

_NAME = "recording.json"


def transcribed(library: Library, settings: Settings, job: Job, found: Heard) -> StoreResult:
    """Store what was heard; the turns of an earlier transcript of the same recording that a person checked stay."""
    before = _before(library, job, found)
    if before:
        found = with_checked(found, heard(library.original(before).decode()))
    if job.path and not job.document:
        source = Source(source=job.source, key=f"path:{shown(job.path)}")
    elif job.sent:
        source = Source(source=job.source, key=f"listened:{job.sent}")
    else:
        episode = library.headers([job.document or ""]).get(job.document or "")
        pairing_key = of_episode(episode.id) if episode and episode.type == "episode" else None
        source = Source(source=job.source, key=f"listened:{job.url or job.document}", pairing_key=pairing_key)
    return keep(library, settings, found, source, job.hints, version_of=before)


def _before(library: Library, job: Job, found: Heard) -> str | None:
    """The machine transcript that this is another version of."""
    if job.document:
        known = library.headers((job.document, *library.related(job.document).transcripts))
        return next((each.id for each in known.values() if each.machine), None)
    return library.heard(found.recording.sha256)


def keep(
    library: Library, settings: Settings, found: Heard, source: Source, hints: Hints, *, version_of: str | None = None
) -> StoreResult:
    """Store what was heard, or what a person made of it."""
    data = found.to_bytes()
    named = replace(hints, name=hints.name or _NAME)
    reading = sandbox.shared(settings.reading_limits).read(data, named)
    if isinstance(reading, Feed):
        raise ReadError("is a feed, and no recording")
    return library.keep(
        reading,
        source=source,
        data=data,
        reader=registry.FINGERPRINT,
        hints=json.dumps(plain(named), ensure_ascii=False),
        version_of=version_of,
    )
