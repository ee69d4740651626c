"""What the page of a document says of its recording: what was heard in it, by what, and what there is to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.library import Record
from corpus.model import Document, Passage
from corpus.origin import origin
from corpus.sound import Disagreement, Recording
from corpus.text import clock
from search.results.views import Related
from web.current import listener, service
from web.recordings import recording_of

SHOWN = 200  # places where print and sound differ


@dataclass(frozen=True, slots=True, kw_only=True)
class Differs:
    """A place where print and sound differ: when, what is said of it, the words, and the passage that has them."""

    start_ms: int
    what: str
    words: str
    passage: str = ""

    @property
    def at(self) -> str:
        return clock(self.start_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """What there is to say, and which of listening, listening again and aligning there is to do."""

    origin: str | None
    recording: Recording | None
    is_kept: bool
    heard: int  # of the printed words, in percent
    differs: tuple[Differs, ...]
    can_listen: bool
    can_align: bool
    is_waiting: bool


def of(document: Document, record: Record, related: Related) -> Hearing:
    """What the page of a document says of its recording."""
    live = record.state == "live" and document.version == record.document.version and not document.stub
    has = live and recording_of(document, lambda: related.episodes) is not None
    alignment, heard = document.alignment, document.recording
    is_episode = document.type == "episode" and not related.transcripts
    return Hearing(
        origin=origin(document, document.passages()),
        recording=heard,
        is_kept=heard is not None and service().library.recordings.has(heard.sha256),
        heard=int(100 * alignment.heard / alignment.words) if alignment and alignment.words else 0,
        differs=tuple(_differs(document)),
        can_listen=has and (is_episode or document.machine is not None),
        can_align=has and document.type == "transcript" and document.machine is None,
        is_waiting=_waits(document.id),
    )


def _waits(id: str) -> bool:
    now = listener().now
    return (now is not None and now.job.document == id) or any(
        job.document == id and not job.error for job in service().listening.jobs.all()
    )


def _differs(document: Document) -> Iterator[Differs]:
    if document.alignment:
        passages = {passage.id: passage for passage in document.passages()}
        for each in document.alignment.disagreements[:SHOWN]:
            yield _told(each, passages.get(each.passage))


def _told(found: Disagreement, passage: Passage | None) -> Differs:
    if passage is None:
        return Differs(start_ms=found.start_ms, what="heard, not printed", words=found.text)
    words = passage.text[found.first : found.last]
    return Differs(start_ms=found.start_ms, what="printed, not heard", words=words, passage=passage.id)
