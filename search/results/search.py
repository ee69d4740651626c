"""One search: the query understood and narrowed, its list asked for, what is to be said of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from corpus.library import Library
from search.analysis import tokens
from search.analysis.extras import MARK
from search.engine import Snapshot
from search.fields import FIELDS
from search.query.ast import And, Diagnostic, Field, Node, Or, Phrase, Term
from search.query.plan import said
from search.results.dressing import Dresser, Texts
from search.results.listing import Lister
from search.results.suggestions import suggest
from search.results.understanding import Indexed, understood
from search.results.values import Scope, SearchRequest, SearchResult, Tier

Leaf = TypeVar("Leaf", Term, Phrase)
MAX_FILTERS = 20  # values in all
_LEFT_OUT = "“{}” alone tells nothing apart, so OR leaves it out; ={} asks for it."
_ANEW = "The library has changed since the page before this one, so the list begins again."


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
    filters, ignored = bounded(request.filters)
    query, plan, sought, names = understood(request.query, Indexed(snapshot), *narrowing(filters))
    texts = Texts(library)
    listed = Lister(request, plan, sought, snapshot=snapshot, deadline=deadline, texts=texts).page()
    dresser = Dresser(request.query, sought, names, snapshot=snapshot, deadline=deadline, texts=texts, link=link)
    hits = tuple(dresser.dressed(listed.hits))
    total, scope = listed.counted.total, Scope.PASSAGE if listed.tier is Tier.ALL else Scope.ANY
    has_all = scope is Scope.PASSAGE and total.passages > 0
    missing = () if has_all else _missing(_leaves(query.node, Term), snapshot, deadline)
    behind = max(library.log.revision - snapshot.mark.revision, 0)
    return SearchResult(
        query=request.query,
        scope=scope,
        total=total.passages,
        total_documents=total.documents,
        total_is_exact=total.is_exact and not listed.counted.partial,
        total_any=listed.total_any.passages,
        total_any_is_exact=listed.total_any.is_exact,
        listed=listed.length,
        took_ms=(time.perf_counter() - started) * 1000,
        diagnostics=(
            *query.diagnostics,
            *(Diagnostic(_LEFT_OUT.format(*[said(term)] * 2), 0, 0) for term in plan.left_out),
            *(() if has_all else _nowhere(query.node, snapshot, deadline)),
            *((Diagnostic(_ANEW, 0, 0),) if listed.is_anew else ()),
            *ignored,
        ),
        suggestion=suggest(request.query, missing, snapshot.words),
        next=str(listed.next) if listed.next else None,
        facets=listed.counted.facets,
        hits=hits,
        unshown=texts.unshown([hit for hit, _ in listed.hits], is_behind=behind > 0),
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


def narrowing(filters: dict[str, tuple[str, ...]]) -> list[Node]:
    """What the chosen facet values ask of each passage: alternatives within a facet, all facets together."""
    return [_choice(name, values) for name, values in filters.items() if values]


def _choice(name: str, values: tuple[str, ...]) -> Node:
    if FIELDS[name].kind != "name":
        return Field(name, values=tuple(value.casefold() for value in values))
    choices = tuple(Field(name, tokens=tuple(tokens(value))) for value in values)
    return choices[0] if len(choices) == 1 else Or(choices)


def _missing(words: Iterable[Term], snapshot: Snapshot, deadline: float) -> tuple[str, ...]:
    """Those of some words that no passage has, in any inflection."""
    plain = (word for word in words if not word.token.exact.startswith(MARK))
    absent = (word for word in plain if not snapshot.count(word, deadline=deadline, enough=1).passages)
    return tuple(word.token.exact for word in absent)


def _nowhere(node: Node, snapshot: Snapshot, deadline: float) -> Iterator[Diagnostic]:
    """What is to be said of quoted phrases that no passage has."""
    for phrase in _leaves(node, Phrase):
        if phrase.exact and not snapshot.count(phrase, deadline=deadline, enough=1).passages:
            yield Diagnostic(f"“{said(phrase)}” is nowhere, in these words and this order.", 0, 0)


def _leaves(node: Node, kind: type[Leaf]) -> Iterable[Leaf]:
    """The different leaves of a kind, not those under NOT."""
    match node:
        case And(children) | Or(children):
            return dict.fromkeys(leaf for child in children for leaf in _leaves(child, kind))
    return [node] if isinstance(node, kind) else []
