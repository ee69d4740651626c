"""One segment, open: its words, its columns, and which of its docs are deleted."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import cast
from weakref import WeakValueDictionary

from search.whoosh_engine.format import columns, container as files
from search.whoosh_engine.format.columns import Column, Numbers
from search.whoosh_engine.format.container import Array, Arrays, Stamp
from search.whoosh_engine.format.postings import PostingsReader
from search.whoosh_engine.format.schema import COLUMNS

_lock = threading.Lock()


class Segment:
    """What never changes of a segment. It may be shared by threads."""

    def __init__(self, arrays: Arrays, size: int, *, checksum: int = 0, stamps: Sequence[Stamp] = ()) -> None:
        self.checksum = checksum  # of its table
        self._stamps = stamps
        self.size = size
        self.words = PostingsReader(arrays, size)
        self.columns: dict[str, Column] = {name: columns.read(name, arrays) for name in COLUMNS}

    def is_as_read(self) -> bool:
        """Whether nobody has written to its files, or deleted them, since they were read and checked."""
        try:
            return all(Stamp.of(stamp.file) == stamp for stamp in self._stamps)
        except FileNotFoundError:
            return False

    @property
    def lengths(self) -> Array:
        """How many words each doc has."""
        return cast(Numbers, self.columns["length"]).numbers


# As long as anyone uses them: their files, which may be deleted meanwhile, are let go with them.
_open: WeakValueDictionary[Path, Segment] = WeakValueDictionary()


def segment_at(path: Path) -> Segment:
    """The segment whose files are at `path` (a path without suffix), read and checked when it is first asked for."""
    with _lock:
        found = _open.get(path)
        if found is None or not found.is_as_read():
            stamps = files.stamps(path)  # before they are read
            found = _open[path] = Segment(*files.read(path), checksum=files.checksum(path), stamps=stamps)
        return found
