"""A search inside a document: its hits there, the way to those before and behind, and the documents that come next."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from corpus.errors import IndexUnusable, SearchTimeout
from corpus.model import Document, Passage
from corpus.text import plural
from search.engine import Found
from search.links import document_path
from search.query.parser import MAX_LENGTH
from search.results.counted import Counted
from search.results.values import Span, Tier
from web.address import Address
from web.current import service

NAMED = 3  # documents that come next
Inside = Mapping[str, Sequence[str]]  # hits by document


class Other(NamedTuple):
    """A document that comes next, at its first hit."""

    title: str
    passages: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """Where the reader of a document is in a search. Its hits are those that are counted; where the document has none
    of them or cannot be asked for, the passages that have anything marked."""

    address: Address  # of the results
    document: Document
    search: str  # what the addresses of this document say
    total: int | None = None  # passages that are counted, where they could be
    note: str = ""  # why the hits are not those that are counted
    hits: Sequence[Passage] = ()
    marks: Mapping[str, Sequence[Span]]  # by passage
    now: str = ""  # the passage that the reader is at
    hit: str = ""  # which of those that are counted that is: hit 3
    told: str = ""  # where the reader is, in words
    before: str = ""  # addresses of the hits on both sides
    behind: str = ""
    others: Sequence[Other] = ()
    further: tuple[int, int] = (0, 0)  # documents behind these, and their passages

    @property
    def filters(self) -> int:
        """How many filters there are, as the page of results counts them."""
        return sum(1 for _ in self.address.filters.applied())

    @property
    def results(self) -> str:
        """The page of results, at the passage where that is on it."""
        return f"{self.address.url()}{'#' if self.now else ''}{self.now}"

    @property
    def here(self) -> str:
        """The address of a passage of this document, but for its id."""
        return f"{document_path(self.document.id, search=self.search)}&at="

    def step(self, passage: str, document: str = "") -> str:
        """The address of a hit, in this document unless another is named; none where there is none."""
        return document_path(document or self.document.id, search=self.search, at=passage) if passage else ""


def within(address: Address, document: Document, asked: Sequence[str], search: str, *, is_newest: bool) -> Within:
    """Where the reader of a document is; `asked` are the passages that its address names, `search` is what else that
    says."""
    found = Within(address=address, document=document, search=search, marks={})
    try:
        if not is_newest:
            note = "The search is of the newest versions. Its words are marked, and gone to, in this version alone."
            return _alone(replace(found, note=note), asked)
        with service().finder.counted(address.request) as (counted,):
            return _among(found, asked, counted)
    except SearchTimeout as error:
        return replace(found, note=f"The words of the search are not marked: {error}.")
    except IndexUnusable as error:
        note = f"The results cannot be asked for: {error}. Words are marked, and gone to, in this document alone."
        return _alone(replace(found, note=note), asked)


def _among(found: Within, asked: Sequence[str], counted: Counted) -> Within:
    """Where the reader is among all that is counted."""
    document, documents = found.document, counted.documents()
    at = next((number for number, each in enumerate(documents) if each.document == document.id), -1)
    following = documents[at + 1 :]
    inside = counted.inside([each.document for each in documents[max(at - 1, 0) : at + 1 + NAMED]])
    found = replace(
        found,
        total=counted.total.passages,
        others=[*_others(found, following[:NAMED], inside)],
        further=(len(following[NAMED:]), sum(each.passages for each in following[NAMED:])),
    )
    passages = {each.id: each for each in document.passages()}
    here = [id for id in inside.get(document.id, ()) if id in passages]
    if not here:
        return _alone(replace(found, note="None of the passages counted is in this document."), asked)
    now = _now(asked, here, passages)
    marks = counted.marks(document, here, counted.tier)
    if now and now not in marks:
        marks |= counted.marks(document, [now], Tier.SOME)
    hit = f"hit {sum(each.passages for each in documents[:at]) + here.index(now) + 1:,}" if now in here else ""
    before, behind = (found.step(id) for id in _sides(here, now, passages))
    if at > 0 and not before:
        previous = documents[at - 1].document
        before = found.step(inside[previous][-1], previous)
    return replace(
        found,
        hits=[passages[id] for id in here],
        marks=marks,
        now=now,
        hit=hit,
        told=f"{hit} of {found.total:,}" if hit else _aside(found, asked, here, marks.get(now)),
        before=before,
        behind=behind or next((each.url for each in found.others), ""),
    )


def _aside(found: Within, asked: Sequence[str], here: Sequence[str], marked: Sequence[Span] | None) -> str:
    """What is said where the reader is at no hit; `marked` is what is marked where the reader is."""
    if marked is not None:
        has = "has words of the search: it " if marked else ""
        return f"this passage {has}is not among the {found.total:,} counted"
    gone = "the passage of this link is no longer here; " if any(asked) else ""
    return f"{gone}{len(here):,} of {found.total:,} in this document"


def _alone(found: Within, asked: Sequence[str]) -> Within:
    """Where the reader is among what is marked in the document."""
    query, vocabulary = found.address.query[:MAX_LENGTH], found.address.vocabulary
    marks = service().finder.marks(query, found.document, vocabulary=vocabulary)
    passages = {each.id: each for each in found.document.passages()}
    here = [*marks]
    now = _now(asked, here, passages)
    number = f"{here.index(now) + 1:,} of " if now in marks else ""
    before, behind = (found.step(id) for id in _sides(here, now, passages))
    return replace(
        found,
        hits=[passages[id] for id in here],
        marks=marks,
        now=now,
        told=f"{number}{plural(len(here), 'passage')} here" if here else "",
        before=before,
        behind=behind,
    )


def _now(asked: Sequence[str], here: Collection[str], passages: Collection[str]) -> str:
    """The passage that the reader is at: of those asked for the first that is a hit, else the first that is there."""
    return next((id for those in (here, passages) for id in asked if id in those), "")


def _sides(here: Sequence[str], now: str, passages: Collection[str]) -> tuple[str, str]:
    """The nearest hits before a passage and behind it; all are behind none."""
    places = {id: place for place, id in enumerate(passages)}
    at, ordinals = places.get(now, -1), [places[id] for id in here]
    before, behind = bisect_left(ordinals, at), bisect_right(ordinals, at)
    return here[before - 1] if before else "", here[behind] if behind < len(here) else ""


def _others(found: Within, documents: Sequence[Found], inside: Inside) -> Iterator[Other]:
    headers = service().library.headers([each.document for each in documents])
    for id, passages in documents:
        if id in headers:
            yield Other(headers[id].title, passages, found.step(inside[id][0], id))
