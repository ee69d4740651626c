"""The arrays that the parts of the engine hand each other, by what their numbers are."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

DocIds = NDArray[np.int32]  # ascending, where they are a set
Scores = NDArray[np.float32]
Counts = NDArray[np.int64]
Ordinals = NDArray[np.int32]  # of texts in a sorted list: those of a column, the forms of a dictionary
Bits = NDArray[np.uint64]  # one for each doc, 64 in a number, the lowest first
Mask = NDArray[np.bool_]
Places = NDArray[np.intp]  # of things in an array
PositionKeys = NDArray[np.uint32 | np.uint64]  # a doc, and a position in the lower bits
TextField = Literal["exact", "stem"]  # words as they are written, or what is left of all their inflections
