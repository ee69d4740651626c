"""Plain Whoosh: its default codec, text fields, BM25F and its own searcher."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from whoosh import index, query as q
from whoosh.analysis import Analyzer, CharsetFilter, LowercaseFilter, RegexTokenizer, StemFilter
from whoosh.fields import ID, NUMERIC, TEXT, Schema
from whoosh.query.spans import SpanNear
from whoosh.sorting import Count, FieldFacet
from whoosh.support.charset import accent_map

from corpus.model import Document
from search.analysis import Token
from search.query.ast import And, DateRange, Field, Fuzzy, Near, Node, Or, Phrase, Term, Wildcard
from tests.bench.speed.peers import Answer, Prepared
from tests.bench.speed.queries import FACETS, LIMIT, Query, faceted


def _analyzer() -> Analyzer:
    return RegexTokenizer() | LowercaseFilter() | CharsetFilter(accent_map)


_STEMS = _analyzer() | StemFilter()


def build(documents: Iterable[Document], folder: Path) -> str:
    schema = Schema(
        exact=TEXT(analyzer=_analyzer()),
        stem=TEXT(analyzer=_STEMS),
        passage=ID(stored=True),
        document=ID(sortable=True),
        **{name: ID(sortable=True) for name in FACETS},
        first=NUMERIC(int, sortable=True),
        last=NUMERIC(int, sortable=True),
    )
    writer = index.create_in(folder, schema).writer(limitmb=256)
    for document in documents:
        assert document.date
        for section in document.sections:
            for passage in section.passages:
                writer.add_document(
                    exact=passage.text,
                    stem=passage.text,
                    passage=passage.id,
                    document=document.id,
                    **faceted(document, section, passage),
                    first=document.date.first_day.toordinal(),
                    last=document.date.last_day.toordinal(),
                )
    writer.commit(optimize=True)
    return ""


class Searcher:
    def __init__(self, folder: Path) -> None:
        self._searcher = index.open_dir(folder).searcher()

    def prepare(self, query: Query) -> Prepared:
        compiled = _compiled(query.node, query.value)
        searcher, limit = self._searcher, LIMIT
        grouped = {name: FieldFacet(name, maptype=Count) for name in FACETS} if query.facets else None

        def answer() -> Answer:
            results = searcher.search(compiled, limit=limit, groupedby=grouped)
            hits = [(hit.score, hit["passage"]) for hit in results]
            return Answer(hits, len(results), {name: dict(results.groups(name)) for name in grouped or ()})

        return answer


def open(folder: Path) -> Searcher:
    return Searcher(folder)


def _compiled(node: Node, value: str) -> q.Query:
    match node:
        case Term(token):
            return q.Term("stem", _stem(token))
        case And(children):
            return q.And([_compiled(child, value) for child in children])
        case Or(children):
            return q.Or([_compiled(child, value) for child in children])
        case Phrase(tokens):
            return q.Phrase("exact", [token.exact for token in tokens])
        case Near(tokens, distance):
            first, second = (q.Term("stem", _stem(token)) for token in tokens)
            return SpanNear(first, second, slop=distance, ordered=False)
        case Wildcard(pattern) if pattern.endswith("*"):
            return q.Prefix("exact", pattern[:-1])
        case Wildcard(pattern):
            return q.Wildcard("exact", pattern)
        case Fuzzy(text, edits):
            return q.FuzzyTerm("exact", text, maxdist=edits, prefixlength=0)
        case Field(name):
            return q.ConstantScoreQuery(q.Term(name, value))
        case DateRange(first, last):
            assert first
            assert last
            return q.And(
                [
                    q.NumericRange("first", None, last.toordinal()),
                    q.NumericRange("last", first.toordinal(), None),
                ]
            )
    raise AssertionError(node)


def _stem(token: Token) -> str:
    return str(next(found.text for found in _STEMS(token.exact)))
