"""A generation whose words, phrases, expansions and unions are found by kernels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from search.whoosh_engine.cache import Cache
from search.whoosh_engine.compiled import lists, places, sets, texts
from search.whoosh_engine.compiled.lists import List, listed
from search.whoosh_engine.found import BLOCK, Found, Scratch
from search.whoosh_engine.generation import Generation, Word, joined
from search.whoosh_engine.segments.arrays import Array
from search.whoosh_engine.segments.lexicon import Lexicon
from search.whoosh_engine.segments.segment import Segment
from search.whoosh_engine.segments.spelling import letters_in

_BITS_KEPT = 16 << 20  # bytes
_SPARSE = 64  # a list of fewer rows than one in so many has no bits
_SEEKS = 16  # bits are made where at least one in so many rows of a list is sought


class _Part(NamedTuple):
    """A word in one segment: what the kernels read of it, and of the segment."""

    it: List
    norms: Array
    live: Array
    offset: int
    number: int  # of its stem


class _Bits(NamedTuple):
    bits: Array
    ranks: Array

    @property
    def nbytes(self) -> int:
        return self.bits.nbytes + self.ranks.nbytes + 500


_NO_BITS = _Bits(np.empty(0, np.uint64), np.empty(0, np.uint32))
_QUICK = 1000  # what is found of a word of so few rows is not kept
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
        self._bits: Cache[_Bits] = Cache(_BITS_KEPT)
        self._resolved: dict[tuple[str, str], _Resolved] = {}
        self._live = _ALL_LIVE if self.live is None else self.live
        self._order = _NO_ROWS if self.places_in_order is None else self.places_in_order

    # words

    def frequency(self, field: str, text: str) -> int:
        return self._word_of(field, text).frequency

    def word(self, field: str, text: str) -> Found:
        if self._word_of(field, text).frequency <= _QUICK:
            return self._word(field, text)
        return super().word(field, text)

    def rows(self, field: str, text: str) -> Array:
        known = self.kept(field, text)
        return known.rows if known else self._word(field, text).rows

    def scores_at(self, scratch: Scratch, field: str, text: str, rows: Array) -> tuple[Array, Array]:
        parts, _, factor = self._word_of(field, text)
        found = []
        for part in parts:
            begin, end = self._edges(rows, part)
            bits = self._bits_of(part, end - begin)
            which, scores = np.empty(end - begin, np.int64), np.empty(end - begin, np.float32)
            kept = lists.scores_at(part.it, part.norms, factor, *bits, rows[begin:end], part.offset, which, scores)
            found.append((which[:kept] + begin if begin else which[:kept], scores[:kept]))
        return joined(found)

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
        for offset, segment in self.parts():
            words, lexicon = segment.words, segment.words.lexicon(field)
            number = texts.first_not_below(lexicon.blob, lexicon.starts, sought, 0)
            if number < len(lexicon) and lexicon[number] == sought.tobytes():
                frequency += words.frequency(field, number)
                norms = self._norms[offset : offset + segment.size]
                live = self._live[offset : offset + segment.size]
                stem, form = words.form(field, number)
                parts.append(_Part(listed(words, stem, form), norms, live, offset, stem))
        return _Resolved(parts, frequency, self._factor(frequency))

    def _word(self, field: str, text: str) -> Found:
        parts, _, factor = self._word_of(field, text)
        found = []
        for part in parts:
            rows, scores = _space(part)
            kept = lists.scored(part.it, part.norms, factor, part.live, part.offset, rows, scores)
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

    def _bits_of(self, part: _Part, seeks: int) -> _Bits:
        """The bits of a stem, where it is worth while to have them for so many rows to seek."""
        size = len(part.it.counts)
        if size * _SPARSE < len(part.norms):
            return _NO_BITS
        key = part.offset, part.number
        known = self._bits.peek(key)
        if known is None and seeks * _SEEKS < size:
            return _NO_BITS
        return known or self._bits.get(key, lambda: _bits(part))

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
                lists.accumulate(part.it, part.norms, factor, own, *_space(part))
        rows, scores = np.empty(most + 1, np.int32), np.empty(most + 1, np.float32)
        kept = sets.collected(sums, self._live, rows, scores)
        return Found(rows[:kept], scores[:kept])

    def top(self, found: Found, count: int) -> Array:
        maxima = _NO_SCORES if found.best is None else found.best
        size = min(count, len(found.rows))
        places = np.empty(size, np.int64)
        space = np.empty(size, np.float32), np.empty(size, np.int64)
        sets.best(found.rows, found.scores, maxima, BLOCK, self._order, *space, places)
        return places

    def documents_of(self, found: Found) -> int:
        if found.runs is None:
            return sets.touched_runs(found.rows, self.run_of)
        return super().documents_of(found)

    # places

    def rows_of_phrase(self, field: str, words: Sequence[str]) -> Array:
        found = []
        for parts in self._together([(field, word) for word in words]):
            order = sorted(range(len(parts)), key=lambda at: len(parts[at].it.counts))
            rarest = parts[order[0]].it
            rows, positions = np.empty(len(rarest.positions), np.int32), np.empty(len(rarest.positions), np.int32)
            kept = places.starts(rarest, order[0], rows, positions)
            for at in order[1:]:
                bits = self._bits_of(parts[at], kept)
                kept = places.followed(parts[at].it, at, *bits, rows[:kept], positions[:kept])
            found.append(rows[: sets.distinct(rows[:kept], parts[0].offset)])
        return _end_to_end(found)

    def rows_near(self, scratch: Scratch, stems: Sequence[str], distance: int) -> Array:
        if len(stems) != 2 or stems[0] == stems[1]:
            return super().rows_near(scratch, stems, distance)
        found = []
        for parts in self._together([("stem", stem) for stem in stems]):
            few, many = sorted(parts, key=lambda part: len(part.it.counts))
            bits = self._bits_of(many, len(few.it.counts))
            rows = np.empty(len(few.it.counts), np.int32)
            kept = places.near(few.it, many.it, *bits, distance, rows)
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
        signs = {"*": bytes([texts.STAR]), "?": bytes([texts.QUESTION])}
        encoded = b"".join(signs.get(char) or char.encode() for char in pattern)
        head = re.split(r"[*?]", pattern, maxsplit=1)[0].encode()
        first, last = (
            texts.first_not_below(lexicon.blob, lexicon.starts, np.frombuffer(text, np.uint8), 0)
            for text in (head, head + b"\xff")
        )
        if encoded == head + signs["*"]:
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
            count += sets.mark(segment.words.arrays, forms(segment.words.exact), offset, scratch.bits)
        rows = np.empty(count + 1, np.int32)
        return rows[: sets.taken(scratch.bits, self._live, rows)]


def _end_to_end(rows: Sequence[Array]) -> Array:
    return rows[0] if len(rows) == 1 else np.concatenate([_NO_ROWS, *rows])


def _space(part: _Part) -> tuple[Array, Array]:
    """For the rows of a word and a number of each."""
    return np.empty(len(part.it.counts), np.int32), np.empty(len(part.it.counts), np.float32)


def _bits(part: _Part) -> _Bits:
    found = _Bits(np.zeros((len(part.norms) + 63) >> 6, np.uint64), np.empty((len(part.norms) + 63) >> 6, np.uint32))
    lists.bits_of(part.it, *found)
    return found
