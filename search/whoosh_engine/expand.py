"""Words that a wildcard or a similar spelling stands for, sought through whole lexicons at once."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from search.whoosh_engine.found import Found
from search.whoosh_engine.generation import Generation
from search.whoosh_engine.segments.arrays import Array
from search.whoosh_engine.segments.lexicon import Lexicon

_CHARACTER = rb"[^\n\x80-\xbf][\x80-\xbf]*"  # one, in UTF-8


def wildcard(generation: Generation, pattern: str) -> Found:
    """The rows with a form that the pattern matches (`*` any run of characters, `?` one); each scores 1."""
    signs = {"*": rb"[^\n]*", "?": _CHARACTER}
    expression = b"".join(signs.get(char) or re.escape(char).encode() for char in pattern)
    head = re.split(r"[*?]", pattern, maxsplit=1)[0].encode()
    if pattern == head.decode() + "*":
        return _rows(generation, lambda lexicon: np.asarray(lexicon.range(head), np.int64))
    return _rows(generation, lambda lexicon: np.asarray(lexicon.matching(expression, head), np.int64))


def similar(generation: Generation, text: str, edits: int) -> Found:
    """The rows with a form at most `edits` from a text (optimal string alignment); each scores 1."""
    return _rows(generation, lambda lexicon: lexicon.spelling.within(text, edits))


def _rows(generation: Generation, forms: Callable[[Lexicon], Array]) -> Found:
    marks = np.zeros(generation.size, bool)
    for offset, segment in generation.parts():
        for rows in segment.words.rows_of(forms(segment.words.exact)):
            marks[rows + offset if offset else rows] = True
    if generation.live is not None:
        marks &= generation.live
    rows = np.flatnonzero(marks).astype(np.int32)
    return Found(rows, np.ones(len(rows), np.float32))
