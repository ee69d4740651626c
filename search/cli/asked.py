"""What several commands have alike that search: the options that say what for, and searching in an index that is up to
date."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from corpus.errors import EngineError, LibraryError
from search.cli.context import caught_up
from search.engine import Sort
from search.fields import FACETS

if TYPE_CHECKING:
    from search.results.filters import Filters
    from search.results.values import SearchRequest
    from search.service import Service

NONE_HAS_ALL = " (no passage has all that is asked for; these have some of the words)"
Command = TypeVar("Command", bound=Callable[..., Any])
ordered = click.option("--sort", type=click.Choice([sort.value for sort in Sort]), default=Sort.RELEVANCE.value)
_OPTIONS = (
    click.option(
        "--match", type=click.Choice(["all", "any"]), help="Only passages with all words; those with any as one."
    ),
    click.option("--vocabulary/--no-vocabulary", default=True, help="Find what means the same, too.  [default: yes]"),
    click.option("--only", multiple=True, metavar="FACET=VALUE", help=f"Only this value: of {', '.join(FACETS)}."),
    click.option("--without", multiple=True, metavar="FACET=VALUE", help="Not this value. `speaker=` is no speaker."),
    click.option("--since", default="", metavar="DATE", help="From this day, month or year on."),
    click.option("--until", default="", metavar="DATE", help="Up to this day, month or year, which is included."),
)


def asked(command: Command) -> Command:
    """Give a command the options that `request` takes, but for the one that `ordered` gives it."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def request(
    query: str,
    *,
    sort: str = Sort.RELEVANCE,
    match: str | None,
    vocabulary: bool,
    only: Iterable[str],
    without: Iterable[str],
    since: str,
    until: str,
) -> SearchRequest:
    """What the options ask for."""
    from search.results.values import Match, SearchRequest

    return SearchRequest(
        query=query,
        filters=_filters(only, without, since, until),
        sort=Sort(sort),
        match=Match(match) if match else None,
        vocabulary=vocabulary,
    )


def _filters(only: Iterable[str], without: Iterable[str], since: str, until: str) -> Filters:
    """The filters that options ask for; a usage error for a value of no facet, and for more than can be applied."""
    from search.results.filters import MOST, NOT, Filters

    values: dict[str, list[str]] = {"since": [since], "until": [until]}
    for prefix, texts in (("", only), (NOT, without)):
        for text in texts:
            name, sign, value = text.partition("=")
            if name not in FACETS or not sign:
                raise click.UsageError(f"{text!r} is no facet and value: write {', '.join(FACETS)}, = and a value")
            values.setdefault(f"{prefix}{name}", []).append(value)
    filters = Filters.of(lambda name: values.get(name, []))
    if filters.ignored:
        raise click.UsageError(f"there are more than {MOST} values to narrow by")
    return filters


def searchable(service: Service) -> None:
    """Bring the index up to date, or say that it cannot be where it can be searched as it is."""
    try:
        caught_up(service)
    except (EngineError, LibraryError) as error:
        if service.finder.index_state[1]:
            raise
        click.echo(f"citecast: searches do not find all: {error}", err=True)
