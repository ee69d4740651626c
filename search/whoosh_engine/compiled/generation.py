"""A generation whose words, phrases, expansions and unions are found by kernels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from search.whoosh_engine.compiled import forms, matching, places, sets
from search.whoosh_engine.compiled.arena import Arena, arena_of
from search.whoosh_engine.compiled.lists import FORM, OCCURRENCE, OCCURRENCE_END, PAIR, PAIR_END, PLACE
from search.whoosh_engine.filters import Filter
from search.whoosh_engine.found import BLOCK, NOTHING, Found, Scratch
from search.whoosh_engine.generation import Generation, Word, joined
from search.whoosh_engine.segments.arrays import Array
from search.whoosh_engine.segments.lexicon import Lexicon
from search.whoosh_engine.segments.segment import Segment

_QUICK = 4000  # what is found of a word of so few rows is not kept
_RESOLVED_KEPT = 4096  # words
_FEW_SUMS = 32  # of so many rows one or less, and sums of scores are not kept by row
_NO_ROWS, _NO_SCORES = np.empty(0, np.int32), np.empty(0, np.float32)
_ALL_LIVE = np.empty(0, bool)


class _View(NamedTuple):
    """One segment: its arena, and what a generation has of it."""

    arena: Arena
    offset: int
    size: int
    norms: Array
    live: Array  # empty where all rows live


class _Resolved(NamedTuple):
    """A word: its numbers in each segment that knows it, by the segment's place; in how many rows it is; its factor."""

    parts: dict[int, Array]
    frequency: int
    factor: np.float32


class CompiledGeneration(Generation):
    """Answers as `Generation` does, to the bit."""

    leaves_kept = 24 << 20  # bytes; what a search finds takes less time than memory here

    def __init__(self, segments: Sequence[tuple[Segment, Array]], revision: int) -> None:
        super().__init__(segments, revision)
        self._resolved: dict[tuple[str, str], _Resolved] = {}
        self._live = _ALL_LIVE if self.live is None else self.live
        self._views = [
            _View(
                arena_of(segment.words, segment.size),
                begin,
                segment.size,
                self._norms[begin : begin + segment.size],
                self._live[begin : begin + segment.size],
            )
            for begin, segment in self.parts()
        ]
        self._order = _NO_ROWS if self.places_in_order is None else self.places_in_order

    # words

    def frequency(self, field: str, text: str) -> int:
        return self._of(field, text).frequency

    def word(self, field: str, text: str) -> Found:
        resolved = self._of(field, text)
        return self._found(resolved) if resolved.frequency <= _QUICK else super().word(field, text)

    def conjunction(self, scratch: Scratch, words: Sequence[Word], filters: Sequence[Filter]) -> Found:
        if len(words) == 1 or filters or len(set(words)) < len(words):
            return super().conjunction(scratch, words, filters)
        pieces = []
        for view, together, factors in self._together([self._of(*word) for word in words]):
            size = _pairs(together[0])
            rows, listed = np.empty(size, np.int32), np.empty(size, np.int32)
            kept = matching.shared(*view.arena.rows[:2], view.arena.pool, together, rows, listed)
            pieces.append(self._scored(view, together, factors, rows[:kept]))
        return _end_to_end(pieces)

    def narrowed(self, scratch: Scratch, field: str, text: str, filters: Sequence[Filter]) -> Found:
        if any(keep.spans for keep in filters):  # which cost less than their rows
            return self.filtered(field, text, filters)
        return super().narrowed(scratch, field, text, filters)

    def filtered(self, field: str, text: str, filters: Sequence[Filter]) -> Found:
        parts, _, factor = self._of(field, text)
        if not filters or not parts or any(word[FORM] >= 0 for word in parts.values()):
            return super().filtered(field, text, filters)
        least = min(filters, key=lambda keep: keep.size if keep.spans else self.size)
        begins, ends = least.spans or (np.zeros(1, np.int32), np.array([self.size], np.int32))
        pieces = []
        for place, word in parts.items():
            view = self._views[place]
            rows, often = _space(word)
            kept = matching.within(*view.arena.rows, word, begins, ends, view.live, view.offset, view.size, rows, often)
            pieces.append((rows[:kept], often[:kept]))
        rows, often = joined(pieces)
        for keep in filters:
            if keep is not least or not least.spans:
                kept = sets.keep(rows, often, keep.numbers, keep.kept)
                rows, often = rows[:kept], often[:kept]
        matching.score(rows, often, self._norms, factor, _ALL_LIVE, 0)
        return Found(rows, often)

    def kept_by(self, keep: Filter, found: Found) -> Found:
        rows, scores = found.rows.copy(), found.scores.copy()
        kept = sets.keep(rows, scores, keep.numbers, keep.kept)
        return Found(rows[:kept], scores[:kept])

    def adding(self, scratch: Scratch, found: Found, words: Mapping[Word, int]) -> Found:
        if not words:
            return found
        pieces = []
        times = np.array([*words.values()], np.float32)
        for view, together, factors in self._together([self._of(*word) for word in words], len(found.rows)):
            first, last = 0, len(found.rows)
            if len(self) > 1:
                first, last = np.searchsorted(found.rows, (view.offset, view.offset + view.size)).tolist()
            rows, scores = found.rows[first:last].copy(), found.scores[first:last].copy()
            pieces.append(_added(view, together, factors, times, _ALL_LIVE, view.offset, rows, scores))
        return _end_to_end(pieces)

    def _scored(self, view: _View, together: Array, factors: Array, rows: Array) -> Found:
        """The live ones of the rows of a segment that have all words, as rows of the index, and the words' scores."""
        times, scores = np.ones(len(factors), np.float32), np.zeros(len(rows), np.float32)
        found = _added(view, together, factors, times, view.live, 0, rows, scores)
        return Found(found.rows + np.int32(view.offset), found.scores) if view.offset else found

    def _together(self, words: Sequence[_Resolved], seeks: int = 0) -> Iterator[tuple[_View, Array, Array]]:
        """The segments that know some words; the words' numbers there, and their factors.

        There are bits for what is worth while for so many rows to seek, or for as many as the first word has.
        """
        factors = np.array([word.factor for word in words], np.float32)
        for place, first in words[0].parts.items():
            if all([place in word.parts for word in words]):
                view = self._views[place]
                numbers = [word.parts[place] for word in words]
                yield view, view.arena.stacked(numbers, seeks or _pairs(first)), factors

    def _of(self, field: str, text: str) -> _Resolved:
        found = self._resolved.get((field, text))
        if found is None:
            sought = np.frombuffer(text.encode(), np.uint8)
            parts, frequency = {}, 0
            for place, view in enumerate(self._views):
                word, rows = view.arena.find(field, sought)
                if rows:
                    parts[place] = word
                    frequency += rows
            found = _Resolved(parts, frequency, self._factor(frequency))
            if len(self._resolved) >= _RESOLVED_KEPT:
                self._resolved.clear()
            self._resolved[field, text] = found
        return found

    def _word(self, field: str, text: str) -> Found:
        return self._found(self._of(field, text))

    def _found(self, resolved: _Resolved) -> Found:
        found = []
        for place, word in resolved.parts.items():
            view = self._views[place]
            rows, scores = _space(word)
            if word[FORM] < 0:
                kept = matching.scored(
                    *view.arena.rows, word, view.norms, resolved.factor, view.live, view.offset, rows, scores
                )
            else:
                kept = self._count(view, word, rows, scores)
                kept = matching.score(rows[:kept], scores[:kept], view.norms, resolved.factor, view.live, view.offset)
            found.append((rows[:kept], scores[:kept]))
        if not found:
            return NOTHING
        rows, scores = joined(found)
        if len(rows) <= _QUICK:
            return Found(rows, scores)
        maxima = np.empty(-(-len(rows) // BLOCK), np.float32)
        sets.block_maxima(scores, BLOCK, maxima)
        runs = None
        if len(rows) > len(self.run_starts):
            runs = np.zeros(len(self.run_starts) - 1, np.int64)
            sets.counted_runs(rows, self.run_starts, runs)
        return Found(rows, scores, maxima, runs)

    def _count(self, view: _View, word: Array, rows: Array, often: Array) -> int:
        """Fill in the rows of a word, and how often it is in each."""
        kept = matching.counted(*view.arena.rows, word, rows, often)
        return kept if word[FORM] < 0 else matching.sift(*view.arena.codes, word, kept, rows, often)

    # sets

    def either(self, scratch: Scratch, several: Sequence[Found | Word]) -> Found:
        most = sum(len(each.rows) if isinstance(each, Found) else self.frequency(*each) for each in several)
        zero = any(isinstance(each, Found) and not each.scores.all() for each in several)
        if most * _FEW_SUMS < self.size or zero:
            return super().either(scratch, several)
        sums = scratch.sums
        for each in several:
            known = each if isinstance(each, Found) else self.kept(*each)
            if known:
                sets.add(known.rows, known.scores, sums)
                continue
            parts, _, factor = self._of(*each)
            for place, word in parts.items():
                view = self._views[place]
                rows, often = _space(word)
                kept = self._count(view, word, rows, often)
                own = sums[view.offset : view.offset + view.size]
                matching.accumulate(rows[:kept], often[:kept], view.norms, factor, own)
        rows, scores = np.empty(most + 1, np.int32), np.empty(most + 1, np.float32)
        kept = sets.collected(sums, self._live, rows, scores)
        return Found(rows[:kept], scores[:kept])

    def top(self, rows: Array, numbers: Array, best: Array | None, count: int) -> Array:
        if numbers.dtype != np.float32:  # days, which are not what kernels are compiled for
            return super().top(rows, numbers, best, count)
        chosen = np.empty(min(count, len(rows)), np.int64)
        sets.best(rows, numbers, _NO_SCORES if best is None else best, BLOCK, self._order, chosen)
        return chosen

    def documents_of(self, found: Found) -> int:
        if found.runs is None:
            return sets.touched_runs(found.rows, self.run_of)
        return super().documents_of(found)

    # places

    def phrase(self, scratch: Scratch, words: Sequence[Word]) -> Found:
        resolved = [self._of(*word) for word in words]
        order = sorted(range(len(words)), key=lambda at: resolved[at].frequency)
        different = len(set(words)) == len(words)
        pieces = []
        for view, together, factors in self._together([resolved[at] for at in order]):
            together[:, PLACE] = order
            arena, rarest = view.arena, together[0]
            rows, listed = np.empty(_pairs(rarest), np.int32), np.empty(_pairs(rarest), np.int32)
            occurrences = int(rarest[OCCURRENCE_END] - rarest[OCCURRENCE])
            starts, begins = np.empty(occurrences, np.int32), np.empty(occurrences, np.int32)
            arrays = *arena.rows, *arena.positions, *arena.codes, arena.skips, arena.pool, arena.ranks
            kept = places.phrase(*arrays, together, rows, listed, starts, begins)
            if different:
                pieces.append(self._scored(view, together, factors, rows[:kept]))
            else:
                pieces.append(self._scored_rows(scratch, rows[:kept] + np.int32(view.offset), words))
        return _end_to_end(pieces)

    def near(self, scratch: Scratch, words: Sequence[Word], distance: int) -> Found:
        if len(words) != 2 or words[0] == words[1]:
            return super().near(scratch, words, distance)
        resolved = sorted([self._of(*word) for word in words], key=lambda word: word.frequency)
        pieces = []
        for view, together, factors in self._together(resolved):
            arena = view.arena
            rows = np.empty(_pairs(together[0]), np.int32)
            arrays = *arena.rows, *arena.positions, arena.skips, arena.pool, arena.ranks
            kept = places.near(*arrays, together, distance, rows)
            pieces.append(self._scored(view, together, factors, rows[:kept]))
        return _end_to_end(pieces)

    # expansions

    def forms_matching(self, lexicon: Lexicon, pattern: str) -> Array:
        return forms.matching(lexicon, pattern)

    def forms_like(self, lexicon: Lexicon, text: str, edits: int) -> Array:
        return forms.similar(lexicon, text, edits)

    def rows_of_forms(self, scratch: Scratch, found: Callable[[Lexicon], Array]) -> Array:
        count = 0
        for offset, segment in self.parts():
            count += forms.mark(segment.words, found(segment.words.exact), offset, scratch)
        rows = np.empty(count + 1, np.int32)
        return rows[: sets.taken(scratch.bits, self._live, rows)]


def _pairs(word: Array) -> int:
    """In how many rows of its segment a word's stem is."""
    return int(word[PAIR_END]) - int(word[PAIR])


def _added(
    view: _View,
    together: Array,
    factors: Array,
    times: Array,
    live: Array,
    offset: int,
    rows: Array,
    scores: Array,
) -> Found:
    arena = view.arena
    kept = matching.add_scores(
        *arena.rows,
        *arena.codes,
        arena.skips,
        arena.pool,
        arena.ranks,
        together,
        factors,
        times,
        view.norms,
        live,
        offset,
        rows,
        scores,
    )
    return Found(rows[:kept], scores[:kept])


def _space(word: Array) -> tuple[Array, Array]:
    """For the rows of a word, and a number of each."""
    size = _pairs(word)
    return np.empty(size, np.int32), np.empty(size, np.float32)


def _end_to_end(pieces: Sequence[Found]) -> Found:
    if len(pieces) < 2:
        return pieces[0] if pieces else NOTHING
    return Found(*joined([piece[:2] for piece in pieces]))
