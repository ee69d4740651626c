"""A generation whose words, phrases, expansions and unions are found by kernels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from search.whoosh_engine.cache import Cache
from search.whoosh_engine.compiled import lists, places, sets, texts
from search.whoosh_engine.filters import Filter
from search.whoosh_engine.found import BLOCK, NOTHING, Found, Scratch, unscored
from search.whoosh_engine.generation import Generation, Word, joined
from search.whoosh_engine.segments.arrays import Array, fixed
from search.whoosh_engine.segments.lexicon import Lexicon
from search.whoosh_engine.segments.postings import Places, Rows, Words
from search.whoosh_engine.segments.segment import Segment
from search.whoosh_engine.segments.spelling import letters_in

_BITS_KEPT = 16 << 20  # bytes
_SPARSE = 64  # a list of fewer rows than one in so many has no bits
_SEEKS = 16  # bits are made where at least one in so many rows of a list is sought


@dataclass(slots=True)
class _Part:
    """A word in one segment: what the kernels read of it, and of the segment."""

    it: Rows
    form: int  # which of its stem's forms; -1: all
    stem: int
    words: Words
    offset: int
    norms: Array
    live: Array
    _places: Places | None = None

    @property
    def places(self) -> Places:
        """Where it stands, which few searches need."""
        if self._places is None:
            self._places = self.words.places_as_they_lie(self.stem)
        return self._places

    @property
    def sifted(self) -> tuple[Any, ...]:
        """What tells its form from others."""
        return *(_NO_PLACES if self.form < 0 else self.places), self.form

    def space(self) -> tuple[Array, Array]:
        """For its rows, and a number of each."""
        return np.empty(len(self.it.counts), np.int32), np.empty(len(self.it.counts), np.float32)

    def counted(self) -> tuple[Array, Array]:
        """Its rows, and how often it is in each (float32)."""
        rows, counts = self.space()
        lists.counted(*self.it, rows, counts)
        if self.form < 0:
            return rows, counts
        codes = self.places.codes, self.places.codes_wide, self.places.codes_high
        kept = lists.sift(*codes, self.form, rows, counts)
        return rows[:kept], counts[:kept]


_BYTES, _WIDE = fixed(np.empty(0, np.uint8), np.uint8), np.empty(0, np.int64)
_NO_PLACES = Places(*(_BYTES, _WIDE, _BYTES) * 2, fixed(_WIDE.copy(), np.int64), 0, 0)
_NO_BITS, _NO_RANKS = np.empty(0, np.uint64), np.empty(0, np.uint32)
_STAR, _QUESTION = bytes([texts.STAR]), bytes([texts.QUESTION])
_SIGNS = bytes.maketrans(b"*?", _STAR + _QUESTION)
_QUICK = 4000  # what is found of a word of so few rows is not kept
_RESOLVED_KEPT = 4096  # words
_FEW_SUMS = 32  # of so many rows one or less, and sums of scores are not kept by row
_NO_ROWS = np.empty(0, np.int32)
_NO_SCORES = np.empty(0, np.float32)
_ALL_LIVE = np.empty(0, bool)


class _Resolved(NamedTuple):
    """A word in all segments that know it, in how many rows it is, and what its scores are multiplied by."""

    parts: list[_Part]
    frequency: int
    factor: np.float32


class CompiledGeneration(Generation):
    """Answers as `Generation` does, to the bit."""

    def __init__(self, segments: Sequence[tuple[Segment, Array]], revision: int) -> None:
        super().__init__(segments, revision)
        self._bits: Cache[Array] = Cache(_BITS_KEPT)
        self._resolved: dict[tuple[str, str], _Resolved] = {}
        self._live = _ALL_LIVE if self.live is None else self.live
        self._all = np.zeros(1, np.int32), np.array([self.size], np.int32)
        self._views = [
            (begin, segment.words, self._norms[begin : begin + segment.size], self._live[begin : begin + segment.size])
            for begin, segment in self.parts()
        ]
        self._order = _NO_ROWS if self.places_in_order is None else self.places_in_order

    # words

    def conjunction(self, scratch: Scratch, words: Sequence[Word], filters: Sequence[Filter]) -> Found:
        if len(words) == 1 or filters:
            return super().conjunction(scratch, words, filters)
        found = []
        for parts in self._together(words):
            rows = self._shared(sorted(parts, key=lambda part: len(part.it.counts)))
            found.append(rows + np.int32(parts[0].offset) if parts[0].offset else rows)
        return self.adding(scratch, unscored(self.living(_end_to_end(found))), dict.fromkeys(words, 1))

    def frequency(self, field: str, text: str) -> int:
        return self._word_of(field, text).frequency

    def word(self, field: str, text: str) -> Found:
        resolved = self._word_of(field, text)
        return self._scored(resolved) if resolved.frequency <= _QUICK else super().word(field, text)

    def narrowed(self, scratch: Scratch, field: str, text: str, filters: Sequence[Filter]) -> Found:
        if any(keep.spans for keep in filters):  # which cost less than their rows
            return self.filtered(field, text, filters)
        return super().narrowed(scratch, field, text, filters)

    def filtered(self, field: str, text: str, filters: Sequence[Filter]) -> Found:
        parts, _, factor = self._word_of(field, text)
        if not filters or not parts or any(part.form >= 0 for part in parts):
            return super().filtered(field, text, filters)
        least = min(filters, key=lambda keep: keep.size if keep.spans else self.size)
        pieces = []
        for part in parts:
            rows, counts = part.space()
            kept = lists.within(
                *part.it, *(least.spans or self._all), part.live, part.offset, len(part.norms), rows, counts
            )
            pieces.append((rows[:kept], counts[:kept]))
        rows, counts = joined(pieces)
        for keep in filters:
            if keep is not least or not least.spans:
                kept = sets.keep(rows, counts, keep.numbers, keep.kept)
                rows, counts = rows[:kept], counts[:kept]
        lists.score(rows, counts, self._norms, factor, _ALL_LIVE, 0)
        return Found(rows, counts)

    def kept_by(self, keep: Filter, found: Found) -> Found:
        rows, scores = found.rows.copy(), found.scores.copy()
        kept = sets.keep(rows, scores, keep.numbers, keep.kept)
        return Found(rows[:kept], scores[:kept])

    def adding(self, scratch: Scratch, found: Found, words: Mapping[Word, int]) -> Found:
        if not words:
            return found
        rows, scores = found.rows.copy(), found.scores.copy()
        for word, times in words.items():
            parts, _, factor = self._word_of(*word)
            pieces = []
            for part in parts:
                begin, end = self._edges(rows, part)
                own_rows, own_scores = rows[begin:end], scores[begin:end]
                kept = lists.add_scores(
                    *part.it,
                    *part.sifted,
                    part.norms,
                    factor,
                    np.float32(times),
                    *self._ranked(part, end - begin),
                    part.offset,
                    own_rows,
                    own_scores,
                )
                pieces.append((own_rows[:kept], own_scores[:kept]))
            if not pieces:
                return NOTHING
            rows, scores = joined(pieces)
        return Found(rows, scores)

    def _word_of(self, field: str, text: str) -> _Resolved:
        found = self._resolved.get((field, text))
        if found is None:
            found = self._resolve(field, text)
            if len(self._resolved) >= _RESOLVED_KEPT:
                self._resolved.clear()
            self._resolved[field, text] = found
        return found

    def _resolve(self, field: str, text: str) -> _Resolved:
        sought = np.frombuffer(text.encode(), np.uint8)
        parts, frequency = [], 0
        for offset, words, norms, live in self._views:
            lexicon = words.lexicon(field)
            number = texts.find(lexicon.blob, lexicon.starts, sought)
            if number >= 0:
                stem, form = words.form(field, number)
                part = _Part(words.rows_as_they_lie(stem), form, stem, words, offset, norms, live)
                parts.append(part)
                frequency += len(part.it.counts) if form < 0 else words.frequency(field, number)
        return _Resolved(parts, frequency, self._factor(frequency))

    def _word(self, field: str, text: str) -> Found:
        return self._scored(self._word_of(field, text))

    def _scored(self, resolved: _Resolved) -> Found:
        if not resolved.parts:
            return NOTHING
        found = []
        for part in resolved.parts:
            if part.form < 0:
                rows, scores = part.space()
                kept = lists.scored(*part.it, part.norms, resolved.factor, part.live, part.offset, rows, scores)
            else:
                rows, scores = part.counted()
                kept = lists.score(rows, scores, part.norms, resolved.factor, part.live, part.offset)
            found.append((rows[:kept], scores[:kept]))
        rows, scores = joined(found)
        if len(rows) <= _QUICK:
            return Found(rows, scores)
        maxima = np.empty(-(-len(rows) // BLOCK), np.float32)
        sets.block_maxima(scores, BLOCK, maxima)
        return Found(rows, scores, maxima, self._counted_runs(rows) if len(rows) > len(self.run_starts) else None)

    def _counted_runs(self, rows: Array) -> Array:
        runs = np.zeros(len(self.run_starts) - 1, np.int64)
        sets.counted_runs(rows, self.run_starts, runs)
        return runs

    def _edges(self, rows: Array, part: _Part) -> tuple[int, int]:
        """Which of some rows are of the segment."""
        if len(self) == 1:
            return 0, len(rows)
        first, last = np.searchsorted(rows, (part.offset, part.offset + len(part.norms))).tolist()
        return first, last

    def _bits_of(self, part: _Part, seeks: int) -> Array:
        """The bits of a stem, where they are known, or it is worth while to make them for so many rows to seek."""
        size = len(part.it.counts)
        if size * _SPARSE < len(part.norms):
            return _NO_BITS
        key = part.offset, part.stem
        known = self._bits.peek(key)
        if known is not None:
            return known
        return self._bits.get(key, lambda: _bits(part)) if seeks * _SEEKS >= size else _NO_BITS

    def _ranked(self, part: _Part, seeks: int) -> tuple[Array, Array]:
        """The bits of a stem and their ranks, where it is worth while to have them for so many rows to seek."""
        bits = self._bits_of(part, seeks) if seeks * _SEEKS >= len(part.it.counts) else _NO_BITS
        if not len(bits):
            return _NO_BITS, _NO_RANKS
        return bits, self._bits.get((part.offset, part.stem, "ranks"), lambda: _ranks(bits))

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
            parts, _, factor = self._word_of(*each)
            for part in parts:
                own = sums[part.offset : part.offset + len(part.norms)]
                lists.accumulate(*part.counted(), part.norms, factor, own)
        rows, scores = np.empty(most + 1, np.int32), np.empty(most + 1, np.float32)
        kept = sets.collected(sums, self._live, rows, scores)
        return Found(rows[:kept], scores[:kept])

    def top(self, found: Found, count: int) -> Array:
        maxima = _NO_SCORES if found.best is None else found.best
        best = np.empty(min(count, len(found.rows)), np.int64)
        sets.best(found.rows, found.scores, maxima, BLOCK, self._order, best)
        return best

    def documents_of(self, found: Found) -> int:
        if found.runs is None:
            return sets.touched_runs(found.rows, self.run_of)
        return super().documents_of(found)

    # places

    def rows_of_phrase(self, field: str, words: Sequence[str]) -> Array:
        found = []
        for parts in self._together([(field, word) for word in words]):
            order = sorted(range(len(parts)), key=lambda at: len(parts[at].it.counts))
            rarest = parts[order[0]]
            shared = self._shared([parts[at] for at in order])
            rows, begins = np.empty((2, len(rarest.places.positions)), np.int32)
            kept = places.starts(
                *rarest.it, *rarest.places, rarest.form, order[0], _NO_BITS, _NO_RANKS, shared, rows, begins
            )
            for at in order[1:]:
                if kept:
                    part = parts[at]
                    kept = places.followed(
                        *part.it, *part.places, part.form, at, *self._ranked(part, kept), rows[:kept], begins[:kept]
                    )
            found.append(rows[: sets.distinct(rows[:kept], parts[0].offset)])
        return _end_to_end(found)

    def _shared(self, parts: Sequence[_Part]) -> Array:
        """The rows of a segment in which the stems of all words are, the rarest of which is the first."""
        rarest, *more = parts
        rows = np.empty(len(rarest.it.counts), np.int32)
        lists.listed(rarest.it.halves, rarest.it.whole, rows)
        for part in more:
            if part.stem != rarest.stem:
                rows = rows[: lists.shared(*part.it[:2], self._bits_of(part, len(rows)), rows)]
        return rows

    def rows_near(self, scratch: Scratch, stems: Sequence[str], distance: int) -> Array:
        if len(stems) != 2 or stems[0] == stems[1]:
            return super().rows_near(scratch, stems, distance)
        found = []
        for parts in self._together([("stem", stem) for stem in stems]):
            few, many = sorted(parts, key=lambda part: len(part.it.counts))
            bits = self._ranked(many, len(few.it.counts))
            rows = np.empty(len(few.it.counts), np.int32)
            kept = places.near(*few.it, *few.places, *many.it, *many.places, *bits, distance, rows)
            found.append(rows[:kept] + np.int32(few.offset))
        return _end_to_end(found)

    def _together(self, words: Sequence[Word | tuple[str, str]]) -> Iterator[list[_Part]]:
        """The parts of several words in each segment that knows all of them."""
        by_offset = [{part.offset: part for part in self._word_of(*word).parts} for word in words]
        for offset in by_offset[0]:
            if all(offset in each for each in by_offset):
                yield [each[offset] for each in by_offset]

    # expansions

    def forms_matching(self, lexicon: Lexicon, pattern: str) -> Array:
        encoded = pattern.encode().translate(_SIGNS)
        head = encoded.partition(_STAR)[0].partition(_QUESTION)[0]
        first, last = (
            texts.first_not_below(lexicon.blob, lexicon.starts, np.frombuffer(text, np.uint8), 0)
            for text in (head, head + b"\xff")
        )
        if encoded == head + _STAR:
            return np.arange(first, last)
        found = np.empty(last - first, np.int64)
        kept = texts.matching(lexicon.blob, lexicon.starts, first, np.frombuffer(encoded, np.uint8), found)
        return found[:kept]

    def forms_like(self, lexicon: Lexicon, text: str, edits: int) -> Array:
        spelling = lexicon.spelling
        order, letters, starts = spelling.by_length
        given = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        first = starts[min(max(len(given) - edits, 0), len(starts) - 1)]
        last = starts[min(len(given) + edits + 1, len(starts) - 1)]
        wanted = letters_in(given)
        found = np.empty(last - first + 1, np.int64)
        space = np.empty((3, len(given) + 1), np.int64)
        kept = texts.similar(
            spelling.letters,
            spelling.begins,
            order[first:last],
            letters[first:last],
            given,
            wanted,
            edits,
            space,
            found,
        )
        return found[:kept]

    def rows_of_forms(self, scratch: Scratch, forms: Callable[[Lexicon], Array]) -> Array:
        count = 0
        for offset, segment in self.parts():
            words = segment.words
            found = forms(words.exact)
            wanted = scratch.counts_of(len(words.stem))
            sets.count_forms(words.stem_of, found, wanted)
            arrays = words.rows16, words.rows32, *words.counts.arrays, *words.codes.arrays, words.extents
            count += sets.mark(*arrays, words.stem_of, words.code_of, found, wanted, offset, scratch.bits)
        rows = np.empty(count + 1, np.int32)
        return rows[: sets.taken(scratch.bits, self._live, rows)]


def _end_to_end(rows: Sequence[Array]) -> Array:
    return rows[0] if len(rows) == 1 else np.concatenate([_NO_ROWS, *rows])


def _bits(part: _Part) -> Array:
    bits = np.zeros((len(part.norms) + 63) >> 6, np.uint64)
    lists.bits_of(part.it.halves, part.it.whole, bits)
    return bits


def _ranks(bits: Array) -> Array:
    ranks = np.empty(len(bits), np.uint32)
    lists.ranks_of(bits, ranks)
    return ranks
