"""Text directives: the part of an address by which a browser finds words on a page (WICG, URL Fragment Text Directives,
https://wicg.github.io/scroll-to-text-fragment/).

Browsers find the first place that a directive matches. They differ in what is a word, a block and the same letter, so a
place counts here that any of them may take: letters are compared without case, accents, blanks and edges of blocks, and
within words too. What is found first so, and begins and ends where all have the edge of a word, all find first.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple
from urllib.parse import quote

_WHOLE = 60  # characters: longer words are named by those that they begin and end with
_ENDS = 4  # how many, at first
_MOST = 30  # words of a term
_LONGEST = 1_000  # characters of a directive
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff"  # Thai, Chinese …
_WORD = re.compile(r"[^\s、。，！？；：]+[、。，！？；：」』”）]*|[、。，！？；：]+")
_WITHIN = re.compile(  # a word: between letters, or beside the one sign that joins them (UAX 29, WB4 to WB13)
    rf"(?<=\w)(?=\w)|(?<=[^\W{_UNSPACED}])(?=[^\w\s][^\W{_UNSPACED}])|(?<=[^\W{_UNSPACED}][^\w\s])(?=[^\W{_UNSPACED}])"
)
_ALIKE = {"ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ł": "l", "ŧ": "t", "ŋ": "n", "ı": "i", "æ": "ae", "œ": "oe"}
_SINGLE, _DOUBLE = "‘’‚‛′‵ʼʻ´׳", "“”„‟″‶«»״"


class _Folding(dict[int, str]):
    """What is left of each character where letters are compared as a collation's first level does (UTS 10, 1.1), or
    less strictly."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
        if char in _SINGLE or char in _DOUBLE:
            folded = "'" if char in _SINGLE else '"'
        self[code] = "".join(map(_folded_sign, folded))
        return self[code]


def _folded_sign(char: str) -> str:
    category = unicodedata.category(char)
    if char.isspace() or category in ("Cf", "Mc", "Me", "Mn"):
        return ""
    if char.isdecimal():
        return str(int(char))
    return "-" if category == "Pd" else _ALIKE.get(char, char)


_FOLDING = _Folding()


def folded(text: str) -> str:
    """A text as it is compared: without case, accents and blanks. Of each character by itself, so that the parts of a
    text fold to the parts of what it folds to."""
    return "".join(text.lower().split()) if text.isascii() else text.translate(_FOLDING)


class Directive(NamedTuple):
    """Words from `start` on, to the end of `start` or else of `end`, between a prefix and a suffix where given."""

    start: str
    end: str = ""
    prefix: str = ""
    suffix: str = ""

    def __str__(self) -> str:
        """As it stands behind `#:~:`, percent-encoded, also the full stop that would end a printed link."""
        prefix, start, end, suffix = map(_encoded, (self.prefix, self.start, self.end, self.suffix))
        terms = (f"{prefix}-" if prefix else "", start, end, f"-{suffix}" if suffix else "")
        return f"text={','.join(filter(None, terms))}"


def _encoded(words: str) -> str:
    return quote(words, safe="").replace("-", "%2D").replace(".", "%2E")


class Page:
    """The visible text of a page, in blocks. Places are of its folded text, from `begin` to before `end`."""

    def __init__(self, blocks: Iterable[str]) -> None:
        self.blocks = tuple(blocks)
        texts = list(map(folded, self.blocks))
        self.text = "".join(texts)
        self._begins = [0, *accumulate(map(len, texts))]

    def once(self, text: str) -> int | None:
        """Where the page has a folded text that it has in one place."""
        at = self.text.find(text)
        return at if at >= 0 and self.text.find(text, at + 1) < 0 else None

    def first(self, directive: Directive) -> tuple[int, int] | None:
        """The place that a directive matches first ("find a range from a text directive")."""
        start, end, prefix, suffix = map(folded, directive)
        at = self.text.find(prefix + start if end else prefix + start + suffix)
        if at < 0:
            return None
        begin, until = at + len(prefix), at + len(prefix + start)
        while end and (at := self.text.find(end, until)) >= 0:
            until = at + len(end)
            if self.text.startswith(suffix, until):
                return begin, until
        return None if end else (begin, until)

    def directive(self, begin: int, end: int) -> Directive | None:
        """The directive, of few words, that matches a place first; None where there is none."""
        terms = _Terms(self, begin, end)
        while True:
            directive = terms.directive
            match = self.first(directive) if sum(map(len, directive)) <= _LONGEST else None
            if match == (begin, end):
                return directive
            if match is None or not terms.grow(at_the_end=match[0] == begin):
                return None

    def position(self, at: int) -> tuple[int, int]:
        """The number of the block, and the offset in it, of the character that a place begins with."""
        number = bisect_right(self._begins, at) - 1
        block, before = self.blocks[number], at - self._begins[number]
        return number, bisect_right(range(len(block)), before, key=lambda offset: len(folded(block[: offset + 1])))


@dataclass(slots=True)
class _Term:
    """So many words of a block from one side on; 0 is none."""

    block: str
    side: int
    others: Sequence[int]  # where its words end, or begin where `side` is their end, the nearest first
    size: int

    def __str__(self) -> str:
        if not self.size:
            return ""
        left, right = sorted((self.side, self.others[self.size - 1]))
        return self.block[left:right].strip()

    def grow(self) -> bool:
        """Take one word more; whether there was one."""
        if self.size >= min(len(self.others), _MOST):
            return False
        self.size += 1
        return True


class _Terms:
    """The terms that name a place, which take more words where these are found elsewhere first."""

    def __init__(self, page: Page, begin: int, end: int) -> None:
        (first, left), (last, right) = page.position(begin), page.position(end - 1)
        before, opening = page.blocks[first - 1] if first else "", page.blocks[first]
        closing, after = page.blocks[last], "".join(page.blocks[last + 1 : last + 2])
        right = _past_marks(closing, right + 1)
        self._is_one, self._is_short = first == last, first == last and right - left <= _WHOLE
        heads = _ends(opening, left, right if self._is_one else len(opening))
        tails = _begins(closing, left if self._is_one else 0, right)
        self._start = _Term(opening, left, heads, min(_ENDS, len(heads)))
        self._end = _Term(closing, right, tails, min(_ENDS, len(tails)))
        before, until = (opening, left) if opening[:left].strip() else (before, len(before))
        after, since = (closing, right) if closing[right:].strip() else (after, 0)
        self._prefix = _Term(before, until, _begins(before, 0, until), int(_is_within_a_word(opening, left)))
        self._suffix = _Term(after, since, _ends(after, since, len(after)), int(_is_within_a_word(closing, right)))

    @property
    def _is_whole(self) -> bool:
        """Whether the words are given as they are, rather than by their first and last."""
        start, end = self._start, self._end
        return self._is_short or (self._is_one and start.others[start.size - 1] >= end.others[end.size - 1])

    @property
    def directive(self) -> Directive:
        start, end, prefix, suffix = map(str, (self._start, self._end, self._prefix, self._suffix))
        if self._is_whole:
            start, end = self._start.block[self._start.side : self._end.side], ""
        return Directive(start, end, prefix, suffix)

    def grow(self, *, at_the_end: bool) -> bool:
        """Take more words at the beginning or at the end, at first of the named place, then of what is around it;
        whether there were any."""
        if self._is_whole:
            around = sorted((self._prefix, self._suffix), key=lambda term: (term.size, term.block != self._start.block))
            return any(term.grow() for term in around)  # the neighbours may be hidden by a style
        named, beside = (self._end, self._suffix) if at_the_end else (self._start, self._prefix)
        return named.grow() or beside.grow()


def _ends(block: str, begin: int, end: int) -> list[int]:
    """Where the words of a stretch of a block end."""
    return [word.end() for word in _words(block, begin, end)]


def _begins(block: str, begin: int, end: int) -> list[int]:
    """Where they begin, the last first."""
    return [word.start() for word in _words(block, begin, end)][::-1]


def _words(block: str, begin: int, end: int) -> Iterator[re.Match[str]]:
    """The words of a stretch of a block that have something to be compared."""
    return (word for word in _WORD.finditer(block, begin, end) if folded(word[0]))


def _past_marks(block: str, at: int) -> int:
    """Behind the marks on a letter that ends there."""
    while at < len(block) and not block[at].isspace() and not folded(block[at]):
        at += 1
    return at


def _is_within_a_word(block: str, at: int) -> bool:
    """Whether any browser may see no edge of a word there."""
    return _WITHIN.match(block, at) is not None
