"""Did you mean: words of a query that no passage has, replaced by the nearest that are in the index."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from search.analysis import token
from search.analysis.patterns import patterns
from search.engine import Count
from search.query import matching

_LOOKED_AT = 5000  # words of the index that share the first letter


def suggest(query: str, missing: Sequence[str], words: Callable[[str, int], Sequence[Count]]) -> str | None:
    """The query's own text with its missing words replaced, or None where nothing is near.

    `words` gives the index's words with a prefix, the most frequent first.
    """
    better = {word: near for word in missing if (near := _nearest(word, words))}
    if not better:
        return None

    def replaced(match: re.Match[str]) -> str:
        return better.get(token(match[0]).exact, match[0])

    return patterns(query).word.sub(replaced, query)


def _nearest(word: str, words: Callable[[str, int], Sequence[Count]]) -> str | None:
    if len(word) < 4:
        return None
    known = [count.value for count in words(word[0], _LOOKED_AT)]
    for edits in (1, 2) if len(word) > 7 else (1,):
        for candidate in known:
            if candidate != word and matching.spelled(
                word, candidate, edits
            ):  # the index may still know a word that is gone
                return candidate
    return None
