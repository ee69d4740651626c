"""Merging segments beside everybody else: readers and writers go on, and no commit of theirs is lost.

The new segment is made without the write lock, under a name that no sweep looks at. Then, with the lock, it takes the
places of those it was made of, less what was deleted there meanwhile. Of several processes one merges at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from search.whoosh_engine.format.container import Array, checksum
from search.whoosh_engine.format.merge import merge
from search.whoosh_engine.index import manifest as manifests
from search.whoosh_engine.index.manifest import Manifest, SegmentEntry
from search.whoosh_engine.write import commit
from search.whoosh_engine.write.merge_policy import Size, choose
from search.whoosh_engine.write.writer import new_segment

_UNFINISHED = "unfinished_"
_PATIENCE = 60.0  # seconds to wait for a writer


def tidy(folder: Path) -> None:
    """Merge as long as there is something worth merging; nothing, where another process is at it."""
    if manifests.is_empty(folder):
        return
    lock = commit.lock(folder, commit.MERGE_LOCK)
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
    chosen = manifests.opened(folder, lambda manifest: _choose(folder, manifest.segments))
    if not chosen:
        return False
    path = new_segment(folder)
    unfinished = folder / f"{_UNFINISHED}{path.name}"
    try:
        with manifests.damage_told():
            parts = [(manifests.opened_segment(folder, old), old.live()) for old in chosen]
            moved = merge(unfinished, parts)
        size = sum(int(np.count_nonzero(live)) for _, live in parts)
        commit.sync_all(unfinished)
        return _replace(folder, chosen, moved, SegmentEntry(path.name, size, checksum(unfinished)), unfinished)
    finally:
        for left in folder.glob(f"{unfinished.name}.*"):
            left.unlink(missing_ok=True)


def _choose(folder: Path, segments: Sequence[SegmentEntry]) -> list[SegmentEntry]:
    sizes = []
    for segment in segments:
        lengths, live = manifests.opened_segment(folder, segment).lengths, segment.live()
        sizes.append(Size(words=int(lengths[live].sum()), deleted=1 - float(live.mean())))
    return [segments[number] for number in choose(sizes) or ()]


def _replace(
    folder: Path, chosen: Sequence[SegmentEntry], moved: Sequence[Array], new: SegmentEntry, unfinished: Path
) -> bool:
    """Put the new segment in the places of those it was made of; False where another writer took these away."""
    lock = commit.lock(folder, commit.LOCK)
    commit.acquire(lock, _PATIENCE)
    try:
        with manifests.damage_told():
            now = manifests.read(folder)
        by_name = {segment.name: segment for segment in now.segments}
        if not all(old.name in by_name for old in chosen):
            return False
        for old, docs in zip(chosen, moved, strict=True):
            deleted = docs[~by_name.pop(old.name).live()]
            new = new.without(deleted[deleted >= 0])
        for file in folder.glob(f"{unfinished.name}.*"):
            file.rename(folder / f"{new.name}{file.suffix}")
        segments = (*by_name.values(), *((new,) if new.live().any() else ()))
        made = Manifest(now.generation + 1, now.mark, segments)
        commit.publish(folder, made, [])
        commit.sweep(folder, made)
        return True
    finally:
        lock.release()
