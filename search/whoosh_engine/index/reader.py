"""The segments of an index as one: which docs live, whose they are, where terms are, what belongs to each doc.

A doc is a passage; docs are numbered through the segments. Its parent is its document, whose docs stand one after the
other: what belongs to a document is kept by parent, what belongs to a passage by doc.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache, partial
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np

from search.whoosh_engine import tuning
from search.whoosh_engine.format.bm25 import norms
from search.whoosh_engine.format.columns import Ids, Numbers, Texts
from search.whoosh_engine.format.container import stretches
from search.whoosh_engine.format.postings import PostingsReader
from search.whoosh_engine.format.schema import OF_PASSAGES
from search.whoosh_engine.format.segment import Segment
from search.whoosh_engine.format.term_dictionary import union
from search.whoosh_engine.format.types import Counts, DocIds, Mask, Ordinals, Places, PositionKeys, Scores, TextField

T = TypeVar("T")


class OrdinalColumn(NamedTuple):
    """A column of texts through all segments: the distinct texts, sorted, and the ordinal of each doc's or parent's."""

    texts: list[str]
    ordinals: Ordinals


class Place(NamedTuple):
    """Where a term is: its number in the dictionary of each segment, -1 where it is in none; and in how many docs."""

    numbers: tuple[int, ...]
    doc_freq: int


class IndexReader:
    """Segments, and which docs of each live. It never changes, keeps what it has joined, and is shared by threads."""

    def __init__(self, segments: Sequence[tuple[Segment, Mask]]) -> None:
        self._segments = [segment for segment, _ in segments]
        sizes = [segment.size for segment in self._segments]
        self.offsets = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
        self.size = int(self.offsets[-1])
        live = np.concatenate([live for _, live in segments] or [np.empty(0, bool)])
        self.live: Mask | None = None if live.all() else live  # None: every doc
        self.count = int(np.count_nonzero(live))
        lengths = [segment.lengths.astype(np.uint16) for segment in self._segments]
        self.lengths = np.concatenate([np.empty(0, np.uint16), *lengths])  # how many words each doc has
        average = np.float32(self.lengths.mean()) if self.lengths.any() else np.float32(1)
        longest = int(self.lengths.max(initial=1))
        self.norm_of: Scores = norms(np.arange(longest + 1), average)  # by length
        self.position_bits = longest.bit_length()
        self.place = lru_cache(tuning.LOOKED_UP)(partial(_place, self._segments))
        self._once: dict[Hashable, Any] = {}

    def __len__(self) -> int:
        """How many segments it has."""
        return len(self._segments)

    def is_as_read(self) -> bool:
        """Whether the files of all segments are those that were read and checked."""
        return all(segment.is_as_read() for segment in self._segments)

    def segments(self) -> Iterator[tuple[int, Segment]]:
        """The segments, each with the number of its first doc."""
        return zip(self.offsets[:-1].tolist(), self._segments, strict=True)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is made of these segments once, when it is first asked for."""
        found: T | None = self._once.get(key)
        if found is None:
            found = self._once[key] = make()
        return found

    def living(self, docs: DocIds) -> DocIds:
        """Those of the docs that live."""
        return docs if self.live is None else docs[self.live[docs]]

    @cached_property
    def norms(self) -> Scores:
        """The norm of each doc."""
        return self.norm_of[self.lengths]

    # parents

    @cached_property
    def parent_starts(self) -> DocIds:
        """The first doc of each parent, and behind the last the number of docs."""
        starts = [
            offset + np.flatnonzero(np.concatenate(([True], of[1:] != of[:-1])))
            for offset, segment in self.segments()
            if len(of := cast(Texts, segment.columns["document"]).ordinals)
        ]
        return np.concatenate([*starts, [self.size]]).astype(np.int32)

    @cached_property
    def parent_of(self) -> Ordinals:
        """The parent of each doc."""
        return np.repeat(np.arange(len(self.parent_starts) - 1, dtype=np.int32), np.diff(self.parent_starts))

    def count_by_parent(self, docs: DocIds) -> Counts:
        """How many of the docs each parent has."""
        if len(docs) < len(self.parent_starts):
            return np.bincount(self.parent_of[docs], minlength=len(self.parent_starts) - 1)
        return np.diff(np.searchsorted(docs, self.parent_starts))

    @cached_property
    def _shifts(self) -> Ordinals | None:
        """By parent, what its docs are moved by to be in the order of documents and ordinals; None where they are."""
        document = self.column("document").ordinals
        if len(document) < 2 or (document[1:] > document[:-1]).all():
            return None
        order = np.argsort(document, kind="stable")
        sizes = np.diff(self.parent_starts)[order]
        begins = np.empty(len(order), np.int32)
        begins[order] = np.cumsum(sizes) - sizes
        return begins - self.parent_starts[:-1]

    def in_order(self, docs: DocIds) -> Ordinals:
        """What docs of one score are ordered by: their document, then their place in it."""
        return docs if self._shifts is None else docs + self._shifts[self.parent_of[docs]]

    def docs_of(self, documents: Iterable[str]) -> DocIds:
        """The live docs of some documents."""
        held = self.column("document")
        places = ((bisect_left(held.texts, document), document) for document in documents)
        numbers = [at for at, document in places if held.texts[at : at + 1] == [document]]
        parents = np.flatnonzero(np.isin(held.ordinals, numbers))
        docs = stretches(self.parent_starts[parents], np.diff(self.parent_starts)[parents])
        return self.living(docs.astype(np.int32))

    # terms

    def occurrences(self, stem: str) -> int:
        """How often a stem stands in all docs, in deleted ones too."""
        places = zip(self._segments, self.place("stem", stem).numbers, strict=True)
        return sum(segment.words.occurrence_count(number) for segment, number in places if number >= 0)

    def doc_freq(self, field: TextField, text: str) -> int:
        """In how many docs a term is, deleted ones included."""
        return self.place(field, text).doc_freq

    def postings(self, field: TextField, text: str) -> tuple[DocIds, Counts]:
        """The docs of a term, deleted ones included, and how often it is in each."""
        parts = []
        for (offset, segment), number in zip(self.segments(), self.place(field, text).numbers, strict=True):
            if number >= 0:
                docs, counts = segment.words.counted(field, number)
                parts.append((docs + np.int32(offset) if offset else docs, counts))
        return _joined(parts)

    def postings_at(self, field: TextField, text: str, docs: DocIds) -> tuple[Places, Counts]:
        """Which of a few docs, ascending, have a term (their places among them), and how often it is in each."""
        parts = []
        for begin, local, words, number in self._within(field, text, docs):
            which, counts = words.counted_in(field, number, local)
            parts.append((which + begin, counts))
        return _joined(parts)

    def _within(self, field: TextField, text: str, docs: DocIds) -> Iterator[tuple[int, DocIds, PostingsReader, int]]:
        """The segments that know a term and have some of these docs: where the docs begin that it has, these as it
        numbers them, its words, and the number of the term."""
        edges = np.searchsorted(docs, self.offsets).tolist()
        parts = zip(self.segments(), self.place(field, text).numbers, pairwise(edges), strict=True)
        for (offset, segment), number, (begin, end) in parts:
            if begin < end and number >= 0:
                yield begin, docs[begin:end] - np.int32(offset), segment.words, number

    def positions(self, field: TextField, text: str) -> PositionKeys:
        """Where a term stands, in deleted docs too, ascending: the doc of each occurrence, and its position in the
        lowest `position_bits`."""
        parts: list[PositionKeys] = [np.empty(0, self._key_type)]
        for (offset, segment), number in zip(self.segments(), self.place(field, text).numbers, strict=True):
            if number >= 0:
                docs, positions = segment.words.occurrences(field, number)
                parts.append(self._keys(docs + np.int32(offset), positions))
        return np.concatenate(parts) if len(parts) > 2 else parts[-1]

    def positions_in(self, field: TextField, text: str, docs: DocIds) -> PositionKeys:
        """Those of the `positions` of a term that are in a few docs, ascending."""
        parts = []
        for begin, local, words, number in self._within(field, text, docs):
            which, positions = words.occurrences_in(field, number, local)
            parts.append((which + begin, positions))
        which, positions = _joined(parts)
        return self._keys(docs[which], positions)

    @property
    def _key_type(self) -> type[np.uint32 | np.uint64]:
        return np.uint32 if self.size << self.position_bits < 1 << 32 else np.uint64

    def _keys(self, docs: DocIds, positions: Counts) -> PositionKeys:
        keys: PositionKeys = docs.astype(self._key_type)
        keys <<= self._key_type(self.position_bits)
        keys |= positions.astype(self._key_type)
        return keys

    # columns

    def passage_ids(self, docs: DocIds) -> list[str]:
        """The ids of these docs."""
        at = docs.astype(np.intp)  # numpy takes at these several times as fast as at others
        ids = self._ids
        if len(ids) == 1:
            return [id.decode() for id in ids[0][at].tolist()]
        numbers = np.searchsorted(self.offsets, at, "right") - 1
        within = (at - self.offsets[numbers]).tolist()
        return [ids[number][doc].decode() for number, doc in zip(numbers.tolist(), within, strict=True)]

    @cached_property
    def _ids(self) -> list[Any]:
        return [cast(Ids, segment.columns["passage"]).texts for segment in self._segments]

    @cached_property
    def document_ids(self) -> list[str]:
        """The id of each parent."""
        column = self.column("document")
        return [column.texts[ordinal] for ordinal in column.ordinals.tolist()]

    def numbers(self, name: str) -> Ordinals:
        """A column of numbers: by doc for what belongs to a passage, else by parent."""

        def joined() -> Ordinals:
            columns = [segment.columns[name] for segment in self._segments]
            parts = [column.numbers.astype(np.int32) for column in columns if isinstance(column, Numbers)]
            docs = np.concatenate(parts or [np.empty(0, np.int32)])
            return docs if name in OF_PASSAGES else docs[self.parent_starts[:-1]]

        return self.once(("column", name), joined)

    def column(self, name: str) -> OrdinalColumn:
        """A column of texts: by doc for what belongs to a passage, else by parent."""
        return self.once(("column", name), lambda: self._column(name))

    def _column(self, name: str) -> OrdinalColumn:
        columns = [cast(Texts, segment.columns[name]) for segment in self._segments]
        if len(columns) == 1:
            texts, ordinals = columns[0].texts, columns[0].ordinals.astype(np.int32)
        else:
            held, numbers = union([column.values for column in columns])
            texts = [text.decode() for text in held]
            parts = [number.astype(np.int32)[column.ordinals] for number, column in zip(numbers, columns, strict=True)]
            ordinals = np.concatenate(parts or [np.empty(0, np.int32)])
        return OrdinalColumn(texts, ordinals if name in OF_PASSAGES else ordinals[self.parent_starts[:-1]])


def _place(segments: Sequence[Segment], field: TextField, text: str) -> Place:
    encoded, numbers, frequency = text.encode(), [], 0
    for segment in segments:
        number = segment.words.dictionary(field).find(encoded)
        frequency += segment.words.frequency(field, number) if number >= 0 else 0
        numbers.append(number)
    return Place(tuple(numbers), frequency)


def _joined(parts: Sequence[tuple[Any, Any]]) -> tuple[Any, Any]:
    """Pairs of arrays, end to end."""
    if len(parts) == 1:
        return parts[0]
    none = np.empty(0, np.int32)
    return np.concatenate([part for part, _ in parts] or [none]), np.concatenate([part for _, part in parts] or [none])
