"""From what was heard to a machine transcript in the library, with what a person made of it before."""

from __future__ import annotations

import json
from collections.abc import Sequence
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
from corpus.model import Document, Feed, Hints
from corpus.plain import plain
from corpus.readers import registry
from corpus.sound import Recording
from corpus.text import clock, verbatim
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
    """Store what came of a recording in which there are words: a machine transcript, or the times of a printed one."""
    path, begun, stretches, voices, made = came
    words = [word for each in stretches for word in each.words]
    recording = Recording(
        sha256=begun.sha256,
        source=job.known_as or job.url or job.path or job.source,
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
        audio_url=job.audio_url or job.url,
    )
    before = _before(library, job, found)
    became = "not checked"
    if before:
        was = heard(library.original(before.id, before.version).decode())
        became = _checked_before(was, found, before)
        found = with_checked(found, was) if was.recording.sha256 == found.recording.sha256 else found
    kept = _kept(library, settings, job, found, before)
    breaks = _breaks_off(begun.about.duration_ms, recording.duration_ms)
    told = (kept.message, f"machine transcript by {begun.model}, {became}", breaks)
    message = "; ".join(filter(None, told))
    return replace(AddResult.of(job.source, kept), message=message)


def _checked_before(was: Heard, found: Heard, before: Document) -> str:
    """What becomes of the turns of an earlier transcript that somebody checked."""
    if not any(turn.checked for turn in was.turns):
        return "not checked"
    if was.recording.sha256 == found.recording.sha256:
        return "what was checked stays"
    return f"not checked: it is of another recording than version {before.version}, where turns were checked"


def _breaks_off(said_ms: int, heard_ms: int) -> str:
    """That a recording is shorter than it says, where it is."""
    if said_ms - heard_ms <= max(_BREAKS_OFF_MS, said_ms // 20):
        return ""
    return f"the recording breaks off at {clock(heard_ms)} of {clock(said_ms)}"


def _kept(library: Library, settings: Settings, job: Job, found: Heard, before: Document | None) -> StoreResult:
    if job.path and not job.document:
        source = Source(source=job.source, key=f"path:{job.path}")
    elif job.sent:
        source = Source(source=job.source, key=f"listened:{job.sent}")
    else:
        episode = library.headers([job.document or ""]).get(job.document or "")
        pairing_key = of_episode(episode.id) if episode and episode.type == "episode" else None
        source = Source(source=job.source, key=f"listened:{job.url or job.document}", pairing_key=pairing_key)
    id, version = (before.id, before.version) if before else (None, None)
    return keep(library, settings, found, source, job.hints, version_of=id, expected=version)


def _before(library: Library, job: Job, found: Heard) -> Document | None:
    """The machine transcript that this is another version of, without its passages."""
    if job.document:
        ids: tuple[str, ...] = (job.document, *library.related(job.document).transcripts)
    else:
        ids = tuple(filter(None, [library.heard(found.recording.sha256)]))
    return next((each for each in library.headers(ids).values() if each.machine), None)


def keep(
    library: Library,
    settings: Settings,
    found: Heard,
    source: Source,
    hints: Hints,
    *,
    version_of: str | None = None,
    expected: int | None = None,
) -> StoreResult:
    """Store what was heard, or what a person made of it; InvalidValue where its document has not the version that is
    `expected`."""
    data = found.to_bytes()
    named = replace(hints, name=hints.name or _NAME, heard_here=True)
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
        expected=expected,
    )
