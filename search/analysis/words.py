"""Words: the tokens of a text, one a position."""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import NamedTuple, TypeVar

from search.analysis.folding import folded
from search.analysis.patterns import patterns
from search.analysis.stems import english

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Token(NamedTuple):
    """One word as it is indexed: the folded form itself, and its stem."""

    exact: str
    stem: str


@lru_cache(maxsize=200_000)
def token(word: str) -> Token:
    """The token of one word: folded, then its base stem."""
    exact = folded(word)
    return Token(exact, english(exact))


def tokens(text: str) -> list[Token]:
    """The tokens of a text, one a position."""
    return [token(word) for word in patterns(text).word.findall(text)]


class Table(dict[Key, Value]):
    """What is made of each key when it is first met; begun anew where it would have too many."""

    def __init__(self, make: Callable[[Key], Value], *, most: int = sys.maxsize) -> None:
        self._make: Callable[[Key], Value] = make
        self._most = most

    def __missing__(self, key: Key) -> Value:
        made: Value = self._make(key)
        if len(self) >= self._most:
            self.clear()
        self[key] = made
        return made
