"""What a search leaves out without being asked to in so many words, and the query that would not."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import NamedTuple

from search.query.ast import And, DateRange, Field, Node, Or, Phrase, Term, tokens_of
from search.query.parser import Query
from search.query.printing import printed
from search.results.filters import UNDATED


class LeftOut(NamedTuple):
    """How many passages are left out by the filters; how many for want of a date alone, by filters or by the query; and
    how many, where sorting by date puts them last, have none."""

    by_filters: int
    undated: int
    last: int


class Instead(NamedTuple):
    """A query that finds something in place of one that does not, and how many passages it finds; by whom documents
    belong to, or else by who speaks."""

    query: str
    passages: int
    by_person: bool


def with_undated(node: Node) -> Node:
    """A tree in which days do not leave out what has no date; what NOT excludes stays so."""
    return Or((node, UNDATED)) if isinstance(node, DateRange) else _within(node, with_undated)


def dated_or_not(query: Query) -> str:
    """A query that does not leave out what has no date; empty where it leaves out none."""
    tree = with_undated(query.node)
    return printed(tree) if tree != query.node else ""


def by_person(node: Node) -> Node:
    """A tree that asks for documents which people belong to, where it asked for what they say."""
    if isinstance(node, Field) and node.name == "speaker" and node.tokens:
        return Field("person", tokens=node.tokens, written=node.written)
    return _within(node, by_person)


def as_speaker(node: Node, nowhere: Collection[Node]) -> Node:
    """A tree that asks for what somebody says in place of words that no text has."""
    if isinstance(node, Term | Phrase) and node in nowhere:
        return Field("speaker", tokens=tokens_of(node), written=node.written)
    return _within(node, partial(as_speaker, nowhere=nowhere))


def _within(node: Node, change: Callable[[Node], Node]) -> Node:
    match node:
        case And(children) | Or(children):
            return type(node)(tuple(map(change, children)))
    return node
