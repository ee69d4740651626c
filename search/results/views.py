"""What a page of one document or passage shows beside its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.addresses import web_address
from corpus.library import Library
from corpus.model import Document, Passage, Place

_PAGE = re.compile(r"https?://(?:[\w-]+\.)?youtu(?:be\.com|\.be)/", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageView:
    """A passage as a permalink opens it: the words as cited first, then what became of them."""

    document: Document  # the version asked for, whole
    place: Place
    permalink: str
    state: Literal["current", "changed", "dropped", "removed"]
    latest: Document | None = None  # the newest version, where the passage is not in it as cited
    successor: Passage | None = None  # what stands in its place in the newest version, where changed
    by_reader: bool = False  # it changed because the same file is read differently now
    now: Place | None = None  # in the newest version, where that tells otherwise who says these words, or where


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Live documents that belong to a document: headers, without passages."""

    episodes: tuple[Document, ...] = ()
    transcripts: tuple[Document, ...] = ()
    bios: tuple[Document, ...] = ()
    reports: tuple[Document, ...] = ()


def related(library: Library, id: str) -> Related:
    """The live documents that belong to a document, without passages."""
    links = library.related(id)
    headers = library.headers([*links.episodes, *links.transcripts, *links.bios, *links.reports])

    def pick(ids: Sequence[str]) -> tuple[Document, ...]:
        return tuple(headers[id] for id in ids if id in headers)

    return Related(
        episodes=pick(links.episodes),
        transcripts=pick(links.transcripts),
        bios=pick(links.bios),
        reports=pick(links.reports),
    )


def recording(document: Document, episodes: Callable[[], Iterable[Document]]) -> str | None:
    """The address of a document's recording. A transcript that names none has that of its episodes, which are asked for
    then alone; none where these name several, nor where it is a video's page, which no browser plays."""
    said = episodes() if document.type == "transcript" and not document.audio_url else (document,)
    found = {url for each in said if (url := web_address(each.audio_url)) and not _PAGE.match(url)}
    return found.pop() if len(found) == 1 else None
