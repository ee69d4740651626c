"""tantivy with its English stemmer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import tantivy

from tests.bench.ranking.collection import Text
from tests.bench.ranking.engines import words
from tests.bench.ranking.measures import DEPTH, Run


def ranked(documents: Mapping[str, Text], topics: Mapping[str, str], folder: Path) -> Run:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("text", tokenizer_name="en_stem")
    index = tantivy.Index(builder.build(), path=str(folder))
    writer = index.writer(num_threads=1)
    for id, each in documents.items():
        writer.add_document(tantivy.Document(id=id, text=each.text))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    run = {}
    for topic, text in topics.items():
        query = index.parse_query(" ".join(words(text)).lower(), ["text"])
        hits = searcher.search(query, DEPTH).hits
        run[topic] = [searcher.doc(address)["id"][0] for _, address in hits]
    return run
