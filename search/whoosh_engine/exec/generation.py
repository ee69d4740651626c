"""One generation of the index, open: shared by every search until the next commit, and by all threads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from search.whoosh_engine.exec import expansion as expand, positions
from search.whoosh_engine.exec.docset import FEWER, Best, Found, Scratch, candidates, maxima, unscored
from search.whoosh_engine.format.bm25 import factor, norms
from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.postings import Words
from search.whoosh_engine.format.segment import Segment
from search.whoosh_engine.format.term_dictionary import Lexicon
from search.whoosh_engine.index.cache import Cache
from search.whoosh_engine.index.rows import Rows

if TYPE_CHECKING:
    from search.whoosh_engine.exec.filters import Filter

_KEYS_KEPT = 56 << 20  # bytes
_FILTERS_KEPT = 8 << 20

Word = tuple[str, str]  # a field, `exact` or `stem`, and a text of it


class Generation(Rows):
    """Answers what a query asks of its words, phrases and filters, and keeps answers as long as there is room."""

    leaves_kept = 64 << 20  # bytes

    def __init__(self, segments: Sequence[tuple[Segment, Array]]) -> None:
        super().__init__(segments)
        lengths = [segment.lengths.astype(np.uint16) for segment in self._segments]
        self._lengths = np.concatenate([np.empty(0, np.uint16), *lengths])
        self._average = average = np.float32(self._lengths.mean()) if self._lengths.any() else np.float32(1)
        longest = int(self._lengths.max(initial=1))
        self._norm_of = norms(np.arange(longest + 1), average)  # by length
        self._leaves: Cache[Found] = Cache(self.leaves_kept)
        self._keys: Cache[Array] = Cache(_KEYS_KEPT)
        self.position_bits = longest.bit_length()
        self.filters: Cache[Any] = Cache(_FILTERS_KEPT)  # of filters.Filter
        self._scratch: list[Scratch] = []

    def borrow(self) -> Scratch:
        """Space for a search, which nobody else has until it is given back; not to be, where the search failed."""
        try:
            return self._scratch.pop()
        except IndexError:
            return Scratch(self.size)

    def give_back(self, scratch: Scratch) -> None:
        """Let another search have the space."""
        self._scratch.append(scratch)

    # words

    def leaf(self, key: Hashable, make: Callable[[], Found]) -> Found:
        """What a leaf of a query found, as long as there is room to keep it."""
        return self._leaves.get(key, make)

    def word(self, field: str, text: str) -> Found:
        """The live rows with a word of the field `exact` or `stem`, and its BM25 scores."""
        return self._leaves.get((field, text), lambda: self._word(field, text))

    def kept(self, field: str, text: str) -> Found | None:
        """A word, where it was asked for before and is kept."""
        return self._leaves.peek((field, text))

    def frequency(self, field: str, text: str) -> int:
        """In how many rows a word is, deleted ones included."""
        found = ((segment.words, segment.words.lexicon(field).find(text.encode())) for segment in self._segments)
        return sum(words.frequency(field, number) for words, number in found if number >= 0)

    def scores_at(self, scratch: Scratch, field: str, text: str, rows: Array) -> tuple[Array, Array]:
        """Which of some live rows, ascending, have a word (their places among them), and its scores there."""
        if found := self.kept(field, text):
            return scratch.scores(rows, found)
        frequency = self.frequency(field, text)
        if frequency <= FEWER * len(rows):
            which, counts = scratch.counts(rows, *self.counted(field, text))
            return which, self._scores(rows[which], counts, frequency)
        parts = []
        for begin, local, words, number in self._within(field, text, rows):
            which, counts = words.counted_in(field, number, local)
            parts.append((which + begin, counts))
        which, counts = joined(parts)
        return which, self._scores(rows[which], counts, frequency)

    def keys_in(self, field: str, text: str, rows: Array) -> Array:
        """Those of the `keys` of a word that are in a few rows, ascending."""
        parts = []
        for begin, local, words, number in self._within(field, text, rows):
            which, positions = words.occurrences_in(field, number, local)
            parts.append((which + begin, positions))
        which, positions = joined(parts)
        return self._pack(rows[which], positions)

    def _within(self, field: str, text: str, rows: Array) -> Iterator[tuple[int, Array, Words, int]]:
        """The segments that know a word and have some of these rows: where the rows begin that it has, these as it
        numbers them, its words, and the number of the word."""
        edges = np.searchsorted(rows, self.offsets).tolist() if len(self) > 1 else [0, len(rows)]
        for (offset, segment), (begin, end) in zip(self.parts(), pairwise(edges), strict=True):
            if begin < end and (number := segment.words.lexicon(field).find(text.encode())) >= 0:
                yield begin, rows[begin:end] - offset, segment.words, number

    def keys(self, field: str, text: str) -> Array:
        """Where a word of the field `exact` or `stem` stands, in deleted rows too, ascending: the row of each
        occurrence, and its position in the lowest `position_bits`."""
        return self._keys.get((field, text), lambda: self._key(field, text.encode()))

    def counted(self, field: str, text: str) -> tuple[Array, Array]:
        """The rows of a word, deleted ones included, and how often it is in each."""
        parts = []
        for offset, segment in self.parts():
            if (number := segment.words.lexicon(field).find(text.encode())) >= 0:
                rows, counts = segment.words.counted(field, number)
                parts.append((rows + np.int32(offset) if offset else rows, counts))
        return joined(parts)

    def conjunction(self, scratch: Scratch, words: Sequence[Word], filters: Sequence[Filter]) -> Found:
        """What filters keep of the rows with all of some words."""
        if len(words) == 1:
            return self.narrowed(scratch, *words[0], filters)
        words = self.rarest_first(words)
        found = self.narrowed(scratch, *words[0], filters)
        if (first := words.count(words[0])) > 1:
            found = Found(found.rows, found.scores * np.float32(first))
        return self.adding(scratch, found, [word for word in words if word != words[0]])

    def best_of(self, scratch: Scratch, words: Sequence[Word], filters: Sequence[Filter], count: int) -> Best:
        """The first of what `conjunction` finds."""
        return self.best(self.conjunction(scratch, words, filters), count)

    def best_of_any(self, scratch: Scratch, words: Sequence[Word], count: int) -> Best:
        """The first of the rows with one of some words or more; their scores are added as `adding` does."""
        return self.best(self.either(scratch, self.rarest_first(words)), count)

    def adding(self, scratch: Scratch, found: Found, words: Sequence[Word]) -> Found:
        """Those of the rows found that have some words too, and what these score; a word given twice scores twice.

        The scores are added in the order of how many rows each word is in.
        """
        rows, scores = found.rows, found.scores
        for word, times in Counter(self.rarest_first(words)).items():
            which, more = self.scores_at(scratch, *word, rows)
            rows, scores = rows[which], scores[which] + more * np.float32(times)
        return Found(rows, scores)

    def rarest_first(self, words: Sequence[Word]) -> list[Word]:
        return sorted(words, key=lambda word: self.frequency(*word))

    def narrowed(self, scratch: Scratch, field: str, text: str, filters: Sequence[Filter]) -> Found:
        """What filters keep of a word."""
        few = min((keep for keep in filters if keep.are_few), key=lambda keep: keep.size, default=None)
        if few is None or few.size >= self.frequency(field, text):
            return self.filtered(field, text, filters)
        found = self.adding(scratch, few.few(self), [(field, text)])
        for keep in filters:
            found = found if keep is few else self.kept_by(keep, found)
        return found

    def filtered(self, field: str, text: str, filters: Sequence[Filter]) -> Found:
        """What filters keep of a word, where that is not less than they keep."""
        found = self.word(field, text)
        for keep in filters:
            found = self.kept_by(keep, found)
        return found

    def kept_by(self, keep: Filter, found: Found) -> Found:
        """What a filter keeps of what was found."""
        return found.kept(np.flatnonzero(keep.keeps(found.rows)))

    def _word(self, field: str, text: str) -> Found:
        rows, counts = self.counted(field, text)
        scores = self._scores(rows, counts, len(rows))
        if self.live is not None:
            held = self.live[rows]
            rows, scores = rows[held], scores[held]
        runs = self._count_runs(rows) if len(rows) > len(self.run_starts) else None
        return Found(rows, scores, maxima(scores), runs)

    def _scores(self, rows: Array, counts: Array, frequency: int) -> Array:
        """BM25 of a word in these rows."""
        scores = counts.astype(np.float32)
        scores *= factor(self.size, frequency) / (scores + self._norms[rows])
        return scores

    @cached_property
    def _norms(self) -> Array:
        """The norm of each row."""
        return self._norm_of[self._lengths]

    def _key(self, field: str, text: bytes) -> Array:
        parts = [np.empty(0, self._key_type)]
        for offset, segment in self.parts():
            if (number := segment.words.lexicon(field).find(text)) >= 0:
                rows, positions = segment.words.occurrences(field, number)
                parts.append(self._pack(rows + np.int32(offset), positions))
        return np.concatenate(parts) if len(parts) > 2 else parts[-1]

    @property
    def _key_type(self) -> type[np.uint32 | np.uint64]:
        return np.uint32 if self.size << self.position_bits < 1 << 32 else np.uint64

    def _pack(self, rows: Array, positions: Array) -> Array:
        keys: NDArray[np.uint32 | np.uint64] = rows.astype(self._key_type)
        keys <<= self._key_type(self.position_bits)
        keys |= positions.astype(self._key_type)
        return keys

    # sets

    def either(self, scratch: Scratch, several: Sequence[Found | Word]) -> Found:
        """The rows of any, with the sums of their scores."""
        return scratch.either([each if isinstance(each, Found) else self.word(*each) for each in several])

    def top(self, rows: Array, numbers: Array, maxima: Array | None, count: int) -> tuple[Array, Array]:
        """The rows with the highest so many numbers, in order, and these; `maxima` are `Found.best`, where known."""
        chosen = candidates(numbers, count, maxima)
        chosen = chosen[np.lexsort((self.in_order(rows[chosen]), -numbers[chosen]))[:count]]
        return rows[chosen], numbers[chosen]

    def best(self, found: Found, count: int) -> Best:
        """The first of what was found, by score."""
        rows, scores = found.rows[:0], found.scores[:0]
        if count and len(found.rows):
            rows, scores = self.top(found.rows, found.scores, found.best, count)
        return rows, scores, len(found.rows), self.documents_of(found)

    def documents_of(self, found: Found) -> int:
        """How many documents the rows are of."""
        return int(np.count_nonzero(self.runs(found)))

    def tally(self, codes: Array, rows: Array, size: int) -> Array:
        """How many of some rows have each of so many codes."""
        return np.bincount(codes[rows], minlength=size)

    def phrase(self, scratch: Scratch, words: Sequence[Word]) -> Found:
        """The live rows with these words of one field in a row; each scores what its words do."""
        rows = positions.phrase(self, words[0][0], [text for _, text in words])
        return self._scored_rows(scratch, rows, words)

    def near(self, scratch: Scratch, words: Sequence[Word], distance: int) -> Found:
        """The live rows with these stems within so many positions; each scores what its words do."""
        rows = positions.near(self, scratch, [text for _, text in words], distance)
        return self._scored_rows(scratch, rows, words)

    def _scored_rows(self, scratch: Scratch, rows: Array, words: Sequence[Word]) -> Found:
        """Those of the rows that live, each of which has all words; a word that is given twice scores twice."""
        return self.adding(scratch, unscored(self.living(rows.astype(np.int32))), words)

    def forms_matching(self, lexicon: Lexicon, pattern: str) -> Array:
        """The numbers of the forms that a wildcard matches."""
        return expand.matching(lexicon, pattern)

    def forms_like(self, lexicon: Lexicon, text: str, edits: int) -> Array:
        """The numbers of the forms at most so many edits from a text."""
        return lexicon.spelling.within(text, edits)

    def rows_of_forms(self, scratch: Scratch, forms: Callable[[Lexicon], Array]) -> Array:
        """The live rows with one of the forms of a lexicon."""
        return expand.rows(self, forms)


def joined(parts: Sequence[tuple[Array, Array]]) -> tuple[Array, Array]:
    """Pairs of arrays, end to end."""
    if len(parts) == 1:
        return parts[0]
    none = np.empty(0, np.int32)
    return np.concatenate([part for part, _ in parts] or [none]), np.concatenate([part for _, part in parts] or [none])
