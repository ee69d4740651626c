"""A query's text understood: as it was written, and as it is sought in what an index holds."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from search.analysis import Token
from search.engine import Snapshot
from search.query.ast import Node
from search.query.parser import Query, parse
from search.query.plan import Plan, Tiers, names, plan as planned, tiers
from search.query.rewriting import Known, rewritten


class Understood(NamedTuple):
    """A query, its plan, and what is sought of it: the engine's trees, and the highlighter's."""

    query: Query
    plan: Plan
    sought: Tiers
    names: dict[Node, str]  # what was typed for each of the words that are sought


def understood(text: str, known: Known, *judged: Node) -> Understood:
    """What is written and what is sought, of any text at all; `judged` is asked of each passage besides."""
    query = parse(text)
    plan = planned(query.node, known.languages)
    apart = rewritten(plan.apart, known) if plan.apart else None
    content = rewritten(plan.content, known)
    return Understood(query, plan, tiers(content, apart, judged), names(plan.content, content))


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
