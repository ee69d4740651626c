"""Words that a wildcard or a similar spelling stands for, sought through whole dictionaries at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from search.query.matching import wildcard
from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.term_dictionary import TermDictionary

if TYPE_CHECKING:
    from search.whoosh_engine.exec.generation import Generation

_CHARACTER = r"[^\n\x80-\xbf][\x80-\xbf]*"  # one, in UTF-8


def head(pattern: str) -> bytes:
    """What a pattern begins with before its first sign."""
    return re.split(r"[*?]", pattern, maxsplit=1)[0].encode()


def matching(dictionary: TermDictionary, pattern: str) -> Array:
    """The numbers of the forms that a pattern matches (`*` any run of characters, `?` one)."""
    if pattern.encode() == head(pattern) + b"*":
        return np.asarray(dictionary.range(head(pattern)), np.int64)
    expression = wildcard(pattern, one=_CHARACTER).encode()
    return np.asarray(dictionary.matching(expression, head(pattern)), np.int64)


def docs(generation: Generation, forms: Callable[[TermDictionary], Array]) -> Array:
    """The live docs with one of the forms of a dictionary."""
    marks = np.zeros(generation.size, bool)
    for offset, segment in generation.parts():
        for held in segment.words.docs_of(forms(segment.words.exact)):
            marks[held + offset if offset else held] = True
    if generation.live is not None:
        marks &= generation.live
    return np.flatnonzero(marks).astype(np.int32)
