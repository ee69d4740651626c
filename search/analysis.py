"""One analyzer for index and query: verbatim text in, tokens out.

A token is a run of letters or a run of digits; everything else separates, so that `Yak-130`,
`Yak 130` and `Yak130` are the same two tokens, and `U.S.` is `u`, `s`. Case and accents are folded.
There is no stop list and no minimum length. Scripts written without blanks give a token a letter.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from array import array
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple, TypeVar

import Stemmer

Word = TypeVar("Word", str, bytes)
Value = TypeVar("Value")
_MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u0670"
_UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
WORD = re.compile(rf"[{_UNSPACED}]|(?:[^\W\d_{_UNSPACED}][{_MARKS}\u00ad]*)+|\d+")
_PUNCTUATION = re.compile("[\u00a0\u2010-\u201f\u2026]")  # between words, and in most texts that are not plain ASCII
_FOLD = bytes(ord(chr(byte).lower()) if byte < 128 and chr(byte).isalnum() else 32 for byte in range(256))
FINGERPRINT = f"analysis-1/unicode-{unicodedata.unidata_version}/snowball-{Stemmer.version()}"


class Token(NamedTuple):
    """One word as it is indexed: the folded form itself, and its English stem."""

    exact: str
    stem: str


@lru_cache(maxsize=200_000)
def token(word: str) -> Token:
    """The token of one word: case, accents and soft hyphens folded; then its Snowball stem."""
    exact = word.lower() if word.isascii() else _folded(word)
    # A stemmer keeps its word while it works: one for each call, so that threads never share one.
    stem = Stemmer.Stemmer("english", 0).stemWord(exact) if exact.isalpha() else exact
    return Token(exact, stem)


def _folded(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word).casefold()
    return "".join(c for c in decomposed if not unicodedata.combining(c) and c != "\u00ad") or word


def tokens(text: str) -> list[Token]:
    """The tokens of a text, one a position."""
    return [token(word) for word in WORD.findall(text)]


class SeveralWords(ValueError):
    """A run of letters and digits, which is several words."""


def folded(text: str) -> list[str] | None:
    """The runs of letters and digits of a text that is plain ASCII but for punctuation, in lower case; else None.

    Joined by a blank they are as long as the text: where several characters are between two, there are empty ones.
    """
    plain = unpunctuated(text)
    return lowered(plain).decode().split(" ") if plain.isascii() else None


def unpunctuated(text: str) -> str:
    """A text with blanks for the punctuation that is not ASCII: each character stays where it is."""
    return text if text.isascii() else _PUNCTUATION.sub(" ", text)


def lowered(text: str) -> bytes:
    """A text with its ASCII letters in lower case, its digits, and a blank for each character that is neither."""
    return text.encode("ascii", "replace").translate(_FOLD)


def pure(run: str) -> str:
    """A run that is one word; SeveralWords where it is not."""
    if not (run.isalpha() or run.isdigit()):
        raise SeveralWords
    return run


class Vocabulary:
    """Numbers for the words of many texts: each distinct one is folded and stemmed once."""

    def __init__(self) -> None:
        self.tokens: list[Token] = []  # by number
        self._ascii: dict[bytes, int] = Table(lambda run: self._number(pure(run.decode())))
        self._words: dict[str, int] = Table(self._number)
        self._known: dict[Token, int] = {}

    def append(self, text: str, numbers: array[int]) -> None:
        """Append the numbers of a text's tokens, the same and in the same order as `tokens` gives them."""
        plain = unpunctuated(text)
        if plain.isascii():
            begin = len(numbers)
            try:
                numbers.extend(map(self._ascii.__getitem__, lowered(plain).split()))
                return
            except SeveralWords:
                del numbers[begin:]
        numbers.extend(map(self._words.__getitem__, WORD.findall(text)))

    def _number(self, word: str) -> int:
        found = token(word)
        number = self._known.setdefault(found, len(self.tokens))
        if number == len(self.tokens):
            self.tokens.append(found)
        return number


class Table(dict[Word, Value]):
    """What is made of each word when it is first met; begun anew where it would have too many."""

    def __init__(self, make: Callable[[Word], Value], *, most: int = sys.maxsize) -> None:
        self._make: Callable[[Word], Value] = make
        self._most = most

    def __missing__(self, word: Word) -> Value:
        made: Value = self._make(word)
        if len(self) >= self._most:
            self.clear()
        self[word] = made
        return made
