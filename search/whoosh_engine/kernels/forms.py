"""Forms that a wildcard or a similar spelling stands for, by kernels."""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.spelling import letters_in
from search.whoosh_engine.format.term_dictionary import TermDictionary
from search.whoosh_engine.kernels import terms as texts

_SIGNS = bytes.maketrans(b"*?", bytes([texts.STAR, texts.QUESTION]))
_FEW = 250  # forms, for which there is space at once


def matching(dictionary: TermDictionary, pattern: str) -> Array:
    """The numbers of the forms that a pattern matches (`*` any run of characters, `?` one)."""
    encoded = pattern.encode().translate(_SIGNS)
    found = np.empty(_FEW, np.int64)
    kept = texts.matching(dictionary.blob, dictionary.starts, encoded, found)
    if kept > _FEW:
        found = np.empty(kept, np.int64)
        texts.matching(dictionary.blob, dictionary.starts, encoded, found)
    return found[:kept]


def similar(dictionary: TermDictionary, text: str, edits: int) -> Array:
    """The numbers of the forms at most so many edits from a text (optimal string alignment)."""
    spelling = dictionary.spelling
    order, letters, starts = spelling.by_length
    given = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    first = starts[min(max(len(given) - edits, 0), len(starts) - 1)]
    last = starts[min(len(given) + edits + 1, len(starts) - 1)]
    found = np.empty(last - first + 1, np.int64)
    kept = texts.similar(
        spelling.letters,
        spelling.begins,
        order[first:last],
        letters[first:last],
        given,
        letters_in(given),
        edits,
        np.empty((3, len(given) + 1), np.int64),
        found,
    )
    return found[:kept]
