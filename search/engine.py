"""The Engine protocol: what every index must do. `tests/contract/` holds all engines to it.

Totals and facets count all matching passages, whatever `limit` says. A facet's values are ordered by
count, then value; passages without a value are in none, and counted apart. Relevance sorts by BM25-like score, highest
first; DATE and DATE_DESC by the first day of the document's date, undated documents last in both; STORED_DESC by the
change of the library with which a passage first came, the latest first; ties, and PLACE, by document id, then ordinal.

Rescoring. Of what is sorted by relevance, the first `window` hits are put in order anew: by their score and, for each
of `rescore`, its weight times the BM25 (k1 1.2, b 0.75) of its node. A Term is counted in the passage, and a Phrase as
often as its words stand there in a row; its factor is the sum of its words', as in Lucene. A Field of one word, a stem,
is counted in the passage's `title`, among those of all documents, or in its section's `heading`, among the different
ones of each document. Behind the window the query's own
order goes on. The score of a hit is what it is ordered by.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self

from corpus.errors import SearchTimeout
from corpus.model import NO_ARRIVALS

if TYPE_CHECKING:  # of which the protocol needs the names alone
    from corpus.library import LibraryMark, Outline
    from corpus.model import Arrivals, Document
    from search.analysis import Token
    from search.query.ast import Field, Node, Phrase, Term

ALL = sys.maxsize  # values of a facet; passages


class Sort(StrEnum):
    RELEVANCE = "relevance"
    DATE = "date"
    DATE_DESC = "-date"
    STORED_DESC = "-stored"
    PLACE = "place"


def check_time(deadline: float) -> None:
    """Raise SearchTimeout past a deadline, in seconds of `time.monotonic`."""
    if time.monotonic() > deadline:
        raise SearchTimeout("this search takes too long; make it narrower, with more or longer words")


class Weighted(NamedTuple):
    """What adds to the score of a passage that has it, without which it is found as well."""

    node: Term | Phrase | Field
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A page of what a query finds. `facets` says which are counted, and how many values of each are wanted."""

    query: Node
    sort: Sort = Sort.RELEVANCE
    limit: int = 20  # hits; at least 0
    after: str | None = None  # the cursor of an earlier page of the same search
    facets: Mapping[str, int] = field(default_factory=dict)
    rescore: Sequence[Weighted] = ()  # of the first hits by relevance
    window: int = 200  # how many these are


class EngineHit(NamedTuple):
    passage: str
    document: str
    score: float
    in_document: int  # how many passages of its document are found


@dataclass(frozen=True, slots=True)
class Count:
    value: str
    count: int


class Facet(NamedTuple):
    """The most frequent values of a facet, how many it has in all, and how many passages are without any."""

    values: tuple[Count, ...]
    distinct: int
    without: int = 0  # passages that have none


class Found(NamedTuple):
    """A document, and how many of its passages are found."""

    document: str
    passages: int


class Total(NamedTuple):
    """How much is found."""

    passages: int
    documents: int
    is_exact: bool  # else there are at least so many


class Page(NamedTuple):
    """One page of hits, and the totals of the whole search."""

    hits: tuple[EngineHit, ...]
    total: Total
    facets: dict[str, Facet]
    next: str | None  # the cursor of the next page, where there is one
    partial: bool  # the deadline came first: what is here is true, but not all


class Explanation(NamedTuple):
    """What the score of a hit is the sum of: what each leaf of the query that it has scores, and, within the window,
    what each of `rescore` adds, in its order."""

    leaves: Sequence[tuple[Node, float]]
    added: Sequence[float]


class Snapshot(Protocol):
    """One state of the index, which never changes while open. Not to be shared by threads."""

    mark: LibraryMark  # the change that the index has come to

    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def search(self, search: Search, *, deadline: float) -> Page:
        """One page of the passages that a query finds; InvalidValue for a cursor that is not one of this search.

        `deadline` is in seconds of `time.monotonic`; SearchTimeout past it.
        """

    def documents(self, search: Search, *, deadline: float) -> Sequence[Found]:
        """All documents that have a passage that a query finds, in the order of the first hit of each."""

    def explain(self, search: Search, passage: str, document: str, *, deadline: float) -> Explanation | None:
        """What adds up to the score of a document's passage in a search by relevance; None where that finds it not."""

    def count(self, query: Node, *, deadline: float, enough: int = ALL) -> Total:
        """How many passages match a query; where there are `enough` or more, it may be any number from that on."""

    def having(
        self, queries: Sequence[Node], documents: Collection[str], *, deadline: float
    ) -> Sequence[Collection[str]]:
        """Which of some documents have a passage that matches each of some queries."""

    def occurrences(self, stems: Sequence[str]) -> Sequence[int]:
        """How often each of some stems stands in all passages together."""

    def has(self, token: Token) -> bool:
        """Whether a passage has this very token, a word or an extra occurrence; one that is gone may still count."""

    def values(self, field: str) -> Sequence[str]:
        """The different values of a field; those of documents that are gone may be among them."""

    def spelled_like(self, text: str, edits: int) -> Sequence[Count]:
        """The exact forms at most so many edits from a folded text (as of a Fuzzy), and how many passages have each;
        those that are gone may be among them."""

    def beginning(self, text: str, most: int) -> Sequence[Count]:
        """Of the exact forms that begin with a folded text those that most passages have, and how many have each: by
        this count, then by form; of hundreds that are equally rare it may be any."""

    def examples(self, form: str, most: int) -> Sequence[str]:
        """The ids of a few passages that have an exact form; of all of them where these are not more than `most`."""

    def passage_count(self) -> int: ...


class WriteSession(Protocol):
    """An exclusive write to the index; nothing is visible before `commit`. An error aborts."""

    mark: LibraryMark  # the change that the index had come to when the session began

    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def put(self, document: Document, *, body: str = "", stored: Arrivals = NO_ARRIVALS) -> None:
        """Index all passages of a document in place of what was there; the last of several wins.

        `body` tells the passages, and who says them in which role, from any others, for `describe`; `stored` when each
        passage came.
        """

    def describe(self, ids: Collection[str], outline: Callable[[str], Outline | None]) -> Collection[str]:
        """Give documents whose passages stay other details, where that is quicker than to put them; which are done.

        `outline` tells the document, without passages, and its body; it is asked of those alone that may be done.
        """

    def remove(self, document_id: str) -> None: ...

    def commit(self, *, mark: LibraryMark) -> None:
        """Make everything visible at once and durable, stamped with the change of the library that it has come to."""


class Engine(Protocol):
    fingerprint: str  # of analyzer and schema: a change asks for a rebuild

    def snapshot(self, *, at_least: int = 0, timeout: float = 5) -> Snapshot:
        """The newest state, waiting up to `timeout` seconds for revision `at_least`.

        Raises IndexStale where there is none yet or it is of another fingerprint, IndexUnusable where it is damaged,
        EngineError on time-out.
        """

    def session(self, *, timeout: float = 5) -> WriteSession:
        """Exclusive across processes; EngineBusy after `timeout`. Creates an index only where the
        directory holds none at all; IndexUnusable where it holds one it cannot use."""

    def reset(self) -> WriteSession:
        """A session that starts from an empty index; the old one serves until its commit, and then leaves no word."""

    def precompile(self, say: Callable[[str], None]) -> None:
        """Make later searches quicker; meanwhile they are answered as before. `say` tells of what takes a while."""

    def merge(self) -> None:
        """Do what makes later searches quicker and the index smaller. Readers and writers go on meanwhile; EngineBusy
        where a writer does not end."""
