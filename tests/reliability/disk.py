"""A folder after a power loss: what was synced is there; of the rest, some of it, whole or cut, in any order.

A name is durable once its folder was synced after it was made or changed, and bytes once their file was; a file's
sync is not its folder's. Some crashes are kinder, as journals are: what is kept is then kept in order.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

from tests.reliability.recorder import Event

Policy = Literal["all", "nothing", "names", "bytes", "in order", "any", "holes"]
POLICIES: tuple[Policy, ...] = ("all", "nothing", "names", "bytes", "in order", "any", "holes", "any", "in order")


class _Op(NamedTuple):
    """A write at an offset, or where there are no bytes the setting of a size."""

    at: int
    data: bytes | None


@dataclass(slots=True)
class _File:
    synced: bytes = b""
    size: int = 0
    ops: list[_Op] = field(default_factory=list)

    def do(self, op: _Op) -> None:
        if op.data is not None and op.at < 0:
            op = op._replace(at=self.size)
        self.size = op.at if op.data is None else max(self.size, op.at + len(op.data))
        self.ops.append(op)

    def sync(self) -> None:
        self.synced, self.ops = _applied(self.synced, self.ops), []


def _applied(synced: bytes, ops: Iterable[_Op]) -> bytes:
    content = bytearray(synced)
    for at, data in ops:
        if data is None:
            del content[at:]
            content.extend(bytes(at - len(content)))
        else:
            content.extend(bytes(max(at + len(data) - len(content), 0)))
            content[at : at + len(data)] = data
    return bytes(content)


Names = dict[int, dict[str, int]]  # by folder: name to file or folder
_Set = tuple[int, str, int | None]  # in a folder a name stands for this, or no more for anything


@dataclass(slots=True)
class Disk:
    """The folder's files; feed it events, and ask at any time what a crash would leave."""

    files: dict[int, _File] = field(default_factory=dict)
    names: Names = field(default_factory=lambda: {0: {}})
    synced: Names = field(default_factory=lambda: {0: {}})
    changes: list[tuple[_Set, ...]] = field(default_factory=list)
    _next: int = 1

    @classmethod
    def of(cls, folder: Path) -> Disk:
        """A folder as it is, all of it synced."""
        disk = cls()
        for path in sorted(folder.rglob("*")):
            inside = str(path.relative_to(folder))
            if path.is_dir():
                disk.do(Event("mkdir", inside))
            elif path.is_file() and not inside.endswith("-shm"):
                disk.do(Event("create", inside))
                disk.do(Event("write", inside, path.read_bytes()))
        for file in disk.files.values():
            file.sync()
        for change in disk.changes:
            _set(disk.synced, change)
        disk.changes = []
        return disk

    def _place(self, path: str) -> tuple[int, str]:
        *folders, name = path.split("/")
        at = 0
        for folder in folders:
            at = self.names[at][folder]
        return at, name

    def _id(self, path: str) -> int | None:
        if not path:
            return 0
        at, name = self._place(path)
        return self.names[at].get(name)

    def do(self, event: Event) -> None:
        """One event more."""
        kind, path = event.kind, event.path
        if kind == "said":
            return
        here = self._id(path)
        if kind == "sync":
            if here in self.files:
                self.files[here].sync()
            elif here is not None:
                self._sync_folder(here)
        elif kind in ("write", "truncate"):
            if here is not None:
                self.files[here].do(_Op(event.at, event.data if kind == "write" else None))
        elif kind in ("create", "mkdir"):
            if here is None:
                self._change((*self._place(path), self._new(is_file=kind == "create")))
        elif kind in ("unlink", "rmdir"):
            self._change((*self._place(path), None))
        elif kind == "link":
            self._change((*self._place(event.to), here))
        else:
            self._change((*self._place(event.to), here), (*self._place(path), None))

    def _new(self, *, is_file: bool) -> int:
        id = self._next
        self._next += 1
        if is_file:
            self.files[id] = _File()
        else:
            self.names[id] = {}
            self.synced[id] = {}
        return id

    def _change(self, *sets: _Set) -> None:
        _set(self.names, sets)
        self.changes.append(sets)

    def _sync_folder(self, folder: int) -> None:
        left = []
        for change in self.changes:
            if any(at == folder for at, _, _ in change):
                _set(self.synced, change)
            else:
                left.append(change)
        self.changes = left

    def crashed(self, chance: random.Random, policy: Policy) -> dict[str, bytes | None]:
        """The files that are left, by path; None for a folder."""
        names = {folder: dict(inside) for folder, inside in self.synced.items()}
        for change in _kept(self.changes, chance, policy, whole=policy in ("all", "names", "holes")):
            _set(names, change)
        found: dict[str, bytes | None] = {}
        self._walk(0, "", names, chance, policy, found)
        return found

    def _walk(
        self,
        folder: int,
        path: str,
        names: Names,
        chance: random.Random,
        policy: Policy,
        found: dict[str, bytes | None],
    ) -> None:
        for name, id in names[folder].items():
            if id in names:
                found[path + name] = None
                self._walk(id, f"{path}{name}/", names, chance, policy, found)
            else:
                found[path + name] = self._left(self.files[id], chance, policy)

    def _left(self, file: _File, chance: random.Random, policy: Policy) -> bytes:
        if policy == "holes":  # the size is kept, and the bytes are not
            kept = [op for op in file.ops if op.data is None or op.at >= len(file.synced)]
            return _applied(file.synced, [op if op.data is None else _Op(op.at, bytes(len(op.data))) for op in kept])
        ops = _kept(file.ops, chance, policy, whole=policy in ("all", "bytes"))
        if ops and ops[-1].data and policy in ("in order", "any") and chance.random() < 0.5:
            data = ops[-1].data
            cut = chance.randrange(len(data) + 1)
            ops[-1] = ops[-1]._replace(data=data[: cut if chance.random() < 0.5 else cut // 512 * 512])
        return _applied(file.synced, ops)


def _set(names: Names, change: tuple[_Set, ...]) -> None:
    for folder, name, id in change:
        if id is None:
            names[folder].pop(name, None)
        else:
            names[folder][name] = id


def _kept(ops: list[Any], chance: random.Random, policy: Policy, *, whole: bool) -> list[Any]:
    """Those of the unsynced that reached the disk."""
    if whole:
        return list(ops)
    if policy == "in order":
        return ops[: chance.randrange(len(ops) + 1)]
    if policy == "any":
        share = chance.choice((0.2, 0.5, 0.8))
        return [op for op in ops if chance.random() < share]
    return []


def write(files: dict[str, bytes | None], folder: Path) -> None:
    """Put the files that are left into a folder."""
    folder.mkdir(parents=True)
    for path, data in files.items():
        if data is None:
            (folder / path).mkdir(mode=0o700)
        else:
            (folder / path).write_bytes(data)
