"""Query text to a tree. Total: what cannot be understood is searched as words, and a diagnostic says so.

query  := or ;  or := and ("OR" and)* ;  and := unit ("AND"? unit)*
unit   := ("-" | "NOT") unit | "(" or ")" | field value | quoted | word
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from search.analysis import Token, tokens
from search.fields import FIELDS
from search.query import lexer
from search.query.ast import (
    And,
    DateRange,
    Diagnostic,
    Everything,
    Field,
    Fuzzy,
    Near,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Term,
    Wildcard,
)
from search.query.dates import date_range, written
from search.query.lexer import Kind, Lexeme

MAX_LENGTH = 1000  # characters
MAX_LEAVES = 64
MAX_DEPTH = 20
_FUZZY = re.compile(r"(.+?)~([12]?)")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s$", re.IGNORECASE)
_LOOKS_LIKE_FIELD = re.compile(r"([A-Za-z]{2,}):[^\s/\d]")


@dataclass(frozen=True, slots=True)
class Query:
    """A query understood: its tree, what was understood otherwise than written, and its dates in words."""

    text: str
    node: Node
    diagnostics: tuple[Diagnostic, ...]
    dates: tuple[str, ...] = ()


def parse(text: str) -> Query:
    """The tree of any text at all; never raises."""
    parser = _Parser(text)
    node = parser.query()
    return Query(text, node, tuple(parser.diagnostics), tuple(parser.dates))


class _Parser:
    def __init__(self, text: str) -> None:
        self.diagnostics: list[Diagnostic] = []
        self.dates: list[str] = []
        if len(text) > MAX_LENGTH:
            self._say(f"The query was cut after {MAX_LENGTH} characters.", MAX_LENGTH, len(text))
        self._lexemes = self._within_limits(list(lexer.lexemes(text[:MAX_LENGTH], FIELDS.keys())))
        self._at = 0
        self._depth = 0

    def query(self) -> Node:
        nodes: list[Node] = []
        while self._peek():
            nodes.append(self._or())
            if (stray := self._peek()) and stray.kind is Kind.CLOSE:
                self._next()
                self._say("A closing parenthesis has no partner; it was ignored.", stray.start, stray.end)
        node = _and(nodes)
        children = node.children if isinstance(node, And) else (node,)
        if all(isinstance(child, Not) for child in children):
            return And((Everything(), *children))
        return node

    # grammar

    def _or(self) -> Node:
        branches = [self._and()]
        while (operator := self._peek()) and operator.kind is Kind.OR:
            self._next()
            branches.append(self._and())
            if Nothing() in (branches[-1], branches[-2]):
                self._say("OR stands between nothing; it was ignored.", operator.start, operator.end)
        kept = [branch for branch in branches if branch != Nothing()]
        flat = [leaf for branch in kept for leaf in (branch.children if isinstance(branch, Or) else (branch,))]
        return Or(tuple(flat)) if len(flat) > 1 else flat[0] if flat else Nothing()

    def _and(self) -> Node:
        units: list[Node] = []
        while (lexeme := self._peek()) and lexeme.kind not in (Kind.OR, Kind.CLOSE):
            if lexeme.kind is Kind.AND:
                self._next()
                follower = self._peek()
                if not units or not follower or follower.kind in (Kind.OR, Kind.CLOSE, Kind.AND):
                    self._say("AND stands between nothing; it was ignored.", lexeme.start, lexeme.end)
                continue
            units.append(self._unit())
        return _and(units)

    def _unit(self) -> Node:
        lexeme = self._next()
        match lexeme.kind:
            case Kind.MINUS | Kind.NOT:
                return self._negated(lexeme)
            case Kind.OPEN:
                return self._group(lexeme)
            case Kind.FIELD:
                return self._field(lexeme)
            case Kind.QUOTED:
                return _quoted(lexeme)
            case Kind.STRAY_QUOTE:
                self._say(
                    "A quotation mark has no partner, so the words after it were searched one by one.",
                    lexeme.start,
                    lexeme.end,
                )
                return Nothing()
            case _:
                return self._word(lexeme)

    def _negated(self, sign: Lexeme) -> Node:
        follower = self._peek()
        if not follower or follower.kind in (Kind.CLOSE, Kind.AND, Kind.OR):
            self._say("NOT stands before nothing; it was ignored.", sign.start, sign.end)
            return Nothing()
        self._depth += 1
        child = self._unit() if self._depth <= MAX_DEPTH else self._too_deep(sign)
        self._depth -= 1
        if isinstance(child, Not):
            return child.child
        return Nothing() if child == Nothing() else Not(child)

    def _group(self, opening: Lexeme) -> Node:
        self._depth += 1
        node = self._or() if self._depth <= MAX_DEPTH else self._too_deep(opening)
        self._depth -= 1
        closing = self._peek()
        if closing and closing.kind is Kind.CLOSE:
            self._next()
        else:
            self._say("A parenthesis is not closed; it ends with the query.", opening.start, opening.end)
        return node

    def _too_deep(self, lexeme: Lexeme) -> Node:
        self._say("The query is nested too deeply; what is inside was left out.", lexeme.start, lexeme.end)
        while (inner := self._peek()) and inner.kind is not Kind.CLOSE:
            self._next()
        return Nothing()

    def _field(self, name: Lexeme) -> Node:
        value = self._peek()
        if not value or value.kind not in (Kind.WORD, Kind.QUOTED):
            self._say(f"“{name.text}:” has no value; it was ignored.", name.start, name.end)
            return Nothing()
        self._next()
        field = FIELDS[name.text]
        if field.kind == "date":
            return self._date(name, value)
        if field.kind == "name":
            found = tuple(tokens(value.text))
            if not found:
                self._say(f"“{name.text}:” has no word in its value; it was ignored.", name.start, value.end)
            return Field(name.text, tokens=found) if found else Nothing()
        choice = value.text.casefold()
        if field.choices and choice not in field.choices:
            self._say(
                f"There is no {name.text} “{value.text}”; there are {', '.join(field.choices)}.",
                name.start,
                value.end,
            )
        return Field(name.text, values=(choice,))

    def _date(self, name: Lexeme, value: Lexeme) -> Node:
        days: DateRange | None = date_range(name.text, value.text)
        if days is None:
            self._say(
                f"“{value.text}” is not a date such as 2024, 2024-08, 2024-08-21 or 2022..2024, "
                "so it was searched as words.",
                name.start,
                value.end,
            )
            return _words(value.text)
        self.dates.append(written(days))
        return days

    def _word(self, lexeme: Lexeme) -> Node:
        text = lexeme.text
        if text.startswith("=") and (found := tuple(tokens(text[1:]))):
            return _as_written(found, text[1:])
        if (match := _FUZZY.fullmatch(text)) and len(found := tuple(tokens(match[1]))) == 1:
            exact = found[0].exact
            return Fuzzy(exact, int(match[2] or (1 if len(exact) <= 7 else 2)))
        if "*" in text or "?" in text.rstrip("?.!,;:"):
            return self._wildcard(lexeme)
        if match := _LOOKS_LIKE_FIELD.match(text):
            self._say(
                f"There is no field “{match[1]}”, so it was searched as words; the fields are "
                f"{', '.join(sorted(FIELDS))}.",
                lexeme.start,
                lexeme.end,
            )
        return _words(_POSSESSIVE.sub("", text.rstrip(".,;:!?")))

    def _wildcard(self, lexeme: Lexeme) -> Node:
        pattern = lexeme.text.rstrip(".,;:!").lstrip(".,;:!")
        parts = re.split(r"([*?]+)", pattern)
        words = [tokens(part) for part in parts[::2]]
        if all(len(word) <= 1 for word in words) and words[0] and len(words[0][0].exact) >= 2:
            literals = [word[0].exact if word else "" for word in words]
            signs = ["*" if "*" in sign else sign for sign in parts[1::2]]
            return Wildcard("".join(a + b for a, b in zip(literals, [*signs, ""], strict=True)))
        self._say(
            "A wildcard needs one word with at least two letters before it, so it was searched as words.",
            lexeme.start,
            lexeme.end,
        )
        return _words(lexeme.text)

    # plumbing

    def _within_limits(self, found: list[Lexeme]) -> list[Lexeme]:
        leaves = [index for index, lexeme in enumerate(found) if lexeme.kind in (Kind.WORD, Kind.QUOTED)]
        if len(leaves) <= MAX_LEAVES:
            return found
        cut = leaves[MAX_LEAVES]
        self._say(f"Only the first {MAX_LEAVES} words and phrases were searched.", found[cut].start, found[-1].end)
        return found[:cut]

    def _say(self, message: str, start: int, end: int) -> None:
        self.diagnostics.append(Diagnostic(message, start, end))

    def _peek(self) -> Lexeme | None:
        return self._lexemes[self._at] if self._at < len(self._lexemes) else None

    def _next(self) -> Lexeme:
        self._at += 1
        return self._lexemes[self._at - 1]


def _and(nodes: list[Node]) -> Node:
    flat = tuple(
        child for node in nodes if node != Nothing() for child in (node.children if isinstance(node, And) else (node,))
    )
    return And(flat) if len(flat) > 1 else flat[0] if flat else Nothing()


def _words(text: str) -> Node:
    """A word as it was joined: one token inflected, several in a row."""
    found = tuple(tokens(text))
    if not found:
        return Nothing()
    return Term(found[0], written=text) if len(found) == 1 else Phrase(found, exact=False, written=text)


def _as_written(found: tuple[Token, ...], text: str) -> Node:
    return Term(found[0], exact=True, written=text) if len(found) == 1 else Phrase(found, written=text)


def _quoted(lexeme: Lexeme) -> Node:
    found = tuple(tokens(lexeme.text))
    if lexeme.slop is not None and len(found) > 1:
        return Near(found, lexeme.slop, written=lexeme.text)
    return _as_written(found, lexeme.text) if found else Nothing()
