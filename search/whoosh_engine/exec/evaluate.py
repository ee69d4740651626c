"""The query tree over one reader: docs and their scores, by set operations on arrays.

Scores are BM25 (k1 1.2, b 0.75) summed over the words that match; a phrase scores as its words do, a word that a
wildcard or a similar spelling stands for scores 1; fields and dates only filter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from search.engine import check_time
from search.query import ast
from search.query.ast import Node
from search.whoosh_engine import tuning
from search.whoosh_engine.exec.docset import NOTHING, DocSet, are_among, every, unscored
from search.whoosh_engine.exec.executor import Executor, WeightedTerm, rarest_first, word
from search.whoosh_engine.exec.expansion import like, spelled_like
from search.whoosh_engine.exec.filters import Filter, filter_of
from search.whoosh_engine.format.types import DocIds, Mask
from search.whoosh_engine.index.cache import Cache
from search.whoosh_engine.index.reader import IndexReader

_FILTERS = (ast.Field, ast.DateRange, ast.StoredAfter)


class _Parts(NamedTuple):
    """Of what is to be found together: the terms; the filters; what else finds; the opposites of what must not be."""

    terms: list[WeightedTerm]
    filters: list[ast.Filter]
    others: list[Node]
    nots: list[Node]


class IndexSearcher:
    """Searches of one state of the index. It may be shared by threads."""

    def __init__(self, reader: IndexReader, executor: Executor) -> None:
        self.reader, self.executor = reader, executor
        self._filters: Cache[Filter] = Cache(tuning.FILTERS_KEPT)

    def find(self, node: Node, deadline: float) -> DocSet:
        """The live docs that a query finds, with their scores. SearchTimeout past the deadline."""
        check_time(deadline)
        match node:
            case ast.Term():
                term = _term(node)
                return self.executor.term(term) if self.reader.doc_freq(term.field, term.text) else NOTHING
            case ast.Phrase() | ast.Near() | ast.Wildcard() | ast.Fuzzy():
                return self.executor.sets.get(node, lambda: self._leaf(node))
            case ast.And(children):
                return self._and(children, deadline)
            case ast.Or(children):
                terms = rarest_first(self.reader, (_term(child) for child in children if isinstance(child, ast.Term)))
                found = [self.find(child, deadline) for child in children if not isinstance(child, ast.Term)]
                return self.executor.disjunction([*terms, *found])
            case ast.Equivalent(itself, also):
                return self.find(ast.Or((itself, *also)), deadline)
            case ast.Nothing():
                return NOTHING
            case ast.Not() | ast.Everything() | ast.Field() | ast.DateRange() | ast.StoredAfter():
                return self._and((node,), deadline)

    def among(self, docs: DocIds, node: Node, deadline: float) -> DocIds:
        """Which of some live docs a query finds."""
        if isinstance(node, ast.Term):
            return self.executor.conjunction([_term(node)], within=unscored(docs)).docs
        return docs[are_among(docs, self.find(node, deadline).docs)]

    def is_in(self, query: Node, enough: int) -> bool:
        """Whether so many docs or more are known to have a word, or one of several, without looking at them."""
        match query:
            case ast.Term():
                return self.reader.doc_freq(*_term(query)[:2]) - (self.reader.size - self.reader.count) >= enough
            case ast.Or(children):
                return any(self.is_in(child, enough) for child in children)
        return False

    def _leaf(self, node: ast.Phrase | ast.Near | ast.Wildcard | ast.Fuzzy) -> DocSet:
        match node:
            case ast.Phrase(tokens, exact):
                return self.executor.phrase([word(token, exact=exact) for token in tokens])
            case ast.Near(tokens, distance):
                return self.executor.near([word(token, exact=False) for token in tokens], distance)
            case ast.Wildcard(pattern):
                return self.executor.any_form(like(self.reader, pattern))
            case ast.Fuzzy(text, edits):
                return self.executor.any_form(spelled_like(self.reader, text, edits))

    def _and(self, children: Sequence[Node], deadline: float) -> DocSet:
        """What is found by all children that find, less what the others do not keep.

        Sums of scores must not depend on what is kept of earlier searches, or pages would not join: their order is
        that of how many docs there are of each word, phrase or alternative.
        """
        reader, executor = self.reader, self.executor
        terms, filters, others, nots = _parts(children)
        keep = self._filter(*filters) if filters else None
        few = keep.found if keep else None
        found = sorted((self.find(child, deadline) for child in others), key=_size)
        rarest = min((reader.doc_freq(*term[:2]) for term in terms), default=0)
        if terms and (not found or rarest <= _size(found[0])):
            lead = few if few and _size(few) < rarest else None
            found.insert(0, executor.conjunction(terms, within=lead, keep=None if lead else keep))
            terms = []
        else:
            found = found or [few or self._everything()]
            if keep:
                found[0] = keep.kept_of(found[0])
        both = every(found)
        for child in nots:
            if len(both.docs):
                both = both.kept(~self._keeps(child, both.docs, deadline))
        return executor.conjunction(terms, within=both) if terms else both

    def _filter(self, *nodes: ast.Filter) -> Filter:
        return self._filters.get(nodes, lambda: filter_of(self.reader, nodes))

    def _keeps(self, node: Node, docs: DocIds, deadline: float) -> Mask:
        if isinstance(node, _FILTERS):
            return self._filter(node).kept[docs]
        return are_among(docs, self.find(node, deadline).docs)

    def _everything(self) -> DocSet:
        return unscored(self.reader.living(np.arange(self.reader.size, dtype=np.int32)))


def _parts(children: Sequence[Node]) -> _Parts:
    found = _Parts([], [], [], [])
    for child in children:
        if isinstance(child, ast.Term):
            found.terms.append(_term(child))
        elif isinstance(child, _FILTERS):
            found.filters.append(child)
        elif isinstance(child, ast.Not):
            found.nots.append(child.child)
        elif not isinstance(child, ast.Everything):
            found.others.append(child)
    return found


def _size(found: DocSet) -> int:
    return len(found.docs)


def _term(node: ast.Term) -> WeightedTerm:
    return word(node.token, exact=node.exact)
