"""The docs of a segment as Whoosh reads them: which of them live, their columns and their lengths."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
from whoosh import columns as whoosh_columns
from whoosh.codec import base

from search.whoosh_engine.format.columns import Column
from search.whoosh_engine.format.segment import Segment
from search.whoosh_engine.whoosh_codec.fields import WORDS


class PerDocumentReader(base.PerDocumentReader):
    """The docs of a segment; `entry` is what the table of contents says of it."""

    def __init__(self, entry: base.Segment, segment: Segment) -> None:
        self._entry, self._segment = entry, segment

    def doc_count(self) -> int:
        return self._entry.doc_count()

    def doc_count_all(self) -> int:
        return self._segment.size

    def has_deletions(self) -> bool:
        return self._entry.has_deletions()

    def is_deleted(self, docnum: int) -> bool:
        return self._entry.is_deleted(docnum)

    def deleted_docs(self) -> Iterator[int]:
        return self._entry.deleted_docs()

    def supports_columns(self) -> bool:
        return True

    def has_column(self, fieldname: str) -> bool:
        return fieldname in self._segment.columns

    def list_columns(self) -> list[str]:
        return list(self._segment.columns)

    def column_reader(self, fieldname: str, column: Any) -> ColumnReader:
        return ColumnReader(self._segment.columns[fieldname], self._segment.size)

    def stored_fields(self, docnum: int) -> dict[str, str | int]:
        return {name: column[docnum] for name, column in self._segment.columns.items()}

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._segment.lengths[docnum]) if fieldname in WORDS else default

    def field_length(self, fieldname: str) -> int:
        return self._total if fieldname in WORDS else 0

    @cached_property
    def _total(self) -> int:
        return int(self._segment.lengths.sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:
        return int(self._segment.lengths.min()) if fieldname in WORDS and self._segment.size else 0

    def max_field_length(self, fieldname: str) -> int:
        return int(self._segment.lengths.max(initial=0)) if fieldname in WORDS else 0


class ColumnReader(whoosh_columns.ColumnReader):
    """A column by doc: a text as bytes, or a number."""

    def __init__(self, column: Column, size: int) -> None:
        self._column, self._doccount = column, size
        self._sign = 1

    def __getitem__(self, docnum: int) -> bytes | int:
        value = self._column[docnum]
        return value if isinstance(value, int) else value.encode()

    def sort_key(self, docnum: int) -> bytes | int:
        key = self[docnum]
        return self._sign * key if isinstance(key, int) else key

    def set_reverse(self) -> None:
        """Sort by the largest number first; texts Whoosh reverses itself."""
        self._sign = -1
