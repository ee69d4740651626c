"""The reference executor, by set operations on arrays: always there, and what the other is held to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.whoosh_engine import tuning
from search.whoosh_engine.exec.docset import DocSet, either, places_among, unscored
from search.whoosh_engine.exec.executor import WeightedTerm, combined
from search.whoosh_engine.exec.filters import Filter
from search.whoosh_engine.exec.positions import Positions
from search.whoosh_engine.format.bm25 import factor, score
from search.whoosh_engine.format.types import Counts, DocIds, Ordinals, Places, Scores
from search.whoosh_engine.index.cache import Cache
from search.whoosh_engine.index.reader import IndexReader


class NumpyExecutor:
    """See `exec.executor`."""

    def __init__(self, reader: IndexReader) -> None:
        self.sets: Cache[DocSet] = Cache(tuning.SETS_KEPT)
        self._reader = reader
        self._positions = Positions(reader)

    def term(self, term: WeightedTerm) -> DocSet:
        field, text, weight = term
        docs, scores = self.sets.get((field, text), lambda: self._term(term))
        return DocSet(docs, scores if weight == 1 else scores * np.float32(weight))

    def _term(self, term: WeightedTerm) -> DocSet:
        reader = self._reader
        docs, counts = reader.postings(term.field, term.text)
        scores = self._scores(docs, counts, len(docs))
        if reader.live is not None:
            held = reader.live[docs]
            docs, scores = docs[held], scores[held]
        return DocSet(docs, scores)

    def _scores(self, docs: DocIds, counts: Counts, doc_freq: int) -> Scores:
        reader = self._reader
        scores: Scores = score(counts.astype(np.float32), factor(reader.size, doc_freq), reader.norms[docs])
        return scores

    def conjunction(
        self, terms: Sequence[WeightedTerm], *, within: DocSet | None = None, keep: Filter | None = None
    ) -> DocSet:
        terms = combined(self._reader, terms)
        if within is None:
            within, *terms = self.term(terms[0]), *terms[1:]
        if keep:
            within = keep.kept_of(within)
        docs, scores = within
        for term in terms:
            which, more = self._scores_at(term, docs)
            docs, scores = docs[which], scores[which] + more * np.float32(term.weight)
        return DocSet(docs, scores)

    def _scores_at(self, term: WeightedTerm, docs: DocIds) -> tuple[Places, Scores]:
        """Which of some live docs, ascending, have a term (their places among them), and its scores there."""
        field, text, _ = term
        found, doc_freq = self.sets.peek((field, text)), self._reader.doc_freq(field, text)
        if found:
            which, places = places_among(docs, found.docs)
            return which, found.scores[places]
        which, counts = self._reader.postings_at(field, text, docs)
        return which, self._scores(docs[which], counts, doc_freq)

    def disjunction(self, sets: Sequence[DocSet | WeightedTerm]) -> DocSet:
        return either([each if isinstance(each, DocSet) else self.term(each) for each in sets], self._reader.size)

    def phrase(self, terms: Sequence[WeightedTerm]) -> DocSet:
        return self._scored(self._positions.phrase(terms[0].field, [term.text for term in terms]), terms)

    def near(self, terms: Sequence[WeightedTerm], distance: int) -> DocSet:
        return self._scored(self._positions.near([term.text for term in terms], distance), terms)

    def _scored(self, docs: DocIds, terms: Sequence[WeightedTerm]) -> DocSet:
        return self.conjunction(terms, within=unscored(self._reader.living(docs)))

    def any_form(self, forms: Sequence[Ordinals]) -> DocSet:
        marks = np.zeros(self._reader.size, bool)
        for (offset, segment), found in zip(self._reader.segments(), forms, strict=True):
            for held in segment.words.docs_of(found):
                marks[held + offset if offset else held] = True
        if self._reader.live is not None:
            marks &= self._reader.live
        docs = np.flatnonzero(marks).astype(np.int32)
        return DocSet(docs, np.ones(len(docs), np.float32))

    def rows(self, docs: DocIds, rows: Sequence[Sequence[WeightedTerm]]) -> Sequence[Scores]:
        return [*self._positions.rows(docs, [(row[0].field, [term.text for term in row]) for row in rows])]
