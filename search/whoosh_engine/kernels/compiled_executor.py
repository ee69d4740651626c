"""The executor by kernels, which answers as the reference does, to the bit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from search.whoosh_engine import tuning
from search.whoosh_engine.exec.docset import DocSet, unscored
from search.whoosh_engine.exec.executor import WeightedTerm, combined, rarest_first
from search.whoosh_engine.exec.filters import Filter
from search.whoosh_engine.exec.numpy_executor import NumpyExecutor
from search.whoosh_engine.format.bm25 import factor
from search.whoosh_engine.format.types import DocIds, Mask, Ordinals, Scores
from search.whoosh_engine.index.cache import Cache
from search.whoosh_engine.index.reader import IndexReader
from search.whoosh_engine.kernels import conjunctions, positions, scoring, terms as places
from search.whoosh_engine.kernels.conjunctions import Judge, Lead
from search.whoosh_engine.kernels.postings import TERM
from search.whoosh_engine.kernels.segment_table import Words, table_of

_FIRST_TERM = Lead(np.empty(0, np.int32), np.empty(0, np.float32))
_KEEP_ALL = Judge(np.empty(0, np.int32), np.empty(0, np.uint8))


class _Space:
    """Space for one at a time; what is for all docs is zero between uses."""

    def __init__(self, size: int) -> None:
        self.sums: Scores = np.zeros(size, np.float32)
        self.docs: DocIds = np.empty(tuning.CHUNK, np.int32)
        self.often: Scores = np.empty(tuning.CHUNK, np.float32)
        self.norms: Scores = np.empty(tuning.CHUNK, np.float32)
        self.marks: Mask = np.zeros(size, bool)

    def is_clean(self) -> bool:
        """Whether what is for all docs is zero."""
        return not any(space.any() for space in (self.sums, self.marks))


class CompiledExecutor:
    """See `exec.executor`; what no kernel does is handed on to the reference."""

    def __init__(self, reader: IndexReader, reference: NumpyExecutor) -> None:
        self.sets: Cache[DocSet] = Cache(tuning.COMPILED_SETS_KEPT)
        self._reader, self._reference = reader, reference
        self._table, self._arrays = table_of(reader)  # the arrays are only kept alive
        self._spaces: list[_Space] = []

    @classmethod
    def over(cls, reader: IndexReader) -> CompiledExecutor:
        """With a reference of its own."""
        return cls(reader, NumpyExecutor(reader))

    @contextmanager
    def workspace(self) -> Iterator[_Space]:
        """Space that nobody else has meanwhile. Where that fails, no one has it again, for it may not be clean."""
        try:
            space = self._spaces.pop()
        except IndexError:
            space = _Space(self._reader.size)
        yield space
        self._spaces.append(space)

    def term(self, term: WeightedTerm) -> DocSet:
        return self.sets.get(term, lambda: self._conjunction([term], _FIRST_TERM, _KEEP_ALL))

    def conjunction(
        self, terms: Sequence[WeightedTerm], *, within: DocSet | None = None, filters: Sequence[Filter] = ()
    ) -> DocSet:
        if len(terms) == 1 and within is None and not filters:
            return self.term(terms[0])
        terms = combined(self._reader, terms)
        rest = sorted(filters, key=lambda keep: -keep.size)
        if within is None and rest:
            least, doc_freq = rest[-1], self._reader.doc_freq(terms[0].field, terms[0].text)
            if least.found and least.size < doc_freq:
                within = least.found
                rest.pop()
        if within is not None and not len(within.docs):
            return within
        judge = _KEEP_ALL
        if rest:
            last = rest.pop()
            judge = Judge(last.numbers, last.kept.view(np.uint8))
        found = self._conjunction(terms, Lead(*within) if within else _FIRST_TERM, judge)
        for keep in rest:
            found = keep.kept_of(found)
        return found

    def _conjunction(self, terms: Sequence[WeightedTerm], lead: Lead, judge: Judge) -> DocSet:
        words = self._located(terms)
        size = len(lead.docs) or places.extent(words)[0]
        docs, scores = np.empty(size, np.int32), np.empty(size, np.float32)
        with self.workspace() as space:
            kept = conjunctions.conjunction(self._table, words, lead, judge, docs, scores, space.norms)
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
        most = sum(self._reader.doc_freq(term.field, term.text) for term in terms)
        if len(terms) < len(sets) or most * tuning.FEW_SUMS < self._reader.size:
            return self._reference.disjunction([each if isinstance(each, DocSet) else self.term(each) for each in sets])
        words = self._located(terms)
        with self.workspace() as space:
            for number in range(len(terms)):
                scoring.accumulate(self._table, words, number, space.docs, space.often, space.norms, space.sums)
            docs = self._reader.living(np.flatnonzero(space.sums > 0).astype(np.int32))
            scores = space.sums[docs]
            space.sums.fill(0)
        return DocSet(docs, scores)

    def intersection(self, sets: Sequence[DocSet]) -> DocSet:
        return self._reference.intersection(sets)

    def marked(self, docs: DocIds, among: DocIds) -> Mask:
        return self._reference.marked(docs, among)

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
        with self.workspace() as space:
            for at, ((_, segment), found) in enumerate(zip(self._reader.segments(), forms, strict=True)):
                table, (stems, others) = self._table[at : at + 1], segment.words.whole_stems(found)
                numbers = np.concatenate((stems, others)).astype(np.int32)
                words = np.empty((1, len(numbers)), TERM)
                places.locate(table, numbers[:, None], np.arange(len(numbers)) >= len(stems), words)
                scoring.mark(table, words, space.docs, space.often, space.marks)
            docs = self._reader.living(np.flatnonzero(space.marks).astype(np.int32))
            space.marks.fill(False)
        return DocSet(docs, np.ones(len(docs), np.float32))

    def added(self, found: DocSet, terms: Sequence[WeightedTerm]) -> Scores:
        docs, scores = found.docs, found.scores.copy()
        space = np.empty(len(docs), np.int32), np.empty(len(docs), np.float32)
        conjunctions.added(self._table, self._located(terms), docs, scores, *space)
        return scores

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
