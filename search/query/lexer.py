"""Query text to lexemes with their spans; total: whatever it is, it is some lexeme."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum, auto
from typing import NamedTuple

# Signs of full width, other minuses, bars and commas, as one types them elsewhere; each stays where it is.
_PLAIN: dict[int, int] = {
    **{full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F) if not chr(full).isalnum()},
    **dict.fromkeys(map(ord, "\u2010\u2011\u2212\ufe63"), ord("-")),
    **dict.fromkeys(map(ord, "、，；"), ord(",")),
    ord("¦"): ord("|"),
    ord("¬"): ord("!"),
}
QUOTES = {
    '"': '"”“', "“": '”"', "”": '”“"', "„": '“”"', "«": '»"', "»": '«"', "‹": "›", "›": "‹", "「": "」",
    "『": "』", "《": "》", "〈": "〉", "〝": "〞〟",
}  # fmt: skip
_APOSTROPHES = {"'": "'’", "‘": "’'", "‚": "‘’", "`": "`'´"}  # they quote where both stand outside of words
QUOTATION_MARKS = frozenset({*QUOTES, *"".join(QUOTES.values())})
_GERSHAYIM = re.compile('(?<=[\u05d0-\u05ea])"(?=[\u05d0-\u05ea])')  # within a word of Hebrew, as one types it
_MARKS = re.escape("".join(sorted(QUOTATION_MARKS)))
_STRAY = re.compile(f"[{_MARKS}]")
STOPS = rf"\s()|<>\[\]{{}}\\^$~{_MARKS}"
_URL = re.compile(rf"\w+://[^\s()<>{_MARKS}]+")
WORD = re.compile(rf"(?:(?<=\d)[,;/](?=\d)|(?<=[^\W\d])\++(?![^\W\d]|\+)|&(?!&)|[^{STOPS}&,;/+])+")
_FIELD = re.compile(r"([A-Za-z]+)(?::(?!//)\s*|=(?=[^\s=]))")
_RANGE = re.compile(r"\[[^\[\]{}]*\]")
_CLOSE_TO = re.compile(r"\s*~\s*(\d+)|~()")
_ALIKE = re.compile(r"~(\d*(?:\.\d+)?)")


class Kind(Enum):
    WORD = auto()  # text without white space, quotation marks and signs that stand alone
    QUOTED = auto()  # what stands between quotation marks
    FIELD = auto()  # name: or name=, and what follows is its value
    EXACT = auto()  # = before a word
    PLUS = auto()  # + before a word
    NEAR = auto()  # w/5 between words
    LIST = auto()  # , ; / or + between words, without blanks
    AND = auto()
    OR = auto()
    NOT = auto()
    OPEN = auto()
    CLOSE = auto()
    SIGN = auto()  # one that means nothing where it stands


class Lexeme(NamedTuple):
    kind: Kind
    text: str
    start: int
    end: int
    tilde: str | None = None  # what stands behind the ~ that follows a word or a quotation


_OPERATORS = {"AND": Kind.AND, "OR": Kind.OR, "NOT": Kind.NOT}
_LISTABLE = (Kind.WORD, Kind.QUOTED, Kind.CLOSE)
_SIGNS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (Kind.OPEN, r"\("),
        (Kind.CLOSE, r"\)"),
        (Kind.OR, r"\|+"),
        (Kind.AND, r"&&+|[&+](?!\S)"),
        (Kind.NOT, r"(?:!|[-–](?!-))(?=[^\s,;:/?…).]|\.\w)"),
        (Kind.NEAR, r"(?i:w|n|near|within|pre|onear)/(?:\d+|[sp])(?!\w)"),
        (Kind.EXACT, r"=+(?=\S)"),
        (Kind.PLUS, r"\++"),
        (Kind.SIGN, r"--+|[-–!]|=+|\\[^\w\s]?|\^[\d.]*|~[\d.]*|[\[\]{}<>$/]"),
    )
)
_LIST = re.compile(r"[,;/+]+(?=[^\s)])")
_UNSEEN = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"  # format characters, as one pastes them
_BETWEEN = re.compile(rf"[\s,;{_UNSEEN}]+")


def plain(text: str) -> str:
    """A text with the signs of other keyboards as those of the language; each character stays where it is."""
    return _GERSHAYIM.sub("\u05f4", text.translate(_PLAIN))


def lexemes(text: str, fields: Mapping[str, str]) -> Iterator[Lexeme]:
    """The lexemes of a plain text. `fields` are the kinds of fields by name; another `name:` is part of its word."""
    last = Lexeme(Kind.SIGN, "", 0, 0)
    at = 0
    while at < len(text):
        joined = _LIST.match(text, at) if last.end == at and last.kind in _LISTABLE else None
        if not joined and (blank := _BETWEEN.match(text, at)):
            at = blank.end()
            continue
        last = _lexeme(Kind.LIST, joined) if joined else _one(text, at, last, fields)
        yield last
        at = last.end


def _one(text: str, at: int, before: Lexeme, fields: Mapping[str, str]) -> Lexeme:
    if found := _quoted(text, at):
        return found
    if _STRAY.match(text, at):
        return Lexeme(Kind.SIGN, text[at], at, at + 1)
    if (match := _FIELD.match(text, at)) and match[1].lower() in fields:
        return Lexeme(Kind.FIELD, match[1].lower(), at, match.end())
    if before.kind is Kind.FIELD and fields[before.text] == "date" and (match := _RANGE.match(text, at)):
        return _lexeme(Kind.WORD, match)
    for kind, pattern in _SIGNS:
        if match := pattern.match(text, at):
            return _lexeme(kind, match)
    match = _URL.match(text, at) or WORD.match(text, at)
    if not match:
        return Lexeme(Kind.SIGN, text[at], at, at + 1)
    if alike := _ALIKE.match(text, match.end()):
        return Lexeme(Kind.WORD, match[0], at, alike.end(), alike[1])
    return _lexeme(_OPERATORS.get(match[0], Kind.WORD), match)


def _quoted(text: str, at: int) -> Lexeme | None:
    """The quotation that begins here, and how near its words are to be where ~ follows."""
    sign = text[at]
    closing = re.compile(f"[{QUOTES[sign]}]") if sign in QUOTES else _outside_words(sign)
    end = closing.search(text, at + 1) if closing else None
    if not end or (sign not in QUOTES and (_STRAY.search(text, at, end.start()) or end.start() == at + 1)):
        return None
    inside = text[at + 1 : end.start()]
    if tilde := _CLOSE_TO.match(text, end.end()):
        return Lexeme(Kind.QUOTED, inside, at, tilde.end(), tilde[1] or "")
    return Lexeme(Kind.QUOTED, inside, at, end.end())


def _outside_words(sign: str) -> re.Pattern[str] | None:
    return re.compile(rf"(?<=\S)[{_APOSTROPHES[sign]}](?!\w)") if sign in _APOSTROPHES else None


def _lexeme(kind: Kind, match: re.Match[str]) -> Lexeme:
    return Lexeme(kind, match[0], *match.span())
