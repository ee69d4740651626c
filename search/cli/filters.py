"""The query and the filters that several commands take alike, as one search; and how it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from corpus.errors import EngineError, LibraryError
from search.cli.context import caught_up
from search.fields import FACETS

if TYPE_CHECKING:
    from search.results.filters import Filters
    from search.service import Service

Command = Callable[..., None]
Answer = TypeVar("Answer")
_OPTIONS = (
    click.argument("query"),
    click.option(
        "--match", type=click.Choice(["all", "any"]), help="Only passages with all words; those with any as one."
    ),
    click.option("--vocabulary/--no-vocabulary", default=True, help="Find what means the same, too.  [default: yes]"),
    click.option("--only", multiple=True, metavar="FACET=VALUE", help=f"Only this value: of {', '.join(FACETS)}."),
    click.option("--without", multiple=True, metavar="FACET=VALUE", help="Not this value. `speaker=` is no speaker."),
    click.option("--since", default="", metavar="DATE", help="From this day, month or year on."),
    click.option("--until", default="", metavar="DATE", help="Up to this day, month or year, which is included."),
)


def of_passages(command: Command) -> Command:
    """Give a command a query and filters, as `asked`: a SearchRequest."""

    @wraps(command)
    def called(
        *arguments: Any,
        query: str,
        match: str | None,
        vocabulary: bool,
        only: tuple[str, ...],
        without: tuple[str, ...],
        since: str,
        until: str,
        **options: Any,
    ) -> None:
        from search.results.values import Match, SearchRequest

        asked = SearchRequest(
            query=query,
            filters=_filters(only, without, since, until),
            match=Match(match) if match else None,
            vocabulary=vocabulary,
        )
        command(*arguments, asked, **options)

    for option in reversed(_OPTIONS):
        called = option(called)
    return called


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


def answered(service: Service, ask: Callable[[], Answer]) -> Answer:
    """What is answered once the index is brought up to date, or as far as that has come where it cannot be."""
    try:
        caught_up(service)
    except (EngineError, LibraryError) as error:
        try:
            answer = ask()
        except (EngineError, LibraryError):
            raise error from None  # which is the cause
        click.echo(f"citecast: searches do not find all: {error}", err=True)
        return answer
    return ask()
