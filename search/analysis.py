"""One analyzer for index and query: verbatim text in, tokens out.

A token is a run of letters or a run of digits; everything else separates, so that `Yak-130`,
`Yak 130` and `Yak130` are the same two tokens, and `U.S.` is `u`, `s`. Case and accents are folded.
There is no stop list and no minimum length. Scripts written without blanks give a token a letter.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.metadata import version
from typing import NamedTuple

import snowballstemmer

_MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u0670"
_UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
WORD = re.compile(rf"[{_UNSPACED}]|(?:[^\W\d_{_UNSPACED}][{_MARKS}\u00ad]*)+|\d+")
FINGERPRINT = f"analysis-1/unicode-{unicodedata.unidata_version}/snowball-{version('snowballstemmer')}"


class Token(NamedTuple):
    """One word as it is indexed: the folded form itself, and its English stem."""

    exact: str
    stem: str


@lru_cache(maxsize=200_000)
def token(word: str) -> Token:
    """The token of one word: case, accents and soft hyphens folded; then its Snowball stem."""
    decomposed = unicodedata.normalize("NFKD", word).casefold()
    exact = "".join(c for c in decomposed if not unicodedata.combining(c) and c != "\u00ad") or word
    # A stemmer keeps its word while it works: one for each call, so that threads never share one.
    stem = snowballstemmer.stemmer("english").stemWord(exact) if exact.isalpha() else exact
    return Token(exact, stem)


def tokens(text: str) -> list[Token]:
    """The tokens of a text, one a position."""
    return [token(word) for word in WORD.findall(text)]
