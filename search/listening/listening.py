"""Listens to recordings, one at a time: each becomes a machine transcript, or gives a printed one its times."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple
from urllib.parse import unquote, urlsplit

from filelock import FileLock, Timeout

from corpus import disk
from corpus.addresses import web_address
from corpus.dates import PartialDate
from corpus.errors import DamagedLibrary, InvalidValue, NotFound, ReadError, Stopped
from corpus.fetch.fetcher import Fetcher
from corpus.library import Library, StoreResult
from corpus.listening.listener import listen
from corpus.listening.said import About, Line, Request, Stretch
from corpus.model import Document, Hints, Reading
from corpus.readers.base.details import with_sidecar
from corpus.sound import Recording
from search.ingest.sources import beside, shown
from search.ingest.values import AddResult
from search.listening import keeping, models
from search.listening.at_hand import at_hand
from search.listening.jobs import Begun, Job, Jobs, Progress
from search.listening.keeping import Outcome, Voices
from search.listening.models import Model
from search.listening.names import names_for
from search.settings import Settings, places

FOLDER = "listening"  # in the library's folder
_FETCH_SECONDS = 3600
_WAIT_SECONDS = 1.0
Told = Callable[[Progress], None]


class Recorded(NamedTuple):
    """Where a recording is: an address, or a file; and where that came from when it was heard, with its address."""

    url: str | None
    path: str | None
    known_as: str | None
    audio_url: str | None


class Listening:
    """What listens to recordings for a library. What waits is on the disk: after a kill `run` goes on where it was."""

    def __init__(
        self,
        library: Library,
        settings: Settings,
        home: Path,
        *,
        today: Callable[[], dt.date],
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._library = library
        self._settings = settings
        self._today = today
        self._now = now
        self._folder = home / FOLDER
        self.jobs = Jobs(self._folder)
        self._fetcher = Fetcher(
            allowed=frozenset(places(settings.fetch_allowed)),
            seconds=_FETCH_SECONDS,
            max_bytes=settings.max_audio_mb * 2**20,
        )

    # what is to be heard

    def of_file(self, source: str, hints: Hints, *, again: bool = False) -> Job:
        """Let a file wait to be heard; ReadError where it is none that can be listened to here."""
        models.require()
        path = Path(source)
        if not path.is_file():
            raise ReadError("no such file; check the name (an address begins with https://)")
        sidecar, folders = beside(path)
        said = replace(hints, name=shown(path.name), sidecar=sidecar, folders=folders)
        with_sidecar(Reading(document=Document(type="transcript", title="")), said)  # before it is heard, and not after
        where = str(path.resolve())
        if shown(where) != where:
            raise ReadError("has a name that is no text (UTF-8): rename it")
        return self.jobs.put(Job(source=shown(source), path=where, hints=said, again=again, asked_at=self._now()))

    def of_address(self, url: str, hints: Hints, *, again: bool = False) -> Job:
        """Let the recording at an address wait to be heard; ReadError where nothing can be heard here."""
        models.require()
        said = replace(hints, name=PurePosixPath(unquote(urlsplit(url).path)).name)
        return self.jobs.put(Job(source=url, url=url, hints=said, again=again, asked_at=self._now()))

    def of_sent(self, name: str, file: IO[bytes]) -> Job:
        """Let a recording wait that was sent; ReadError where it is too large, or nothing can be heard here."""
        models.require()
        disk.make_folder(self._folder)
        fresh = self._folder / f"{secrets.token_hex(8)}.new"
        try:
            with fresh.open("wb") as copy:
                shutil.copyfileobj(file, copy)
            with fresh.open("rb") as copy:
                sha256 = hashlib.file_digest(copy, "sha256").hexdigest()
            job = self.jobs.put(Job(source=name, sent=sha256, hints=Hints(name=name), asked_at=self._now()))
            disk.place(fresh, self.jobs.audio(job))
        finally:
            fresh.unlink(missing_ok=True)
        return job

    def of_document(self, id: str, *, align: bool = False, again: bool = False) -> Job:
        """Let the recording of a document wait: to be heard, or to `align` a transcript with; InvalidValue where it has
        none, or is none that this can be done with."""
        models.require()
        document = self._library.document(id)
        if align and (document.type != "transcript" or document.machine):
            raise InvalidValue(f"{id} is no printed transcript, and only such a one is aligned")
        if not align and document.type == "transcript" and not document.machine:
            raise InvalidValue(f"{id} is a transcript already: --align gives its words their times")
        if self._library.record(id).state != "live":
            raise InvalidValue(f"{id} was removed; `citecast undelete {id}` brings it back")
        at = self._recording(document)
        hints = Hints(type="transcript", title=document.title, show=document.show, date=document.date)
        job = Job(
            source=at.known_as or at.url or at.path or id,
            url=at.url,
            path=at.path,
            known_as=at.known_as,
            audio_url=at.audio_url,
            document=id,
            align=align,
            again=again,
            hints=hints,
            language=document.language,
            asked_at=self._now(),
        )
        return self.jobs.put(job)

    def _recording(self, document: Document) -> Recorded:
        """Where a document's recording is: as it was heard before, if it is here still, else at its address;
        InvalidValue."""
        episodes = self._library.headers(self._library.related(document.id).episodes).values()
        said = {url for each in (document, *episodes) if (url := web_address(each.audio_url))}
        heard = document.recording
        if heard and (path := self._file(heard)):
            return Recorded(None, str(path), heard.source, document.audio_url)
        if len(said) > 1:
            raise InvalidValue(f"{document.id} has several recordings: {', '.join(sorted(said))}")
        if not said:
            where = f"; it was heard in {heard.source}, which is not there any more" if heard else ""
            raise InvalidValue(f"no recording of {document.id} can be had{where}: its page names no address")
        return Recorded(said.pop(), None, None, None)

    def _file(self, heard: Recording) -> Path | None:
        """The file of a recording that was heard: the one that is kept, if it is whole, or that which was added."""
        with suppress(NotFound, DamagedLibrary):
            return self._library.recordings.path(heard.sha256)
        path = Path(heard.source)
        return path if path.is_absolute() and path.is_file() else None

    # listening

    def run(
        self, job: Job, progress: Told = lambda progress: None, *, until: Callable[[], bool] = lambda: False
    ) -> AddResult:
        """Listen to a recording to its end, from where it was left, and store what came of it.

        One recording is listened to at a time, whichever process does it. ReadError says why it came to nothing;
        Stopped where `until` says so, and it goes on from there the next time; NotFound where it waits no more.
        """
        with _alone(self._folder, until):
            job = self.jobs.find(job.id)  # another process may have done it meanwhile
            self.jobs.whole_lines(job)
            self._check(job)
            path = at_hand(job, self.jobs, self._settings, self._fetcher, until)
            begun, done, model = self._begun(job, path)
            if not job.again and not job.align and (known := self._known(begun)):
                if job.document and job.document != known.document:
                    self._library.tie(known.document, job.document)
                self.jobs.drop(job)
                return AddResult.of(job.source, known)
            stretches: list[Stretch] = [*done]
            voices: Voices = ()
            for line in self._heard(job, path, model.folder, begun, done, until):
                voices = line.voices or voices
                if line.stretch:
                    stretches.append(line.stretch)
                    progress(Progress(line.stretch.end_ms, begun.about.duration_ms))
            self._check(job)
            if not any(each.words for each in stretches):
                self.jobs.drop(job)
                raise ReadError("has no speech in it that was heard: music, or silence")
            made = PartialDate.on(self._today())
            kept = keeping.stored(self._library, self._settings, job, Outcome(path, begun, stretches, voices, made))
            self.jobs.drop(job)
            return kept

    def _check(self, job: Job) -> None:
        """Let a recording go whose document is out of search by now; ReadError."""
        try:
            is_live = job.document is None or self._library.record(job.document).state == "live"
        except NotFound:  # or deleted for good
            is_live = False
        if not is_live:
            self.jobs.drop(job)
            raise ReadError(f"is let go, for its document was removed: {job.document}")

    def let_go_of(self, ids: Collection[str]) -> None:
        """Let the recordings of documents go, with what was heard of them."""
        for job in self.jobs.all():
            if job.document in ids:
                self.jobs.drop(job)

    def _begun(self, job: Job, path: Path) -> tuple[Begun, tuple[Stretch, ...], Model]:
        """What was begun of this very recording with the model that is chosen, or a new beginning."""
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        begun, done = self.jobs.begun(job)
        about = begun.about if begun and begun.sha256 == sha256 else self._about(path)
        model = models.chosen(self._settings.speech_model, may_fetch=self._settings.fetch_enabled)
        if begun and (begun.sha256, begun.model) == (sha256, model.name):
            return begun, done, model
        names = names_for(self._library, job.document)
        begun = Begun(sha256=sha256, size=path.stat().st_size, model=model.name, names=names, about=about)
        self.jobs.begin(job, begun)
        return begun, (), model

    def _about(self, path: Path) -> About:
        """What a recording says of itself; ReadError where it is none, or longer than is listened to."""
        with closing(listen(self._request(path))) as lines:
            about = next((line.about for line in lines if line.about), None)
        if about is None:
            raise ReadError(
                "made what looks at it break off, and was left out: it is broken, or there is no memory left"
            )
        return about

    def _request(self, path: Path) -> Request:
        settings = self._settings
        return Request(
            path=str(path), memory_mb=settings.listen_memory_mb, longest_ms=settings.max_audio_hours * 3_600_000
        )

    def _known(self, begun: Begun) -> StoreResult | None:
        """The transcript that this model made of this recording before."""
        id = self._library.heard(begun.sha256)
        document = self._library.document(id) if id else None
        if document is None or document.machine is None or document.machine.model != begun.model:
            return None
        count = sum(1 for _ in document.passages())
        said = "this model heard it before"
        return StoreResult(
            status="unchanged", document=document.id, version=document.version, passages=count, message=said
        )

    def _heard(
        self, job: Job, path: Path, folder: Path, begun: Begun, done: tuple[Stretch, ...], until: Callable[[], bool]
    ) -> Iterator[Line]:
        """What is heard behind what was; each stretch once it is on the disk."""
        request = replace(
            self._request(path),
            model=str(folder),
            threads=self._settings.listening_threads,
            first=done[-1].last if done else 0,
            language=job.language or next((each.language for each in done if each.language), None),
            names=begun.names,
            voices="" if job.align else self._settings.voice_models,
        )
        with closing(listen(request, until)) as lines:
            for line in lines:
                if line.stretch:
                    self.jobs.append(job, line.stretch)
                yield line


@contextmanager
def _alone(folder: Path, until: Callable[[], bool]) -> Iterator[None]:
    """Listen only where no other process of this library does; Stopped where `until` says so before that."""
    disk.make_folder(folder)
    lock = FileLock(folder / "lock")
    while True:
        try:
            lock.acquire(timeout=_WAIT_SECONDS)
            break
        except Timeout:
            if until():
                raise Stopped("stopped; it waits to be heard") from None
    try:
        yield
    finally:
        lock.release()
