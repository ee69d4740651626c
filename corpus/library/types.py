"""What the library takes and gives."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from corpus.corrections import Correction
from corpus.model import NO_ARRIVALS, Arrivals, Document, NameParts, Passage, Section
from corpus.quotation import WHOLE, Range

State = Literal["live", "removed", "purged"]
WhyNot = Literal["missing", "damaged"]
# Its source; what a machine heard in it, or a person made of that; the code that reads it; times that a machine gave
# its words; or what a person said of it.
Because = Literal["source", "heard", "reader", "alignment", "details"]
Outcome = Literal["same", "changed", "words_gone", "source_gone", "not_reached"]


class LibraryMark(NamedTuple):
    """A change of a library: which library, the number of its change, and that change's own random token.

    Two copies of a library that went on apart have the same numbers, but not the same tokens. Change 0 has none.
    """

    library: str
    revision: int
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where bytes came from, as named to the user, and the key of that place, where it has a lasting one.

    `pairing_key` names what the document belongs to: an episode by its `guid:…`. A source that nobody `asked` for
    by name, but that came along with a feed or a folder, does not bring back what a person removed.
    """

    source: str
    key: str | None = None
    pairing_key: str | None = None
    asked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreResult:
    """What became of a source."""

    status: Literal["added", "updated", "unchanged"]
    document: str
    version: int
    passages: int
    message: str = ""
    checks: tuple[str, ...] = ()  # what there is to check of the document now
    near: tuple[str, ...] = ()  # the documents that have nearly the same text, where that was looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A document without its passages, and what the library knows of it."""

    document: Document
    state: State
    checks: tuple[str, ...]
    sources: tuple[str, ...]
    edits: dict[str, str]  # the details that a person set
    given: bool


class Outline(NamedTuple):
    """A document; what tells its passages, and who says them, from any others; and, where it has these, when they
    came."""

    document: Document
    body: str
    stored: Arrivals = NO_ARRIVALS


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A passage and where it stands: document and section without their passages; of one that left, as the last version
    that had it, between which versions it was `seen`."""

    document: Document
    section: Section
    passage: Passage
    seen: Seen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageState:
    """A passage's document and version, and what became of it; `successor` stands in its place now."""

    document: str
    version: int
    state: Literal["current", "changed", "dropped", "removed"]
    successor: str | None = None
    by_reader: bool = False  # it is not as it was because the same file is read differently now


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version that was kept; `because` says what of it is another than in the version before."""

    version: int
    added_at: dt.datetime
    sha256: str
    reader: str
    source: str
    because: Because


class Seen(NamedTuple):
    """Between which versions of its document a passage appeared and vanished.

    It appeared between `before`, where there is an earlier reading, and `first`; it vanished between `last` and `gone`,
    which is None where the latest has it. `last` is the last time that its source was read and had it, which an edit
    does not count as. Where `gone` is because of the reader, its source may have it still.
    """

    before: Version | None
    first: Version
    last: Version
    gone: Version | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What a document's latest version was read from, and what its reader was told."""

    document: Document  # as it is shown, without passages
    as_read: dict[str, Any]  # plain: its details as the source says them
    source: str
    sha256: str
    data: bytes
    place: str | None = None  # the key of where it was read, and the hints, JSON; where these are still known
    hints: str = ""


class Origin(NamedTuple):
    """Where a document was read, which can be read again: the key of the place, and the hints, JSON."""

    place: str
    hints: str


class Comparison(NamedTuple):
    """What came of comparing a version with its source: with what is at a `place`.

    `same`: it is read as it was; `changed`: it is another, and has all the words; `words_gone`: not those of the
    passages `gone`; `source_gone`: nothing is there any more; `not_reached`: nobody can tell; these say `why`.
    """

    version: int
    outcome: Outcome
    at: dt.datetime
    place: str
    why: str = ""
    gone: tuple[str, ...] = ()

    @property
    def with_file(self) -> bool:
        """Whether it was compared with a file of a disk, and not with what an address names."""
        return not self.place.partition(":")[2].startswith(("http://", "https://"))


class Again(NamedTuple):
    """What came of reading an original again: the document as it was, and as it is read now."""

    kept: StoreResult
    before: Document
    after: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Ids of live documents, by type."""

    episodes: tuple[str, ...] = ()
    transcripts: tuple[str, ...] = ()
    bios: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    documents: dict[str, int]
    stubs: int
    passages: int
    shows: int
    years: tuple[int, int] | None
    with_transcript: int
    removed: int
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """What a correction changed: the documents in which somebody else is meant now, with how many of their turns.

    `then` is one of them, as it would be, where it was only asked what would change. It was said `already` where one
    that holds says the same, which is then the `correction`.
    """

    correction: Correction
    turns: dict[str, int]
    then: Document | None = None
    already: bool = False


class Wanted(NamedTuple):
    """What a search asks for, in the words of an address; `filters` are parameters and their values."""

    query: str
    filters: tuple[tuple[str, str], ...] = ()
    sort: str = "relevance"
    match: str = ""
    vocabulary: bool = True


class Clip(NamedTuple):
    """Words that are collected: of a passage as a version has it, or from it on."""

    passage: str
    version: int
    range: Range = WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Clipping:
    """Words in a list, with what somebody wrote beside them."""

    id: int
    list_id: int
    position: int
    clip: Clip
    tags: tuple[str, ...]
    note: str
    made_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClippingList:
    """A named list of clippings, and how many it has."""

    id: int
    name: str
    owner: str
    is_shared: bool
    made_at: dt.datetime
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch:
    """A search that somebody follows, and the number of the change of the library up to which its passages were
    looked at, with when that was."""

    id: int
    name: str
    wanted: Wanted
    made_at: dt.datetime
    seen: int
    seen_at: dt.datetime
    removed_at: dt.datetime | None = None


class Retold(NamedTuple):
    """When a label of speakers came to stand for somebody else: for whom before, and since then; empty for nobody."""

    at: dt.datetime
    label: str
    before: str
    since: str


class Named(NamedTuple):
    """A name in some documents: its parts and roles, the labels that stand for it, and where it is."""

    name: str
    parts: NameParts | None
    roles: tuple[str, ...]
    labels: tuple[str, ...]
    turns: int
    documents: tuple[str, ...]
