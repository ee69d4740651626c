"""The file of a recording that is to be heard: one of the disk, what was sent, or what an address gives."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from secrets import token_hex
from threading import Thread

from corpus import disk
from corpus.errors import ReadError, Stopped
from corpus.fetch.fetched import Fetched
from corpus.fetch.fetcher import Fetcher
from search.listening.jobs import Job, Jobs
from search.settings import Settings

_LOOK = 0.3  # seconds
_PAGES = ("text/html", "application/xhtml+xml")


def at_hand(job: Job, jobs: Jobs, settings: Settings, fetcher: Fetcher, until: Callable[[], bool]) -> Path:
    """The file of a recording, fetched where it is at an address; ReadError, and Stopped where `until` says so."""
    limit = settings.max_audio_mb
    if job.path:
        path = Path(job.path)
        if not path.is_file():
            raise ReadError("no such file any more: put it back, or let it go")
        if not path.stat().st_size:
            raise ReadError("is empty")
        if path.stat().st_size > limit * 2**20:
            raise ReadError(
                f"is {path.stat().st_size / 2**20:.0f} MB, and the limit is {limit} MB: split it; whoever runs"
                " Citecast can allow more (setting max_audio_mb)"
            )
        return path
    path = jobs.audio(job)
    if path.exists():
        return path
    if job.sent:
        raise ReadError("its bytes are not here any more: add it again")
    if not settings.fetch_enabled:
        raise ReadError(
            "is not fetched: Citecast may not fetch addresses here; whoever runs it can allow that"
            " (setting fetch_enabled)"
        )
    fresh = path.with_name(f"{path.name}-{token_hex(4)}.new")
    try:
        answer = _fetched(job, fetcher, fresh, until)
        if answer.media_type in _PAGES:
            raise ReadError("gives a page, and no recording: open it in a browser, and save the recording itself")
        disk.place(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
    return path


def _fetched(job: Job, fetcher: Fetcher, fresh: Path, until: Callable[[], bool]) -> Fetched:
    """What an address gives, in a file; by a thread that may be left behind, for a server may send a byte a minute."""
    came: SimpleQueue[Fetched | Exception] = SimpleQueue()

    def fetch() -> None:
        try:
            with fresh.open("wb") as file:
                came.put(fetcher.get(job.url or "", ask_robots=job.document is not None, into=file))
        except Exception as error:  # for who waits to raise
            came.put(error)

    Thread(target=fetch, name="citecast-fetching", daemon=True).start()
    while True:
        with suppress(Empty):
            answer = came.get(timeout=_LOOK)
            if isinstance(answer, Exception):
                raise answer
            return answer
        if until():
            raise Stopped("stopped; it is fetched anew the next time")
