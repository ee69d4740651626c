"""What waits to be heard, and how far it is: a folder for each recording, so that a kill loses half a minute of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from corpus import disk
from corpus.errors import NotFound
from corpus.listening.said import About, Stretch
from corpus.model import Hints
from corpus.plain import plain, typed

log = logging.getLogger(__name__)
_JOB, _AUDIO, _HEARD = "job.json", "audio", "heard.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A recording that is to be heard: a file or an address; of an episode, perhaps, or to align a transcript with.

    `error` says why it came to nothing; then it waits for a person.
    """

    source: str  # as it is named to the user
    path: str | None = None  # of a file
    url: str | None = None
    sent: str | None = None  # the hash of bytes that are kept beside, of what was sent
    hints: Hints
    document: str | None = None  # the episode that it is of, or the transcript
    language: str | None = None  # as its page says it
    known_as: str | None = None  # where it came from when it was heard before, and its address then
    audio_url: str | None = None
    align: bool = False
    again: bool = False  # although it was heard by the same model
    asked_at: dt.datetime
    error: str | None = None

    @property
    def id(self) -> str:
        """The same for the same work, so that it is not done twice."""
        key = json.dumps([self.path or self.url or self.sent, self.document, self.align])
        return hashlib.sha256(key.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """The recording that is listened to, by which model, and the names that it was told; heard otherwise, it begins
    anew."""

    sha256: str
    size: int
    model: str
    names: str
    about: About


class Progress(NamedTuple):
    """How far a recording is heard, in milliseconds; its length is 0 where it is not known."""

    heard_ms: int
    length_ms: int


class Jobs:
    """The recordings that wait, in a folder of the library's. Safe among processes: each file is written whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> tuple[Job, ...]:
        """Those that wait, in the order in which they were asked for."""
        found = [job for folder in self._folders() if (job := _read(folder / _JOB))]
        return tuple(sorted(found, key=lambda job: (job.asked_at, job.id)))

    def find(self, id: str) -> Job:
        """NotFound where it is done, or was let go."""
        job = next((job for job in self.all() if job.id == id), None)
        if job is None:
            raise NotFound("this recording does not wait to be heard any more: it is done, or was let go")
        return job

    def put(self, job: Job) -> Job:
        """Let a recording wait, or change what is known of one that does."""
        folder = self._of(job)
        disk.make_folder(folder)
        try:
            disk.replace(folder / _JOB, json.dumps(plain(job), ensure_ascii=False).encode())
        except OSError:
            if not (folder / _JOB).exists():  # nothing half-made stays
                self.drop(job)
            raise
        return job

    def drop(self, job: Job) -> None:
        """Let a recording go, with what was heard of it."""
        shutil.rmtree(self._of(job), ignore_errors=True)

    def audio(self, job: Job) -> Path:
        """Where the bytes are kept of what is fetched or sent."""
        return self._of(job) / _AUDIO

    def begun(self, job: Job) -> tuple[Begun | None, tuple[Stretch, ...]]:
        """What was heard so far, whole lines of it; nothing where there is no beginning."""
        try:
            lines = (self._of(job) / _HEARD).read_bytes().split(b"\n")[:-1]  # a kill may have cut the last one
            first, *rest = lines
            return typed(Begun, json.loads(first)), tuple(typed(Stretch, json.loads(line)) for line in rest)
        except (FileNotFoundError, ValueError):
            return None, ()

    def begin(self, job: Job, begun: Begun) -> None:
        """Begin anew."""
        disk.replace(self._of(job) / _HEARD, _line(begun))

    def append(self, job: Job, stretch: Stretch) -> None:
        """Keep what was heard, on the disk when this returns."""
        path = self._of(job) / _HEARD
        size = path.stat().st_size
        try:
            with path.open("ab") as file:
                file.write(_line(stretch))
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            os.truncate(path, size)
            raise

    def whole_lines(self, job: Job) -> None:
        """Take away half a line at the end, which a kill left."""
        path = self._of(job) / _HEARD
        if path.exists():
            os.truncate(path, path.read_bytes().rfind(b"\n") + 1)

    def progress(self, job: Job) -> Progress | None:
        """How far it is; None where it has not begun."""
        begun, stretches = self.begun(job)
        if begun is None:
            return None
        return Progress(stretches[-1].end_ms if stretches else 0, begun.about.duration_ms)

    def _of(self, job: Job) -> Path:
        return self._folder / job.id

    def _folders(self) -> Iterator[Path]:
        if self._folder.is_dir():
            yield from (each for each in self._folder.iterdir() if each.is_dir())


def _line(value: Begun | Stretch) -> bytes:
    return json.dumps(plain(value), ensure_ascii=False).encode() + b"\n"


def _read(path: Path) -> Job | None:
    try:
        return typed(Job, json.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        log.warning("%s cannot be read (%s): delete its folder, and add the recording again", path, error)
        return None
