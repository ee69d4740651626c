"""A query's text understood: as it was written, and as it is sought in what an index holds."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import NamedTuple

from search.analysis import Token
from search.engine import ALL, Search, Snapshot
from search.query.ast import Everything, Node, Term
from search.query.parser import Query, parse
from search.query.plan import Plan, Tiers, plan as planned, tiers
from search.query.rewriting import Known, rewritten


class Understood(NamedTuple):
    """A query, its plan, and what is sought of it: the engine's trees, and the highlighter's."""

    query: Query
    plan: Plan
    sought: Tiers


def understood(text: str, known: Known, *judged: Node) -> Understood:
    """What is written and what is sought, of any text at all; `judged` is asked of each passage besides."""
    query = parse(text)
    plan = planned(query.node)
    apart = rewritten(plan.apart, known) if plan.apart else None
    return Understood(query, plan, tiers(rewritten(plan.content, known), apart, judged))


class Indexed:
    """What the passages of an index know. SearchTimeout past the deadline, in seconds of `time.monotonic`."""

    def __init__(self, snapshot: Snapshot, *, deadline: float) -> None:
        self._snapshot = snapshot
        self._deadline = deadline

    @cached_property
    def languages(self) -> Collection[str]:
        """The languages of the documents."""
        every = Search(query=Everything(), limit=0, facets={"lang": ALL})
        facet = self._snapshot.search(every, deadline=self._deadline).facets["lang"]
        return frozenset(count.value.casefold() for count in facet.values)

    def attests(self, token: Token) -> bool:
        """Whether a passage has this extra occurrence."""
        return self._snapshot.count(Term(token, exact=True), deadline=self._deadline, enough=1).passages > 0


class Unindexed:
    """What is known where there is no index: nothing."""

    languages: Collection[str] = frozenset()

    def attests(self, token: Token) -> bool:
        """No passage has anything."""
        return False
