"""What a page of one document or passage shows beside its text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from corpus.addresses import web_address
from corpus.library import Library
from corpus.model import Document, Place
from corpus.origin import origin, timed
from corpus.quotation import Quotation, Turn
from search.results.compared import Compared

State = Literal["current", "changed", "dropped", "removed"]
_WORSE: tuple[State, ...] = get_args(State)
_PAGE = re.compile(r"https?://(?:[\w-]+\.)?youtu(?:be\.com|\.be)/", re.IGNORECASE)


class Told(NamedTuple):
    """Something that is told of words beside them, then and now, and since when; empty for nothing: speaker, place,
    section, title, show, date.

    `here`, where the version that is cited tells it so as well, for what a person says of names holds for all versions;
    else only the newest does.
    """

    name: str
    then: str
    now: str
    since: dt.datetime
    here: bool


class Turned(NamedTuple):
    """The cited words of one passage, and what became of that in the newest version."""

    turn: Turn
    state: State
    successor: Place | None = None  # what stands in its place, where it changed
    same: Place | None = None  # the passage itself, in a newer version that has it
    by_reader: bool = False  # it changed because the same file is read differently now

    @property
    def words_stand(self) -> bool:
        """Whether what stands in place of the passage has the cited words."""
        return self.successor is not None and self.turn.words in self.successor.passage.text

    @property
    def now(self) -> Place | None:
        """The passage in a newer version that tells otherwise who says these words, or where."""
        if self.same is None:
            return None
        there, passage = self.turn._replace(place=self.same), self.turn.place.passage
        is_told_alike = passage.speaker == self.same.passage.speaker and self.turn.locator.brief == there.locator.brief
        return None if is_told_alike else self.same


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageView:
    """Cited words as a permalink opens them: as they were stored, then what became of them since."""

    document: Document  # the version asked for, whole
    quotation: Quotation
    permalink: str
    turns: tuple[Turned, ...]  # one for each passage that the words are of
    newest: Document | None = None  # the newest version, where that is another and not removed
    relabelled: tuple[Told, ...] = ()
    compared: Compared

    @property
    def place(self) -> Place:
        """The passage that the words begin in."""
        return self.quotation.first.place

    @property
    def origin(self) -> str | None:
        """That a machine heard the words."""
        return origin(self.document, self.quotation.passages)

    @property
    def timed_by(self) -> str | None:
        """That a machine gave the words their time."""
        return timed(self.document, self.quotation.passages)

    @property
    def state(self) -> State:
        """The worst that became of any of the passages."""
        return max((turned.state for turned in self.turns), key=_WORSE.index)

    @property
    def words_stand(self) -> bool:
        """Whether the cited words are still there, though their passages changed."""
        return all(turned.words_stand for turned in self.turns if turned.state != "current")

    @property
    def by_reader(self) -> bool:
        """Whether that is so because the same file is read differently now."""
        return all(turned.by_reader for turned in self.turns if turned.state == self.state)


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
