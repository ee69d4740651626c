"""The shapes of the JSON that other programs are given: keys are added, never changed or taken away.

`search.results.json` makes them, and `search.operations.schemas` tells them as JSON Schema. What stands for a value of
another type, such as an object for a tuple with names, is annotated with that.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any, TypedDict

from corpus import model
from corpus.citation.anchors import WhyNot
from corpus.dates import PartialDate
from corpus.library.types import Because, Outcome
from corpus.locators import Locator
from corpus.model import DocumentType, SectionKind
from search.query.ast import Diagnostic
from search.results.leaving_out import LeftOut
from search.results.left import Earlier
from search.results.values import Also, How, Scope, Span, Tier, Unshown
from search.results.views import State, Told
from search.results.why import Reason

Object = dict[str, Any]
Date = Annotated[str, PartialDate]
Moment = Annotated[str, dt.datetime]


class Turn(TypedDict):
    """A passage: its words as they are stored, and where they are. Times are milliseconds.

    `origin` says that a machine heard the words, and who checked them, and is to be said beside them: “machine
    transcript, not checked”; `timed_by`, that a machine gave printed words their times, and how sure it is. Null where
    neither is so.
    """

    passage: str
    section: SectionKind
    speaker: str | None
    person: str | None
    start_ms: int | None
    end_ms: int | None
    page: int | None
    locator: Annotated[Object, Locator]
    text: str
    permalink: str
    origin: str | None
    timed_by: str | None


class OfDocument(TypedDict):
    """Which document, in which version."""

    document: str
    version: int
    title: str
    type: DocumentType
    show: str | None
    date: Date | None


class Why(TypedDict):
    """What a score is the sum of, in a library of so many passages."""

    passages: int
    parts: list[Annotated[Object, Reason]]


class Explained(TypedDict, total=False):
    """What a score is the sum of, where that was asked for."""

    explain: Why


class Seen(TypedDict):
    """Between which readings a text appeared and vanished: it was `not_there`, then it was; and because of what it was
    gone: its source changed, its reader, or its document's details."""

    not_there: Moment | None
    first_seen: Moment
    last_seen: Moment
    gone_by: Moment | None
    because: Because | None


class OfLeft(TypedDict, total=False):
    """Of text that left: when it was there."""

    left: Seen


class Hit(OfDocument, Turn, Explained, OfLeft):
    """A passage found; `spans` are the words that matched, as code points of its text from and to."""

    score: float
    tier: Tier
    document_has_all: bool
    spans: list[Annotated[list[int], Span]]
    url: str


class Nearest(TypedDict):
    """The passages with the nearest wording to a phrase that is nowhere."""

    phrase: str
    how: How
    hits: list[Hit]


class Count(TypedDict):
    """A value of a facet, and how many passages have it."""

    value: str
    count: int


class Found(TypedDict):
    """What a search found, a page of it; `next` is the cursor of the next page."""

    query: str
    scope: Scope
    total: int
    total_documents: int
    total_is_exact: bool
    total_any: int
    total_any_is_exact: bool
    diagnostics: list[Annotated[Object, Diagnostic]]
    suggestion: str | None
    next: str | None
    left_out: Annotated[Object, LeftOut]
    hits: list[Hit]
    unshown: list[Annotated[Object, Unshown]]
    behind: int
    also: list[Annotated[Object, Also]]
    was: list[Annotated[Object, Earlier]]


class ToNowhere(TypedDict, total=False):
    """What is nearest to phrases that are nowhere, where that was asked for."""

    nearest: list[Nearest]


class Search(Found, ToNowhere):
    """The whole answer to a search, with its facets, and how many passages are `without` a value of each."""

    took_ms: float
    facets: dict[str, list[Count]]
    without: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(model.Document):
    """One document, whole or without its passages; `origin` and `timed_by` as passages have them, here of all of it:
    that all turns are checked is said of a whole one alone."""

    origin: str | None
    timed_by: str | None


class Documents(TypedDict):
    """Documents by id, their sections without passages, a page of them; `total` is how many there are."""

    total: int
    documents: list[Annotated[Object, Document]]
    next: str | None


class Compared(TypedDict):
    """The comparisons of words with their source since they were stored: the last in which they were `found` there, and
    the `last` one, which came to an `outcome` for these words, and `why`.

    `same`: all is read as it was; `changed`: what is around them is another; `words_gone`: they are not there;
    `source_gone`: nothing is; `not_reached`: nobody can tell. `with_file`: with a file, and not with an address. Null
    where there was none.
    """

    found: Moment | None
    last: Moment | None
    outcome: Outcome | None
    why: str
    with_file: bool


class StoredPassage(OfDocument, Turn):
    """A passage as it was stored, what became of it since, and the passages beside it in its version.

    `changed`: `successor` stands in its place; `dropped`: the newest version has nothing in its place; `removed`: its
    document was taken out of the library. `by_reader`: the same file is read differently now. `now`, where the newest
    version tells otherwise who says these words, or where.
    """

    heading: str
    stored: Moment | None
    compared: Compared
    latest_version: int
    state: State
    by_reader: bool
    successor: Turn | None
    now: Turn | None
    before: list[Turn]
    after: list[Turn]


class Run(TypedDict):
    """A piece of a citation's text."""

    text: str
    italic: bool


class Quoted(TypedDict):
    """The cited words of one passage, and who says them."""

    passage: str
    speaker: str | None
    person: str | None
    words: str


class Citation(TypedDict):
    """A citation; `quote` are the cited words, `where` says where they are, `turns` of which passages they are;
    `relabelled`, what is told of the same words otherwise than it was since they were stored. `source_url` is the
    source's own address, which opens at the words, unless `source_why_not` says why it does not. `origin` and
    `timed_by` are those of the words, as passages have them."""

    passage: str
    document: str
    version: int
    stored: Moment | None
    compared: Compared
    state: State
    style: str
    text: str
    runs: list[Run]
    quote: str
    where: str
    turns: list[Quoted]
    relabelled: list[Annotated[Object, Told]]
    permalink: str
    source_url: str | None
    source_why_not: WhyNot | None
    origin: str | None
    timed_by: str | None


class Stretch(OfDocument):
    """Some passages of a document in a row, the `first` of them by its number from 1, of so many in `total`; `next` is
    the number of the one behind them."""

    latest_version: int
    total: int
    first: int
    next: int | None
    passages: list[Turn]
