"""One search: the query understood and narrowed, its list asked for, what is to be said of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import TypeVar

from corpus.library import Library
from search.analysis import tokens
from search.engine import Snapshot, Sort
from search.fields import FIELDS
from search.query.ast import And, Diagnostic, Field, Node, Or, Phrase, Term
from search.query.equivalents import equivalents
from search.query.plan import Tiers, alone, said
from search.query.wording import asks_for_left
from search.results.dressing import Dresser, Texts
from search.results.listing import Lister, State
from search.results.nearest import Seeker
from search.results.suggestions import Suggester
from search.results.understanding import Indexed, Understood, understood, vocabulary
from search.results.values import Hit, Match, Nearest, Scope, SearchRequest, SearchResult, Tier
from search.results.why import Why, reasons

Leaf = TypeVar("Leaf", Term, Phrase)
MAX_FILTERS = 20  # values in all
PHRASES = 3  # that are nowhere, to which the nearest wording is sought
_LEFT_OUT = "“{}” alone tells nothing apart, so OR leaves it out; ={} asks for it."
_NOWHERE = "“{}” is nowhere, in these words and this order."
_NEVER_LEFT = "“{}” is in no text that left, in these words and this order."
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
    held, unheld = vocabulary(library, wanted=request.vocabulary)
    known, within, same = Indexed(snapshot), narrowing(filters), equivalents(held.text)

    def understand(text: str) -> Understood:
        return understood(text, known, *within, equivalents=same)

    query, plan, sought, names, also = understand(request.query)
    is_left = asks_for_left(query.node)
    if is_left:  # of whose documents there may be several versions, each a document of the engine's
        request = replace(request, facets={**request.facets, "in": 0})
    texts = Texts(library, left=is_left)
    state = State(snapshot.mark.revision, held.number)
    lister = Lister(request, plan, sought, state=state, snapshot=snapshot, deadline=deadline, texts=texts)
    listed = lister.page()
    dresser = partial(Dresser, request, names=names, snapshot=snapshot, deadline=deadline, texts=texts, link=link)
    hits = tuple(dresser(sought).dressed(listed.hits))
    if request.explain and request.sort is Sort.RELEVANCE:
        hits = tuple(_explained(hits, request.explain, lister, snapshot, deadline))
    total, scope = listed.counted.total, Scope.PASSAGE if listed.tier is Tier.ALL else Scope.ANY
    has_all = scope is Scope.PASSAGE and total.passages > 0
    nowhere = () if has_all else tuple(_nowhere(query.node, snapshot, deadline))
    nearest = None
    if request.nearest:
        seeker = Seeker(sought.judging, snapshot=snapshot, texts=texts, deadline=deadline)
        nearest = tuple(_nearest(nowhere[:PHRASES], seeker, dresser))
    suggester = None
    if not has_all:
        suggester = Suggester(query, understand, within, snapshot=snapshot, texts=texts, deadline=deadline)
    behind = max(library.log.revision - snapshot.mark.revision, 0)
    return SearchResult(
        query=request.query,
        scope=scope,
        total=total.passages,
        total_documents=listed.counted.facets["in"].distinct if is_left else total.documents,
        total_is_exact=total.is_exact and not listed.counted.partial,
        total_any=listed.total_any.passages,
        total_any_is_exact=listed.total_any.is_exact,
        listed=listed.length,
        took_ms=(time.perf_counter() - started) * 1000,
        diagnostics=(
            *query.diagnostics,
            *(Diagnostic(_LEFT_OUT.format(*[said(term)] * 2), 0, 0) for term in plan.left_out),
            *(Diagnostic((_NEVER_LEFT if is_left else _NOWHERE).format(said(phrase)), 0, 0) for phrase in nowhere),
            *((Diagnostic(_ANEW, 0, 0),) if listed.is_anew else ()),
            *ignored,
            *unheld,
        ),
        suggestion=suggester.suggestion(whole=request.match is Match.ALL) if suggester else None,
        next=str(listed.next) if listed.next else None,
        facets=listed.counted.facets,
        hits=hits,
        unshown=texts.unshown([hit for hit, _ in listed.hits], is_behind=behind > 0),
        behind=behind,
        missing=suggester.missing_words if suggester else (),
        missing_values=suggester.missing_values if suggester else (),
        nearest=nearest,
        nowhere=nowhere,
        is_left=is_left,
        dates=query.dates,
        also=also,
    )


def _explained(
    hits: Iterable[Hit], which: bool | str, lister: Lister, snapshot: Snapshot, deadline: float
) -> Iterator[Hit]:
    """The hits, those that are to say why they are where they are with it."""
    count = cache(lambda node: snapshot.count(node, deadline=deadline).passages)
    size = snapshot.passage_count()
    for hit in hits:
        found = lister.explained(hit) if which in (True, hit.place.passage.id) else None
        why = reasons(found, lister.rescore, lister.plan, hit.place.passage, count) if found else ()
        yield replace(hit, why=Why(why, size)) if found else hit


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


def _nowhere(node: Node, snapshot: Snapshot, deadline: float) -> Iterator[Phrase]:
    """The quoted phrases that no passage has."""
    for phrase in _leaves(node, Phrase):
        if phrase.exact and not snapshot.count(phrase, deadline=deadline, enough=1).passages:
            yield phrase


def _nearest(phrases: Sequence[Phrase], seeker: Seeker, dresser: Callable[[Tiers], Dresser]) -> Iterator[Nearest]:
    """The nearest wording to each of some phrases that has any."""
    for phrase in phrases:
        how, found = seeker.nearest(phrase)
        hits = [hit for each, node in found for hit in dresser(alone(node)).dressed([(each, Tier.ALL)])]
        if hits:
            yield Nearest(said(phrase), how, tuple(hits))


def _leaves(node: Node, kind: type[Leaf]) -> Iterable[Leaf]:
    """The different leaves of a kind, not those under NOT."""
    match node:
        case And(children) | Or(children):
            return dict.fromkeys(leaf for child in children for leaf in _leaves(child, kind))
    return [node] if isinstance(node, kind) else []
