"""The Executor protocol: what a query asks of its terms, phrases and forms, over one reader.

Scores are BM25, and add up in the order in which sets and terms are given, terms of a conjunction rarest first: so an
executor's answer never depends on what is kept of earlier searches, or pages would not join, and two executors answer
the same, to the bit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from search.analysis import Token
from search.whoosh_engine.exec.docset import DocSet
from search.whoosh_engine.exec.filters import Filter
from search.whoosh_engine.format.types import DocIds, Ordinals, Scores, TextField
from search.whoosh_engine.index.cache import Cache
from search.whoosh_engine.index.reader import IndexReader


class WeightedTerm(NamedTuple):
    """A word of a field, and by how much its scores count."""

    field: TextField
    text: str
    weight: float = 1.0


def word(token: Token, *, exact: bool, weight: float = 1.0) -> WeightedTerm:
    """A word of a query as the index has it."""
    return WeightedTerm("exact", token.exact, weight) if exact else WeightedTerm("stem", token.stem, weight)


class Executor(Protocol):
    """May be shared by threads, and keeps what it finds as long as there is room."""

    sets: Cache[DocSet]  # what leaves of a query found

    def term(self, term: WeightedTerm) -> DocSet:
        """The docs that have a term."""

    def conjunction(
        self, terms: Sequence[WeightedTerm], *, within: DocSet | None = None, keep: Filter | None = None
    ) -> DocSet:
        """What a filter keeps of the docs that have all of some terms, of which there is one or more, among those that
        are found already."""

    def disjunction(self, sets: Sequence[DocSet | WeightedTerm]) -> DocSet:
        """The docs of any."""

    def phrase(self, terms: Sequence[WeightedTerm]) -> DocSet:
        """The docs with terms of one field in a row; each scores what its terms do."""

    def near(self, terms: Sequence[WeightedTerm], distance: int) -> DocSet:
        """The docs with a run of at most `distance` + 1 positions that has all stems, as often as they are given; each
        scores what its terms do."""

    def any_form(self, forms: Sequence[Ordinals]) -> DocSet:
        """The docs with one of the forms of each segment or more; each scores 1."""

    def rows(self, docs: DocIds, rows: Sequence[Sequence[WeightedTerm]]) -> Sequence[Scores]:
        """How often the terms of each row, of one field, stand in a row in each of some docs."""


def rarest_first(reader: IndexReader, terms: Iterable[WeightedTerm]) -> list[WeightedTerm]:
    """The terms in the order of how many docs each is in."""
    return sorted(terms, key=lambda term: reader.doc_freq(term.field, term.text))


def combined(reader: IndexReader, terms: Sequence[WeightedTerm]) -> list[WeightedTerm]:
    """Each of the terms once, the rarest first; one that is given twice counts twice."""
    if len(terms) == 1:
        return [*terms]
    weights = Counter[tuple[TextField, str]]()
    for field, text, weight in terms:
        weights[field, text] += weight  # type: ignore[assignment]
    return rarest_first(reader, (WeightedTerm(*each, weight) for each, weight in weights.items()))
