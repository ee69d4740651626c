"""One search: the query parsed and narrowed, the scope climbed, the hits dressed for the reader."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from corpus.library import Library
from corpus.model import Place
from search.analysis import Token, tokens
from search.analysis.extras import MARK
from search.engine import EngineHit, Page, Search, Snapshot
from search.fields import FIELDS
from search.links import document_path
from search.query.ast import And, Diagnostic, Field, Node, Not, Or, Scope, Term, parts
from search.query.parser import MAX_LENGTH
from search.results import highlight
from search.results.suggestions import suggest
from search.results.understanding import Indexed, understood
from search.results.values import Hit, SearchRequest, SearchResult, Unshown

MAX_LIMIT = 1000  # hits of one page, or of all pages up to the one asked for
MAX_FILTERS = 20  # values in all


def search(
    request: SearchRequest,
    *,
    snapshot: Snapshot,
    library: Library,
    deadline: float,
    link: Callable[[str, int], str],
) -> SearchResult:
    """The answer to a request. `link` makes a passage's permalink from its id and version."""
    started = time.perf_counter()
    query, sought = understood(request.query, Indexed(snapshot))
    filters, ignored = bounded(request.filters)
    node = narrowed(sought, filters)
    first = 0 if request.after else (max(request.page, 1) - 1) * request.limit
    wanted = Search(
        query=node,
        sort=request.sort,
        limit=min(first + request.limit, MAX_LIMIT),
        after=request.after,
        facets=request.facets,
    )
    scope, page = _widened(wanted, snapshot, deadline)
    asked = () if scope is Scope.PASSAGE and page.total.passages else dict.fromkeys(_plain_words(query.node))
    known = (
        parts(node).words if scope is Scope.DOCUMENT and page.total.passages else ()
    )  # a document found has all of them
    missing = _missing([word for word in asked if word not in known], snapshot, deadline)
    asked_for = page.hits[first:]
    hits = tuple(_dressed(asked_for, sought, request.query, library, link, deadline))
    behind = max(library.log.revision - snapshot.mark.revision, 0)
    return SearchResult(
        query=request.query,
        scope=scope,
        total=page.total.passages,
        total_documents=page.total.documents,
        total_is_exact=page.total.is_exact and not page.partial,
        took_ms=(time.perf_counter() - started) * 1000,
        diagnostics=(*query.diagnostics, *ignored),
        suggestion=suggest(request.query, missing, snapshot.words),
        next=page.next,
        facets=page.facets,
        hits=hits,
        unshown=_unshown(asked_for, hits, library, is_behind=behind > 0),
        behind=behind,
        missing=missing,
        dates=query.dates,
    )


def bounded(filters: dict[str, tuple[str, ...]]) -> tuple[dict[str, tuple[str, ...]], tuple[Diagnostic, ...]]:
    """The first MAX_FILTERS different values of the filters, and what is to be said where there are more."""
    chosen = list(dict.fromkeys((name, value) for name, values in filters.items() for value in values))
    kept = {name: tuple(v for n, v in chosen[:MAX_FILTERS] if n == name) for name in filters}
    if len(chosen) <= MAX_FILTERS:
        return kept, ()
    message = f"Only the first {MAX_FILTERS} of the {len(chosen)} filters in this address were applied."
    return kept, (Diagnostic(message, 0, 0),)


def narrowed(node: Node, filters: dict[str, tuple[str, ...]]) -> Node:
    """The query and the chosen facet values: alternatives within a facet, all facets together."""
    chosen = [_choice(name, values) for name, values in filters.items() if values]
    if not chosen:
        return node
    return And((*(node.children if isinstance(node, And) else (node,)), *chosen))


def _choice(name: str, values: tuple[str, ...]) -> Node:
    if FIELDS[name].kind != "name":
        return Field(name, values=tuple(value.casefold() for value in values))
    choices = tuple(Field(name, tokens=tuple(tokens(value))) for value in values)
    return choices[0] if len(choices) == 1 else Or(choices)


def _widened(wanted: Search, snapshot: Snapshot, deadline: float) -> tuple[Scope, Page]:
    scopes = tuple(Scope) if len(parts(wanted.query).words) > 1 else (Scope.PASSAGE,)
    pages: dict[Scope, Page] = {}
    for scope in scopes:
        pages[scope] = snapshot.search(replace(wanted, scope=scope), deadline=deadline)
        if pages[scope].total.passages or pages[scope].partial:
            return scope, pages[scope]
    return Scope.PASSAGE, pages[Scope.PASSAGE]


def _missing(words: Iterable[Term], snapshot: Snapshot, deadline: float) -> tuple[str, ...]:
    """Those of some words that no passage has, in any inflection."""
    return tuple(term.token.exact for term in words if not snapshot.count(term, deadline=deadline).passages)


def _plain_words(node: Node) -> Iterator[Term]:
    match node:
        case Term(Token(exact)) if not exact.startswith(MARK):
            yield node
        case And(children) | Or(children):
            for child in children:
                yield from _plain_words(child)
        case Not():
            return


def _dressed(
    hits: tuple[EngineHit, ...],
    node: Node,
    query: str,
    library: Library,
    link: Callable[[str, int], str],
    deadline: float,
) -> Iterator[Hit]:
    found = library.located([hit.passage for hit in hits])
    marker_in = cache(lambda language: highlight.Marker(node, language=language, deadline=deadline))
    for hit in hits:
        where = found.get(hit.passage)
        if where is None:  # which is said
            continue
        spans = marker_in(where.document.language or "").spans(where.passage.text)
        yield Hit(
            place=Place(where.section, where.passage),
            document=where.document,
            score=hit.score,
            in_document=hit.in_document,
            spans=spans,
            fragment=highlight.fragment(where.passage.text, spans),
            url=document_path(hit.document, query=query[:MAX_LENGTH], at=hit.passage),
            permalink=link(hit.passage, where.document.version),
        )


def _unshown(
    found: Sequence[EngineHit], hits: Sequence[Hit], library: Library, *, is_behind: bool
) -> tuple[Unshown, ...]:
    """Those found that are not among the hits, and why: what an index that is not behind has, the library had."""
    if len(found) == len(hits):
        return ()
    why = library.why_not(hit.passage for hit in found)
    return tuple(
        Unshown(hit.passage, hit.document, why[hit.passage] if is_behind else "damaged")
        for hit in found
        if hit.passage in why
    )
