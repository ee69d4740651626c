"""Where the words of a segment stand: by stem, then passage, then position, in arrays without gaps.

A *pair* is a stem in a row (a passage); an *occurrence* is one place of it there. Each stem's rows are whole numbers
(`rows32`), or where it has many their lower halves (`rows16`), or where it is dense bits (`strips`); of many, `rows32`
has the place at which each block of 65,536 rows begins. Each occurrence has its position and, where the stem has
several forms, which of them it is: so the postings of a form are those of its stem, sifted, and nothing is kept twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from search.whoosh_engine.format.container import Array, fixed, stretches
from search.whoosh_engine.format.dense_postings import BLOCK, Dense
from search.whoosh_engine.format.occurrence_keys import Occurrences
from search.whoosh_engine.format.small_ints import Small, small
from search.whoosh_engine.format.term_dictionary import Lexicon

SKIP = 32  # pairs, before each of which it is known how many occurrences there are


@dataclass(frozen=True, slots=True)
class Postings:
    """The rows that hold a word, ascending, and how often each does; `positions` are those of all rows in turn."""

    rows: Array  # int32
    counts: Array
    positions: Array


class Words:
    """The words of a segment: two lexicons, and the postings of each text in them."""

    def __init__(self, arrays: dict[str, Array], size: int, average: float) -> None:
        self.exact = Lexicon(arrays["exact.blob"], arrays["exact.starts"])
        self.stem = Lexicon(arrays["stem.blob"], arrays["stem.starts"])
        # By form: its stem, and which of the stem's forms it is.
        self.stem_of, self.code_of = fixed(arrays["stem_of"], np.int32), fixed(arrays["code_of"], np.int32)
        self.exact_rows = fixed(arrays["exact.rows"], np.int32)  # by form: in how many rows it is
        self.forms_at = arrays["forms_at"]  # by stem: how many forms those before it have
        self.pairs_at, self.occurrences_at = arrays["pairs_at"], arrays["occurrences_at"]
        self.codes_at, self.rows16_at, self.rows32_at = arrays["codes_at"], arrays["rows16_at"], arrays["rows32_at"]
        empty = np.empty(0, np.uint8)
        self.rows16 = fixed(arrays.get("rows16", empty), np.uint16)
        self.rows32 = fixed(arrays.get("rows32", empty), np.uint32)
        self.counts: Small = small(arrays, "counts")
        self.positions: Small = small(arrays, "positions")
        self.codes: Small = small(arrays, "codes")
        self.skips = fixed(arrays["skips"], np.int64)
        self.dense = Dense(arrays, size, average)
        self._blocks = -(-size // BLOCK)

    @cached_property
    def extents(self) -> Array:
        """By stem (int64): where its pairs, occurrences, codes, `rows16`, `rows32` and forms begin."""
        starts = (self.pairs_at, self.occurrences_at, self.codes_at, self.rows16_at, self.rows32_at, self.forms_at)
        return np.stack(starts, axis=1).astype(np.int64)

    def lexicon(self, field: str) -> Lexicon:
        """The words of the field `exact` or `stem`."""
        return self.exact if field == "exact" else self.stem

    def frequency(self, field: str, number: int) -> int:
        """In how many rows a word is."""
        if field == "exact":
            return int(self.exact_rows[number])
        return int(self.pairs_at[number + 1]) - int(self.pairs_at[number])

    def rows(self, stem: int) -> Array:
        """The rows of a stem, int32."""
        if (place := self.dense.place_of.get(stem)) is not None:
            return self.dense.rows(place)
        first, last = int(self.rows16_at[stem]), int(self.rows16_at[stem + 1])
        whole = self.rows32[int(self.rows32_at[stem]) : int(self.rows32_at[stem + 1])]
        if first == last:
            return whole.astype(np.int32)
        rows = self.rows16[first:last].astype(np.int32)
        starts = whole.tolist()
        for block in range(1, self._blocks):
            rows[starts[block] : starts[block + 1]] += block << 16
        return rows

    def counted(self, field: str, number: int) -> tuple[Array, Array]:
        """The rows of a word and how often it is in each, without its positions."""
        stem = int(self.stem_of[number]) if field == "exact" else number
        rows, counts = self.rows(stem), self.counts[_between(self.pairs_at, stem, stem + 1)]
        if field == "stem" or not self._has_forms(stem):
            return rows, counts
        begins = np.cumsum(counts, dtype=np.int64) - counts
        within = np.add.reduceat(self._is_form(number, stem), begins, dtype=np.int32)
        held = np.flatnonzero(within)
        return rows[held], within[held]

    def postings(self, field: str, number: int) -> Postings:
        """All of a word."""
        stem = int(self.stem_of[number]) if field == "exact" else number
        rows, counts = self.counted(field, number)
        positions = self.positions[_between(self.occurrences_at, stem, stem + 1)]
        if field == "exact" and self._has_forms(stem):
            positions = positions[self._is_form(number, stem)]
        return Postings(rows, counts, positions)

    def occurrences(self, field: str, number: int) -> tuple[Array, Array]:
        """The row and the position of each occurrence of a word, in order."""
        stem = int(self.stem_of[number]) if field == "exact" else number
        rows = np.repeat(self.rows(stem), self.counts[_between(self.pairs_at, stem, stem + 1)])
        positions = self.positions[_between(self.occurrences_at, stem, stem + 1)]
        if field == "stem" or not self._has_forms(stem):
            return rows, positions
        held = np.flatnonzero(self._is_form(number, stem))
        return rows[held], positions[held]

    def counted_in(self, field: str, number: int, rows: Array) -> tuple[Array, Array]:
        """Which of some rows, ascending, have a word (their places among them), and how often it is in each."""
        stem = int(self.stem_of[number]) if field == "exact" else number
        if field == "stem" or not self._has_forms(stem):
            which, pairs = self._pairs(stem, rows)
            return which, self.counts.at(pairs)
        which, _ = self.occurrences_in(field, number, rows)
        return np.unique(which, return_counts=True)

    def occurrences_in(self, field: str, number: int, rows: Array) -> tuple[Array, Array]:
        """The place among some rows, ascending, and the position of each occurrence of a word there, in order."""
        stem = int(self.stem_of[number]) if field == "exact" else number
        which, pairs = self._pairs(stem, rows)
        counts = self.counts.at(pairs)
        places = stretches(self._before(pairs), counts)
        which = np.repeat(which, counts)
        if field == "exact" and self._has_forms(stem):
            codes = self.codes.at(places - int(self.occurrences_at[stem]) + int(self.codes_at[stem]))
            held = np.flatnonzero(codes == self.code_of[number])
            which, places = which[held], places[held]
        return which, self.positions.at(places)

    def _pairs(self, stem: int, rows: Array) -> tuple[Array, Array]:
        """Which of some rows a stem is in, and the numbers of these pairs."""
        first, last = int(self.rows16_at[stem]), int(self.rows16_at[stem + 1])
        whole = self.rows32[_between(self.rows32_at, stem, stem + 1)]
        if (place := self.dense.place_of.get(stem)) is not None:
            which, before = self.dense.find(place, rows)
            return which, before + whole[rows[which] // BLOCK].astype(np.int64) + int(self.pairs_at[stem])
        if first == last:
            at = np.minimum(np.searchsorted(whole, rows), len(whole) - 1)
            which = np.flatnonzero(whole[at] == rows)
            return which, at[which] + int(self.pairs_at[stem])
        halves = self.rows16[first:last]
        starts = whole.tolist()
        edges = np.searchsorted(rows, np.arange(self._blocks + 1) * BLOCK).tolist()
        found, pairs = [], []
        for block, (begin, end) in enumerate(pairwise(edges)):
            within = halves[starts[block] : starts[block + 1]]
            if begin < end and len(within):
                sought = (rows[begin:end] & (BLOCK - 1)).astype(np.uint16)
                at = np.minimum(np.searchsorted(within, sought), len(within) - 1)
                held = np.flatnonzero(within[at] == sought)
                found.append(held + begin)
                pairs.append(at[held] + starts[block])
        if not found:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        return np.concatenate(found), np.concatenate(pairs) + int(self.pairs_at[stem])

    def _before(self, pairs: Array) -> Array:
        """How many occurrences there are before each of these pairs."""
        skips = pairs // SKIP
        places = (skips * SKIP)[:, None] + np.arange(SKIP)
        counts = self.counts.at(np.minimum(places, len(self.counts) - 1).ravel()).reshape(places.shape)
        return self.skips[skips].astype(np.int64) + np.where(places < pairs[:, None], counts, 0).sum(
            axis=1, dtype=np.int64
        )

    def rows_of(self, forms: Array) -> Iterator[Array]:
        """The rows of several forms, in pieces; a row may come more than once."""
        stem_of = self.stem_of[forms].astype(np.int64)
        stems, wanted = np.unique(stem_of, return_counts=True)
        whole = wanted == self.forms_at[stems + 1].astype(np.int64) - self.forms_at[stems]
        packed = (self.rows16_at[stems + 1] > self.rows16_at[stems]) | np.isin(stems, self.dense.stems)
        begins = self.rows32_at[stems[whole & ~packed]].astype(np.int64)
        sizes = self.rows32_at[stems[whole & ~packed] + 1] - begins
        yield self.rows32[stretches(begins, sizes)]
        for stem in stems[whole & packed].tolist():
            yield self.rows(stem)
        for form in forms[np.isin(stem_of, stems[~whole])].tolist():
            yield self.counted("exact", form)[0]

    def span(self, first: int, last: int) -> Occurrences:
        """All occurrences of the stems from `first` up to `last`, in order."""
        sizes = _sizes(self.occurrences_at, first, last)
        row = np.repeat(self._rows_of(first, last), self.counts[_between(self.pairs_at, first, last)])
        positions = self.positions[_between(self.occurrences_at, first, last)]
        codes = np.zeros(len(row), np.uint16)
        coded = np.repeat(_sizes(self.forms_at, first, last) > 1, sizes)
        codes[coded] = self.codes[_between(self.codes_at, first, last)]
        return Occurrences(np.repeat(np.arange(first, last), sizes), row, positions, codes)

    def _rows_of(self, first: int, last: int) -> Array:
        """The rows of the stems from `first` up to `last`, those of each in turn."""
        pairs, wholes = _sizes(self.pairs_at, first, last), _sizes(self.rows32_at, first, last)
        listed = _sizes(self.rows16_at, first, last) > 0
        dense = np.zeros(last - first, bool)
        places = range(*np.searchsorted(self.dense.stems, (first, last)).tolist())
        dense[self.dense.stems[places.start : places.stop] - first] = True
        whole = self.rows32[_between(self.rows32_at, first, last)]
        starts = whole[np.repeat(listed, wholes)].astype(np.int64).reshape(-1, self._blocks + 1)
        blocks = np.tile(np.arange(self._blocks, dtype=np.int32) * BLOCK, len(starts))
        halves = self.rows16[_between(self.rows16_at, first, last)]
        rows = np.empty(int(pairs.sum()), np.int32)
        rows[np.repeat(~listed & ~dense, pairs)] = whole[np.repeat(~listed & ~dense, wholes)]
        rows[np.repeat(listed, pairs)] = np.repeat(blocks, np.diff(starts).ravel()) + halves
        rows[np.repeat(dense, pairs)] = np.concatenate([rows[:0], *map(self.dense.rows, places)])
        return rows

    def _has_forms(self, stem: int) -> bool:
        return int(self.forms_at[stem + 1]) - int(self.forms_at[stem]) > 1

    def _is_form(self, number: int, stem: int) -> Array:
        return self.codes[_between(self.codes_at, stem, stem + 1)] == self.code_of[number]


def _between(at: Array, first: int, last: int) -> slice:
    return slice(int(at[first]), int(at[last]))


def _sizes(at: Array, first: int, last: int) -> Array:
    return at[first + 1 : last + 1].astype(np.int64) - at[first:last]
