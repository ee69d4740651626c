"""What the score of one doc is the sum of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from search.engine import Weighted
from search.query import ast
from search.query.ast import Node
from search.whoosh_engine.exec.docset import unscored
from search.whoosh_engine.exec.evaluate import IndexSearcher
from search.whoosh_engine.exec.rescoring import rescored
from search.whoosh_engine.format.types import DocIds


def leaves(searcher: IndexSearcher, doc: DocIds, node: Node, deadline: float) -> Iterator[tuple[Node, float]]:
    """The leaves by which a query finds a doc, and what each scores."""
    if not len(searcher.among(doc, node, deadline)):
        return
    match node:
        case ast.And(children) | ast.Or(children):
            for child in children:
                yield from leaves(searcher, doc, child, deadline)
        case _ if isinstance(node, ast.TEXT_NODES):
            found = searcher.find(node, deadline)
            yield node, float(found.scores[np.searchsorted(found.docs, doc[0])])


def added(searcher: IndexSearcher, doc: DocIds, rescore: Sequence[Weighted]) -> list[float]:
    """What each of `rescore` adds to the score of a doc."""
    found = unscored(doc)
    return [float(rescored(searcher.reader, searcher.executor, found, [each])[0]) for each in rescore]
