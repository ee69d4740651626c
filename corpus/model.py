"""The frozen value types that pass between the rooms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args

from corpus.dates import PartialDate
from corpus.sound import Alignment, Machine, Recording

DocumentType = Literal["episode", "transcript", "bio", "report", "note"]
LONGEST_DETAIL = 2_000  # characters of a title, a show, an address: many pages repeat them
DOCUMENT_TYPES: tuple[DocumentType, ...] = ("episode", "transcript", "bio", "report", "note")
SectionKind = Literal[
    "summary",
    "background",
    "discussion",
    "transcript",
    "bios",
    "resources",
    "chapters",
    "credits",
    "caption",
    "body",
]
Role = Literal["host", "guest", "interviewer", "narrator", "producer", "author", "speaker", "subject"]
ROLES: tuple[Role, ...] = get_args(Role)
Arrivals = Mapping[str, int]  # passage id to the number of the change of the library with which it first came
NO_ARRIVALS: Arrivals = MappingProxyType({})
LASTING_ROLES: tuple[Role, ...] = ("speaker", "subject")  # what one goes on being, whatever else one is said to be


class Part(NamedTuple):
    """Where a part of a passage's text comes from: from `offset` on, to where the next part begins.

    Times are milliseconds. One that ends, such as a caption's cue, holds for any words of its part, and so does a
    point in time, such as a chapter's, which ends where it starts; one that only starts is known of the first word
    alone. `page` counts sheets from 1, `label` is what is printed for it, where that is something else: ii, 1.
    `confidence` is how sure a machine is of the words it heard there, in percent.
    """

    offset: int
    start_ms: int | None = None
    end_ms: int | None = None
    page: int | None = None
    label: str | None = None
    confidence: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The unit of search and of citation: a paragraph or a speaker's turn, or a piece of a long one, verbatim.

    `id` is empty until the library gives it; `ordinal` counts from 0 through the document.
    Offsets into `text` are Unicode code points; `text` is NFC with white space folded.

    `paragraph` is the number, from 1 within its section, that it has in the source. A reader leaves it 0, but for the
    passages of one turn, which it gives a number of their own. `parts` say where parts of the text come from, where
    that is more than `start_ms`, `end_ms` and `page` say of all of it. `after_ms` and `before_ms` are the nearest
    times that the source gives before its beginning and after its end, where it does not say its own.
    """

    text: str
    id: str = ""
    ordinal: int = 0
    paragraph: int = 0
    speaker: str | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    page: int | None = None
    parts: tuple[Part, ...] = ()
    after_ms: int | None = None
    before_ms: int | None = None
    person: str | None = None  # whom the speaker's label names, where that is known; the library's to give
    label: str | None = None  # what is printed as a speaker's label, and somebody said is none; the library's to give

    @property
    def who(self) -> str | None:
        """Who says it: the person whom the label names, else the label as printed."""
        return self.person or self.speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A headed run of passages; a caption is a section of its own, its heading empty."""

    heading: str
    kind: SectionKind
    passages: tuple[Passage, ...] = ()
    credit: str | None = None  # of a caption's picture: who is credited for it

    def is_heading(self) -> bool:
        """Whether there is no text under its heading, which then is its one passage."""
        return len(self.passages) == 1 and self.passages[0].text == self.heading


class NameParts(NamedTuple):
    """A name in its parts; one that is not to be split, such as an institution's, is all `family`."""

    family: str
    given: str = ""
    particle: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person or an institution as one document speaks of them; `parts`, where the source or somebody says them.

    `aliases` are what else stands for them in the document, such as labels of its speakers.
    """

    name: str
    roles: tuple[Role, ...] = ()
    honorific: str | None = None
    affiliation: str | None = None
    url: str | None = None
    parts: NameParts | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An entry of Related Resources: the text as printed, and what was understood of it."""

    text: str
    authors: tuple[str, ...] = ()
    title: str | None = None
    publisher: str | None = None
    date: PartialDate | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document, whole. `id`, `version` and `added_at` are the library's to give."""

    type: DocumentType
    title: str
    id: str = ""
    show: str | None = None
    date: PartialDate | None = None
    url: str | None = None
    guid: str | None = None
    language: str | None = None
    publisher: str | None = None
    people: tuple[Person, ...] = ()
    nobody: tuple[str, ...] = ()  # what is printed as a name or a speaker's label, and is none, where that is said
    sections: tuple[Section, ...] = ()
    references: tuple[Reference, ...] = ()
    season: str | None = None  # its number, as printed
    episode: str | None = None
    audio_url: str | None = None
    duration_ms: int | None = None
    stub: bool = False  # known only from a reference; filled when the report itself is added
    recording: Recording | None = None  # that its words, or their times, were heard in
    machine: Machine | None = None
    alignment: Alignment | None = None
    version: int = 0
    added_at: dt.datetime | None = None

    def passages(self) -> Iterator[Passage]:
        """All passages, in reading order."""
        for section in self.sections:
            yield from section.passages

    @property
    def spoken(self) -> tuple[Section, ...]:
        """The sections that are said: those of a transcript; where a transcript has none by name, all of it."""
        named = tuple(section for section in self.sections if section.kind == "transcript")
        return named or (self.sections if self.type == "transcript" else ())

    def places(self) -> Iterator[Place]:
        """All passages with their sections, in reading order."""
        return (Place(section, passage) for section in self.sections for passage in section.passages)

    def roles_of(self, passage: Passage) -> tuple[Role, ...]:
        """Whose roles the speaker of a passage has in the document; a label such as GUEST is one itself."""
        who, label = passage.who, (passage.speaker or "").casefold()
        if not who:
            return ()
        roles = [role for each in self.people if who == each.name or who in each.aliases for role in each.roles]
        return tuple(dict.fromkeys((*roles, *(role for role in ROLES if role == label))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What is known of a source before it is read; all of it goes before what the source itself says.

    `heard_here` says that a machine transcript is what this library itself made: of any other, who checked it and which
    recording it is of is anybody's claim. `sidecar` is the YAML of the file that lies beside it, and gives way to the
    other details; `folders` that of the folders it is in, the nearest first, which give way to the sidecar.
    """

    name: str = ""  # file name, for its extension and as a last resort for the title
    type: DocumentType | None = None
    title: str | None = None
    show: str | None = None
    date: PartialDate | None = None
    sidecar: str = ""
    folders: tuple[str, ...] = ()
    heard_here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader made of one source: a document, those it introduces, and what to check.

    `related` are bios and report stubs; `checks` say in a few words each what is
    missing or guessed, and begin with the detail that it is: title, date, people. Where there are `shingles`, its
    document's passages are cut, and these are what its text is known again by.
    """

    document: Document
    related: tuple[Document, ...] = ()
    checks: tuple[str, ...] = ()
    shingles: tuple[int, ...] | None = None


class Link(NamedTuple):
    """Something that a source offers elsewhere, and what it says of it."""

    url: str
    media_type: str = ""  # such as text/vtt; empty where it does not say
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One episode of a feed.

    `data` is the feed's bytes with this item alone in it: what stands before the first item, the item, and
    what stands after the last. `transcripts` are the best first.
    """

    reading: Reading
    data: bytes
    transcripts: tuple[Link, ...] = ()
    chapters: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a reader made of a feed: its episodes, in the feed's order, and what of it was lost."""

    title: str
    items: tuple[Item, ...] = ()
    problems: tuple[str, ...] = ()


class Place(NamedTuple):
    """Where a passage stands in its document."""

    section: Section
    passage: Passage


def place(document: Document, passage_id: str) -> Place | None:
    """The section of a passage, or None where the document has it not."""
    return next((each for each in document.places() if each.passage.id == passage_id), None)


def merged(people: Iterable[Person]) -> tuple[Person, ...]:
    """One entry a name, in order of first mention, with all its roles and what any entry knows."""
    found: dict[str, Person] = {}
    for each in people:
        known = found.get(each.name)
        if known is None:
            found[each.name] = each
            continue
        roles: tuple[Role, ...] = tuple(dict.fromkeys((*known.roles, *each.roles)))
        found[each.name] = Person(
            name=each.name,
            roles=roles,
            honorific=known.honorific or each.honorific,
            affiliation=known.affiliation or each.affiliation,
            url=known.url or each.url,
            parts=known.parts or each.parts,
            aliases=tuple(dict.fromkeys((*known.aliases, *each.aliases))),
        )
    return tuple(found.values())


def in_order(parts: NameParts) -> str:
    """A name as it is spoken: Ilse van der Marck."""
    return " ".join(filter(None, (parts.given, with_particle(parts), parts.suffix)))


def with_particle(parts: NameParts) -> str:
    """The family name behind its particle: van der Marck, d’Arc."""
    space = "" if parts.particle.endswith(("’", "'", "-")) else " "
    return f"{parts.particle}{space}{parts.family}".strip()
