"""What is told to ingestion and what it tells: sources as they are named, opened and read, and what became of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from corpus.fetch.fetched import Fetched
from corpus.library import Outcome, Source, StoreResult
from corpus.model import Document, Hints, Reading

Ended = Outcome | Literal["not_compared"]
SourceStatus = Literal["added", "updated", "unchanged", "removed", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSpec:
    """A source to be added: what is known of it, and how its bytes are had, which may raise ReadError.

    One that nobody `asked` for by name does not bring back what a person removed.
    """

    source: str  # how it is named to the user
    open: Callable[[], RawSource] | None  # None: the source is an address, to be fetched
    hints: Hints
    asked: bool = True
    version_of: str | None = None  # the document that it is to be a version of, where a person says so

    @classmethod
    def at_hand(cls, raw: RawSource, hints: Hints | None = None) -> SourceSpec:
        """A source whose bytes are there already."""
        return cls(source=raw.source, open=lambda: raw, hints=hints or Hints())


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSource:
    """A source's bytes: of a file of the disk, an upload, pasted text, or an address."""

    source: str  # how it is named to the user
    name: str  # the file name
    data: bytes
    path: Path | None = None
    sidecar: str = ""  # the YAML beside the file
    folders: tuple[str, ...] = ()  # that of its folders, the nearest first
    answer: Fetched | None = None  # of the address


class ParsedSource(NamedTuple):
    """A source that was read: its bytes, what they say, where they are from, and what the reader was told."""

    raw: RawSource
    reading: Reading
    source: Source
    hints: str
    version_of: str | None = None  # the document that a person says it is a version of


@dataclass(frozen=True, slots=True, kw_only=True)
class AddResult:
    """What became of one source."""

    source: str
    status: SourceStatus
    document: str | None = None
    version: int | None = None
    passages: int = 0
    message: str = ""
    checks: tuple[str, ...] = ()

    @classmethod
    def of(cls, source: str, kept: StoreResult) -> AddResult:
        """What the library says became of a source."""
        return cls(
            source=source,
            status=kept.status,
            document=kept.document,
            version=kept.version,
            passages=kept.passages,
            message=kept.message,
            checks=kept.checks,
        )


class Unchanged(NamedTuple):
    """A source that is as it was read before, and need not be read again."""

    raw: RawSource
    source: Source
    kept: StoreResult

    @property
    def result(self) -> AddResult:
        return AddResult.of(self.raw.source, self.kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would be stored of one source, before it is."""

    source: str
    status: SourceStatus
    message: str = ""
    reading: Reading | None = None  # none of what failed, and of a feed, whose message says what it brings
    checks: tuple[str, ...] = ()
    existing: Document | None = None  # the document that would be updated, or is unchanged (header)
    near: tuple[Document, ...] = ()  # those that have nearly the same text (headers)
    shingles: frozenset[int] = frozenset()  # of its text, to know it again among others that are not stored


class Example(NamedTuple):
    """One place where two readings differ: the passage, by the words that it begins with, and what it was and is."""

    passage: str  # its id as it is read now, or as it was where it is no longer there; empty of a detail
    words: str
    was: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """In what two readings of a document differ: a detail of it, or of some passages."""

    what: str  # title, date, people …; speaker, time, page, paragraph, parts, section, text, gone, new
    passages: int  # how many; 0 for a detail of the document
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What became of a document whose source was read again."""

    document: str
    status: Literal["updated", "unchanged", "failed"]
    title: str = ""
    version: int | None = None
    message: str = ""
    checks: tuple[str, ...] = ()
    changes: tuple[Difference, ...] = ()
    origin: str | None = None  # that a machine heard its words


class GonePassage(NamedTuple):
    """A passage whose words are not at the source any more."""

    passage: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rechecked:
    """What came of comparing a document with its source.

    `not_compared`: it has no source that can be read again, or what is there now cannot be read; `why` says so.
    `changes` is what would be another, were it added again by the command `add`.
    """

    document: str
    outcome: Ended
    title: str = ""
    version: int | None = None
    source: str = ""
    stored: dt.datetime | None = None
    compared: dt.datetime | None = None
    why: str = ""
    passages: int = 0
    gone: tuple[GonePassage, ...] = ()
    changes: tuple[Difference, ...] = ()
    add: str = ""
