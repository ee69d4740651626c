"""Patterns: where the words of a text begin and end, and which of them are joined."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cache
from typing import NamedTuple

from search.analysis.folding import SILENT

APOSTROPHES = "'\u2018\u2019\u02bc\uff07"
HYPHENS = "-\u2010\u2011"
_UNSPACED = (  # scripts without blanks between words, each letter of which is one: Thai, Lao, Burmese, Khmer, CJK
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecf\u0edc-\u0edf\u1000-\u103f\u104a-\u108f\u109a-\u109f\u1780-\u17df"
    "\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff"
)
_DOTNET = r"(?<![\w.)\]])\.[Nn][Ee][Tt](?!\w)"
_SIGNED = r"(?:(?:\+\+|#)(?![^\W_{unspaced}]))?"  # behind letters, with neither letter nor digit after: C++, C#
_GROUPED = r"(?<!\d)(?<!\d,)\d{1,3}(?:,\d{3})+(?!,?\d)"  # digits: 1,500
_BEFORE_DIGITS = r"(?!\d{1,3},\d{3})"
_MANY = ((0x3400, 0xA000), (0xAC00, 0xD7A4), (0xD800, 0xF900), (0x20000, 0xE0000))  # without marks and numerals


class Patterns(NamedTuple):
    """A `word`; and a `chunk`: a stretch of text that is words on its own as within the text."""

    word: re.Pattern[str]
    chunk: re.Pattern[str]


def patterns(text: str) -> Patterns:
    """The patterns for a text."""
    return _PLAIN if text.isascii() else _full()


_PLAIN = Patterns(
    word=re.compile(rf"{_DOTNET}|[A-Za-z]+{_SIGNED.format(unspaced='')}|\d+", re.ASCII),
    chunk=re.compile(rf"{_DOTNET}|{_GROUPED}|(?:[A-Za-z0-9]+|['+#-]+{_BEFORE_DIGITS})+", re.ASCII),
)


@cache
def _full() -> Patterns:
    """Those for all of Unicode, in which marks and format characters belong to the word before them (UAX #29, WB4)."""
    of: defaultdict[str, list[str]] = defaultdict(list)
    for first, last in zip((0x80, *(end for _, end in _MANY)), (*(begin for begin, _ in _MANY), 0xE0200), strict=True):
        for char in map(chr, range(first, last)):
            of[unicodedata.category(char)].append(char)
    marks = "".join(char for kind in ("Mn", "Mc", "Me", "Cf") for char in of[kind])
    inside = rf"{marks}{SILENT}\u200b\uff9e\uff9f"
    numerals = "".join(char for kind in ("No", "Nl") for char in of[kind] if "\u3007" != char < "\uffff")
    letter = rf"[^\W\d_\u02bc\uff9e\uff9f{_UNSPACED}{SILENT}{numerals}]"
    more = rf"(?![\0-\x7f])[{inside}]+"  # most words end before a character of ASCII
    words = (
        _DOTNET,
        rf"[{SILENT}]*{letter}+(?:{more}{letter}*)*{_SIGNED.format(unspaced=_UNSPACED)}",
        rf"[{_UNSPACED}](?<=\w)(?:{more})?",
        rf"\d+(?:{more}\d*)*",
        rf"(?:[\u2070\xb9\xb2\xb3\u2074-\u2079]+|[\u2080-\u2089]+|[{numerals}])(?:{more})?",
    )
    joined = rf"(?:[^\W_{_UNSPACED}]+|[{inside}{APOSTROPHES}{HYPHENS[1:]}+#-]+{_BEFORE_DIGITS})+"
    return Patterns(
        word=re.compile("|".join(words)),
        chunk=re.compile("|".join((_DOTNET, _GROUPED, words[2], joined))),
    )


def is_unspaced(form: str) -> bool:
    """Whether a token is a letter of a script without blanks between words."""
    return bool(_LETTER.match(form))


_LETTER = re.compile(f"[{_UNSPACED}]")
