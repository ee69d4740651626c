"""The command that finds: search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from corpus.text import plural
from search.cli import console
from search.cli.asked import NONE_HAS_ALL, asked, ordered, request, searchable
from search.cli.context import Context, json_option

if TYPE_CHECKING:
    from search.results.values import Hit, SearchResult


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("query")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000))
@click.option("--after", metavar="CURSOR", help="The `next` of an earlier answer.")
@ordered
@asked
@click.option("--explain", is_flag=True, help="Say of each hit what its score is the sum of.")
@json_option
@click.pass_obj
def search(
    context: Context,
    /,
    query: str,
    *,
    limit: int,
    after: str | None,
    explain: bool,
    as_json: bool,
    **asked: Any,
) -> None:
    """Find passages; `citecast serve` has the query language under Help."""
    from search.results.json import search_json
    from search.results.values import Match

    wanted = replace(request(query, **asked), limit=limit, after=after, nearest=not after, explain=explain)
    with context.service() as service:
        searchable(service)
        result = service.finder.search(wanted)
    if as_json:
        console.as_json(search_json(result))
    else:
        console.echo_all(_found(result, is_one=wanted.match is Match.ANY))


def _found(result: SearchResult, *, is_one: bool) -> Iterator[str]:
    """A search's answer: the tally, then each hit with its words marked by asterisks; where it `is_one`, whatever
    words of the query each has."""
    from search.results.values import Scope, Tier

    for diagnostic in result.diagnostics:
        yield f"Note: {diagnostic.message}"
    if result.left_out.by_filters:
        yield f"The filters leave out {plural(result.left_out.by_filters, 'passage')}."
    if result.left_out.undated:
        yield f"Left out only for want of a date: {plural(result.left_out.undated, 'passage')}."
    if result.left_out.last:
        yield f"Without a date, and last: {plural(result.left_out.last, 'passage')}."
    count = f"{'' if result.total_is_exact else 'at least '}{plural(result.total, 'passage')}"
    has_none = result.scope is Scope.ANY and not is_one
    for earlier in result.was:
        yield f"Note: {earlier.told}; search for {earlier.query} to find it."
    left = " that left," if result.is_left else ""
    yield f"{count}{left} in {plural(result.total_documents, 'document')}{NONE_HAS_ALL if has_none else ''}"
    for also in result.also:
        yield f"{'Also left out' if also.is_excluded else 'Also searched'} for {also.said}: {', '.join(also.also)}"
    for field, word in result.missing_values:
        yield f"No {field} has the word “{word}”."
    if result.instead:
        how = "In documents that they belong to" if result.instead.by_person else "Said by a speaker of that name"
        yield f"{how}: {result.instead.query} ({plural(result.instead.passages, 'passage')})"
    if result.suggestion:
        yield f"Did you mean: {result.suggestion}"
    if result.lag:
        yield f"Note: {result.lag}"
    for each in result.unshown:
        yield f"Note: passage {each.passage} of {each.document} cannot be shown: {each.reason}."
    for nearest in result.nearest or ():
        yield f"\n———— The nearest wording to “{nearest.phrase}”: {nearest.told} ————"
        for hit in nearest.hits:
            yield from _shown(hit)
    below = result.scope is Scope.PASSAGE
    for hit in result.hits:
        if below and hit.tier is Tier.SOME:
            below = False
            yield f"\n———— {result.some} ————"
        yield from _shown(hit)
    if result.next:
        yield f"\nMore: --after {result.next}"


def _shown(hit: Hit) -> Iterator[str]:
    from search.cli.lines import beside, details, who
    from search.results.highlight import pieces
    from search.results.left import appeared, vanished

    section, passage = hit.place
    where = section.heading or section.kind.capitalize()
    yield f"\n{hit.document.title} · {' · '.join(details(hit.document))} · {where} ¶ {passage.paragraph}"
    shown = pieces(passage.text, hit.spans, hit.fragment)
    text = "".join(f"*{words}*" if marked else words for words, marked in shown)
    yield f"  {who(passage)}{text}"
    yield from (f"  {told}" for told in beside(hit.document, [passage]))
    if hit.seen:
        yield f"  No longer there. {vanished(hit.seen)}. {appeared(hit.seen)}."
    yield f"  {hit.permalink}"
    if hit.why:
        yield f"  {hit.score:8.2f}  is the sum of"
        for score, told in hit.why.told:
            yield f"  {score:8.2f}  {told}"
