"""Where the recording of a document is played from: its own address, or the library, where its bytes are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

from flask import url_for

from corpus.model import Document
from corpus.quotation import Quotation
from search.links import document_path, playing, seconds
from search.results.views import recording, related
from web.current import service


def recording_of(document: Document, episodes: Callable[[], Iterable[Document]] | None = None) -> str | None:
    """The address that plays a document: the bytes that were listened to, where the library has them, since its times
    are theirs; else that of the recording that it names, or its `episodes` do."""
    heard = document.recording
    if heard and service().library.recordings.has(heard.sha256):
        return url_for("listening.recording", sha256=heard.sha256)
    return recording(document, episodes or (lambda: related(service().library, document.id).episodes))


def played(document: Document, quotation: Quotation) -> str:
    """The page that plays words of a document from where they begin; empty where there is no recording, or no time."""
    begins = quotation.locator.start_ms
    if begins is None or recording_of(document) is None:
        return ""
    page = document_path(document.id, version=document.version)
    return f"{playing(page)}{seconds(begins)}#{quotation.first.place.passage.id}"


def kept(sha256: str) -> Path:
    """The file of a recording that is kept, which has these very bytes; NotFound, or DamagedLibrary."""
    recordings = service().library.recordings
    path = recordings.folder / sha256
    changed = path.stat().st_mtime_ns if recordings.has(sha256) else 0
    return _whole(recordings.path, sha256, changed)


@lru_cache(maxsize=256)
def _whole(path: Callable[[str], Path], sha256: str, changed: int) -> Path:
    """The file, which is read whole only once while it is as it was `changed` last: a player asks for many ranges."""
    return path(sha256)
