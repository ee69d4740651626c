"""What the service hands to the command line and the web: plain values, spans instead of markup."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from corpus.fetch import Fetched
from corpus.library import Kept, WhyNot
from corpus.locators import Locator, locate
from corpus.model import Document, Hints, Passage, Place, Reading
from search.engine import ALL, FACETS, Facet, Sort
from search.maintenance.backups import FailedBackup, KeptBackup
from search.query.ast import Scope

Span = tuple[int, int]  # from, to: code points of the passage's text
SourceStatus = Literal["added", "updated", "unchanged", "removed", "failed"]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """What of a query was understood otherwise than written; the span is in the query's text."""

    message: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """`filters` narrows by facet values: alternatives within a facet, all facets together.

    `facets` says how many values of each are wanted.
    """

    query: str
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    limit: int = 20
    page: int = 1  # for numbered pages; `after`, where given, takes precedence
    after: str | None = None
    facets: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(FACETS, ALL))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage found, with the latest version of its document (sections without their passages)."""

    place: Place  # its section without passages
    document: Document
    score: float
    in_document: int  # how many passages of the document are found
    spans: tuple[Span, ...]
    fragment: Span  # the part of the text that shows the spans; the whole text where it is short
    url: str  # "/d/<id>?q=…&at=<passage>#<passage>": the document page at the hit
    permalink: str  # absolute when public_url is set, else "/p/<id>?v=N"

    @property
    def locator(self) -> Locator:
        """That of the marked words, from the first to the last."""
        marked = (self.spans[0][0], max(end for _, end in self.spans)) if self.spans else ()
        return locate(self.place.passage, *marked)


class Unshown(NamedTuple):
    """A passage found that cannot be shown: it is damaged in the library, or no longer in it."""

    passage: str
    document: str
    why: WhyNot

    @property
    def reason(self) -> str:
        """Why, in words for the user."""
        if self.why == "damaged":
            return "it is damaged in the library; run `citecast check`"
        return "it is no longer in the library"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    query: str
    scope: Scope
    total: int
    total_documents: int
    total_is_exact: bool
    took_ms: float
    diagnostics: tuple[Diagnostic, ...]
    suggestion: str | None
    next: str | None
    facets: dict[str, Facet]
    hits: tuple[Hit, ...]
    unshown: tuple[Unshown, ...] = ()  # passages of this page that are not among the hits
    behind: int = 0  # changes of the library that are not in the index yet
    missing: tuple[str, ...] = ()  # words of the query that no passage has
    dates: tuple[str, ...] = ()  # the days that the query's dates were understood as, in words


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
    def of(cls, source: str, kept: Kept) -> AddResult:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A source's bytes: of a file of the disk, an upload, pasted text, or an address."""

    source: str  # how it is named to the user
    name: str  # the file name
    data: bytes
    path: Path | None = None
    sidecar: str = ""  # the YAML beside the file
    folders: tuple[str, ...] = ()  # that of its folders, the nearest first
    answer: Fetched | None = None  # of the address


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A source to be added: what is known of it, and how its bytes are had, which may raise ReadError.

    One that nobody `asked` for by name does not bring back what a person removed.
    """

    source: str  # how it is named to the user
    open: Callable[[], Upload] | None  # None: the source is an address, to be fetched
    hints: Hints
    asked: bool = True
    version_of: str | None = None  # the document that it is to be a version of, where a person says so

    @classmethod
    def at_hand(cls, upload: Upload, hints: Hints | None = None) -> Given:
        """A source whose bytes are there already."""
        return cls(source=upload.source, open=lambda: upload, hints=hints or Hints())


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
    sketch: frozenset[int] = frozenset()  # of its text, to know it again among others that are not stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    documents: dict[str, int]  # live, by type
    stubs: int
    passages: int
    shows: int
    years: tuple[int, int] | None
    with_transcript: int  # episodes that have one
    removed: int
    revision: int
    index_revision: int | None
    library_bytes: int
    index_bytes: int
    backups: int  # kept in the folder
    last_backup: KeptBackup | None
    failed_backup: FailedBackup | None  # unless one succeeded since
