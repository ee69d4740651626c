"""A query's text understood: as it was written, and as it is sought in what an index holds."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from search.analysis import Token
from search.engine import Snapshot
from search.query.ast import Node
from search.query.parser import Query, parse
from search.query.rewriting import Known, rewritten


class Understood(NamedTuple):
    """A query, and the tree that is sought: the engine's, and the highlighter's."""

    query: Query
    sought: Node


def understood(text: str, known: Known) -> Understood:
    """What is written and what is sought, of any text at all."""
    query = parse(text)
    return Understood(query, rewritten(query.node, known))


class Indexed:
    """What the passages of an index know."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.attests = snapshot.has
        self.languages: Collection[str] = snapshot.values("lang")


class Unindexed:
    """What is known where there is no index: nothing."""

    languages: Collection[str] = ()

    def attests(self, token: Token) -> bool:
        """No passage has anything."""
        return False
