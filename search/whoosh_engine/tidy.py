"""Merging segments beside everybody else: readers and writers go on, and no commit of theirs is lost.

The new segment is made without the write lock, under a name that no sweep looks at. Then, with the lock, it takes the
places of those it was made of, less what was deleted there meanwhile. Of several processes one merges at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from search.whoosh_engine import storage
from search.whoosh_engine.codec.codec import Segment
from search.whoosh_engine.segments.arrays import Array
from search.whoosh_engine.segments.merge import merge
from search.whoosh_engine.tiers import Size, choose

_UNFINISHED = "unfinished_"
_PATIENCE = 60.0  # seconds to wait for a writer


def tidy(folder: Path) -> None:
    """Merge as long as there is something worth merging; nothing, where another process is at it."""
    lock = storage.Storage(str(folder)).lock(storage.MERGE_LOCK)
    if not lock.acquire():
        return
    try:
        for left in folder.glob(f"{_UNFINISHED}*"):  # by a process that ended in the middle
            left.unlink(missing_ok=True)
        while _merge_some(folder):
            pass
    finally:
        lock.release()


def _merge_some(folder: Path) -> bool:
    """Whether some segments became one."""
    chosen = storage.opened(folder, lambda number: _choose(folder, storage.contents(folder, number)))
    if not chosen:
        return False
    new = Segment(storage.NAME)
    unfinished = folder / f"{_UNFINISHED}{new.segid}"
    try:
        with storage.damage_told():
            parts = [(storage.opened_segment(folder, old), old.live()) for old in chosen]
            moved = merge(unfinished, parts)
        new.size = sum(int(np.count_nonzero(live)) for _, live in parts)
        storage.sync_all(unfinished)
        return _replace(folder, chosen, moved, new, unfinished)
    finally:
        for left in folder.glob(f"{unfinished.name}.*"):
            left.unlink(missing_ok=True)


def _choose(folder: Path, segments: Sequence[Segment]) -> list[Segment]:
    sizes = []
    for segment in segments:
        lengths, live = storage.opened_segment(folder, segment).lengths, segment.live()
        sizes.append(Size(words=int(lengths[live].sum()), deleted=1 - float(live.mean())))
    return [segments[number] for number in choose(sizes) or ()]


def _replace(folder: Path, chosen: Sequence[Segment], moved: Sequence[Array], new: Segment, unfinished: Path) -> bool:
    """Put the new segment in the places of those it was made of; False where another writer took these away."""
    lock = storage.Storage(str(folder)).lock(storage.LOCK)
    storage.acquire(lock, _PATIENCE)
    try:
        with storage.damage_told():
            found = storage.generations(folder)
            made_from, now = storage.manifest(folder, found[-1]), storage.contents(folder, found[-1])
        by_id = {segment.segment_id(): segment for segment in now}
        if not all(old.segment_id() in by_id for old in chosen):
            return False
        for old, rows in zip(chosen, moved, strict=True):
            deleted = rows[~by_id.pop(old.segment_id()).live()]
            new.delete(deleted[deleted >= 0])
        path = storage.segment_path(folder, new)
        for file in folder.glob(f"{unfinished.name}.*"):
            file.rename(path.with_suffix(file.suffix))
        segments = [*by_id.values(), *([new] if new.doc_count() else ())]
        storage.publish(folder, found[-1] + 1, segments, made_from, [])
        storage.sweep(folder)
        return True
    finally:
        lock.release()
