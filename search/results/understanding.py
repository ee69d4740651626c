"""A query's text understood: as it was written, and as it is sought in what an index holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from corpus.errors import DamagedLibrary
from corpus.library import Edition, Library
from search.analysis import Token
from search.engine import Snapshot
from search.query.ast import And, Diagnostic, Equivalent, Everything, Node, Not, Or
from search.query.equivalents import NONE, Equivalents
from search.query.parser import Query, parse
from search.query.plan import Plan, Tiers, names, plan as planned, said, tiers
from search.query.rewriting import Known, rewritten
from search.results.values import Also


class Understood(NamedTuple):
    """A query, its plan, and what is sought of it: the engine's trees, and the highlighter's."""

    query: Query
    plan: Plan
    content: Node  # the plan's, as it is sought
    apart: Node | None
    judged: tuple[Node, ...]  # what is asked of each passage besides
    names: dict[Node, str]  # what was typed for each of the words that are sought
    also: tuple[Also, ...]

    @property
    def sought(self) -> Tiers:
        """The trees that are sought."""
        return self.within(self.judged)

    def within(self, judged: Iterable[Node]) -> Tiers:
        """The trees where something else is asked of each passage besides."""
        return tiers(self.content, self.apart, judged)


def understood(text: str, known: Known, *judged: Node, equivalents: Equivalents = NONE) -> Understood:
    """What is written and what is sought, of any text at all; `judged` is asked of each passage besides, and alone
    where nothing is written."""
    query = parse(text)
    asks_for_all = judged and not text.strip()
    plan = planned(Everything() if asks_for_all else equivalents.beside(query.node), known.languages)
    held = Held(known, equivalents)
    apart = rewritten(plan.apart, held) if plan.apart else None
    content = rewritten(plan.content, held)
    also = tuple(dict.fromkeys(_also(plan.content)))
    return Understood(query, plan, content, apart, judged, names(plan.content, content), also)


class Held:
    """What is known of words, in a library and its vocabulary."""

    def __init__(self, known: Known, equivalents: Equivalents) -> None:
        self.languages = known.languages
        self._known, self._equivalents = known, equivalents

    def attests(self, token: Token) -> bool:
        return self._equivalents.attests(token) or self._known.attests(token)


def _also(node: Node, sign: str = "") -> Iterator[Also]:
    match node:
        case Equivalent(itself, also):
            yield Also(f"{sign}{said(itself)}", tuple(map(said, also)))
        case And(children) | Or(children):
            for child in children:
                yield from _also(child, sign)
        case Not(child):
            yield from _also(child, "-")


def vocabulary(library: Library, *, wanted: bool = True) -> tuple[Edition, tuple[Diagnostic, ...]]:
    """The vocabulary of a library where it is wanted, else an empty one; and what is to be said where it is damaged."""
    if wanted:
        try:
            return library.vocabulary.latest, ()
        except DamagedLibrary as error:
            return Edition(0, ""), (Diagnostic(f"The vocabulary was left out: {error}.", 0, 0),)
    return Edition(0, ""), ()


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
