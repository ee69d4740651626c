"""The docs of all segments of an index as one: which of them live, whose they are, and what belongs to each.

Rows are numbered through the segments. A *run* is the docs of one document, one after the other: what belongs to a
document is kept by run, what belongs to a passage by doc.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, TypeVar, cast

import numpy as np

from search.engine import EngineHit
from search.whoosh_engine.exec.docset import DocSet
from search.whoosh_engine.format.columns import Ids, Numbers, Texts
from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.schema import OF_PASSAGES
from search.whoosh_engine.format.segment import Segment
from search.whoosh_engine.format.term_dictionary import union

T = TypeVar("T")
_hit: Callable[[tuple[str, str, float]], EngineHit] = partial(tuple.__new__, EngineHit)  # half the time of _make


@dataclass(frozen=True, slots=True)
class OrdinalColumn:
    """A column of texts through all segments: the distinct texts, sorted, and the number of each doc's or run's."""

    texts: list[str]
    codes: Array


class Rows:
    """Segments, and which docs of each live. It never changes and is shared by threads."""

    def __init__(self, segments: Sequence[tuple[Segment, Array]]) -> None:
        self._segments = [segment for segment, _ in segments]
        sizes = [segment.size for segment in self._segments]
        self.offsets = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
        self.size = int(self.offsets[-1])
        live = np.concatenate([live for _, live in segments] or [np.empty(0, bool)])
        self.live = None if live.all() else live  # None: every doc
        self.count = int(np.count_nonzero(live))
        self._once: dict[Hashable, Any] = {}

    def __len__(self) -> int:
        """How many segments it has."""
        return len(self._segments)

    def is_as_read(self) -> bool:
        """Whether the files of all segments are those that were read and checked."""
        return all(segment.is_as_read() for segment in self._segments)

    def parts(self) -> Iterator[tuple[int, Segment]]:
        """The segments, each with the number of its first doc."""
        return zip(self.offsets[:-1].tolist(), self._segments, strict=True)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is made of these segments once, when it is first asked for."""
        found: T | None = self._once.get(key)
        if found is None:
            found = self._once[key] = make()
        return found

    def living(self, docs: Array) -> Array:
        """Those of the docs that live."""
        return docs if self.live is None else docs[self.live[docs]]

    # documents

    @cached_property
    def parent_starts(self) -> Array:
        """The first doc of each run, and behind the last the number of docs."""
        starts = [
            offset + np.flatnonzero(np.concatenate(([True], codes[1:] != codes[:-1])))
            for offset, segment in self.parts()
            if len(codes := cast(Texts, segment.columns["document"]).codes)
        ]
        return np.concatenate([*starts, [self.size]]).astype(np.int32)

    @cached_property
    def parent_of(self) -> Array:
        """The run of each doc."""
        return np.repeat(np.arange(len(self.parent_starts) - 1, dtype=np.int32), np.diff(self.parent_starts))

    @cached_property
    def shifts(self) -> Array | None:
        """By run, what its docs are moved by to be in the order of documents and ordinals; None where they are."""
        document = self.coded("document").codes
        if len(document) < 2 or (document[1:] > document[:-1]).all():
            return None
        order = np.argsort(document, kind="stable")
        sizes = np.diff(self.parent_starts)[order]
        begins = np.empty(len(order), np.int32)
        begins[order] = np.cumsum(sizes) - sizes
        return begins - self.parent_starts[:-1]

    def runs(self, found: DocSet) -> Array:
        """How many of the docs each run has."""
        if found.runs is not None:
            return found.runs
        if len(found.docs) < len(self.parent_starts):
            return np.bincount(self.parent_of[found.docs], minlength=len(self.parent_starts) - 1)
        return self._count_parents(found.docs)

    def _count_parents(self, docs: Array) -> Array:
        return np.diff(np.searchsorted(docs, self.parent_starts))

    def in_order(self, docs: Array) -> Array:
        """What docs of one score are ordered by."""
        return docs if self.shifts is None else docs + self.shifts[self.parent_of[docs]]

    # columns

    def hits(self, docs: Array, scores: Array) -> tuple[EngineHit, ...]:
        """These docs as hits."""
        at = docs.astype(np.intp)  # numpy takes at these several times as fast as at others
        passages = map(bytes.decode, self._passages(at))
        documents = map(self._documents.__getitem__, self.parent_of[at].tolist())
        return tuple(map(_hit, zip(passages, documents, scores.tolist(), strict=True)))

    def _passages(self, docs: Array) -> list[bytes]:
        ids = self._ids
        if len(ids) == 1:
            return ids[0][docs].tolist()
        numbers = np.searchsorted(self.offsets, docs, "right") - 1
        within = (docs - self.offsets[numbers]).tolist()
        return [ids[number][doc] for number, doc in zip(numbers.tolist(), within, strict=True)]

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
        """A column of numbers: by doc for what belongs to a passage, else by run."""

        def joined() -> Array:
            columns = [segment.columns[name] for segment in self._segments]
            parts = [column.numbers.astype(np.int32) for column in columns if isinstance(column, Numbers)]
            docs = np.concatenate(parts or [np.empty(0, np.int32)])
            return docs if name in OF_PASSAGES else docs[self.parent_starts[:-1]]

        return self.once(("column", name), joined)

    @cached_property
    def ordinals(self) -> Array:
        """The place of each doc in its document."""
        return self.numbers("ordinal")

    def coded(self, name: str) -> OrdinalColumn:
        """A column of texts: by doc for what belongs to a passage, else by run."""
        return self.once(("column", name), lambda: self._code(name))

    def _code(self, name: str) -> OrdinalColumn:
        columns = [cast(Texts, segment.columns[name]) for segment in self._segments]
        if len(columns) == 1:
            texts, codes = columns[0].texts, columns[0].codes.astype(np.int32)
        else:
            held, numbers = union([column.values for column in columns])
            texts = [text.decode() for text in held]
            parts = [number.astype(np.int32)[column.codes] for number, column in zip(numbers, columns, strict=True)]
            codes = np.concatenate(parts or [np.empty(0, np.int32)])
        return OrdinalColumn(texts, codes if name in OF_PASSAGES else codes[self.parent_starts[:-1]])
