"""Words that a wildcard or a similar spelling stands for, sought through whole lexicons at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from search.query.matching import wildcard
from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.term_dictionary import Lexicon

if TYPE_CHECKING:
    from search.whoosh_engine.exec.generation import Generation

_CHARACTER = r"[^\n\x80-\xbf][\x80-\xbf]*"  # one, in UTF-8


def head(pattern: str) -> bytes:
    """What a pattern begins with before its first sign."""
    return re.split(r"[*?]", pattern, maxsplit=1)[0].encode()


def matching(lexicon: Lexicon, pattern: str) -> Array:
    """The numbers of the forms that a pattern matches (`*` any run of characters, `?` one)."""
    if pattern.encode() == head(pattern) + b"*":
        return np.asarray(lexicon.range(head(pattern)), np.int64)
    expression = wildcard(pattern, one=_CHARACTER).encode()
    return np.asarray(lexicon.matching(expression, head(pattern)), np.int64)


def rows(generation: Generation, forms: Callable[[Lexicon], Array]) -> Array:
    """The live rows with one of the forms of a lexicon."""
    marks = np.zeros(generation.size, bool)
    for offset, segment in generation.parts():
        for held in segment.words.rows_of(forms(segment.words.exact)):
            marks[held + offset if offset else held] = True
    if generation.live is not None:
        marks &= generation.live
    return np.flatnonzero(marks).astype(np.int32)
