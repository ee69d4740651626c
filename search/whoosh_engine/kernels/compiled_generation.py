"""A generation whose words, phrases, expansions and unions are found by kernels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from search.whoosh_engine.exec.docset import BLOCK, Best, Found, Scratch, unscored
from search.whoosh_engine.exec.filters import Filter
from search.whoosh_engine.exec.generation import Generation, Word
from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.dense_postings import LEVELS, STRIP
from search.whoosh_engine.format.segment import Segment
from search.whoosh_engine.format.term_dictionary import Lexicon
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

_QUICK = 4000  # what is found of a word of so few rows is not kept
_FEW_SUMS = 32  # of so many rows one or less, and what is found of all rows is not kept by row
_NO_ROWS, _NO_SCORES = np.empty(0, np.int32), np.empty(0, np.float32)


class _Driver(NamedTuple):
    """Where the rows of a conjunction come from, and a filter that they are judged by.

    Where none are given, they are those of the first word in some stretches. Whether one is kept, `kept` says of its
    number; where no rows have numbers, all are.
    """

    begins: Array
    ends: Array
    given: Array = _NO_ROWS
    scores: Array = _NO_SCORES
    numbers: Array = _NO_ROWS
    kept: Array = np.empty(0, np.uint8)


class CompiledGeneration(Generation):
    """Answers as `Generation` does, to the bit."""

    leaves_kept = 24 << 20  # bytes; what a search finds takes less time than memory here

    def __init__(self, segments: Sequence[tuple[Segment, Array]]) -> None:
        super().__init__(segments)
        self._live = np.empty(0, bool) if self.live is None else self.live
        self._run_known = self.run_of[:: runs.STEP].copy()
        self._shifts = _NO_ROWS if self.shifts is None else self.shifts
        self._all_rows = _Driver(np.zeros(1, np.int32), np.array([self.size], np.int32))
        self._arenas = [arena.arena_of(segment.words) for segment in self._segments]
        self._of_segments = [self._of_segment(*part) for part in self.parts()]
        of_all = {"norms": self._norm_of, "run_starts": self.run_starts}
        of_all |= {"run_known": self._run_known, "shifts": self._shifts}
        self._table = np.empty((len(self), table.WIDTH), np.int64)
        for row, each, own, part in zip(self._table, self._arenas, self._of_segments, self.parts(), strict=True):
            row[:] = [*each.numbers, *table.numbers_of(own | of_all), part[0], part[1].size]

    def _of_segment(self, offset: int, segment: Segment) -> dict[str, Array]:
        """What the table has of a segment that depends on the generation."""
        own = slice(offset, offset + segment.size)
        # Norms are less by now, where rows are longer on average than when the maxima were made, but not by more than
        # this: then scores are not higher by more either. Where they are shorter, scores are lower.
        grown = max(1.0, float(self._average) / segment.words.dense.average)
        bounds = np.arange(LEVELS + 1) / LEVELS * grown
        live = self._live[own]
        live = np.packbits(np.append(live, np.zeros(-len(live) % STRIP, bool)), bitorder="little").view(np.uint64)
        return {"lengths": self._lengths[own], "bounds": bounds.astype(np.float32), "live": live}

    # words

    def frequency(self, field: str, text: str) -> int:
        return _frequency(self._words([(field, text)]))

    def word(self, field: str, text: str) -> Found:
        return self._word(field, text) if self.frequency(field, text) <= _QUICK else super().word(field, text)

    def best_of(self, scratch: Scratch, words: Sequence[Word], filters: Sequence[Filter], count: int) -> Best:
        rows, scores = np.empty(count, np.int32), np.empty(count, np.float32)
        if len(words) == 1 and not filters:  # then nothing need be known of the word before
            spaces = self._space(1), *scratch.chunk, rows, scores
            total, documents = conjunction.best_of_text(self._table, _encoded(words), *spaces)
        else:
            several = self._different(words)
            driver, rest = self._driver(several, filters)
            if rest:
                return super().best_of(scratch, words, filters, count)
            total, documents = self._conjoined(scratch, several, driver, rows, scores, are_all=False)
        return rows[:total], scores[:total], total, documents

    def best_of_any(self, scratch: Scratch, words: Sequence[Word], count: int) -> Best:
        numbers = self._words(words, rarest_first=True)
        if int(numbers[:, :1, FREQUENCY].sum()) * _FEW_SUMS < self.size:
            return super().best_of_any(scratch, words, count)
        rows, scores = np.empty(count, np.int32), np.empty(count, np.float32)
        spaces = scratch.sums, scratch.bits, *scratch.chunk, *scratch.strips
        total, documents = union.best_of_any(self._table, numbers, *spaces, rows, scores)
        if total < 0:
            return super().best_of_any(scratch, words, count)
        return rows[:total], scores[:total], total, documents

    def conjunction(self, scratch: Scratch, words: Sequence[Word], filters: Sequence[Filter]) -> Found:
        if len(words) == 1 and not filters:
            return self.word(*words[0])
        several = self._different(words)
        driver, rest = self._driver(several, filters)
        found = self._filled(scratch, several, driver)
        for keep in rest:
            found = self.kept_by(keep, found)
        return found

    def adding(self, scratch: Scratch, found: Found, words: Sequence[Word]) -> Found:
        return self._adding(scratch, found, self._different(words)) if words else found

    def _adding(self, scratch: Scratch, found: Found, words: Array) -> Found:
        if not len(found.rows):
            return found
        return self._filled(scratch, words, _Driver(_NO_ROWS, _NO_ROWS, found.rows, found.scores))

    def _driver(self, words: Array, filters: Sequence[Filter]) -> tuple[_Driver, Sequence[Filter]]:
        """Where the rows come from that have all words and more, and the filters that are not seen to by it."""
        if not filters:
            return self._all_rows, filters
        least, *rest = filters if len(filters) == 1 else sorted(filters, key=lambda keep: keep.size)
        begins, ends, given, scores, *_ = self._all_rows
        frequency = _frequency(words)
        if least.spans and len(least.spans[0]) <= frequency:
            begins, ends = least.spans
        elif least.are_few and least.size < frequency:
            begins = ends = _NO_ROWS
            given, scores, *_ = least.few(self)
        else:
            rest.append(least)
        if not rest:
            return _Driver(begins, ends, given, scores), rest
        judge = rest.pop()
        return _Driver(begins, ends, given, scores, judge.numbers, judge.kept.view(np.uint8)), rest

    def _filled(self, scratch: Scratch, words: Array, driver: _Driver) -> Found:
        """All rows with all of some words."""
        size = len(driver.given) or lists.extent(words)[0]
        rows, scores = np.empty(size, np.int32), np.empty(size, np.float32)
        total, _ = self._conjoined(scratch, words, driver, rows, scores, are_all=True)
        return Found(rows[:total], scores[:total])

    def _conjoined(
        self, scratch: Scratch, words: Array, driver: _Driver, rows: Array, scores: Array, *, are_all: bool
    ) -> tuple[int, int]:
        """Fill in the rows with all of some words, or the best of them; how many rows and documents they are in all."""
        return conjunction.conjoined(self._table, b"", words, *driver, *scratch.chunk, rows, scores, are_all)

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

    def _word(self, field: str, text: str) -> Found:
        scratch = self.borrow()
        found = self._filled(scratch, self._words([(field, text)]), self._all_rows)
        self.give_back(scratch)
        kept = len(found.rows)
        if kept <= _QUICK:
            return found
        maxima = np.empty(-(-kept // BLOCK), np.float32)
        sets.block_maxima(found.scores, BLOCK, maxima)
        counts = None
        if kept > len(self.run_starts):
            counts = np.zeros(len(self.run_starts) - 1, np.int64)
            runs.counted(found.rows, self.run_starts, counts)
        return Found(found.rows, found.scores, maxima, counts)

    # sets

    def either(self, scratch: Scratch, several: Sequence[Found | Word]) -> Found:
        known = [each if isinstance(each, Found) else self.kept(*each) for each in several]
        words = self._words([each for each in several if not isinstance(each, Found)])
        most = int(words[:, :1, FREQUENCY].sum()) + sum(len(each.rows) for each in several if isinstance(each, Found))
        zero = any(isinstance(each, Found) and not each.scores.all() for each in several)
        if most * _FEW_SUMS < self.size or zero:
            return super().either(scratch, several)
        sums, at = scratch.sums, 0
        for each, found in zip(several, known, strict=True):
            if found:
                sets.add(found.rows, found.scores, sums)
            else:
                matching.accumulate(self._table, words[at], *scratch.chunk, sums)
            at += not isinstance(each, Found)
        rows, scores = np.empty(most + 1, np.int32), np.empty(most + 1, np.float32)
        kept = sets.collected(sums, self._live, rows, scores)
        return Found(rows[:kept], scores[:kept])

    def top(self, rows: Array, numbers: Array, maxima: Array | None, count: int) -> tuple[Array, Array]:
        if numbers.dtype != np.float32:  # days, which are not what kernels are compiled for
            return super().top(rows, numbers, maxima, count)
        return self._top(rows, numbers, maxima, count, are_counted=False)[:2]

    def best(self, found: Found, count: int) -> Best:
        if found.runs is not None:
            return super().best(found, count)
        rows, scores, documents = self._top(found.rows, found.scores, found.best, count, are_counted=True)
        return rows, scores, len(found.rows), documents

    def _top(
        self, rows: Array, scores: Array, maxima: Array | None, count: int, *, are_counted: bool
    ) -> tuple[Array, Array, int]:
        size = min(count, len(rows))
        best_rows, best_scores = np.empty(size, np.int32), np.empty(size, np.float32)
        known = _NO_SCORES if maxima is None else maxima
        order = self._shifts, self.run_starts, self._run_known
        documents = best.best(*order, rows, scores, known, BLOCK, best_rows, best_scores, are_counted)
        return best_rows, best_scores, documents

    def documents_of(self, found: Found) -> int:
        if found.runs is None:
            return runs.how_many(found.rows, self.run_starts, self._run_known)
        return super().documents_of(found)

    def tally(self, codes: Array, rows: Array, size: int) -> Array:
        counts = np.zeros(size, np.int64)
        sets.tally(codes, rows, counts)
        return counts

    # places

    def phrase(self, scratch: Scratch, words: Sequence[Word]) -> Found:
        several = self._words(words, rarest_first=True)
        size, occurrences = lists.extent(several)
        rows, listed = np.empty(size, np.int32), np.empty(size, np.int32)
        starts, begins = np.empty(occurrences, np.int32), np.empty(occurrences, np.int32)
        kept = places.phrase(self._table, several, rows, listed, starts, begins)
        if len(set(words)) < len(words):
            several = self._different(words)
        return self._adding(scratch, unscored(rows[:kept]), several)

    def near(self, scratch: Scratch, words: Sequence[Word], distance: int) -> Found:
        if len(words) != 2 or words[0] == words[1]:
            return super().near(scratch, words, distance)
        both = self._words(words, rarest_first=True)
        rows = np.empty(lists.extent(both)[0], np.int32)
        kept = places.near(self._table, both, distance, rows)
        return self._adding(scratch, unscored(rows[:kept]), both)

    # expansions

    def forms_matching(self, lexicon: Lexicon, pattern: str) -> Array:
        return forms.matching(lexicon, pattern)

    def forms_like(self, lexicon: Lexicon, text: str, edits: int) -> Array:
        return forms.similar(lexicon, text, edits)

    def rows_of_forms(self, scratch: Scratch, found: Callable[[Lexicon], Array]) -> Array:
        count, word, (space, often, _) = 0, np.empty(NUMBERS, np.int64), scratch.chunk
        for row, segment in zip(self._table, self._segments, strict=True):
            wanted = scratch.counts_of(len(segment.words.stem))
            count += sets.mark(row, found(segment.words.exact), wanted, word, space, often, scratch.bits, scratch.tops)
        rows = np.empty(count + 1, np.int32)
        return rows[: sets.taken(scratch.bits, scratch.tops, self._live, rows)]


def _frequency(words: Array) -> int:
    """In how many rows of the index the first of some words is."""
    return int(words[0, 0, FREQUENCY]) if words.size else 0


def _encoded(words: Sequence[Word]) -> bytes:
    """Words as kernels read them."""
    return "".join([f"{field[0]}{text}\n" for field, text in words]).encode()
