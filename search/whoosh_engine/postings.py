"""Where the words of a segment stand: by stem, then passage, then position, in arrays without gaps.

A *pair* is a stem in a row (a passage); an *occurrence* is one place of it there. Each stem's rows are either whole
numbers (`rows32`) or, where it has many, their lower halves (`rows16`), with the place at which each block of 65,536
rows begins in `rows32`. Each occurrence has its position and, where the stem has several forms, which of them it is:
so the postings of a form are those of its stem, sifted, and nothing is kept twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from search.whoosh_engine.arrays import Array, Writer, narrow
from search.whoosh_engine.keys import Occurrences
from search.whoosh_engine.lexicon import Lexicon, pack
from search.whoosh_engine.small import Small, SmallWriter, small

BLOCK = 1 << 16  # rows


@dataclass(frozen=True, slots=True)
class Postings:
    """The rows that hold a word, ascending, and how often each does; `positions` are those of all rows in turn."""

    rows: Array  # int32
    counts: Array
    positions: Array


class Words:
    """The words of a segment: two lexicons, and the postings of each text in them."""

    def __init__(self, arrays: dict[str, Array], size: int) -> None:
        self.exact = Lexicon(arrays["exact.blob"], arrays["exact.starts"])
        self.stem = Lexicon(arrays["stem.blob"], arrays["stem.starts"])
        self.stem_of, self.code_of = arrays["stem_of"], arrays["code_of"]  # by form: its stem, which of its forms it is
        self.exact_rows = arrays["exact.rows"]  # by form: in how many rows it is
        self.forms_at = arrays["forms_at"]  # by stem: how many forms those before it have
        self.pairs_at, self.occurrences_at = arrays["pairs_at"], arrays["occurrences_at"]
        self.codes_at, self.rows16_at, self.rows32_at = arrays["codes_at"], arrays["rows16_at"], arrays["rows32_at"]
        empty = np.empty(0, np.uint16)
        self._rows16, self._rows32 = arrays.get("rows16", empty), arrays.get("rows32", empty)
        self._counts: Small = small(arrays, "counts")
        self._positions: Small = small(arrays, "positions")
        self._codes: Small = small(arrays, "codes")
        self._blocks = -(-size // BLOCK)

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
        first, last = int(self.rows16_at[stem]), int(self.rows16_at[stem + 1])
        whole = self._rows32[int(self.rows32_at[stem]) : int(self.rows32_at[stem + 1])]
        if first == last:
            return whole.astype(np.int32)
        rows = self._rows16[first:last].astype(np.int32)
        starts = whole.tolist()
        for block in range(1, self._blocks):
            rows[starts[block] : starts[block + 1]] += block << 16
        return rows

    def counted(self, field: str, number: int) -> tuple[Array, Array]:
        """The rows of a word and how often it is in each, without its positions."""
        stem = int(self.stem_of[number]) if field == "exact" else number
        rows, counts = self.rows(stem), self._counts[_between(self.pairs_at, stem, stem + 1)]
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
        positions = self._positions[_between(self.occurrences_at, stem, stem + 1)]
        if field == "exact" and self._has_forms(stem):
            positions = positions[self._is_form(number, stem)]
        return Postings(rows, counts, positions)

    def occurrences(self, field: str, number: int) -> tuple[Array, Array]:
        """The row and the position of each occurrence of a word, in order."""
        stem = int(self.stem_of[number]) if field == "exact" else number
        rows = np.repeat(self.rows(stem), self._counts[_between(self.pairs_at, stem, stem + 1)])
        positions = self._positions[_between(self.occurrences_at, stem, stem + 1)]
        if field == "stem" or not self._has_forms(stem):
            return rows, positions
        held = np.flatnonzero(self._is_form(number, stem))
        return rows[held], positions[held]

    def rows_of(self, forms: Array) -> Iterator[Array]:
        """The rows of several forms, in pieces; a row may come more than once."""
        stem_of = self.stem_of[forms].astype(np.int64)
        stems, wanted = np.unique(stem_of, return_counts=True)
        whole = wanted == self.forms_at[stems + 1].astype(np.int64) - self.forms_at[stems]
        packed = self.rows16_at[stems + 1] > self.rows16_at[stems]
        begins = self.rows32_at[stems[whole & ~packed]].astype(np.int64)
        sizes = self.rows32_at[stems[whole & ~packed] + 1] - begins
        ends = np.cumsum(sizes)
        if len(ends):
            yield self._rows32[np.arange(ends[-1]) + np.repeat(begins - (ends - sizes), sizes)]
        for stem in stems[whole & packed].tolist():
            yield self.rows(stem)
        for form in forms[np.isin(stem_of, stems[~whole])].tolist():
            yield self.counted("exact", form)[0]

    def span(self, first: int, last: int) -> Occurrences:
        """All occurrences of the stems from `first` up to `last`, in order."""
        sizes = _sizes(self.occurrences_at, first, last)
        row = np.repeat(self._rows_of(first, last), self._counts[_between(self.pairs_at, first, last)])
        positions = self._positions[_between(self.occurrences_at, first, last)]
        codes = np.zeros(len(row), np.uint16)
        coded = np.repeat(_sizes(self.forms_at, first, last) > 1, sizes)
        codes[coded] = self._codes[_between(self.codes_at, first, last)]
        return Occurrences(np.repeat(np.arange(first, last), sizes), row, positions, codes)

    def _rows_of(self, first: int, last: int) -> Array:
        """The rows of the stems from `first` up to `last`, those of each in turn."""
        packed = _sizes(self.rows16_at, first, last) > 0
        is_packed = np.repeat(packed, _sizes(self.pairs_at, first, last))
        is_start = np.repeat(packed, _sizes(self.rows32_at, first, last))
        whole = self._rows32[_between(self.rows32_at, first, last)]
        starts = whole[is_start].astype(np.int64).reshape(-1, self._blocks + 1)
        blocks = np.tile(np.arange(self._blocks, dtype=np.int32) * BLOCK, len(starts))
        rows = np.empty(len(is_packed), np.int32)
        rows[~is_packed] = whole[~is_start]
        halves = self._rows16[_between(self.rows16_at, first, last)]
        rows[is_packed] = np.repeat(blocks, np.diff(starts).ravel()) + halves
        return rows

    def _has_forms(self, stem: int) -> bool:
        return int(self.forms_at[stem + 1]) - int(self.forms_at[stem]) > 1

    def _is_form(self, number: int, stem: int) -> Array:
        return self._codes[_between(self.codes_at, stem, stem + 1)] == self.code_of[number]


def _between(at: Array, first: int, last: int) -> slice:
    return slice(int(at[first]), int(at[last]))


def _sizes(at: Array, first: int, last: int) -> Array:
    return at[first + 1 : last + 1].astype(np.int64) - at[first:last]


class WordsWriter:
    """Writes the words of a segment of `size` rows: the forms first, then the occurrences in order."""

    def __init__(self, writer: Writer, size: int, stem_of: Array, stems: int) -> None:
        self._writer = writer
        self._stems, self._blocks = stems, -(-size // BLOCK)
        self._forms = np.bincount(stem_of, minlength=stems)
        self.forms_at = _starts(self._forms)
        # Forms are numbered by their text, so a stable order by stem keeps that order within each.
        self._by_stem = np.argsort(stem_of, kind="stable")
        self.code_of = np.empty(len(stem_of), np.int64)
        self.code_of[self._by_stem] = np.arange(len(stem_of)) - np.repeat(self.forms_at[:-1], self._forms)
        self._stem_of = stem_of
        self._exact_rows = np.zeros(len(stem_of), np.int64)
        self._sizes: dict[str, Array] = {
            name: np.zeros(stems, np.int64) for name in ("pairs", "occurrences", "codes", "rows16", "rows32")
        }
        self._small = {name: SmallWriter(writer, name) for name in ("counts", "positions", "codes")}

    @property
    def most_forms(self) -> int:
        """How many forms the stem with the most of them has."""
        return int(self._forms.max(initial=1))

    def append(self, found: Occurrences) -> None:
        """Add all occurrences of the next stems, in order of stem, row and position."""
        stem, row, position, code = found
        if not len(stem):
            return
        new_stem = np.concatenate(([True], stem[1:] != stem[:-1]))
        begins = np.flatnonzero(new_stem | np.concatenate(([True], row[1:] != row[:-1])))
        first, last = int(stem[0]), int(stem[-1]) + 1
        pair_stem, pair_row = stem[begins] - first, row[begins]
        pairs = np.bincount(pair_stem, minlength=last - first)
        many = self._forms[first:last] > 1
        coded = many[stem - first]
        self._small["counts"].append(np.diff(np.append(begins, len(stem))))
        self._small["positions"].append(position)
        self._small["codes"].append(code[coded])
        self._count_forms(stem[coded], row[coded], code[coded], pairs, first, last, many)
        occurrences = np.bincount(stem - first, minlength=last - first)
        packed = pairs > 2 * (self._blocks + 1)
        sizes = {
            "pairs": pairs,
            "occurrences": occurrences,
            "codes": np.where(many, occurrences, 0),
            "rows16": np.where(packed, pairs, 0),
            "rows32": np.where(packed, self._blocks + 1, pairs),
        }
        for name, values in sizes.items():
            self._sizes[name][first:last] = values
        is_packed = packed[pair_stem]
        self._writer.append("rows16", (pair_row[is_packed] & (BLOCK - 1)).astype(np.uint16))
        self._writer.append("rows32", self._whole(pair_stem, pair_row, is_packed, packed, sizes["rows32"]))

    def _count_forms(
        self, stem: Array, row: Array, code: Array, pairs: Array, first: int, last: int, many: Array
    ) -> None:
        forms = self.forms_at[first:last]
        self._exact_rows[self._by_stem[forms[~many]]] = pairs[~many]
        form = self._by_stem[self.forms_at[stem] + code]
        key = np.sort((form.astype(np.uint64) << np.uint64(32)) | row.astype(np.uint64))
        new = np.concatenate(([True], key[1:] != key[:-1]))[: len(key)]
        held = (key[new] >> np.uint64(32)).astype(np.int64)
        self._exact_rows += np.bincount(held, minlength=len(self._exact_rows))

    def _whole(self, pair_stem: Array, pair_row: Array, is_packed: Array, packed: Array, sizes: Array) -> Array:
        """The whole numbers of these stems: rows, or for a packed stem where each block of them begins."""
        whole = np.empty(int(sizes.sum()), np.uint32)
        starts = _starts(sizes)
        within = np.arange(len(pair_stem)) - np.repeat(_starts(np.bincount(pair_stem, minlength=len(sizes)))[:-1],
                                                        np.bincount(pair_stem, minlength=len(sizes)))  # fmt: skip
        loose = ~is_packed
        whole[starts[pair_stem[loose]] + within[loose]] = pair_row[loose]
        rank = np.cumsum(packed) - 1
        blocks = rank[pair_stem[is_packed]] * self._blocks + (pair_row[is_packed] // BLOCK)
        table = np.bincount(blocks, minlength=int(packed.sum()) * self._blocks).reshape(-1, self._blocks)
        ends = np.concatenate((np.zeros((len(table), 1), np.int64), np.cumsum(table, axis=1)), axis=1)
        whole[(starts[:-1][packed][:, None] + np.arange(self._blocks + 1)).ravel()] = ends.ravel()
        return whole

    def arrays(self, forms: Sequence[bytes], stems: Sequence[bytes]) -> dict[str, Array]:
        """What goes to the small arrays."""
        found = {f"{name}_at": narrow(_starts(sizes)) for name, sizes in self._sizes.items()}
        found["forms_at"] = narrow(self.forms_at)
        found["stem_of"], found["code_of"] = narrow(self._stem_of), narrow(self.code_of)
        found["exact.rows"] = narrow(self._exact_rows)
        for each in self._small.values():
            found.update(each.arrays())
        for name, texts in (("exact", forms), ("stem", stems)):
            found[f"{name}.blob"], found[f"{name}.starts"] = pack(texts)
        return found


def _starts(sizes: Array) -> Array:
    return np.concatenate(([0], np.cumsum(sizes)))
