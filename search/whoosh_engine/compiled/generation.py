"""A generation whose words, phrases, expansions and unions are found by kernels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from search.whoosh_engine.compiled import arena, best, conjunction, forms, lists, matching, places, sets, table, texts
from search.whoosh_engine.compiled.lists import NUMBERS, OCCURRENCE, OCCURRENCE_END, PAIR, PAIR_END, PLACE, SLOT
from search.whoosh_engine.filters import Filter
from search.whoosh_engine.found import BLOCK, Best, Found, Scratch, unscored
from search.whoosh_engine.generation import Generation, Word
from search.whoosh_engine.segments.arrays import Array
from search.whoosh_engine.segments.lexicon import Lexicon
from search.whoosh_engine.segments.segment import Segment

_QUICK = 4000  # what is found of a word of so few rows is not kept
_FEW_SUMS = 32  # of so many rows one or less, and sums of scores are not kept by row
_NO_ROWS, _NO_SCORES = np.empty(0, np.int32), np.empty(0, np.float32)
_ONCE = np.ones(64, np.float32)


class _Words(NamedTuple):
    """Some words: their numbers in each segment (see `lists`; words, segments, NUMBERS), in how many rows each is, the
    factor of its scores, and how many times these are added."""

    numbers: Array
    frequencies: Array
    factors: Array
    times: Array

    def space(self) -> int:
        """In how many rows the stem of the first is."""
        return int((self.numbers[0, :, PAIR_END] - self.numbers[0, :, PAIR]).sum())


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
    kept: Array = np.empty(0, bool)


class CompiledGeneration(Generation):
    """Answers as `Generation` does, to the bit."""

    leaves_kept = 24 << 20  # bytes; what a search finds takes less time than memory here

    def __init__(self, segments: Sequence[tuple[Segment, Array]], revision: int) -> None:
        super().__init__(segments, revision)
        self._live = np.empty(0, bool) if self.live is None else self.live
        self._order = _NO_ROWS if self.places_in_order is None else self.places_in_order
        self._all_rows = _Driver(np.zeros(1, np.int32), np.array([self.size], np.int32))
        self._arenas = [arena.arena_of(segment.words, segment.size) for segment in self._segments]
        rows = [self._row(each, *part) for each, part in zip(self._arenas, self.parts(), strict=True)]
        self._table = np.array(rows, np.int64).reshape(-1, table.WIDTH)

    def _row(self, of: arena.Arena, offset: int, segment: Segment) -> list[int]:
        """A segment's row of the table."""
        own = slice(offset, offset + segment.size)
        arrays = {"lengths": self._lengths[own], "live": self._live[own], "norms": self._norm_of}
        arrays |= {"run_of": self.run_of, "run_starts": self.run_starts, "order": self._order}
        return [*of.numbers, *table.numbers_of(arrays), offset, segment.size]

    # words

    def frequency(self, field: str, text: str) -> int:
        return int(self._words([Word(field, text)]).frequencies[0])

    def word(self, field: str, text: str) -> Found:
        return self._word(field, text) if self.frequency(field, text) <= _QUICK else super().word(field, text)

    def best_of(self, scratch: Scratch, words: Sequence[Word], filters: Sequence[Filter], count: int) -> Best:
        several = self._different(words)
        driver, rest = self._driver(several, filters)
        if rest or not count:
            return super().best_of(scratch, words, filters, count)
        rows, scores = np.empty(count, np.int32), np.empty(count, np.float32)
        total, documents = self._conjoined(scratch, several, driver, rows, scores, are_all=False)
        return Best(rows[:total], scores[:total], total, documents)

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

    def _adding(self, scratch: Scratch, found: Found, words: _Words) -> Found:
        if not len(found.rows):
            return found
        return self._filled(scratch, words, _Driver(_NO_ROWS, _NO_ROWS, found.rows, found.scores))

    def _driver(self, words: _Words, filters: Sequence[Filter]) -> tuple[_Driver, Sequence[Filter]]:
        """Where the rows come from that have all words and more, and the filters that are not seen to by it."""
        if not filters:
            return self._all_rows, filters
        rest, driver, least = list(filters), self._all_rows, filters[0]
        for keep in filters[1:]:
            least = keep if keep.size < least.size else least
        if least.spans and len(least.spans[0]) <= words.frequencies[0]:
            driver = _Driver(*least.spans)
            rest.remove(least)
        elif least.found and least.size < words.frequencies[0]:
            driver = _Driver(_NO_ROWS, _NO_ROWS, least.found.rows, least.found.scores)
            rest.remove(least)
        if rest:
            judge = rest.pop()
            driver = driver._replace(numbers=judge.numbers, kept=judge.kept)
        return driver, rest

    def _filled(self, scratch: Scratch, words: _Words, driver: _Driver) -> Found:
        """All rows with all of some words."""
        size = len(driver.given) or words.space()
        rows, scores = np.empty(size, np.int32), np.empty(size, np.float32)
        total, _ = self._conjoined(scratch, words, driver, rows, scores, are_all=True)
        return Found(rows[:total], scores[:total])

    def _conjoined(
        self, scratch: Scratch, words: _Words, driver: _Driver, rows: Array, scores: Array, *, are_all: bool
    ) -> tuple[int, int]:
        """Fill in the rows with all of some words, or the best of them; how many rows and documents they are in all."""
        numbers, _, factors, times = words
        if len(numbers) > 1 or len(driver.given):
            self._provide(numbers, len(driver.given))
        space, are = scratch.chunk, are_all
        return conjunction.conjoined(self._table, numbers, factors, times, *driver, *space, rows, scores, are)

    def _provide(self, numbers: Array, seeks: int) -> None:
        """Have bits that it is worth while to have for so many rows to seek, or 0: for as many as the first word has."""
        while (at := lists.lacking(self._table, numbers, seeks, arena.SELDOM, arena.SPARSE)) >= 0:
            word, place = divmod(at, len(self._table))
            numbers[word, place, SLOT] = self._arenas[place].slot(self._table[place], numbers[word, place])

    def _words(self, words: Sequence[Word], *, rarest_first: bool = False) -> _Words:
        texts_of_all = "".join([f"{field[0]}{text}\n" for field, text in words]).encode()
        count = len(words)
        numbers = np.empty((count, len(self._table), NUMBERS), np.int64)
        frequencies, factors = np.empty(count, np.int64), np.empty(count, np.float32)
        texts.resolve(self._table, texts_of_all, rarest_first, self.size, numbers, frequencies, factors)
        return _Words(numbers, frequencies, factors, _ONCE[:count])

    def _different(self, words: Sequence[Word]) -> _Words:
        """The rarest first; each once, but added as many times as it is given."""
        different = dict.fromkeys(words)
        if len(different) == len(words) <= len(_ONCE):
            return self._words(words, rarest_first=True)
        several = self._words([*different], rarest_first=True)
        times = np.array([words.count(word) for word in different], np.float32)
        return several._replace(times=times[several.numbers[:, 0, PLACE]])

    def _word(self, field: str, text: str) -> Found:
        scratch = self.borrow()
        found = self._filled(scratch, self._words([Word(field, text)]), self._all_rows)
        self.give_back(scratch)
        kept = len(found.rows)
        if kept <= _QUICK:
            return found
        maxima = np.empty(-(-kept // BLOCK), np.float32)
        sets.block_maxima(found.scores, BLOCK, maxima)
        runs = None
        if kept > len(self.run_starts):
            runs = np.zeros(len(self.run_starts) - 1, np.int64)
            sets.counted_runs(found.rows, self.run_starts, runs)
        return Found(found.rows, found.scores, maxima, runs)

    # sets

    def either(self, scratch: Scratch, several: Sequence[Found | Word]) -> Found:
        known = [each if isinstance(each, Found) else self.kept(*each) for each in several]
        words = self._words([each for each in several if isinstance(each, Word)])
        most = int(words.frequencies.sum()) + sum(len(each.rows) for each in several if isinstance(each, Found))
        zero = any(isinstance(each, Found) and not each.scores.all() for each in several)
        if most * _FEW_SUMS < self.size or zero:
            return super().either(scratch, several)
        sums, at = scratch.sums, 0
        for each, found in zip(several, known, strict=True):
            if found:
                sets.add(found.rows, found.scores, sums)
            else:
                matching.accumulate(self._table, words.numbers[at], words.factors[at], *scratch.chunk, sums)
            at += isinstance(each, Word)
        rows, scores = np.empty(most + 1, np.int32), np.empty(most + 1, np.float32)
        kept = sets.collected(sums, self._live, rows, scores)
        return Found(rows[:kept], scores[:kept])

    def top(self, rows: Array, numbers: Array, maxima: Array | None, count: int) -> tuple[Array, Array]:
        if numbers.dtype != np.float32:  # days, which are not what kernels are compiled for
            return super().top(rows, numbers, maxima, count)
        size = min(count, len(rows))
        best_rows, scores = np.empty(size, np.int32), np.empty(size, np.float32)
        known = _NO_SCORES if maxima is None else maxima
        best.best(self._order, rows, numbers, known, BLOCK, best_rows, scores)
        return best_rows, scores

    def documents_of(self, found: Found) -> int:
        if found.runs is None:
            return lists.touched_runs(found.rows, self.run_of, self.run_starts, -1)[0]
        return super().documents_of(found)

    # places

    def phrase(self, scratch: Scratch, words: Sequence[Word]) -> Found:
        several = self._words(words, rarest_first=True)
        numbers, size = several.numbers, several.space()
        self._provide(numbers, 0)
        occurrences = int((numbers[0, :, OCCURRENCE_END] - numbers[0, :, OCCURRENCE]).sum())
        rows, listed = np.empty(size, np.int32), np.empty(size, np.int32)
        starts, begins = np.empty(occurrences, np.int32), np.empty(occurrences, np.int32)
        kept = places.phrase(self._table, numbers, rows, listed, starts, begins)
        found = unscored(rows[:kept])
        is_plain = len(set(words)) == len(words) <= len(_ONCE)
        return self._adding(scratch, found, several if is_plain else self._different(words))

    def near(self, scratch: Scratch, words: Sequence[Word], distance: int) -> Found:
        if len(words) != 2 or words[0] == words[1]:
            return super().near(scratch, words, distance)
        several = self._words(words, rarest_first=True)
        self._provide(several.numbers, 0)
        rows = np.empty(several.space(), np.int32)
        kept = places.near(self._table, several.numbers, distance, rows)
        return self._adding(scratch, unscored(rows[:kept]), several)

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
