"""An index as kernels are given it: a doc of numbers for each segment, which say where its arrays lie in memory.

So a kernel has one argument for all of them, however many it looks at. Whoever makes a doc keeps its arrays alive.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numba import from_dtype, types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array, populate_array

from search.whoosh_engine.format.container import Array

# What is in a row, and its types: of each array its address and its length.
_TYPES: dict[str, type[np.generic]] = {
    # What never changes of a segment: see `segments.postings` and `segments.strips`; `extents` by doc. `slots` are by
    # stem.
    "halves": np.uint16,  # docs16
    "wholes": np.uint32,  # docs32
    "counts": np.uint8,
    "counts_wide": np.int64,
    "counts_high": np.uint8,
    "positions": np.uint8,
    "positions_wide": np.int64,
    "positions_high": np.uint8,
    "codes": np.uint8,
    "codes_wide": np.int64,
    "codes_high": np.uint8,
    "skips": np.int64,
    "extents": np.int64,
    "stem_of": np.int32,
    "code_of": np.int32,
    "exact_docs": np.int32,
    "stem_blob": np.uint8,
    "stem_starts": np.uint32,
    "stem_heads": np.uint64,
    "exact_blob": np.uint8,
    "exact_starts": np.uint32,
    "exact_heads": np.uint64,
    "bits": np.uint64,
    "ranks": np.uint16,
    "maxima": np.uint8,
    "peaks": np.uint8,
    "documents": np.int32,
    "slots": np.int32,
    # What a generation has of the segment: how long each doc is; by maximum, what a stem scores at most, as part of its
    # factor; a bit for each doc that lives, none where all do.
    "lengths": np.uint16,
    "bounds": np.float32,
    "live": np.uint64,
    # What it has of all, which is the same in each doc of the table: of each length its norm; of runs what `runs`
    # and `best` say.
    "norms": np.float32,
    "parent_starts": np.int32,
    "run_known": np.int32,
    "shifts": np.int32,
}
(
    HALVES, WHOLES, COUNTS, COUNTS_WIDE, COUNTS_HIGH, POSITIONS, POSITIONS_WIDE, POSITIONS_HIGH, CODES, CODES_WIDE,
    CODES_HIGH, SKIPS, EXTENTS, STEM_OF, CODE_OF, EXACT_DOCS, STEM_BLOB, STEM_STARTS, STEM_HEADS, EXACT_BLOB,
    EXACT_STARTS, EXACT_HEADS, BITS, RANKS, MAXIMA, PEAKS, DOCUMENTS, SLOTS, LENGTHS, BOUNDS, LIVE, NORMS,
    RUN_STARTS, RUN_KNOWN, SHIFTS, OFFSET,
) = range(0, 2 * len(_TYPES) + 1, 2)  # fmt: skip
SIZE = OFFSET + 1  # the segment's first doc is the OFFSETth of the index, and it has SIZE docs
WIDTH = SIZE + 1


def numbers_of(arrays: Mapping[str, Array]) -> list[int]:
    """The part of a doc that says where these arrays are, which come in the order of the types. They must be kept."""
    found = []
    for name, array in arrays.items():
        if array.dtype != _TYPES[name] or not array.flags.c_contiguous or not array.flags.aligned:
            raise TypeError(f"{name}: {array.dtype}, not {np.dtype(_TYPES[name])} without gaps")
        found += [array.ctypes.data, array.size]
    return found


@intrinsic(prefer_literal=True)  # type: ignore[untyped-decorator]
def array_of(context: Any, segment: Any, at: Any) -> tuple[Any, Callable[..., Any]]:
    """An array of a segment: `segment` is its doc of the table, `at` one of the constants above."""
    array = types.Array(from_dtype(np.dtype([*_TYPES.values()][at.literal_value // 2])), 1, "C")

    def generate(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        doc = make_array(segment)(target, builder, arguments[0])
        address, length = (
            builder.load(builder.gep(doc.data, [target.get_constant(types.intp, at.literal_value + number)]))
            for number in (0, 1)
        )
        made = make_array(array)(target, builder)
        size = target.get_constant(types.intp, np.dtype(str(array.dtype)).itemsize)
        data = builder.inttoptr(address, made.data.type)
        populate_array(made, data=data, shape=[length], strides=[size], itemsize=size, meminfo=None)
        return made._getvalue()

    return array(segment, at), generate
