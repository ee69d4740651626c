"""The files of one segment: named arrays, written in one go or in pieces, mapped when read, each with a checksum.

A segment `S` is `S.arrays`, which holds the small arrays and the table of all, and one file for each array that was
written in pieces, `S.NAME`. Numbers are little-endian. The table's layout is what FORMAT counts.
"""

from __future__ import annotations

import json
import mmap
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
FORMAT = 1
TABLE = ".arrays"
_HEAD = 16  # bytes: the magic word, the table's length
_MAGIC = b"CTCSTARR"
_ALIGN = 64


class DamagedFile(ValueError):
    """The bytes of a file are not those that were written."""


class _Piece(NamedTuple):
    """Where an array is: in the file NAME (empty for the table's own), from `at` on."""

    file: str
    dtype: str
    count: int
    at: int
    checksum: int


class Writer:
    """Writes the files of the segment at `path` (a path without suffix); `close` completes them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: dict[str, tuple[BinaryIO, np.dtype[Any], int, int]] = {}

    def append(self, name: str, values: Array) -> None:
        """Add to an array that has a file of its own; all pieces are of the first one's type."""
        file, dtype, count, checksum = self._open.get(name) or (
            self._path.with_suffix(f".{name}").open("wb"), values.dtype, 0, 0,
        )  # fmt: skip
        data = np.ascontiguousarray(values, dtype).data
        file.write(data)
        self._open[name] = file, dtype, count + len(values), zlib.crc32(data, checksum)

    def close(self, arrays: Mapping[str, Array], facts: Mapping[str, Any]) -> None:
        """Write the small arrays and the table, in which `facts` (JSON values) stand too."""
        table: dict[str, _Piece] = {}
        for name, (file, dtype, count, checksum) in self._open.items():
            file.close()
            table[name] = _Piece(name, dtype.str, count, 0, checksum)
        at = 0
        for name, values in arrays.items():
            table[name] = _Piece("", values.dtype.str, len(values), at, zlib.crc32(np.ascontiguousarray(values).data))
            at += _aligned(values.nbytes)
        head = json.dumps({"format": FORMAT, "facts": facts, "arrays": table}).encode()
        with self._path.with_suffix(TABLE).open("wb") as file:
            file.write(_MAGIC + len(head).to_bytes(8, "little"))
            file.write(head + zlib.crc32(head).to_bytes(4, "little"))
            file.write(bytes(_aligned(file.tell()) - file.tell()))
            for values in arrays.values():
                file.write(np.ascontiguousarray(values).data)
                file.write(bytes(_aligned(values.nbytes) - values.nbytes))

    def abandon(self) -> None:
        """Close what is open; the files are for the caller to delete."""
        for file, *_ in self._open.values():
            file.close()


def read(path: Path) -> tuple[dict[str, Array], dict[str, Any]]:
    """The arrays of the segment at `path`, mapped, and its facts. DamagedFile where a byte is not as it was written."""
    data = _mapped(path.with_suffix(TABLE))
    length = int.from_bytes(data[8:_HEAD], "little")
    head = data[_HEAD : _HEAD + length]
    if data[:8] != _MAGIC or zlib.crc32(head) != int.from_bytes(data[_HEAD + length : _HEAD + length + 4], "little"):
        raise DamagedFile(f"{path.name}{TABLE}: no table of arrays")
    table = json.loads(bytes(head))
    if table["format"] != FORMAT:
        raise DamagedFile(f"{path.name}{TABLE}: format {table['format']}, not {FORMAT}")
    files: dict[str, Any] = {"": data[_aligned(_HEAD + length + 4) :]}
    arrays: dict[str, Array] = {}
    for name, piece in ((name, _Piece(*piece)) for name, piece in table["arrays"].items()):
        if piece.file not in files:
            files[piece.file] = _mapped(path.with_suffix(f".{piece.file}"))
        dtype = np.dtype(piece.dtype)
        part = files[piece.file][piece.at : piece.at + piece.count * dtype.itemsize]
        if zlib.crc32(part) != piece.checksum:
            raise DamagedFile(f"{path.name}: the array {name} is damaged")
        arrays[name] = np.frombuffer(part, dtype)
    return arrays, table["facts"]


def narrow(values: Array | Iterable[int]) -> Array:
    """Numbers that are not negative, in the smallest type that holds them all."""
    wide = np.asarray(values if isinstance(values, np.ndarray) else list(values), np.uint64)
    return wide.astype(np.min_scalar_type(int(wide.max(initial=0))))


def _aligned(size: int) -> int:
    return -(-size // _ALIGN) * _ALIGN


def _mapped(path: Path) -> memoryview:
    with path.open("rb") as file:
        if path.stat().st_size == 0:
            return memoryview(b"")
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
