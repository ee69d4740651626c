"""What Whoosh is told of our segments: its `Codec` over mapped arrays."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from whoosh.codec import base
from whoosh.filedb.filestore import FileStorage, StorageError

from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.segment import segment_at
from search.whoosh_engine.index.manifest import SegmentEntry
from search.whoosh_engine.whoosh_codec.documents import PerDocumentReader
from search.whoosh_engine.whoosh_codec.terms import TermsReader
from search.whoosh_engine.whoosh_codec.writing import FieldWriter, PerDocumentWriter


class Codec(base.Codec):
    """Writes and reads segments of `fields.whoosh_schema()`, in the folder of a FileStorage."""

    length_stats = False  # a doc's length is written with its words; no reader is needed before they are

    def __init__(self) -> None:
        self._begun: dict[str, PerDocumentWriter] = {}  # by segment: what its field writer will complete

    def per_document_writer(self, storage: FileStorage, segment: Segment) -> PerDocumentWriter:
        writer = self._begun[segment.segment_id()] = PerDocumentWriter()
        return writer

    def field_writer(self, storage: FileStorage, segment: Segment) -> FieldWriter:
        return FieldWriter(_path(storage, segment), self._begun.pop(segment.segment_id()))

    def per_document_reader(self, storage: FileStorage, segment: Segment) -> PerDocumentReader:
        return PerDocumentReader(segment, segment_at(_path(storage, segment)))

    def terms_reader(self, storage: FileStorage, segment: Segment) -> TermsReader:
        return TermsReader(segment_at(_path(storage, segment)))

    def new_segment(self, storage: FileStorage, indexname: str) -> Segment:
        return Segment(indexname)


def _path(storage: FileStorage, segment: Segment) -> Path:
    if not isinstance(storage, FileStorage):
        raise StorageError(f"a segment is mapped from files in a folder; {storage!r} has none")
    return Path(storage.folder) / segment.segment_id()


class Segment(base.Segment):
    """A segment by name, as the table of contents keeps it: how many docs it has, and which are deleted."""

    def __init__(self, indexname: str, size: int = 0) -> None:
        self.indexname = indexname
        self.segid = uuid.uuid4().hex[:16]  # Whoosh draws from the global random numbers, which two processes may share
        self.compound = False
        self.size = size
        self.deleted = b""  # a bit for each doc, none where no doc is deleted

    @classmethod
    def of(cls, entry: SegmentEntry, indexname: str) -> Segment:
        """The segment that an entry of our manifest names."""
        made = cls(indexname, entry.size)
        made.segid, made.deleted = entry.name.removeprefix(f"{indexname}_"), entry.deleted
        return made

    def codec(self) -> Codec:
        return Codec()

    def should_assemble(self) -> bool:
        return False

    def set_doc_count(self, doccount: int) -> None:
        self.size = doccount

    def doc_count_all(self) -> int:
        return self.size

    def live(self) -> Array:
        """Which docs live, as booleans."""
        return SegmentEntry(self.segment_id(), self.size, 0, self.deleted).live()

    def deleted_count(self) -> int:
        return self.size - int(np.count_nonzero(self.live()))

    def deleted_docs(self) -> Iterator[int]:
        return iter(np.flatnonzero(~self.live()).tolist())

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        live = self.live()
        live[docnum] = not delete
        self.deleted = b"" if live.all() else np.packbits(~live).tobytes()

    def is_deleted(self, docnum: int) -> bool:
        return bool(self.deleted) and bool(self.deleted[docnum >> 3] >> (7 - (docnum & 7)) & 1)
