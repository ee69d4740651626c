"""Plain Whoosh: its stemming analyzer and BM25F."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from whoosh import index
from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import ID, TEXT, Schema
from whoosh.qparser import OrGroup, QueryParser

from tests.bench.ranking.collection import Text
from tests.bench.ranking.engines import words
from tests.bench.ranking.measures import DEPTH, Run


def ranked(documents: Mapping[str, Text], topics: Mapping[str, str], folder: Path) -> Run:
    schema = Schema(id=ID(stored=True), text=TEXT(analyzer=StemmingAnalyzer()))
    whole = index.create_in(folder, schema)
    writer = whole.writer(limitmb=256)
    for id, each in documents.items():
        writer.add_document(id=id, text=each.text)
    writer.commit(optimize=True)
    parser = QueryParser("text", schema, group=OrGroup, plugins=[])
    with whole.searcher() as searcher:
        return {
            topic: [hit["id"] for hit in searcher.search(parser.parse(" ".join(words(text)).lower()), limit=DEPTH)]
            for topic, text in topics.items()
        }
