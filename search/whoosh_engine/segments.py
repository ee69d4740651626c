"""One segment of an open index: its columns and postings as plain lists, kept while it lives."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from whoosh.reading import IndexReader

from search.whoosh_engine.schema import COLUMNS

MAX_CACHED = 64  # segments; an index has fewer than that


@dataclass(frozen=True, slots=True)
class Segment:
    """What never changes of a segment: a list for each column, and its words by frequency."""

    columns: dict[str, Sequence[Any]]
    words: dict[str, int]  # exact form: passages that have it


_cache: OrderedDict[str, Segment] = OrderedDict()
_joined: OrderedDict[tuple[str, ...], Sequence[Any]] = OrderedDict()
_lock = threading.Lock()


def segment_of(reader: IndexReader) -> Segment:
    """The lists of a segment, made when it is first asked for."""
    name = reader.segment().segment_id()
    with _lock:
        if found := _cache.get(name):
            _cache.move_to_end(name)
            return found
        made = _read(reader)
        _cache[name] = made
        if len(_cache) > MAX_CACHED:
            _cache.popitem(last=False)
        return made


def joined(readers: Sequence[IndexReader], name: str) -> Sequence[Any]:
    """The column of several segments as one list, kept for as long as they are searched together."""
    if len(readers) == 1:
        return segment_of(readers[0]).columns[name]
    key = (name, *(reader.segment().segment_id() for reader in readers))
    with _lock:
        if found := _joined.get(key):
            _joined.move_to_end(key)
            return found
    made = list(chain.from_iterable(segment_of(reader).columns[name] for reader in readers))
    with _lock:
        _joined[key] = made
        if len(_joined) > len(COLUMNS):  # those of the newest generation
            _joined.popitem(last=False)
    return made


def _read(reader: IndexReader) -> Segment:
    count = reader.doc_count_all()
    pool: dict[Any, Any] = {}  # equal values are kept once
    rows = [reader._perdoc.stored_fields(number)["row"] for number in range(count)]
    columns: dict[str, Sequence[Any]] = {
        name: [pool.setdefault(value, value) for value in values]
        for name, values in zip(COLUMNS, zip(*rows, strict=True), strict=True)
    }
    words = {text.decode(): reader.doc_frequency("exact", text) for text in reader.lexicon("exact")}
    return Segment(columns, words)


def postings(reader: IndexReader, field: str, word: str) -> Iterator[tuple[int, float, bytes]]:
    """The rows that have a word: (number, frequency, encoded positions), in order; none where it is absent."""
    text = word.encode()
    if (field, text) not in reader:
        return
    matcher = reader.postings(field, text)
    while matcher.is_active():
        yield matcher.id(), matcher.weight(), matcher.value()
        matcher.next()
