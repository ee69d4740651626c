"""Query text to lexemes with their spans; total: whatever it is, it is some lexeme."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from enum import Enum, auto
from typing import NamedTuple

OPEN_QUOTES = '"“”„«»'
_PAIRS = {"“": "”", "„": "“”", "«": "»", "»": "«"}
_FIELD = re.compile(r"([A-Za-z]+):(?!//)[ \t]*(?=\S)")
_SLOP = re.compile(r"~(\d+)")
_FARTHEST = 9999  # words, which is more than a passage has
_RANGE = re.compile(r"\[([^\[\]]*)\]")


class Kind(Enum):
    WORD = auto()  # text without white space, quotes and parentheses
    QUOTED = auto()  # what stands between quotation marks; `slop` where ~N follows
    FIELD = auto()  # name: — the value is the next lexeme
    MINUS = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    OPEN = auto()
    CLOSE = auto()
    STRAY_QUOTE = auto()  # a quotation mark without a partner


class Lexeme(NamedTuple):
    kind: Kind
    text: str
    start: int
    end: int
    slop: int | None = None


_OPERATORS = {"AND": Kind.AND, "OR": Kind.OR, "NOT": Kind.NOT}


def lexemes(text: str, fields: Set[str]) -> Iterator[Lexeme]:
    """The lexemes of a query. A `name:` that is not one of `fields` stays part of its word."""
    at = 0
    while at < len(text):
        char = text[at]
        if char.isspace():
            at += 1
            continue
        lexeme = _one(text, at, fields)
        yield lexeme
        at = lexeme.end


def _one(text: str, at: int, fields: Set[str]) -> Lexeme:
    char = text[at]
    if char in "()":
        return Lexeme(Kind.OPEN if char == "(" else Kind.CLOSE, char, at, at + 1)
    if char in OPEN_QUOTES:
        return _quoted(text, at)
    if char == "-" and at + 1 < len(text) and not text[at + 1].isspace():
        return Lexeme(Kind.MINUS, char, at, at + 1)
    if (match := _FIELD.match(text, at)) and match[1].lower() in fields:
        return Lexeme(Kind.FIELD, match[1].lower(), at, match.end())
    if char == "[" and (match := _RANGE.match(text, at)):
        return Lexeme(Kind.WORD, match[0], at, match.end())
    end = at + 1
    while end < len(text) and not (text[end].isspace() or text[end] in "()" or text[end] in OPEN_QUOTES):
        end += 1
    word = text[at:end]
    return Lexeme(_OPERATORS.get(word, Kind.WORD), word, at, end)


def _quoted(text: str, at: int) -> Lexeme:
    closing = _PAIRS.get(text[at], "”“") + '"'
    end = min((found for sign in closing if (found := text.find(sign, at + 1)) > 0), default=None)
    if end is None:
        return Lexeme(Kind.STRAY_QUOTE, text[at], at, at + 1)
    slop = _SLOP.match(text, end + 1)
    after = slop.end() if slop else end + 1
    return Lexeme(Kind.QUOTED, text[at + 1 : end], at, after, min(int(slop[1]), _FARTHEST) if slop else None)
