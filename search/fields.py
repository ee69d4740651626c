"""The fields that a search can ask for: one row each. The parser, the index, the facets and the help page read it.

A new field is a row here; of what it holds for a document or a passage, the row has a function. Its index is then of
another fingerprint, and made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Literal, NamedTuple, get_args

from corpus.model import DOCUMENT_TYPES, ROLES, Document, Passage, Section, SectionKind


class SearchField(NamedTuple):
    """One field. A `name` is asked for by words in a row, a `choice` by its whole value, a `date` by days, a `sound`
    by names that sound alike; `words` are those of passages that are `within` a field's value.

    What it holds is of each document, or of each passage. One that holds nothing is asked of what the index has of each
    document besides: its date. Of several names, a phrase is sought in each, and a facet counts each.
    """

    kind: Literal["name", "choice", "date", "words", "sound"]
    of_document: Callable[[Document], str | tuple[str, ...]] | None = None
    of_passage: Callable[[Document, Section, Passage], str | tuple[str, ...]] | None = None
    several: bool = False  # whether it holds a tuple of names
    within: tuple[str, ...] = ()  # a field, and its value
    opposite: str = ""  # the field that asks for what this one leaves out
    facet: int = 0  # its place among the facets of a page, from 1; 0 where it is none
    choices: tuple[str, ...] = ()  # all that it may hold, where that is known
    examples: tuple[str, ...] = ()  # queries for the help page, which has one line for fields of one `help`
    help: str = ""


def _mode(document: Document, section: Section, passage: Passage) -> str:
    """Whether somebody says it: all of a transcript, and what has a speaker."""
    return "said" if passage.speaker or section.kind == "transcript" else "written"


def _held(document: Document) -> tuple[str, ...]:
    """What there is of a document, of what `has:` can ask for."""
    is_there = {
        "audio": document.audio_url,
        "date": document.date,
        "language": document.language,
        "machine": document.machine,
        "person": document.people,
        "show": document.show,
        "transcript": any(section.kind == "transcript" for section in document.sections),
    }
    return tuple(name for name, held in is_there.items() if held)


_VERSION = "@"  # which is in no id of a document


def left_version(document: Document) -> Document:
    """A version of a document as the index of texts that left has it: of which it may have several."""
    return replace(document, id=f"{document.id}{_VERSION}{document.version}")


def left_versions(id: str, numbers: Iterable[int]) -> Iterator[str]:
    """The ids of versions of a document in the index of texts that left."""
    return (f"{id}{_VERSION}{number}" for number in numbers)


def document_of(id: str) -> str:
    """The id of the document of which an index has a version, or the latest."""
    return id.partition(_VERSION)[0]


HELD = ("audio", "date", "language", "machine", "person", "show", "speaker", "transcript")
_OF_KIND = "one type of document; one kind of section; a language"
_OF_TITLE = "words of the title or the show; one document by its id"
_OF_HELD = "documents with a transcript; without a date; passages without a speaker; documents that no machine heard"
_OF_DAYS = "from a day on; up to the day before a date"
_IN_MODE = "a word that somebody says; a word of what is no talk, such as notes and reports"
_THAT_LEFT = "text that an earlier version of a document had and its latest has not; the whole query is asked of that"
FIELDS: dict[str, SearchField] = {
    "speaker": SearchField(
        "name",
        of_passage=lambda document, section, passage: passage.who or "",
        facet=3,
        examples=("speaker:guest",),
        help="what somebody said",
    ),
    "person": SearchField(
        "name",
        of_document=lambda document: tuple(person.name for person in document.people),
        several=True,
        examples=("person:notte", 'person:"Hanna Notte"'),
        help="documents that a person belongs to: as host, guest, author or subject",
    ),
    "said": SearchField("words", within=("mode", "said"), examples=("said:factory",), help=_IN_MODE),
    "written": SearchField("words", within=("mode", "written"), examples=("written:factory",), help=_IN_MODE),
    "was": SearchField("words", within=("wording", "left"), examples=("was:factory",), help=_THAT_LEFT),
    "sounds": SearchField(
        "sound",
        examples=("sounds:alabooga",),
        help="names in the text that sound like this one, however they are spelled",
    ),
    "role": SearchField(
        "choice",
        of_passage=lambda document, section, passage: document.roles_of(passage),
        several=True,
        choices=ROLES,
        examples=("role:guest",),
        help="what somebody said in a role, where it is known who is in it",
    ),
    "title": SearchField(
        "name", of_document=lambda document: document.title, examples=("title:cooperation",), help=_OF_TITLE
    ),
    "show": SearchField(
        "name",
        of_document=lambda document: document.show or "",
        facet=2,
        examples=("show:listen",),
        help=_OF_TITLE,
    ),
    "in": SearchField(
        "choice", of_document=lambda document: document_of(document.id), examples=("in:jim-lamson",), help=_OF_TITLE
    ),
    "type": SearchField(
        "choice",
        of_document=lambda document: document.type,
        facet=1,
        choices=DOCUMENT_TYPES,
        examples=("type:bio",),
        help=_OF_KIND,
    ),
    "section": SearchField(
        "choice",
        of_passage=lambda document, section, passage: section.kind,
        facet=4,
        choices=get_args(SectionKind),
        examples=("section:background",),
        help=_OF_KIND,
    ),
    "lang": SearchField(
        "choice", of_document=lambda document: document.language or "", examples=("lang:en",), help=_OF_KIND
    ),
    "has": SearchField(
        "choice",
        of_document=_held,
        several=True,
        choices=HELD,
        examples=("has:transcript",),
        help=_OF_HELD,
    ),
    "no": SearchField(
        "choice", opposite="has", choices=HELD, examples=("no:date", "no:speaker", "no:machine"), help=_OF_HELD
    ),
    "mode": SearchField("choice", of_passage=_mode, choices=("said", "written")),
    "wording": SearchField(
        "choice",
        of_document=lambda document: "left" if _VERSION in document.id else "latest",
        choices=("latest", "left"),
    ),
    "year": SearchField(
        "choice",
        of_document=lambda document: str(document.date.year) if document.date else "",
        facet=5,
    ),
    "month": SearchField("choice", of_document=lambda document: document.date.iso[:7] if document.date else ""),
    "date": SearchField(
        "date",
        examples=("date:2024-08", "date:aug 2024", "date:2022..2024", "date:[2022 TO 2024]"),
        help="documents of a month; of a span of years",
    ),
    "after": SearchField("date", examples=("after:2024-01-15",), help=_OF_DAYS),
    "before": SearchField("date", examples=("before:2024", "before:last year"), help=_OF_DAYS),
}
FACETS = tuple(sorted((name for name in FIELDS if FIELDS[name].facet), key=lambda name: FIELDS[name].facet))
SEVERAL = frozenset(name for name in FIELDS if FIELDS[name].several)
OF_DOCUMENTS = {name: field.of_document for name, field in FIELDS.items() if field.of_document}
OF_PASSAGES = {name: field.of_passage for name, field in FIELDS.items() if field.of_passage}


def explained() -> list[tuple[tuple[str, ...], str]]:
    """The lines of the help page: queries, and what they find."""
    rows = groupby((field for field in FIELDS.values() if field.help), key=lambda field: field.help)
    return [(tuple(example for field in group for example in field.examples), help) for help, group in rows]
