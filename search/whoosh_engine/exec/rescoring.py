"""What adds to the scores of a few docs: words in them, words in a row in them, words in the titles of their documents.

Sums are of float32 and in the order in which they are given, whichever executor adds them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple

import numpy as np

from search.analysis import tokens
from search.engine import Weighted
from search.query import ast
from search.whoosh_engine.exec.docset import DocSet
from search.whoosh_engine.exec.executor import Executor, word
from search.whoosh_engine.format.bm25 import factor, norms, score
from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.schema import OF_PASSAGES
from search.whoosh_engine.format.types import Scores
from search.whoosh_engine.index.reader import IndexReader


def rescored(reader: IndexReader, executor: Executor, found: DocSet, rescore: Sequence[Weighted]) -> Scores:
    """The scores of some docs with what each of `rescore` adds to them; see `search.engine`."""
    for _, alike in groupby(rescore, key=lambda each: type(each.node)):
        group = [*alike]
        if terms := [(node, weight) for node, weight in group if isinstance(node, ast.Term)]:
            found = DocSet(found.docs, _with_words(executor, found, terms))
        if phrases := [(node, weight) for node, weight in group if isinstance(node, ast.Phrase)]:
            found = DocSet(found.docs, _with_rows(reader, executor, found, phrases))
        if fields := [(node, weight) for node, weight in group if isinstance(node, ast.Field)]:
            found = DocSet(found.docs, _with_titles(reader, found, fields))
    return found.scores


def _with_words(executor: Executor, found: DocSet, terms: Sequence[tuple[ast.Term, float]]) -> Scores:
    docs, scores = found.docs, found.scores.copy()
    for node, weight in terms:
        held = executor.conjunction([word(node.token, exact=node.exact, weight=weight)], within=DocSet(docs, scores))
        scores[np.searchsorted(docs, held.docs)] = held.scores
    return scores


def _with_rows(
    reader: IndexReader, executor: Executor, found: DocSet, phrases: Sequence[tuple[ast.Phrase, float]]
) -> Scores:
    scores, norms = found.scores.copy(), reader.norms[found.docs]
    rows = [[word(token, exact=node.exact) for token in node.tokens] for node, _ in phrases]
    for row, (_, weight), often in zip(rows, phrases, executor.rows(found.docs, rows), strict=True):
        rarity = sum((factor(reader.size, reader.doc_freq(*term[:2])) for term in row), start=np.float32(0))
        scores += score(often, rarity, norms) * np.float32(weight)
    return scores


def _with_titles(reader: IndexReader, found: DocSet, fields: Sequence[tuple[ast.Field, float]]) -> Scores:
    scores = found.scores.copy()
    for node, weight in fields:
        titles = reader.once(("titles", node.name), partial(_Titles.of, reader, node.name))
        held = reader.column(node.name).ordinals
        held = held[found.docs if node.name in OF_PASSAGES else reader.parent_of[found.docs]]
        scores += titles.scores(node.tokens[0].stem)[held] * np.float32(weight)
    return scores


class _Titles(NamedTuple):
    """The different titles, or headings: of each stem, which have it, how often, and its factor; and their norms."""

    having: dict[str, tuple[Array, Array, np.float32]]
    norms: Scores

    @classmethod
    def of(cls, reader: IndexReader, name: str) -> _Titles:
        """Those in a column, of documents, or of sections where it is one of passages."""
        texts, ordinals = reader.column(name)
        if name in OF_PASSAGES:  # each heading of a document once
            pairs_of = np.unique(reader.parent_of.astype(np.int64) * len(texts) + ordinals)
            ordinals = pairs_of % max(len(texts), 1)
        documents = np.bincount(ordinals, minlength=len(texts))
        counts = [Counter(token.stem for token in tokens(text)) for text in texts]
        pairs: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, found in enumerate(counts):
            for stem, often in found.items():
                pairs[stem].append((number, often))
        lengths = np.array([found.total() for found in counts])
        average = np.float32(lengths @ documents / max(len(ordinals), 1)) or np.float32(1)
        having = {}
        for stem, held in pairs.items():
            which, times = np.array(held).T
            rarity = factor(len(ordinals), int(documents[which].sum()))
            having[stem] = which, times.astype(np.float32), rarity
        return cls(having, norms(lengths, average))

    def scores(self, stem: str) -> Scores:
        """What a stem scores in each title."""
        scores = np.zeros(len(self.norms), np.float32)
        if stem in self.having:
            which, often, rarity = self.having[stem]
            scores[which] = score(often, rarity, self.norms[which])
        return scores
