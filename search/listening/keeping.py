"""From what was heard to a machine transcript in the library, with what a person made of it before."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from corpus import sandbox
from corpus.dates import PartialDate
from corpus.errors import ReadError
from corpus.heard import Heard, heard, turns, with_checked
from corpus.library import Library, Source, StoreResult
from corpus.library.links import of_episode
from corpus.listening.said import Stretch
from corpus.model import Feed, Hints
from corpus.plain import plain
from corpus.readers import registry
from corpus.sound import Recording
from corpus.text import clock, verbatim
from search.ingest.sources import shown
from search.ingest.values import AddResult
from search.listening import aligning
from search.listening.jobs import Begun, Job
from search.settings import Settings

_NAME = "recording.json"
_BREAKS_OFF_MS = 5_000  # shorter than it says by so much, a recording breaks off
Voices = tuple[tuple[int, int, int], ...]  # from when to when, in milliseconds, and which


class Outcome(NamedTuple):
    """What came of a recording: its file, what it is, what was heard in it, which voice spoke when, on which day."""

    path: Path
    begun: Begun
    stretches: Sequence[Stretch]
    voices: Voices
    made: PartialDate


def stored(library: Library, settings: Settings, job: Job, came: Outcome) -> AddResult:
    """Store what came of a recording: a machine transcript, or the times of a printed one; ReadError where there is no
    speech."""
    path, begun, stretches, voices, made = came
    words = [word for each in stretches for word in each.words]
    if not words:
        raise ReadError("has no speech in it that was heard: music, or silence")
    recording = Recording(
        sha256=begun.sha256,
        source=job.url or job.path or job.source,
        size=begun.size,
        media_type=begun.about.media_type,
        duration_ms=stretches[-1].end_ms,
    )
    if settings.keep_audio:
        library.recordings.keep(path, begun.sha256)
    if job.align:
        speech = [span for each in stretches for span in each.speech]
        kept = aligning.align(library, job.document or "", words, speech, recording, model=begun.model, made=made)
        return AddResult.of(job.source, kept)
    found = Heard(
        recording=recording,
        model=begun.model,
        made=made,
        turns=tuple(turns(words, voices)),
        language=job.language or next((each.language for each in stretches if each.language), None),
        title=verbatim(begun.about.title) or None,
        show=verbatim(begun.about.show) or None,
        date=PartialDate.parse(begun.about.date),
        audio_url=job.url,
    )
    before = _before(library, job, found)
    if before:
        found = with_checked(found, heard(library.original(before).decode()))
    kept = _kept(library, settings, job, found, before)
    return replace(AddResult.of(job.source, kept), message="; ".join(_said(kept, begun, found)))


def _said(kept: StoreResult, begun: Begun, found: Heard) -> Iterator[str]:
    """What is said of a machine transcript once it is stored."""
    if kept.message:
        yield kept.message
    is_checked = any(turn.checked for turn in found.turns)
    yield f"machine transcript by {begun.model}, {'what was checked stays' if is_checked else 'not checked'}"
    said, heard_ms = begun.about.duration_ms, found.recording.duration_ms
    if said - heard_ms > max(_BREAKS_OFF_MS, said // 20):
        yield f"the recording breaks off at {clock(heard_ms)} of {clock(said)}"


def _kept(library: Library, settings: Settings, job: Job, found: Heard, before: str | None) -> StoreResult:
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
