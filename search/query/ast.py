"""The query tree: what a query asks, in analysed tokens, independent of any engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.analysis import Token


@dataclass(frozen=True, slots=True)
class Term:
    """One word: by its stem, or by this very form where `exact`. `written` is how it was typed, unfolded."""

    token: Token
    exact: bool = False
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """At least two words in a row, in this order: as they stand where `exact`, else inflected."""

    tokens: tuple[Token, ...]
    exact: bool = True
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Near:
    """Words (inflected, any order) of which the last is at most `distance` positions behind the first."""

    tokens: tuple[Token, ...]
    distance: int
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Wildcard:
    """A folded word with `*` (any run of characters) and `?` (one); matched on the exact form."""

    pattern: str
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Words within `edits` (Damerau-Levenshtein, optimal string alignment) of a folded exact form."""

    text: str
    edits: int
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of `search.fields` that holds these words in a row (a name's; exact forms, for `title` stems), or this
    very value (a choice's; `values` are alternatives, lower case)."""

    name: str
    tokens: tuple[Token, ...] = ()
    values: tuple[str, ...] = ()
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class DateRange:
    """Documents whose date may fall in [first, last], both inclusive; None leaves a side open.

    A partial date counts with all its days; a document without a date never matches.
    """

    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class StoredAfter:
    """Passages that came into the library with a later change than this one; no query says it."""

    revision: int


@dataclass(frozen=True, slots=True)
class Equivalent:
    """Plain words (a node, or an And of several side by side), or what means the same; rewritten it is an Or."""

    node: Node
    also: tuple[Term | Phrase, ...]


@dataclass(frozen=True, slots=True)
class And:
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    child: Node


@dataclass(frozen=True, slots=True)
class Everything:
    """All passages: what a query of nothing but negatives takes away from."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No passage: a query without a word in it."""


Words = Term | Phrase | Near | Wildcard | Fuzzy
Filter = Field | DateRange | StoredAfter
Node = Words | Filter | Equivalent | And | Or | Not | Everything | Nothing
TEXT_NODES = (Term, Phrase, Near, Wildcard, Fuzzy)


def all_of(nodes: Iterable[Node]) -> Node:
    """What is found by all nodes that ask for anything."""
    asking = tuple(_flat(And, nodes))
    return And(asking) if len(asking) > 1 else next(iter(asking), Nothing())


def any_of(nodes: Iterable[Node]) -> Node:
    """What is found by any of the nodes that ask for anything."""
    asking = tuple(_flat(Or, nodes))
    return Or(asking) if len(asking) > 1 else next(iter(asking), Nothing())


def children_of(node: Node) -> Sequence[Node]:
    """What an AND is of, or a node alone."""
    return node.children if isinstance(node, And) else (node,)


def tokens_of(node: Term | Phrase | Near) -> tuple[Token, ...]:
    """The words of a node of words."""
    return (node.token,) if isinstance(node, Term) else node.tokens


def _flat(kind: type[And] | type[Or], nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node, kind):
            yield from node.children
        elif node != Nothing():
            yield node


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """What of a query was understood otherwise than written; the span is in the query's text."""

    message: str
    start: int
    end: int
