"""tantivy with one indexing thread; it counts all passages that a query finds.

Its Python interface reads no strings from fast fields, so that a passage's id, which is 80 bits in base 32, lies
there as two numbers. That is the quickest of the ways tried: 6 µs for 10 ids and 1 ms for 1,000, where stored
fields take 7 µs and 5 ms. Conditions on fields add nothing to a score.
"""

from __future__ import annotations

import base64
import itertools
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy
from tantivy import Filter, Occur, Query as Q

from corpus.model import Document
from search.analysis import Token
from search.query.ast import And, DateRange, Field, Fuzzy, Near, Node, Or, Phrase, Term, Wildcard
from tests.bench.speed.peers import Answer, Prepared
from tests.bench.speed.queries import FACETS, LIMIT, Query, faceted

_PAIRS = [first + second for first, second in itertools.product("abcdefghijklmnopqrstuvwxyz234567", repeat=2)]
_HALVES = ("high", "low")
_BUCKETS = {name: {"terms": {"field": name, "size": 65_000}} for name in FACETS}


def _analyzer(*more: Filter) -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for each in (Filter.lowercase(), Filter.ascii_fold(), *more):
        builder = builder.filter(each)
    return builder.build()


_ANALYZERS = {"exact": _analyzer(), "stem": _analyzer(Filter.stemmer("english"))}


def build(documents: Iterable[Document], folder: Path) -> str:
    schema = tantivy.SchemaBuilder()
    for name in _ANALYZERS:
        schema.add_text_field(name, tokenizer_name=name, index_option="position")
    for name in ("document", *FACETS):
        schema.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("first", "last"):
        schema.add_integer_field(name, indexed=True, fast=True)
    for name in _HALVES:
        schema.add_integer_field(name, fast=True)
    index = _with_analyzers(tantivy.Index(schema.build(), path=str(folder)))
    writer = index.writer(heap_size=256_000_000, num_threads=1)
    for document in documents:
        assert document.date
        for section in document.sections:
            for passage in section.passages:
                high, low = divmod(int.from_bytes(base64.b32decode(passage.id[1:].upper())), 2**40)
                writer.add_document(
                    tantivy.Document(
                        exact=passage.text,
                        stem=passage.text,
                        high=high,
                        low=low,
                        document=document.id,
                        **faceted(document, section, passage),
                        first=document.date.first_day.toordinal(),
                        last=document.date.last_day.toordinal(),
                    )
                )
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return f"{index.searcher().num_segments} segments"


class Searcher:
    def __init__(self, folder: Path) -> None:
        index = _with_analyzers(tantivy.Index.open(str(folder)))
        self._searcher = index.searcher()
        self._schema = index.schema

    def prepare(self, query: Query) -> Prepared:
        compiled = self._compiled(query.node, query.value)
        searcher = self._searcher

        def run() -> Answer:
            found = searcher.search(compiled, LIMIT)
            addresses = [address for _, address in found.hits]
            halves = (searcher.fast_field_values(name, addresses) for name in _HALVES)
            ids = ["p" + _letters(high) + _letters(low) for high, low in zip(*halves, strict=True)]
            return Answer([(score, id) for (score, _), id in zip(found.hits, ids, strict=True)], found.count, {})

        def run_with_facets() -> Answer:
            counted = searcher.aggregate(compiled, _BUCKETS)
            facets = {
                name: {bucket["key"]: bucket["doc_count"] for bucket in counted[name]["buckets"]} for name in FACETS
            }
            return run()._replace(facets=facets)

        return run_with_facets if query.facets else run

    def _compiled(self, node: Node, value: str) -> Q:
        schema = self._schema
        match node:
            case Term(token):
                return Q.term_query(schema, "stem", _stems([token])[0])
            case And(children):
                return Q.boolean_query([(Occur.Must, self._compiled(child, value)) for child in children])
            case Or(children):
                return Q.boolean_query([(Occur.Should, self._compiled(child, value)) for child in children])
            case Phrase(tokens):
                return Q.phrase_query(schema, "exact", [token.exact for token in tokens])
            case Near(tokens, distance):
                return Q.phrase_query(schema, "stem", _stems(tokens), distance - 1)
            case Wildcard(pattern):
                regex = re.sub(r"[*?]", lambda sign: "." if sign[0] == "?" else ".*", pattern)
                return Q.regex_query(schema, "exact", regex)
            case Fuzzy(text, edits):
                return Q.fuzzy_term_query(schema, "exact", text, edits)
            case Field(name):
                return Q.const_score_query(Q.term_query(schema, name, value), 0.0)
            case DateRange(first, last):
                assert first
                assert last
                days = [
                    Q.range_query(schema, "first", tantivy.FieldType.Integer, None, last.toordinal()),
                    Q.range_query(schema, "last", tantivy.FieldType.Integer, first.toordinal(), None),
                ]
                return Q.const_score_query(Q.boolean_query([(Occur.Must, each) for each in days]), 0.0)
        raise AssertionError(node)


def open(folder: Path) -> Searcher:
    return Searcher(folder)


def _with_analyzers(index: tantivy.Index) -> tantivy.Index:
    for name, analyzer in _ANALYZERS.items():
        index.register_tokenizer(name, analyzer)
    return index


def _letters(half: int) -> str:
    return _PAIRS[half >> 30] + _PAIRS[half >> 20 & 1023] + _PAIRS[half >> 10 & 1023] + _PAIRS[half & 1023]


def _stems(tokens: Sequence[Token]) -> list[str]:
    return [_ANALYZERS["stem"].analyze(token.exact)[0] for token in tokens]
