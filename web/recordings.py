"""Where the recording of a document is played from: its own address, or the library, where its bytes are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from hashlib import file_digest
from pathlib import Path

from flask import url_for

from corpus.errors import DamagedLibrary, NotFound
from corpus.model import Document
from search.results.views import recording, related
from web.current import service


def recording_of(document: Document, episodes: Callable[[], Iterable[Document]] | None = None) -> str | None:
    """The address that plays a document: the bytes that were listened to, where the library has them, since its times
    are theirs; else that of the recording that it names, or its `episodes` do."""
    heard = document.recording
    if heard and (service().listening.kept / heard.sha256).is_file():
        return url_for("listening.recording", sha256=heard.sha256)
    found = partial(related, service().library, document.id)
    return recording(document, episodes or (lambda: found().episodes))


def kept(sha256: str) -> Path:
    """The file of a recording that is kept, which has these very bytes; NotFound, or DamagedLibrary."""
    path = service().listening.kept / sha256
    if not sha256.isalnum() or not path.is_file():
        raise NotFound("this recording is not kept here")
    status = path.stat()
    if _digest(path, status.st_size, status.st_mtime_ns) != sha256:
        raise DamagedLibrary(f"the recording {sha256[:12]}… is damaged: delete {path}, and listen to it again")
    return path


@lru_cache(maxsize=256)
def _digest(path: Path, size: int, changed: int) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
