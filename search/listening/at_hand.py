"""The file of a recording that is to be heard: one of the disk, what was sent, or what an address gives."""

from __future__ import annotations

from pathlib import Path

from corpus import disk
from corpus.errors import ReadError
from corpus.fetch.fetcher import Fetcher
from search.listening.jobs import Job, Jobs
from search.settings import Settings

_PAGES = ("text/html", "application/xhtml+xml")


def at_hand(job: Job, jobs: Jobs, settings: Settings, fetcher: Fetcher) -> Path:
    """The file of a recording, fetched where it is at an address."""
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
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as file:
        answer = fetcher.get(job.url or "", ask_robots=job.document is not None, into=file)
    if answer.media_type in _PAGES:
        raise ReadError("gives a page, and no recording: open it in a browser, and save the recording itself")
    disk.place(fresh, path)
    return path
