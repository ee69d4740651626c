"""A generation whose words, phrases, expansions and unions are found by kernels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from search.whoosh_engine.exec.docset import BLOCK, DocSet, TopDocs, Workspace, unscored
from search.whoosh_engine.exec.filters import Filter
from search.whoosh_engine.exec.generation import Generation, Word
from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.dense_postings import LEVELS, STRIP
from search.whoosh_engine.format.segment import Segment
from search.whoosh_engine.format.term_dictionary import TermDictionary
from search.whoosh_engine.kernels import (
    arena,
    best,
    conjunctions as conjunction,
    forms,
    positions as places,
    postings as lists,
    runs,
    scoring as matching,
    segment_table as table,
    terms as texts,
    union,
    unions as sets,
)
from search.whoosh_engine.kernels.postings import FREQUENCY, NUMBERS, PLACE, TIMES

_QUICK = 4000  # what is found of a word of so few docs is not kept
_FEW_SUMS = 32  # of so many docs one or less, and what is found of all docs is not kept by doc
_NO_DOCS, _NO_SCORES = np.empty(0, np.int32), np.empty(0, np.float32)


class _Driver(NamedTuple):
    """Where the docs of a conjunction come from, and a filter that they are judged by.

    Where none are given, they are those of the first word in some stretches. Whether one is kept, `kept` says of its
    number; where no docs have numbers, all are.
    """

    begins: Array
    ends: Array
    given: Array = _NO_DOCS
    scores: Array = _NO_SCORES
    numbers: Array = _NO_DOCS
    kept: Array = np.empty(0, np.uint8)


class CompiledGeneration(Generation):
    """Answers as `Generation` does, to the bit."""

    leaves_kept = 24 << 20  # bytes; what a search finds takes less time than memory here

    def __init__(self, segments: Sequence[tuple[Segment, Array]]) -> None:
        super().__init__(segments)
        self._live = np.empty(0, bool) if self.live is None else self.live
        self._run_known = self.parent_of[:: runs.STEP].copy()
        self._shifts = _NO_DOCS if self.shifts is None else self.shifts
        self._all_docs = _Driver(np.zeros(1, np.int32), np.array([self.size], np.int32))
        self._arenas = [arena.arena_of(segment.words) for segment in self._segments]
        self._of_segments = [self._of_segment(*part) for part in self.parts()]
        of_all = {"norms": self._norm_of, "parent_starts": self.parent_starts}
        of_all |= {"run_known": self._run_known, "shifts": self._shifts}
        self._table = np.empty((len(self), table.WIDTH), np.int64)
        for doc, each, own, part in zip(self._table, self._arenas, self._of_segments, self.parts(), strict=True):
            doc[:] = [*each.numbers, *table.numbers_of(own | of_all), part[0], part[1].size]

    def _of_segment(self, offset: int, segment: Segment) -> dict[str, Array]:
        """What the table has of a segment that depends on the generation."""
        own = slice(offset, offset + segment.size)
        # Norms are less by now, where docs are longer on average than when the maxima were made, but not by more than
        # this: then scores are not higher by more either. Where they are shorter, scores are lower.
        grown = max(1.0, float(self._average) / segment.words.dense.average)
        bounds = np.arange(LEVELS + 1) / LEVELS * grown
        live = self._live[own]
        live = np.packbits(np.append(live, np.zeros(-len(live) % STRIP, bool)), bitorder="little").view(np.uint64)
        return {"lengths": self._lengths[own], "bounds": bounds.astype(np.float32), "live": live}

    # words

    def frequency(self, field: str, text: str) -> int:
        return _frequency(self._words([(field, text)]))

    def word(self, field: str, text: str) -> DocSet:
        return self._word(field, text) if self.frequency(field, text) <= _QUICK else super().word(field, text)

    def best_of(self, workspace: Workspace, words: Sequence[Word], filters: Sequence[Filter], count: int) -> TopDocs:
        docs, scores = np.empty(count, np.int32), np.empty(count, np.float32)
        if len(words) == 1 and not filters:  # then nothing need be known of the word before
            spaces = self._space(1), *workspace.chunk, docs, scores
            total, documents = conjunction.best_of_text(self._table, _encoded(words), *spaces)
        else:
            several = self._different(words)
            driver, rest = self._driver(several, filters)
            if rest:
                return super().best_of(workspace, words, filters, count)
            total, documents = self._conjoined(workspace, several, driver, docs, scores, are_all=False)
        return docs[:total], scores[:total], total, documents

    def best_of_any(self, workspace: Workspace, words: Sequence[Word], count: int) -> TopDocs:
        numbers = self._words(words, rarest_first=True)
        if int(numbers[:, :1, FREQUENCY].sum()) * _FEW_SUMS < self.size:
            return super().best_of_any(workspace, words, count)
        docs, scores = np.empty(count, np.int32), np.empty(count, np.float32)
        spaces = workspace.sums, workspace.bits, *workspace.chunk, *workspace.strips
        total, documents = union.best_of_any(self._table, numbers, *spaces, docs, scores)
        if total < 0:
            return super().best_of_any(workspace, words, count)
        return docs[:total], scores[:total], total, documents

    def conjunction(self, workspace: Workspace, words: Sequence[Word], filters: Sequence[Filter]) -> DocSet:
        if len(words) == 1 and not filters:
            return self.word(*words[0])
        several = self._different(words)
        driver, rest = self._driver(several, filters)
        found = self._filled(workspace, several, driver)
        for keep in rest:
            found = self.kept_by(keep, found)
        return found

    def adding(self, workspace: Workspace, found: DocSet, words: Sequence[Word]) -> DocSet:
        return self._adding(workspace, found, self._different(words)) if words else found

    def _adding(self, workspace: Workspace, found: DocSet, words: Array) -> DocSet:
        if not len(found.docs):
            return found
        return self._filled(workspace, words, _Driver(_NO_DOCS, _NO_DOCS, found.docs, found.scores))

    def _driver(self, words: Array, filters: Sequence[Filter]) -> tuple[_Driver, Sequence[Filter]]:
        """Where the docs come from that have all words and more, and the filters that are not seen to by it."""
        if not filters:
            return self._all_docs, filters
        least, *rest = filters if len(filters) == 1 else sorted(filters, key=lambda keep: keep.size)
        begins, ends, given, scores, *_ = self._all_docs
        frequency = _frequency(words)
        if least.spans and len(least.spans[0]) <= frequency:
            begins, ends = least.spans
        elif least.are_few and least.size < frequency:
            begins = ends = _NO_DOCS
            given, scores, *_ = least.few(self)
        else:
            rest.append(least)
        if not rest:
            return _Driver(begins, ends, given, scores), rest
        judge = rest.pop()
        return _Driver(begins, ends, given, scores, judge.numbers, judge.kept.view(np.uint8)), rest

    def _filled(self, workspace: Workspace, words: Array, driver: _Driver) -> DocSet:
        """All docs with all of some words."""
        size = len(driver.given) or lists.extent(words)[0]
        docs, scores = np.empty(size, np.int32), np.empty(size, np.float32)
        total, _ = self._conjoined(workspace, words, driver, docs, scores, are_all=True)
        return DocSet(docs[:total], scores[:total])

    def _conjoined(
        self, workspace: Workspace, words: Array, driver: _Driver, docs: Array, scores: Array, *, are_all: bool
    ) -> tuple[int, int]:
        """Fill in the docs with all of some words, or the best of them; how many docs and documents they are in all."""
        return conjunction.conjoined(self._table, b"", words, *driver, *workspace.chunk, docs, scores, are_all)

    def _words(self, words: Sequence[Word], *, rarest_first: bool = False) -> Array:
        """The numbers of some words in each segment (see `lists`; words, segments, NUMBERS)."""
        numbers = self._space(len(words))
        texts.resolve(self._table, _encoded(words), rarest_first, numbers)
        return numbers

    def _space(self, count: int) -> Array:
        return np.empty((count, len(self._table), NUMBERS), np.int64)

    def _different(self, words: Sequence[Word]) -> Array:
        """The same, the rarest first; each once, but added as many times as it is given."""
        if len(words) == 1:
            return self._words(words)
        different = Counter(words)
        numbers = self._words([*different], rarest_first=True)
        if len(different) < len(words):
            numbers[:, :, TIMES] = np.array([*different.values()])[numbers[:, :, PLACE]]
        return numbers

    def _word(self, field: str, text: str) -> DocSet:
        workspace = self.borrow()
        found = self._filled(workspace, self._words([(field, text)]), self._all_docs)
        self.give_back(workspace)
        kept = len(found.docs)
        if kept <= _QUICK:
            return found
        maxima = np.empty(-(-kept // BLOCK), np.float32)
        sets.block_maxima(found.scores, BLOCK, maxima)
        counts = None
        if kept > len(self.parent_starts):
            counts = np.zeros(len(self.parent_starts) - 1, np.int64)
            runs.counted(found.docs, self.parent_starts, counts)
        return DocSet(found.docs, found.scores, maxima, counts)

    # sets

    def either(self, workspace: Workspace, several: Sequence[DocSet | Word]) -> DocSet:
        known = [each if isinstance(each, DocSet) else self.kept(*each) for each in several]
        words = self._words([each for each in several if not isinstance(each, DocSet)])
        most = int(words[:, :1, FREQUENCY].sum()) + sum(len(each.docs) for each in several if isinstance(each, DocSet))
        zero = any(isinstance(each, DocSet) and not each.scores.all() for each in several)
        if most * _FEW_SUMS < self.size or zero:
            return super().either(workspace, several)
        sums, at = workspace.sums, 0
        for each, found in zip(several, known, strict=True):
            if found:
                sets.add(found.docs, found.scores, sums)
            else:
                matching.accumulate(self._table, words[at], *workspace.chunk, sums)
            at += not isinstance(each, DocSet)
        docs, scores = np.empty(most + 1, np.int32), np.empty(most + 1, np.float32)
        kept = sets.collected(sums, self._live, docs, scores)
        return DocSet(docs[:kept], scores[:kept])

    def top(self, docs: Array, numbers: Array, maxima: Array | None, count: int) -> tuple[Array, Array]:
        if numbers.dtype != np.float32:  # days, which are not what kernels are compiled for
            return super().top(docs, numbers, maxima, count)
        return self._top(docs, numbers, maxima, count, are_counted=False)[:2]

    def best(self, found: DocSet, count: int) -> TopDocs:
        if found.runs is not None:
            return super().best(found, count)
        docs, scores, documents = self._top(found.docs, found.scores, found.best, count, are_counted=True)
        return docs, scores, len(found.docs), documents

    def _top(
        self, docs: Array, scores: Array, maxima: Array | None, count: int, *, are_counted: bool
    ) -> tuple[Array, Array, int]:
        size = min(count, len(docs))
        best_rows, best_scores = np.empty(size, np.int32), np.empty(size, np.float32)
        known = _NO_SCORES if maxima is None else maxima
        order = self._shifts, self.parent_starts, self._run_known
        documents = best.best(*order, docs, scores, known, BLOCK, best_rows, best_scores, are_counted)
        return best_rows, best_scores, documents

    def documents_of(self, found: DocSet) -> int:
        if found.runs is None:
            return runs.how_many(found.docs, self.parent_starts, self._run_known)
        return super().documents_of(found)

    def tally(self, codes: Array, docs: Array, size: int) -> Array:
        counts = np.zeros(size, np.int64)
        sets.tally(codes, docs, counts)
        return counts

    # places

    def phrase(self, workspace: Workspace, words: Sequence[Word]) -> DocSet:
        several = self._words(words, rarest_first=True)
        size, occurrences = lists.extent(several)
        docs, listed = np.empty(size, np.int32), np.empty(size, np.int32)
        starts, begins = np.empty(occurrences, np.int32), np.empty(occurrences, np.int32)
        kept = places.phrase(self._table, several, docs, listed, starts, begins)
        if len(set(words)) < len(words):
            several = self._different(words)
        return self._adding(workspace, unscored(docs[:kept]), several)

    def near(self, workspace: Workspace, words: Sequence[Word], distance: int) -> DocSet:
        if len(words) != 2 or words[0] == words[1]:
            return super().near(workspace, words, distance)
        both = self._words(words, rarest_first=True)
        docs = np.empty(lists.extent(both)[0], np.int32)
        kept = places.near(self._table, both, distance, docs)
        return self._adding(workspace, unscored(docs[:kept]), both)

    # expansions

    def forms_matching(self, dictionary: TermDictionary, pattern: str) -> Array:
        return forms.matching(dictionary, pattern)

    def forms_like(self, dictionary: TermDictionary, text: str, edits: int) -> Array:
        return forms.similar(dictionary, text, edits)

    def docs_of_forms(self, workspace: Workspace, found: Callable[[TermDictionary], Array]) -> Array:
        count, word, (space, often, _) = 0, np.empty(NUMBERS, np.int64), workspace.chunk
        for doc, segment in zip(self._table, self._segments, strict=True):
            wanted = workspace.counts_of(len(segment.words.stem))
            count += sets.mark(
                doc, found(segment.words.exact), wanted, word, space, often, workspace.bits, workspace.tops
            )
        docs = np.empty(count + 1, np.int32)
        return docs[: sets.taken(workspace.bits, workspace.tops, self._live, docs)]


def _frequency(words: Array) -> int:
    """In how many docs of the index the first of some words is."""
    return int(words[0, 0, FREQUENCY]) if words.size else 0


def _encoded(words: Sequence[Word]) -> bytes:
    """Words as kernels read them."""
    return "".join([f"{field[0]}{text}\n" for field, text in words]).encode()
