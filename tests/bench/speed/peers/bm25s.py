"""bm25s on its numpy backend: words and OR only, from stems in memory-mapped arrays; totals are scores above 0.

It keeps no positions and no fields, so its index is smaller than what the others make. It takes the words from
our analyzer, and all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import bm25s
import numpy as np

from corpus.model import Document
from search.analysis import tokens
from search.query.ast import Or, Term
from tests.bench.speed.peers import Answer, Prepared
from tests.bench.speed.queries import Query


def build(documents: Iterable[Document], folder: Path) -> str:
    vocabulary: dict[str, int] = {}
    words, ids = [], []
    for document in documents:
        for passage in document.passages():
            ids.append(passage.id.encode())
            words.append([vocabulary.setdefault(token.stem, len(vocabulary)) for token in tokens(passage.text)])
    index = bm25s.BM25()
    index.index((words, vocabulary), show_progress=False)
    index.save(folder, show_progress=False)
    np.save(folder / "passages.npy", np.array(ids))
    return ""


class Searcher:
    def __init__(self, folder: Path) -> None:
        self._index = bm25s.BM25.load(folder, mmap=True, show_progress=False)
        self._passages = np.load(folder / "passages.npy", mmap_mode="r")

    def prepare(self, query: Query) -> Prepared | None:
        match query.node:
            case Term(token):
                words = [token.stem]
            case Or(children):
                words = [child.token.stem for child in children if isinstance(child, Term)]
            case _:
                return None
        if query.facets:
            return None

        def answer() -> Answer:
            scores = self._index.get_scores(words)
            total = int(np.count_nonzero(scores))
            best, rows = bm25s.selection.topk(scores, min(query.limit, total), backend="numpy")
            hits = [(float(score), passage.decode()) for score, passage in zip(best, self._passages[rows], strict=True)]
            return Answer(hits, total)

        return answer


def open(folder: Path) -> Searcher:
    return Searcher(folder)
