"""What Whoosh is told of our segments: its `Codec` over mapped arrays, which reads and does not write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from whoosh.codec import base
from whoosh.filedb.filestore import FileStorage, ReadOnlyError

from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.segment import segment_at
from search.whoosh_engine.index.manifest import SegmentEntry
from search.whoosh_engine.whoosh_codec.documents import PerDocumentReader
from search.whoosh_engine.whoosh_codec.fields import READ_ONLY
from search.whoosh_engine.whoosh_codec.terms import TermsReader


class Codec(base.Codec):
    """Reads segments in the folder of a FileStorage."""

    def per_document_reader(self, storage: FileStorage, segment: Segment) -> PerDocumentReader:
        return PerDocumentReader(segment, segment_at(_path(storage, segment)))

    def terms_reader(self, storage: FileStorage, segment: Segment) -> TermsReader:
        return TermsReader(segment_at(_path(storage, segment)))

    def new_segment(self, storage: FileStorage, indexname: str) -> Segment:
        raise ReadOnlyError(READ_ONLY)


def _path(storage: FileStorage, segment: Segment) -> Path:
    return Path(storage.folder) / segment.segment_id()


class Segment(base.Segment):
    """A segment as Whoosh's table of contents keeps it: its name, how many docs it has, and which are deleted."""

    def __init__(self, entry: SegmentEntry, indexname: str) -> None:
        self.indexname = indexname
        self.segid = entry.name.removeprefix(f"{indexname}_")
        self.compound = False
        self._size, self._deleted = entry.size, entry.deleted

    def codec(self) -> Codec:
        return Codec()

    def doc_count_all(self) -> int:
        return self._size

    def live(self) -> Array:
        """Which docs live, as booleans."""
        return SegmentEntry(self.segment_id(), self._size, 0, self._deleted).live()

    def deleted_count(self) -> int:
        return self._size - int(np.count_nonzero(self.live()))

    def deleted_docs(self) -> Iterator[int]:
        return iter(np.flatnonzero(~self.live()).tolist())

    def is_deleted(self, docnum: int) -> bool:
        # A Not of Whoosh's asks of what is behind the last, too.
        return docnum < len(self._deleted) * 8 and bool(self._deleted[docnum >> 3] >> (7 - (docnum & 7)) & 1)

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        raise ReadOnlyError(READ_ONLY)
