"""An index as kernels are given it: a row of numbers for each segment, which say where its arrays lie in memory.

So a kernel has one argument for all of them, however many it looks at. Whoever makes a row keeps its arrays alive.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numba import from_dtype, types
from numba.core.cgutils import get_record_member
from numba.extending import intrinsic
from numba.np.arrayobj import make_array, populate_array
from numpy.typing import DTypeLike, NDArray

from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.postings import PostingsReader
from search.whoosh_engine.index.reader import IndexReader

# Where what is of a stem begins, and behind the last stem where it ends.
EXTENT = np.dtype([(name, np.int64) for name in ("postings", "occurrences", "ordinals", "docs", "forms")])
_TYPES: dict[str, DTypeLike] = {
    # What never changes of a segment: see `format.postings` and `format.dense_postings`; `slots` are by stem.
    "docs": np.int32,
    "counts": np.uint8,
    "counts_wide": np.int64,
    "counts_high": np.uint8,
    "positions": np.uint8,
    "positions_wide": np.int64,
    "positions_high": np.uint8,
    "ordinals": np.uint8,
    "ordinals_wide": np.int64,
    "ordinals_high": np.uint8,
    "skips": np.int64,
    "extents": EXTENT,
    "stem_of": np.int32,
    "ordinal_of": np.int32,
    "bits": np.uint64,
    "ranks": np.uint32,
    "slots": np.int32,
    # What an index has of the segment: how long each doc is; a bit for each doc that lives, none where all do.
    "lengths": np.uint16,
    "live": np.uint64,
    # What it has of all, which is the same in each row of the table: of each length its norm.
    "norms": np.float32,
}
# A row: of each array its address and its length; the segment's first doc is the index's at `offset`.
SEGMENT = np.dtype([*((name, np.int64, 2) for name in _TYPES), ("offset", np.int64), ("size", np.int64)])
LISTED = -1  # the slot of a stem that is not dense

Row = Any  # of a table: a segment, or where a term lies in one
Table = NDArray[np.void]  # of all segments, or of terms in one
Words = NDArray[np.void]  # such tables of terms, one for each segment
_lock = threading.Lock()
_fixed: WeakKeyDictionary[PostingsReader, dict[str, Array]] = WeakKeyDictionary()


def table_of(reader: IndexReader) -> tuple[Table, list[dict[str, Array]]]:
    """The table of an index, and the arrays that it is of."""
    live = np.empty(0, bool) if reader.live is None else reader.live
    arrays, rows = [], []
    for offset, segment in reader.segments():
        own = slice(offset, offset + segment.size)
        whole = np.append(live[own], np.zeros(-len(live[own]) % 64, bool))
        bits = np.packbits(whole, bitorder="little").view(np.uint64)
        found = _of_segment(segment.words) | {"lengths": reader.lengths[own], "live": bits, "norms": reader.norm_of}
        arrays.append(found)
        rows.append((*places_of(found), offset, segment.size))
    return np.array(rows, SEGMENT), arrays


def _of_segment(words: PostingsReader) -> dict[str, Array]:
    """What never changes of a segment, which all readers share."""
    with _lock:
        if words not in _fixed:
            _fixed[words] = _arrays(words)
        return _fixed[words]


def _arrays(words: PostingsReader) -> dict[str, Array]:
    """Not the words themselves: these must not be kept alive by what is kept for them."""
    slots = np.full(len(words.stem), LISTED, np.int32)
    slots[words.dense.stems] = np.arange(len(words.dense.stems))
    extents = np.empty(len(words.forms_at), EXTENT)
    for name in EXTENT.names or ():
        extents[name] = getattr(words, f"{name}_at")
    return {
        "docs": words.listed,
        **_small("counts", words.counts.arrays),
        **_small("positions", words.positions.arrays),
        **_small("ordinals", words.ordinals.arrays),
        "skips": words.skips,
        "extents": extents,
        "stem_of": words.stem_of,
        "ordinal_of": words.ordinal_of,
        "bits": words.dense.bits,
        "ranks": words.dense.ranks,
        "slots": slots,
    }


def _small(name: str, arrays: tuple[Array, Array, Array]) -> dict[str, Array]:
    return dict(zip((name, f"{name}_wide", f"{name}_high"), arrays, strict=True))


def places_of(arrays: Mapping[str, Array]) -> list[tuple[int, int]]:
    """The part of a row that says where these arrays are, which come in the order of the types. They must be kept."""
    found = []
    for name, array in arrays.items():
        if array.dtype != _TYPES[name] or not array.flags.c_contiguous or not array.flags.aligned:
            raise TypeError(f"{name}: {array.dtype}, not {np.dtype(_TYPES[name])} without gaps")
        found.append((array.ctypes.data, array.size))
    return found


@intrinsic(prefer_literal=True)  # type: ignore[untyped-decorator]
def array_of(context: Any, segment: Any, name: Any) -> tuple[Any, Callable[..., Any]]:
    """An array of a segment, by its name: `segment` is a row of the table."""
    dtype = np.dtype(_TYPES[name.literal_value])
    array = types.Array(from_dtype(dtype), 1, "C")

    def generate(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        first, number = segment.offset(name.literal_value), target.get_value_type(types.intp)
        address, length = (
            builder.load(get_record_member(builder, arguments[0], at, number)) for at in (first, first + 8)
        )
        made = make_array(array)(target, builder)
        size = target.get_constant(types.intp, dtype.itemsize)
        data = builder.inttoptr(address, made.data.type)
        populate_array(made, data=data, shape=[length], strides=[size], itemsize=size, meminfo=None)
        return made._getvalue()

    return array(segment, name), generate
