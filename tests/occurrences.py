"""For tests of what a text is found by: its words and its extra occurrences by position, said once more, by the text.

Where the program goes from chunk to chunk, this goes from word to word and looks at what stands between two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from search.analysis import Token, token
from search.analysis.patterns import is_unspaced, patterns
from search.analysis.sounds import is_name, sound
from search.analysis.stems import stem_in, stemmer

_ENDINGS = ("s", "t", "re", "ve", "ll", "d", "m")
_AE = {"a": "ae", "o": "oe", "u": "ue", "A": "Ae", "O": "Oe", "U": "Ue"}


def places(text: str, language: str = "") -> list[list[Token]]:
    """By position: the word there, and the extra occurrences that begin there."""
    found = [[token(word)] for word in patterns(text).word.findall(text)]
    for first, _, term in also(text, language):
        found[first].append(Token(f"\x1f{term}", term))
    return found


def also(text: str, language: str = "") -> set[tuple[int, int, str]]:
    """The extra occurrences of a text: the number of the first word, how many words it covers, and its term."""
    code = stemmer(language)
    words = [match[0] for match in patterns(text).word.finditer(text)]
    found = {(at, 1, f"sounds:{sound(word)}") for at, word in enumerate(words) if is_name(word) and sound(word)}
    if code:
        found |= {(at, 1, f"{code}:{stem_in(code, word)}") for at, word in enumerate(words)}
    for first, size, spelling in _spellings(text):
        stem = token(spelling).stem
        if stem != token(words[first]).stem:
            found.add((first, size, stem))
        if code:
            found.add((first, size, f"{code}:{stem_in(code, spelling)}"))
    for first, last in _rows(text, "-\u2010\u2011"):
        parts = [token(word) for word in words[first : last + 1]]
        found.add((first, len(parts), "-".join([part.exact for part in parts[:-1]] + [parts[-1].stem])))
    return found


def _spellings(text: str) -> Iterator[tuple[int, int, str]]:
    matches = [*patterns(text).word.finditer(text)]
    words = [match[0] for match in matches]
    for signs in ("-\u2010\u2011", "'\u2018\u2019\u02bc\uff07"):
        for first, last in _rows(text, signs):
            yield first, last - first + 1, "".join(words[first : last + 1])
    for first, last in _rows(text, ","):
        yield first, last - first + 1, "".join(words[first : last + 1])
    for at, word in enumerate(words):
        decomposed = unicodedata.normalize("NFD", word)
        spelled = re.sub("([aouAOU])\u0308(?![\u0300-\u036f])", lambda match: _AE[match[1]], decomposed)
        if spelled != decomposed:
            yield at, 1, unicodedata.normalize("NFC", spelled)
        elif re.fullmatch(r".{2,}(#|\+\+)", word):
            yield at, 1, word.rstrip("+#")


def _rows(text: str, signs: str) -> Iterator[tuple[int, int]]:
    """The first and the last word of each longest row of words with just one of these signs between two."""
    matches = [*patterns(text).word.finditer(text)]
    joined = [
        text[one.end() : other.start()] in [*signs] and not any(map(_stands_alone, (one[0], other[0])))
        for one, other in pairwise(matches)
    ]
    first = 0
    for at, is_joined in enumerate([*joined, False]):
        if not is_joined:
            row = [match[0] for match in matches[first : at + 1]]
            last = at
            if signs == ",":
                begin = matches[first].start() if matches else 0
                glued = first and matches[first - 1].end() == begin and not _stands_alone(matches[first - 1][0])
                right = re.fullmatch(r"\d{1,3}(,\d{3})+", ",".join(row)) and not glued
            else:
                while "'" in signs and last > first and token(row[last - first]).exact in _ENDINGS:
                    last -= 1
                right = last > first and all(token(word).exact[0].isalpha() for word in row[: last - first + 1])
            if right:
                yield first, last
            first = at + 1


def _stands_alone(word: str) -> bool:
    return word.startswith(".") or is_unspaced(word)
