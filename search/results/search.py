"""One search: the query understood and narrowed, its list asked for, what is to be said of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import TypeVar

from corpus.errors import Gone, NotFound
from corpus.library import Library
from search.engine import Snapshot, Sort
from search.query.ast import And, Diagnostic, Field, Node, Or, Phrase, Term
from search.query.plan import Tiers, alone, said
from search.query.printing import printed
from search.results.asking import Asking
from search.results.dressing import Dresser
from search.results.leaving_out import Instead, as_speaker, by_person, dated_or_not
from search.results.listing import Lister
from search.results.nearest import Seeker
from search.results.suggestions import Suggester
from search.results.values import Hit, Match, Nearest, Scope, SearchRequest, SearchResult, Tier
from search.results.why import Why, reasons

Leaf = TypeVar("Leaf", Term, Phrase, Field)
PHRASES = 3  # that are nowhere, to which the nearest wording is sought
_NOWHERE = "“{}” is {}, in these words and this order."
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
    asking = Asking(request, snapshot=snapshot, library=library, link=link)
    asked, texts = asking.asked, asking.texts()
    query, sought = asked.query, asked.sought
    lister = asking.lister(texts, deadline)
    listed = lister.page()
    dresser = partial(asking.dresser, texts=texts, deadline=deadline)
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
        suggester = Suggester(
            query, asking.understand, asking.judged, snapshot=snapshot, texts=texts, deadline=deadline
        )
    where = "in no text that left" if asking.is_left else "nowhere"
    behind = max(library.log.revision - snapshot.mark.revision, 0)
    return SearchResult(
        query=request.query,
        scope=scope,
        total=total.passages,
        total_documents=listed.counted.facets["in"].distinct if asking.is_left else total.documents,
        total_is_exact=total.is_exact and not listed.counted.partial,
        total_any=listed.total_any.passages,
        total_any_is_exact=listed.total_any.is_exact,
        listed=listed.length,
        took_ms=(time.perf_counter() - started) * 1000,
        diagnostics=(
            *asking.diagnostics,
            *(Diagnostic(_NOWHERE.format(said(phrase), where), 0, 0) for phrase in nowhere),
            *_removed(query.node, library),
            *((Diagnostic(_ANEW, 0, 0),) if listed.is_anew else ()),
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
        is_left=asking.is_left,
        dates=query.dates,
        also=asked.also,
        left_out=lister.left_out(listed),
        dated_or_not=dated_or_not(query),
        instead=_instead(asking, suggester, nowhere, deadline) if suggester else None,
    )


def _instead(asking: Asking, suggester: Suggester, nowhere: Sequence[Phrase], deadline: float) -> Instead | None:
    """What is found where people belong to documents, of which nobody is known to have said anything; or where the
    words that are nowhere are the name of who speaks."""
    node = asking.asked.query.node
    words = {word.node for word in suggester.missing if isinstance(word.node, Term)}
    for tree, is_by_person in ((by_person(node), True), (as_speaker(node, {*words, *nowhere}), False)):
        if tree != node:
            text = printed(tree)
            found = asking.snapshot.count(asking.understand(text).sought.every, deadline=deadline).passages
            if found:
                return Instead(text, found, is_by_person)
    return None


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


def _nowhere(node: Node, snapshot: Snapshot, deadline: float) -> Iterator[Phrase]:
    """The quoted phrases that no passage has."""
    for phrase in _leaves(node, Phrase):
        if phrase.exact and not snapshot.count(phrase, deadline=deadline, enough=1).passages:
            yield phrase


def _removed(node: Node, library: Library) -> Iterator[Diagnostic]:
    """What is to be said of documents that the query names and that left search."""
    named = [value for field in _leaves(node, Field) if field.name == "in" for value in field.values]
    for id in named:
        try:
            if library.record(id).state == "removed":
                yield Diagnostic(f"“{id}” was removed from the library; its page brings it back.", 0, 0)
        except Gone as error:
            yield Diagnostic(f"{error}.", 0, 0)
        except NotFound:
            continue  # of which a suggestion is made


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
