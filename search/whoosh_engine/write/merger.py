"""Merging segments beside everybody else: readers and writers go on, and no commit of theirs is lost.

The new segment is made without the write lock, under a name that no sweep looks at. Then, with the lock, it takes the
places of those it was made of, less what was deleted there meanwhile. Of several processes one merges at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from corpus.errors import EngineBusy
from search.whoosh_engine.format.container import Array, checksum
from search.whoosh_engine.format.merge import merge
from search.whoosh_engine.index import manifest as manifests
from search.whoosh_engine.index.manifest import Manifest, SegmentEntry
from search.whoosh_engine.write import commit, lock
from search.whoosh_engine.write.commit import OnCommit
from search.whoosh_engine.write.merge_policy import Size, choose
from search.whoosh_engine.write.writer import new_segment

_UNFINISHED = "unfinished_"
_PATIENCE = 60.0  # seconds to wait for a writer


def run(folder: Path, on_commit: OnCommit) -> None:
    """Merge as long as there is something worth merging; nothing, where another process is at it."""
    if manifests.is_empty(folder):
        return
    with ExitStack() as held:
        try:
            held.enter_context(lock.locked(folder, lock.MERGE, timeout=0))
        except EngineBusy:
            return
        for left in folder.glob(f"{_UNFINISHED}*"):  # by a process that ended in the middle
            left.unlink(missing_ok=True)
        while _merge_some(folder, on_commit):
            pass


def _merge_some(folder: Path, on_commit: OnCommit) -> bool:
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
        new = SegmentEntry(path.name, size, checksum(unfinished))
        with lock.locked(folder, lock.WRITE, _PATIENCE):
            made = _replaced(folder, chosen, moved, new)
            if not made:
                return False
            for file in folder.glob(f"{unfinished.name}.*"):
                file.rename(folder / f"{new.name}{file.suffix}")
            commit.publish(folder, made, [], on_commit)
            commit.sweep(folder, made)
        return True
    finally:
        for left in folder.glob(f"{unfinished.name}.*"):
            left.unlink(missing_ok=True)


def _choose(folder: Path, segments: Sequence[SegmentEntry]) -> list[SegmentEntry]:
    sizes = []
    for segment in segments:
        lengths, live = manifests.opened_segment(folder, segment).lengths, segment.live()
        sizes.append(Size(words=int(lengths[live].sum()), deleted=1 - float(live.mean())))
    return [segments[number] for number in choose(sizes) or ()]


def _replaced(
    folder: Path, chosen: Sequence[SegmentEntry], moved: Sequence[Array], new: SegmentEntry
) -> Manifest | None:
    """The generation that has the new segment in the places of those it was made of; None where another writer took
    these away."""
    with manifests.damage_told():
        now = manifests.read(folder)
    by_name = {segment.name: segment for segment in now.segments}
    if not all(old.name in by_name for old in chosen):
        return None
    for old, docs in zip(chosen, moved, strict=True):
        deleted = docs[~by_name.pop(old.name).live()]
        new = new.without(deleted[deleted >= 0])
    return Manifest(now.generation + 1, now.mark, (*by_name.values(), *((new,) if new.live().any() else ())))
