"""Extra occurrences: what a text is found by besides its words, at the position of the first word each covers.

A word with hyphens or apostrophes in it, as one; digits in groups, as one number; ä, ö and ü as ae, oe and ue; the
stems of another language; how a name sounds. They are terms by their stem alone, and no words of the text: not in its
length, and not found by quotes, wildcards, similar spellings and suggestions.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from search.analysis.chunks import Chunks, Heads
from search.analysis.patterns import APOSTROPHES, HYPHENS, patterns
from search.analysis.sounds import is_name, misheard, sound
from search.analysis.stems import stem_in, stemmer
from search.analysis.words import Table, Token, token

MARK = "\x1f"  # what the form of an extra occurrence begins with, so that it sorts before all words
_KINDS = {**dict.fromkeys(APOSTROPHES, "'"), **dict.fromkeys(HYPHENS, "-"), ",": ","}  # of what joins words
_ENDINGS = frozenset(("s", "t", "re", "ve", "ll", "d", "m"))  # behind an apostrophe in English
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


class Extra(NamedTuple):
    """A term that covers some words in a row: the number of the first, and how many."""

    first: int
    size: int
    token: Token


class Analysed(NamedTuple):
    """The tokens of a chunk, one a position, and where each is in it; its extra occurrences; and all their texts."""

    tokens: tuple[Token, ...]
    spans: tuple[tuple[int, int], ...]
    extras: tuple[Extra, ...]
    texts: tuple[str, ...]


class _Spelling(NamedTuple):
    """Another way to write some words in a row."""

    first: int
    size: int
    word: str


def extra(term: str) -> Token:
    """The token of an extra occurrence."""
    return Token(MARK + term, term)


def hyphenated(parts: Sequence[Token]) -> Token:
    """What tells, besides the joined spelling, that a hyphenated word of these parts occurs."""
    return extra("-".join([*(part.exact for part in parts[:-1]), parts[-1].stem]))


def in_language(code: str, word: str) -> Token:
    """A word in documents of a language that `stemmer` knows."""
    return extra(f"{code}:{stem_in(code, word)}")


def sounds(word: str) -> Token | None:
    """All names that sound like a word; None where it is too short to tell."""
    return extra(f"sounds:{key}") if (key := sound(word)) else None


def sounds_near(name: str) -> Iterator[tuple[Token, ...]]:
    """All names that a name may be misheard as besides those that sound like it, or two in a row that are."""
    return (tuple(extra(f"sounds:{key}") for key in keys) for keys in misheard(name))


def respelled(word: str) -> str:
    """A word with ae, oe and ue for its umlauts."""
    return unicodedata.normalize("NFC", word).translate(_UMLAUTS)


def analysed(chunk: str, code: str = "") -> Analysed:
    """The tokens and extra occurrences of a chunk, in documents of the language that `stemmer` has this code for."""
    if chunk.isascii() and chunk.isalpha() and not code:  # as most are
        return _analysed((token(chunk),), ((0, len(chunk)),), _names([chunk]))
    found = [*patterns(chunk).word.finditer(chunk)]
    words = [match[0] for match in found]
    parts = tuple(map(token, words))
    kinds = [_KINDS.get(chunk[one.end() : other.start()], "") for one, other in pairwise(found)]
    extras = [*_names(words)]
    spellings = [*_joined(words, parts, kinds), *_respelled(words)]
    for first, size, word in spellings:
        if (stem := token(word).stem) != parts[first].stem:
            extras.append(Extra(first, size, extra(stem)))
    if code:
        own = [_Spelling(at, 1, word) for at, word in enumerate(words)]
        extras += [Extra(first, size, in_language(code, word)) for first, size, word in own + spellings]
    extras += [Extra(at, to - at + 1, hyphenated(parts[at : to + 1])) for at, to in _rows(parts, kinds, "-")]
    unique = {(each.first, each.token): each for each in extras}
    return _analysed(parts, tuple(match.span() for match in found), unique.values())


def _analysed(tokens: tuple[Token, ...], spans: tuple[tuple[int, int], ...], extras: Iterable[Extra]) -> Analysed:
    extras = tuple(extras)
    texts = dict.fromkeys(text for token in (*tokens, *(each.token for each in extras)) for text in token)
    return Analysed(tokens, spans, extras, tuple(texts))


def analysed_text(text: str, language: str = "", heads: Heads = None) -> tuple[list[Analysed], Callable[[int], int]]:
    """The chunks of a text, in a document of a language, and where one of a number begins.

    One of one word that begins with none of the heads may be a word without letters.
    """
    return _KNOWN[stemmer(language)].placed(text, heads, _OTHER)


_OTHER = Analysed((Token("", ""),), ((0, 0),), (), ())


def extras_of(parts: Iterable[Analysed]) -> list[Extra]:
    """The extra occurrences of a text of these chunks."""
    found, at = [], 0
    for part in parts:
        found += [each._replace(first=each.first + at) for each in part.extras]
        at += len(part.tokens)
    return found


_KNOWN: Table[str, Chunks[Analysed]] = Table(lambda code: Chunks(lambda chunk: analysed(chunk, code), most=100_000))


def _names(words: Sequence[str]) -> Iterator[Extra]:
    return (Extra(at, 1, found) for at, word in enumerate(words) if is_name(word) and (found := sounds(word)))


def _joined(words: Sequence[str], parts: Sequence[Token], kinds: Sequence[str]) -> Iterator[_Spelling]:
    for kind in {*kinds} - {""}:
        for first, last in _rows(parts, kinds, kind):
            yield _Spelling(first, last - first + 1, "".join(words[first : last + 1]))


def _rows(parts: Sequence[Token], kinds: Sequence[str], kind: str) -> Iterator[tuple[int, int]]:
    """The first and the last of the words in each row that one kind of sign joins: digits by commas, else letters."""
    for is_kind, group in groupby(range(len(kinds)), key=lambda at: kinds[at] == kind):
        if is_kind:
            numbers = [*group]
            first, last = numbers[0], numbers[-1] + 1
            while kind == "'" and last > first and parts[last].exact in _ENDINGS:
                last -= 1
            if last > first and all(part.exact[0].isalpha() != (kind == ",") for part in parts[first : last + 1]):
                yield first, last


def _respelled(words: Sequence[str]) -> Iterator[_Spelling]:
    for at, word in enumerate(words):
        if not word.isascii() and (other := respelled(word)) != unicodedata.normalize("NFC", word):
            yield _Spelling(at, 1, other)
        elif len(letters := word.rstrip("+#")) > 1 and letters != word:
            yield _Spelling(at, 1, letters)
