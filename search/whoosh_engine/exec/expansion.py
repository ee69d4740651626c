"""Forms that a wildcard or a similar spelling stands for, sought through whole dictionaries at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from search.engine import Count
from search.query.matching import wildcard
from search.whoosh_engine.format.segment import Segment
from search.whoosh_engine.format.term_dictionary import TermDictionary
from search.whoosh_engine.format.types import Ordinals
from search.whoosh_engine.index.reader import IndexReader

_CHARACTER = r"[^\n\x80-\xbf][\x80-\xbf]*"  # one, in UTF-8


def like(reader: IndexReader, pattern: str) -> list[Ordinals]:
    """The forms of each segment that a pattern matches (`*` any run of characters, `?` one)."""
    return [_words(segment, matching(segment.words.exact, pattern)) for _, segment in reader.segments()]


def spelled_like(reader: IndexReader, text: str, edits: int) -> list[Ordinals]:
    """The forms of each segment at most so many edits from a text (optimal string alignment)."""
    return [_words(segment, segment.words.exact.spelling.within(text, edits)) for _, segment in reader.segments()]


def counted(reader: IndexReader, text: str, edits: int) -> Sequence[Count]:
    """The forms at most so many edits from a text, and how many docs have each, deleted ones included."""
    docs: Counter[str] = Counter()
    for (_, segment), forms in zip(reader.segments(), spelled_like(reader, text, edits), strict=True):
        dictionary = segment.words.exact
        docs.update({dictionary[form].decode(): int(segment.words.exact_docs[form]) for form in forms.tolist()})
    return [Count(*each) for each in docs.items()]


def _words(segment: Segment, forms: Ordinals) -> Ordinals:
    """Those of some forms, ascending, that are words, and not of extra occurrences."""
    return forms[np.searchsorted(forms, segment.words.first_word) :]


def matching(dictionary: TermDictionary, pattern: str) -> Ordinals:
    """The numbers of the forms of a dictionary that a pattern matches."""
    head = re.split(r"[*?]", pattern, maxsplit=1)[0].encode()
    if pattern.encode() == head + b"*":
        return np.asarray(dictionary.range(head), np.int32)
    expression = wildcard(pattern, one=_CHARACTER).encode()
    return np.asarray(dictionary.matching(expression, head), np.int32)
