"""The query tree over one generation: docs and their scores, by set operations on arrays.

Scores are BM25 (k1 1.2, b 0.75) summed over the words that match; a phrase scores as its words do, a word that a
wildcard or a similar spelling stands for scores 1; fields and dates only filter.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.analysis import Token
from search.engine import check_time
from search.query.ast import (
    And,
    DateRange,
    Everything,
    Field,
    Fuzzy,
    Near,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Scope,
    Term,
    Wildcard,
    parts,
)
from search.whoosh_engine.exec.docset import NOTHING, DocSet, TopDocs, Workspace, unscored
from search.whoosh_engine.exec.filters import Filter, filter_of
from search.whoosh_engine.exec.generation import Generation, Word
from search.whoosh_engine.format.container import Array

_FILTERS = (Field, DateRange)


def run(generation: Generation, query: Node, scope: Scope, *, deadline: float) -> DocSet:
    """The live docs that a query finds in a scope, with their scores. SearchTimeout past the deadline."""
    workspace = generation.borrow()
    found = _Search(generation, workspace, deadline).within_scope(query, scope)
    generation.give_back(workspace)
    return found


def best(generation: Generation, query: Node, scope: Scope, count: int, *, deadline: float) -> TopDocs:
    """The first so many of what a query finds in a scope. SearchTimeout past the deadline."""
    workspace = generation.borrow()
    if isinstance(query, Term) and scope is Scope.PASSAGE:  # as most are, and quicker than all that is to be set up
        check_time(deadline)
        found = generation.best_of(workspace, [_word(query.token, exact=query.exact)], (), count)
    else:
        found = _Search(generation, workspace, deadline).best(query, scope, count)
    generation.give_back(workspace)
    return found


class _Search:
    __slots__ = ("_deadline", "_generation", "_scratch")

    def __init__(self, generation: Generation, workspace: Workspace, deadline: float) -> None:
        self._generation = generation
        self._scratch = workspace
        self._deadline = deadline

    def within_scope(self, query: Node, scope: Scope) -> DocSet:
        if scope is Scope.PASSAGE:
            return self._find(query)
        words, judged = parts(query)
        if len(words) < 2:
            return self._find(query)
        found = [self._find(word) for word in words]
        if judged:
            base = self._find(And((Everything(), *judged)))
            found = [each.kept(self._scratch.marked(each.docs, base.docs)) for each in found]
        union = self._generation.either(self._scratch, found)
        if scope is Scope.ANY:
            return union
        everywhere = np.logical_and.reduce([self._generation.runs(each) > 0 for each in found])
        return union.kept(everywhere[self._generation.parent_of[union.docs]])

    def best(self, query: Node, scope: Scope, count: int) -> TopDocs:
        check_time(self._deadline)
        generation = self._generation
        match query if scope is Scope.PASSAGE else None:
            case And(children):
                words, filters, others, nots = self._parts(children)
                if words and not others and not nots:
                    return generation.best_of(self._scratch, words, filters, count)
            case Or(children):
                words, others = _words(children)
                if not others:
                    return generation.best_of_any(self._scratch, words, count)
        return generation.best(self.within_scope(query, scope), count)

    def _find(self, node: Node) -> DocSet:
        check_time(self._deadline)
        match node:
            case Term(token, exact):
                return self._generation.word(*_word(token, exact=exact))
            case Phrase() | Near() | Wildcard() | Fuzzy():
                return self._generation.leaf(node, lambda: self._leaf(node))
            case And(children):
                return self._and(children)
            case Or(children):
                words, others = _words(children)
                found = [self._find(child) for child in others]
                return self._generation.either(self._scratch, [*self._generation.rarest_first(words), *found])
            case Nothing():
                return NOTHING
            case Not() | Everything() | Field() | DateRange():
                return self._and((node,))

    def _leaf(self, node: Phrase | Near | Wildcard | Fuzzy) -> DocSet:
        generation = self._generation
        match node:
            case Phrase(tokens, exact):
                return generation.phrase(self._scratch, [_word(token, exact=exact) for token in tokens])
            case Near(tokens, distance):
                return generation.near(self._scratch, [_word(token, exact=False) for token in tokens], distance)
            case Wildcard(pattern):
                docs = generation.docs_of_forms(
                    self._scratch, lambda dictionary: generation.forms_matching(dictionary, pattern)
                )
            case Fuzzy(text, edits):
                docs = generation.docs_of_forms(
                    self._scratch, lambda dictionary: generation.forms_like(dictionary, text, edits)
                )
        scores = np.empty(len(docs), np.float32)
        scores.fill(1)
        return DocSet(docs, scores)

    def _and(self, children: Sequence[Node]) -> DocSet:
        """What is found by all children that find, less what the others do not keep.

        Sums of scores must not depend on what is kept of earlier searches, or pages would not join: their order is
        that of how many docs there are of each word, phrase or alternative.
        """
        generation = self._generation
        words, filters, others, nots = self._parts(children)
        found = sorted(map(self._find, others), key=_size)
        if words and (not found or min(generation.frequency(*word) for word in words) <= _size(found[0])):
            both, words = generation.conjunction(self._scratch, words, filters), []
        else:
            few = min((keep for keep in filters if keep.are_few), key=lambda keep: keep.size, default=None)
            both = found.pop(0) if found else few.few(generation) if few else self._everything()
            for keep in filters:
                both = generation.kept_by(keep, both)
        for each in found:
            both = self._scratch.both(both, each)
        for child in nots:
            if len(both.docs):
                both = both.kept(~self._keeps(child, both.docs))
        return generation.adding(self._scratch, both, words) if words else both

    def _parts(self, children: Sequence[Node]) -> tuple[list[Word], list[Filter], list[Node], list[Node]]:
        """Of what is to be found together: the words; the filters; what else finds; the opposites of
        what must not be."""
        words: list[Word] = []
        filters: list[Filter] = []
        others: list[Node] = []
        nots: list[Node] = []
        for child in children:
            if isinstance(child, Term):
                words.append(_word(child.token, exact=child.exact))
            elif isinstance(child, _FILTERS):
                filters.append(filter_of(self._generation, child))
            elif isinstance(child, Not):
                nots.append(child.child)
            elif not isinstance(child, Everything):
                others.append(child)
        return words, filters, others, nots

    def _keeps(self, node: Node, docs: Array) -> Array:
        if isinstance(node, _FILTERS):
            return filter_of(self._generation, node).keeps(docs)
        return self._scratch.marked(docs, self._find(node).docs)

    def _everything(self) -> DocSet:
        return unscored(self._generation.living(np.arange(self._generation.size, dtype=np.int32)))


def _size(found: DocSet) -> int:
    return len(found.docs)


def _words(children: Sequence[Node]) -> tuple[list[Word], list[Node]]:
    """The words among some nodes, and the others."""
    words = [_word(child.token, exact=child.exact) for child in children if isinstance(child, Term)]
    return words, [child for child in children if not isinstance(child, Term)]


def _word(token: Token, *, exact: bool) -> Word:
    return ("exact", token.exact) if exact else ("stem", token.stem)
