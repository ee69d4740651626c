"""BM25, by which passages are scored (Robertson and Zaragoza 2009, section 3.5; the weight of a word as Lucene has it).

What is said here of docs is what numpy does with all of them and what compiled code does with each.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from search.whoosh_engine.format.container import Array

K1, B = np.float32(1.2), np.float32(0.75)
MOST = K1 + 1


def norms(lengths: Array, average: np.float32) -> Array:
    """The norm of docs of these lengths, where they are so long on average (float32)."""
    return K1 * (1 - B + B * lengths.astype(np.float32) / average)


def factor(size: int, frequency: int) -> np.float32:
    """The factor of a word that is in so many of all docs."""
    return np.float32(math.log1p((size - frequency + 0.5) / (frequency + 0.5))) * MOST


def score(often: Any, factor: Any, norm: Any) -> Any:
    """The score of a word that is so often in a doc, or in each of some docs: below its factor however often."""
    return often * (factor / (often + norm))
