"""The files of one segment: named arrays, written in one go or in pieces, mapped when read, each file with a checksum.

A segment `S` is `S.arrays`, which holds the small arrays and the table of all, and one file for each array that was
written in pieces, `S.NAME`. Numbers are little-endian. The table's layout is what FORMAT counts.
"""

from __future__ import annotations

import json
import mmap
import os
import shutil
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from search.whoosh_engine.format.types import Places

Array = NDArray[Any]
Arrays = dict[str, Array]  # by name
Number = TypeVar("Number", bound=np.generic)
FORMAT = 3
TABLE = ".arrays"
_HEAD = 16  # bytes: the magic word, the table's length
_CHECKSUM = 4  # bytes
_MAGIC = b"CTCSTARR"
_ALIGN = 64


class DamagedFile(ValueError):
    """The bytes of a file are not those that were written."""


class _Piece(NamedTuple):
    """Where an array is: in the file NAME (empty for the table's own), from `at` on."""

    file: str
    dtype: str
    size: int
    at: int


class Writer:
    """Writes the files of the segment at `path` (a path without suffix); `close` completes them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: dict[str, tuple[BinaryIO, np.dtype[Any], int, int]] = {}

    def append(self, name: str, values: Array) -> None:
        """Add to an array that has a file of its own; all pieces are of the first one's type. Nothing makes no file."""
        if not len(values):
            return
        file, dtype, count, checksum = self._open.get(name) or (
            self._path.with_suffix(f".{name}").open("wb"), values.dtype, 0, 0,
        )  # fmt: skip
        data = np.ascontiguousarray(values, dtype).data
        file.write(data)
        self._open[name] = file, dtype, count + len(values), zlib.crc32(data, checksum)

    def share(self, old: Path) -> Arrays:
        """Take on the arrays that the segment at `old` has in files of their own, in the same files where the file
        system can have two names for one; and read its others."""
        arrays, _ = read(old)
        table, _ = _table(old)
        for name, piece in ((name, _Piece(*piece)) for name, piece in table["arrays"].items()):
            if not piece.file:
                continue
            path = self._path.with_suffix(f".{name}")
            try:
                path.hardlink_to(old.with_suffix(f".{name}"))
            except OSError:
                shutil.copyfile(old.with_suffix(f".{name}"), path)
            self._open[name] = path.open("rb"), np.dtype(piece.dtype), piece.size, table["checksums"][name]
            del arrays[name]
        return arrays

    def close(self, arrays: Mapping[str, Array], size: int) -> None:
        """Write the small arrays and the table, in which it stands too how many docs the segment has."""
        pieces: dict[str, _Piece] = {}
        checksums = {"": 0}
        for name, (file, dtype, count, checksum) in sorted(self._open.items()):
            file.close()
            pieces[name] = _Piece(name, dtype.str, count, 0)
            checksums[name] = checksum
        at = 0
        for name, values in arrays.items():
            pieces[name] = _Piece("", values.dtype.str, len(values), at)
            at += _aligned(values.nbytes)
            for data in _padded(values):
                checksums[""] = zlib.crc32(data, checksums[""])
        head = json.dumps({"format": FORMAT, "size": size, "checksums": checksums, "arrays": pieces}).encode()
        head = head.ljust(_aligned(_HEAD + len(head) + _CHECKSUM) - _HEAD - _CHECKSUM)
        with self._path.with_suffix(TABLE).open("wb") as file:
            file.write(_MAGIC + len(head).to_bytes(8, "little"))
            file.write(head + zlib.crc32(head).to_bytes(_CHECKSUM, "little"))
            for values in arrays.values():
                file.writelines(_padded(values))

    def abandon(self) -> None:
        """Close what is open; the files are for the caller to delete."""
        for file, *_ in self._open.values():
            file.close()


class Stamp(NamedTuple):
    """What tells that a file was written to since: it is mapped, and what is on the disk is what is served."""

    file: str
    size: int
    modified: int  # nanoseconds

    @classmethod
    def of(cls, file: str) -> Stamp:
        """The stamp of a file as it is now; FileNotFoundError where it is gone."""
        found = os.stat(file)  # noqa: PTH116
        return cls(file, found.st_size, found.st_mtime_ns)


def stamps(path: Path) -> tuple[Stamp, ...]:
    """The stamps of the files of the segment at `path`."""
    return tuple(Stamp.of(str(file)) for file in sorted(path.parent.glob(f"{path.name}.*")))


def checksum(path: Path) -> int:
    """The checksum of the table of the segment at `path`, which has those of its files: what tells it from others."""
    with path.with_suffix(TABLE).open("rb") as file:
        file.seek(_HEAD + int.from_bytes(file.read(_HEAD)[8:], "little"))
        return int.from_bytes(file.read(_CHECKSUM), "little")


def read(path: Path) -> tuple[Arrays, int]:
    """The arrays of the segment at `path`, mapped, and how many docs it has. DamagedFile where a byte is not as it was
    written."""
    table, behind = _table(path)
    files: dict[str, memoryview] = {}
    for name, expected in table["checksums"].items():
        files[name] = _mapped(path.with_suffix(f".{name}")) if name else behind
        if zlib.crc32(files[name]) != expected:
            raise DamagedFile(f"{path.name}.{name or TABLE[1:]}: not what was written")
    arrays: Arrays = {}
    for name, piece in ((name, _Piece(*piece)) for name, piece in table["arrays"].items()):
        arrays[name] = np.frombuffer(files[piece.file], piece.dtype, piece.size, piece.at)
    return arrays, int(table["size"])


def _table(path: Path) -> tuple[dict[str, Any], memoryview]:
    """The table of the segment at `path`, and what is behind it in its file."""
    data = _mapped(path.with_suffix(TABLE))
    begin = _HEAD + int.from_bytes(data[8:_HEAD], "little")
    head, checksum = data[_HEAD:begin], data[begin : begin + _CHECKSUM]
    if data[:8] != _MAGIC or zlib.crc32(head).to_bytes(_CHECKSUM, "little") != checksum:
        raise DamagedFile(f"{path.name}{TABLE}: no table of arrays")
    table = json.loads(bytes(head))
    if table["format"] != FORMAT:
        raise DamagedFile(f"{path.name}{TABLE}: format {table['format']}, not {FORMAT}")
    return table, data[begin + _CHECKSUM :]


def narrow(values: Array | Iterable[int]) -> Array:
    """Numbers that are not negative, in the smallest type that holds them all."""
    wide = np.asarray(values if isinstance(values, np.ndarray) else list(values), np.uint64)
    return wide.astype(np.min_scalar_type(int(wide.max(initial=0))))


def fixed(values: Array, dtype: type[Number]) -> NDArray[Number]:
    """The same numbers in a type that does not depend on how large they are, not to be written to."""
    found = values.astype(dtype, copy=False)
    found.flags.writeable = False
    return found


def stretches(begins: Array, sizes: Array) -> Places:
    """The numbers begin, begin + 1 … of each stretch in turn, so many of each."""
    ends = np.cumsum(sizes, dtype=np.int64)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(begins - (ends - sizes), sizes)


def _aligned(size: int) -> int:
    return -(-size // _ALIGN) * _ALIGN


def _padded(values: Array) -> tuple[memoryview, bytes]:
    return np.ascontiguousarray(values).data, bytes(_aligned(values.nbytes) - values.nbytes)


def _mapped(path: Path) -> memoryview:
    with path.open("rb") as file:
        if path.stat().st_size == 0:
            return memoryview(b"")
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
