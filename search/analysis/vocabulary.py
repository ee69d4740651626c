"""A vocabulary: numbers for the chunks of many texts, each of which is analysed once."""

from __future__ import annotations

from array import array
from functools import partial
from typing import NamedTuple

from search.analysis.chunks import Chunks
from search.analysis.extras import analysed
from search.analysis.stems import stemmer
from search.analysis.words import Table, Token


class Numbered(NamedTuple):
    """A chunk: the numbers of its tokens; and of its extra occurrences, each behind which of its words is the first."""

    tokens: tuple[int, ...]
    extras: tuple[tuple[int, int], ...]


class Vocabulary:
    """The chunks of many texts, and their tokens, by number."""

    def __init__(self) -> None:
        self.tokens: list[Token] = []
        self.chunks: list[Numbered] = []
        self._known: dict[Token, int] = {}
        self._in: Table[str, Chunks[int]] = Table(lambda code: Chunks(partial(self._chunk, code)))

    def append(self, text: str, numbers: array[int], language: str = "") -> None:
        """Append the numbers of the chunks that a text consists of, in a document of a language."""
        self._in[stemmer(language)].extend(numbers, text)

    def _chunk(self, code: str, chunk: str) -> int:
        tokens, _, extras, _ = analysed(chunk, code)
        more = tuple((first, self._token(token)) for first, _, token in extras) if extras else ()
        self.chunks.append(Numbered(tuple(map(self._token, tokens)), more))
        return len(self.chunks) - 1

    def _token(self, token: Token) -> int:
        number = self._known.setdefault(token, len(self.tokens))
        if number == len(self.tokens):
            self.tokens.append(token)
        return number
