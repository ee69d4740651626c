"""The rows of all segments of an index as one: which of them live, whose they are, and what belongs to each.

Rows are numbered through the segments. A *run* is the rows of one document, one after the other: what belongs to a
document is kept by run, what belongs to a passage by row.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, TypeVar, cast

import numpy as np

from search.engine import EngineHit
from search.whoosh_engine.exec.docset import Found
from search.whoosh_engine.format.columns import Ids, Numbers, Texts
from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.schema import OF_PASSAGES
from search.whoosh_engine.format.segment import Segment
from search.whoosh_engine.format.term_dictionary import union

T = TypeVar("T")
_hit: Callable[[tuple[str, str, float]], EngineHit] = partial(tuple.__new__, EngineHit)  # half the time of _make


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of texts through all segments: the distinct texts, sorted, and the number of each row's or run's."""

    texts: list[str]
    codes: Array


class Rows:
    """Segments, and which rows of each live. It never changes and is shared by threads."""

    def __init__(self, segments: Sequence[tuple[Segment, Array]]) -> None:
        self._segments = [segment for segment, _ in segments]
        sizes = [segment.size for segment in self._segments]
        self.offsets = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
        self.size = int(self.offsets[-1])
        live = np.concatenate([live for _, live in segments] or [np.empty(0, bool)])
        self.live = None if live.all() else live  # None: every row
        self.count = int(np.count_nonzero(live))
        self._once: dict[Hashable, Any] = {}

    def __len__(self) -> int:
        """How many segments it has."""
        return len(self._segments)

    def is_as_read(self) -> bool:
        """Whether the files of all segments are those that were read and checked."""
        return all(segment.is_as_read() for segment in self._segments)

    def parts(self) -> Iterator[tuple[int, Segment]]:
        """The segments, each with the number of its first row."""
        return zip(self.offsets[:-1].tolist(), self._segments, strict=True)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is made of these segments once, when it is first asked for."""
        found: T | None = self._once.get(key)
        if found is None:
            found = self._once[key] = make()
        return found

    def living(self, rows: Array) -> Array:
        """Those of the rows that live."""
        return rows if self.live is None else rows[self.live[rows]]

    # documents

    @cached_property
    def run_starts(self) -> Array:
        """The first row of each run, and behind the last the number of rows."""
        starts = [
            offset + np.flatnonzero(np.concatenate(([True], codes[1:] != codes[:-1])))
            for offset, segment in self.parts()
            if len(codes := cast(Texts, segment.columns["document"]).codes)
        ]
        return np.concatenate([*starts, [self.size]]).astype(np.int32)

    @cached_property
    def run_of(self) -> Array:
        """The run of each row."""
        return np.repeat(np.arange(len(self.run_starts) - 1, dtype=np.int32), np.diff(self.run_starts))

    @cached_property
    def shifts(self) -> Array | None:
        """By run, what its rows are moved by to be in the order of documents and ordinals; None where they are."""
        document = self.coded("document").codes
        if len(document) < 2 or (document[1:] > document[:-1]).all():
            return None
        order = np.argsort(document, kind="stable")
        sizes = np.diff(self.run_starts)[order]
        begins = np.empty(len(order), np.int32)
        begins[order] = np.cumsum(sizes) - sizes
        return begins - self.run_starts[:-1]

    def runs(self, found: Found) -> Array:
        """How many of the rows each run has."""
        if found.runs is not None:
            return found.runs
        if len(found.rows) < len(self.run_starts):
            return np.bincount(self.run_of[found.rows], minlength=len(self.run_starts) - 1)
        return self._count_runs(found.rows)

    def _count_runs(self, rows: Array) -> Array:
        return np.diff(np.searchsorted(rows, self.run_starts))

    def in_order(self, rows: Array) -> Array:
        """What rows of one score are ordered by."""
        return rows if self.shifts is None else rows + self.shifts[self.run_of[rows]]

    # columns

    def hits(self, rows: Array, scores: Array) -> tuple[EngineHit, ...]:
        """These rows as hits."""
        at = rows.astype(np.intp)  # numpy takes at these several times as fast as at others
        passages = map(bytes.decode, self._passages(at))
        documents = map(self._documents.__getitem__, self.run_of[at].tolist())
        return tuple(map(_hit, zip(passages, documents, scores.tolist(), strict=True)))

    def _passages(self, rows: Array) -> list[bytes]:
        ids = self._ids
        if len(ids) == 1:
            return ids[0][rows].tolist()
        numbers = np.searchsorted(self.offsets, rows, "right") - 1
        within = (rows - self.offsets[numbers]).tolist()
        return [ids[number][row] for number, row in zip(numbers.tolist(), within, strict=True)]

    @cached_property
    def _ids(self) -> list[Array]:
        """The ids of the passages of each segment."""
        return [cast(Ids, segment.columns["passage"]).texts for segment in self._segments]

    @cached_property
    def _documents(self) -> list[str]:
        """The id of each run's document."""
        column = self.coded("document")
        return [column.texts[code] for code in column.codes.tolist()]

    def numbers(self, name: str) -> Array:
        """A column of numbers: by row for what belongs to a passage, else by run."""

        def joined() -> Array:
            columns = [segment.columns[name] for segment in self._segments]
            parts = [column.numbers.astype(np.int32) for column in columns if isinstance(column, Numbers)]
            rows = np.concatenate(parts or [np.empty(0, np.int32)])
            return rows if name in OF_PASSAGES else rows[self.run_starts[:-1]]

        return self.once(("column", name), joined)

    @cached_property
    def ordinals(self) -> Array:
        """The place of each row in its document."""
        return self.numbers("ordinal")

    def coded(self, name: str) -> Coded:
        """A column of texts: by row for what belongs to a passage, else by run."""
        return self.once(("column", name), lambda: self._code(name))

    def _code(self, name: str) -> Coded:
        columns = [cast(Texts, segment.columns[name]) for segment in self._segments]
        if len(columns) == 1:
            texts, codes = columns[0].texts, columns[0].codes.astype(np.int32)
        else:
            held, numbers = union([column.values for column in columns])
            texts = [text.decode() for text in held]
            parts = [number.astype(np.int32)[column.codes] for number, column in zip(numbers, columns, strict=True)]
            codes = np.concatenate(parts or [np.empty(0, np.int32)])
        return Coded(texts, codes if name in OF_PASSAGES else codes[self.run_starts[:-1]])
