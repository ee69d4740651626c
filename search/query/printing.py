"""A tree as a query that is understood as the same tree."""

from __future__ import annotations

import datetime as dt
import re

from search.query.ast import And, DateRange, Everything, Field, Fuzzy, Near, Node, Not, Or, Phrase, Term, Wildcard
from search.query.leaves import by_sound
from search.query.lexer import QUOTES

_OPERATORS = ("AND", "OR", "NOT")
_PLAIN = re.compile("[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")


def printed(node: Node) -> str:
    """A tree of the parser as the text of a query."""
    match node:
        case And(children):
            return " ".join(_grouped(child, Or) for child in children if child != Everything())
        case Or(children):
            return " OR ".join(map(printed, children))
        case Not(Field("has", values=(lacking,))):
            return f"no:{value(lacking)}"
        case Not(child):
            return f"-{_grouped(child, And, Or)}"
        case Term() | Phrase() if by_sound(node):
            return f'sounds:"{node.written}"'
        case Term(exact=False) | Phrase(exact=False):
            return node.written.lower() if node.written in _OPERATORS else node.written
        case Term() | Phrase():
            return f'"{node.written}"'
        case Near(_, distance, written):
            return f'"{written}"~{distance}'
        case Wildcard(_, written):
            return written
        case Fuzzy(_, edits, written):
            return f"{written}~{edits}"
        case DateRange(first, last):
            return f"date:{_days(first, last)}"
        case Field():
            return _field(node)
        case _:
            return ""


def _grouped(node: Node, *kinds: type[Node]) -> str:
    return f"({printed(node)})" if isinstance(node, kinds) else printed(node)


def _field(node: Field) -> str:
    if node.values == ("",):
        return f"no:{node.name}"
    return f"{node.name}:{value(node.written or node.values[0])}"


def value(text: str) -> str:
    """What a field asks for as it stands behind the colon: in quotation marks unless it is one plain word."""
    if _PLAIN.fullmatch(text) and text not in _OPERATORS:
        return text
    opening = next(sign for sign, closing in QUOTES.items() if not {*closing} & {*text})
    return opening + text + QUOTES[opening][0]


def _days(first: dt.date | None, last: dt.date | None) -> str:
    if first and last and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year:04}" if first.year == last.year else f"{first.year:04}..{last.year:04}"
    return f"{first or ''}..{last or ''}"
