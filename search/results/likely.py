"""Which of many texts may have what a query marks: sought in all of them at once, before any is analysed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from search.analysis import Token
from search.analysis.chunks import Heads
from search.analysis.plain import lowered, unpunctuated
from search.query.ast import Near, Node, Phrase, Term, Wildcard

_KIND = bytes(97 if chr(byte).isalpha() else 49 if chr(byte).isdigit() else 32 for byte in range(128)).ljust(256)
_SEVERAL = (b"a1", b"1a")  # a run of letters and digits is several words


def heads_of(leaves: Iterable[Node]) -> Heads:
    """What a word begins with, of each text that has what any of these leaves asks for."""
    heads = dict.fromkeys(map(_head, leaves))
    return tuple(map(str.encode, heads)) if all(head.isascii() and head.isalnum() for head in heads) else None


def likely(heads: Heads, texts: Sequence[str]) -> Sequence[int]:
    """The numbers of the texts that may have words that begin so, ascending."""
    if heads is None:
        return range(len(texts))
    plain = [unpunctuated(text).replace("\n", " ") for text in texts]
    starts = [*accumulate((len(text) + 2 for text in plain), initial=0)]
    whole = "".join(f" {text}\n" for text in plain).encode("ascii", "replace")
    found = {number for number, text in enumerate(plain) if not text.isascii()}
    words = lowered(whole)
    kinds = words.translate(_KIND)
    for each in _SEVERAL:
        found.update(_having(each, kinds, starts))
    sought = [b" " + head for head in heads]
    for each in sought:
        found.update(_having(each, words, starts))
    numbers = any(head.isdigit() for head in heads)
    for sign in (b"-", b"'", b",") if numbers else (b"-", b"'"):
        if sign in whole:
            lines = lowered(whole, without=sign).split(b"\n")
            found.update(
                at for at, line in enumerate(lines) if at not in found and any(each in line for each in sought)
            )
    return sorted(found)


def _having(what: bytes, whole: bytes, starts: Sequence[int]) -> Iterator[int]:
    """The numbers of the texts that have this, of which each begins behind a blank at its start."""
    at = whole.find(what)
    while at >= 0:
        number = bisect_right(starts, at) - 1
        yield number
        at = whole.find(what, starts[number + 1])


def _head(leaf: Node) -> str:
    """What a word begins with, of each text that has what a leaf asks for; empty where that is not known."""
    match leaf:
        case Term(word, is_exact):
            return _begins(word, is_exact)
        case Phrase(words, is_exact):
            return max((_begins(word, is_exact) for word in words), key=len)
        case Near(words):
            return max((_begins(word, False) for word in words), key=len)
        case Wildcard(pattern):
            return pattern.partition("*")[0].partition("?")[0]
    return ""


def _begins(word: Token, is_exact: bool) -> str:
    """What all words with this stem begin with: a stem is a word without its end, of which a letter or two may be
    others, as in die of dying."""
    return word.exact if is_exact or not word.stem.isalpha() else word.stem[: max(len(word.stem) - 2, 1)]
