"""The executor by kernels, which answers as the reference does, to the bit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.whoosh_engine import tuning
from search.whoosh_engine.exec.docset import DocSet, either, unscored
from search.whoosh_engine.exec.executor import WeightedTerm, combined, rarest_first
from search.whoosh_engine.exec.filters import Filter
from search.whoosh_engine.exec.numpy_executor import NumpyExecutor
from search.whoosh_engine.format.bm25 import factor
from search.whoosh_engine.format.types import DocIds, Mask, Ordinals, Scores
from search.whoosh_engine.index.cache import Cache
from search.whoosh_engine.index.reader import IndexReader
from search.whoosh_engine.kernels import conjunctions, positions, scoring, terms as places
from search.whoosh_engine.kernels.conjunctions import Lead
from search.whoosh_engine.kernels.postings import TERM
from search.whoosh_engine.kernels.segment_table import Words, table_of

_FIRST_TERM = Lead(np.empty(0, np.int32), np.empty(0, np.float32))
_KEEP_ALL = np.empty(0, bool)


class CompiledExecutor:
    """See `exec.executor`; what no kernel does is handed on to the reference."""

    def __init__(self, reader: IndexReader) -> None:
        self.sets: Cache[DocSet] = Cache(tuning.COMPILED_SETS_KEPT)
        self._reader, self._reference = reader, NumpyExecutor(reader)
        self._table, self._arrays = table_of(reader)  # the arrays are only kept alive

    def term(self, term: WeightedTerm) -> DocSet:
        return self.sets.get(term, lambda: self._conjunction([term], _FIRST_TERM, _KEEP_ALL))

    def conjunction(
        self, terms: Sequence[WeightedTerm], *, within: DocSet | None = None, keep: Filter | None = None
    ) -> DocSet:
        if len(terms) == 1 and within is None and keep is None:
            return self.term(terms[0])
        if within is not None and not len(within.docs):
            return within
        lead = Lead(*within) if within else _FIRST_TERM
        return self._conjunction(combined(self._reader, terms), lead, keep.kept if keep else _KEEP_ALL)

    def _conjunction(self, terms: Sequence[WeightedTerm], lead: Lead, keep: Mask) -> DocSet:
        words = self._located(terms)
        size = len(lead.docs) or places.extent(words)[0]
        docs, scores = np.empty(size, np.int32), np.empty(size, np.float32)
        kept = conjunctions.conjunction(self._table, words, lead, keep, tuning.CHUNK, docs, scores)
        return DocSet(docs[:kept], scores[:kept])

    def _located(self, terms: Sequence[WeightedTerm]) -> Words:
        """Where terms lie in each segment (segments, terms)."""
        reader = self._reader
        found = [reader.place(field, text) for field, text, _ in terms]
        words = np.empty((len(reader), len(terms)), TERM)
        if found:
            words["place"] = np.arange(len(terms))
            words["factor"] = [factor(reader.size, place.doc_freq) for place in found]
            words["weight"] = [term.weight for term in terms]
            numbers = np.array([place.numbers for place in found], np.int32)
            places.locate(self._table, numbers, np.array([term.field == "exact" for term in terms]), words)
        return words

    def disjunction(self, sets: Sequence[DocSet | WeightedTerm]) -> DocSet:
        terms = [each for each in sets if not isinstance(each, DocSet)]
        if len(terms) < len(sets):
            return either([each if isinstance(each, DocSet) else self.term(each) for each in sets], self._reader.size)
        sums = np.zeros(self._reader.size, np.float32)
        scoring.accumulate(self._table, self._located(terms), *_chunk(), sums)
        docs = self._reader.living(np.flatnonzero(sums > 0).astype(np.int32))
        return DocSet(docs, sums[docs])

    def phrase(self, terms: Sequence[WeightedTerm]) -> DocSet:
        words = self._in_a_row(terms)
        size, occurrences = places.extent(words)
        docs, listed = np.empty(size, np.int32), np.empty(size, np.int32)
        starts, begins = np.empty(occurrences, np.int32), np.empty(occurrences, np.int32)
        kept = positions.phrase(self._table, words, docs, listed, starts, begins)
        return self.conjunction(terms, within=unscored(docs[:kept]))

    def near(self, terms: Sequence[WeightedTerm], distance: int) -> DocSet:
        if len(terms) != 2 or terms[0] == terms[1]:
            return self._reference.near(terms, distance)
        words = self._located(rarest_first(self._reader, terms))
        docs = np.empty(places.extent(words)[0], np.int32)
        kept = positions.near(self._table, words, distance, docs)
        return self.conjunction(terms, within=unscored(docs[:kept]))

    def any_form(self, forms: Sequence[Ordinals]) -> DocSet:
        marks = np.zeros(self._reader.size, bool)
        for at, ((_, segment), found) in enumerate(zip(self._reader.segments(), forms, strict=True)):
            table, (stems, others) = self._table[at : at + 1], segment.words.whole_stems(found)
            numbers = np.concatenate((stems, others)).astype(np.int32)
            words = np.empty((1, len(numbers)), TERM)
            places.locate(table, numbers[:, None], np.arange(len(numbers)) >= len(stems), words)
            scoring.mark(table, words, *_chunk(), marks)
        docs = self._reader.living(np.flatnonzero(marks).astype(np.int32))
        return DocSet(docs, np.ones(len(docs), np.float32))

    def rows(self, docs: DocIds, rows: Sequence[Sequence[WeightedTerm]]) -> Sequence[Scores]:
        return [self._row(docs, row) for row in rows]

    def _row(self, docs: DocIds, terms: Sequence[WeightedTerm]) -> Scores:
        words = self._in_a_row(terms)
        starts, begins = (np.empty(places.extent(words)[1], np.int32) for _ in range(2))
        found, listed = (np.empty(len(docs), np.int32) for _ in range(2))
        counts = np.zeros(len(docs), np.float32)
        positions.rows(self._table, words, docs, counts, found, listed, starts, begins)
        return counts

    def _in_a_row(self, terms: Sequence[WeightedTerm]) -> Words:
        """Where terms lie in each segment, the rarest first, and the place of each in the row."""
        order = sorted(range(len(terms)), key=lambda at: self._reader.doc_freq(terms[at].field, terms[at].text))
        words = self._located([terms[at] for at in order])
        words["place"] = order
        return words


def _chunk() -> tuple[DocIds, Scores]:
    """Space for the docs that are looked at together, and a number of each."""
    return np.empty(tuning.CHUNK, np.int32), np.empty(tuning.CHUNK, np.float32)
