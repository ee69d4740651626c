"""bm25s with its English stop words and the Snowball stemmer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import bm25s
import Stemmer

from tests.bench.ranking.collection import Text
from tests.bench.ranking.measures import DEPTH, Run


def ranked(documents: Mapping[str, Text], topics: Mapping[str, str], folder: Path) -> Run:
    stemmer = Stemmer.Stemmer("english")

    def tokens(texts: list[str]) -> object:
        return bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False)

    retriever = bm25s.BM25(corpus=list(documents))
    retriever.index(tokens([each.text for each in documents.values()]), show_progress=False)
    found, scores = retriever.retrieve(tokens(list(topics.values())), k=min(DEPTH, len(documents)), show_progress=False)
    return {
        topic: [str(id) for id, score in zip(ids, row, strict=True) if score > 0]
        for topic, ids, row in zip(topics, found, scores, strict=True)
    }
