"""The command that lines up what a query marks."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import click

from search.cli import console
from search.cli.asked import NONE_HAS_ALL, asked, request, searchable
from search.cli.context import Context, json_option
from search.cli.lines import beside

if TYPE_CHECKING:
    from search.results.concordance import Concordance, Line, Order
    from search.results.values import SearchRequest
    from search.service import Service

_WIDTH = 120  # columns, where the output is no terminal
_WORDS = 24  # columns for the words


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("query")
@asked
@click.option(
    "--sort",
    type=click.Choice(["place", "left", "right", "date"]),
    default="place",
    show_default=True,
    help="By place in the source, by the words before or after, or by date.",
)
@click.option(
    "--csv", "as_csv", is_flag=True, help="Print a table, with the last line saying how many lines there are."
)
@json_option
@click.pass_obj
def concordance(context: Context, /, query: str, *, sort: str, as_csv: bool, as_json: bool, **options: Any) -> None:
    """Line up each place that a query marks, in its context."""
    from search.results import tables
    from search.results.concordance import Order

    if as_csv and as_json:
        raise click.UsageError("--csv and --json are two ways to print it: choose one")
    wanted, order = request(query, **options), Order(sort)
    with context.service() as service:
        searchable(service)
        found = _lined_up(service, wanted, order)
        lines, link = found.lines(service.library), service.citer.permalink
        if as_json:
            console.as_json(
                {
                    "query": query,
                    "sort": order,
                    "passages": found.passages,
                    "total": len(found.marked),
                    "lines": [tables.line_json(line, link) for line in lines],
                    "unshown": [each._asdict() for each in found.unshown],
                }
            )
        elif as_csv:
            for text in tables.delimited(tables.of_lines(found, lines, link), tables.DELIMITERS["csv"]):
                click.echo(text, nl=False)
        else:
            console.echo_all(_told(found))
            console.echo_all(_aligned(lines, shutil.get_terminal_size((_WIDTH, 0)).columns))


def _lined_up(service: Service, asked: SearchRequest, order: Order) -> Concordance:
    from search.results.concordance import concordance, request

    with service.finder.counted(request(asked, order)) as (counted,):
        return concordance(counted, order)


def _told(found: Concordance) -> Iterator[str]:
    """What is to be said before the lines."""
    for diagnostic in found.diagnostics:
        yield f"Note: {diagnostic.message}"
    for each in found.unshown:
        yield f"Note: passage {each.passage} of {each.document} cannot be shown: {each.reason}."
    yield f"{found.told}{NONE_HAS_ALL if found.has_some and found.passages and not found.request.match else ''}"


def _aligned(lines: Iterable[Line], width: int) -> Iterator[str]:
    """Each line in so many columns, its words in the same; behind them where it is, who says it, and its document.

    That a machine heard words, or gave them their times, is a number there, which the last lines tell.
    """
    place = width // 4
    side = max((width - place - _WORDS) // 2, 10)
    notes: dict[str, int] = {}
    for line in lines:
        left, right = _last(line.left, side), _first(f"{line.words}{line.right}", side + _WORDS)
        noted = "".join(
            f"[{notes.setdefault(told, len(notes) + 1)}]" for told in beside(line.document, [line.place.passage])
        )
        where = " · ".join(filter(None, (noted, line.locator.brief, line.place.passage.who, line.document.id)))
        text = f"{' ' * (side - _columns(left))}{left}{right}{' ' * (side + _WORDS - _columns(right))}"
        yield f"{text}  {_first(where, place - 2)}"
    yield from (f"[{number}] {told}" for told, number in notes.items())


def _first(text: str, columns: int) -> str:
    """The beginning of a text that has so many columns at most."""
    return text[: sum(end <= columns for end in accumulate(map(_columns, text)))]


def _last(text: str, columns: int) -> str:
    """The end of a text that has so many columns at most."""
    kept = sum(end <= columns for end in accumulate(map(_columns, reversed(text))))
    return text[len(text) - kept :]


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes: two for a wide letter, none for a mark (Unicode, UAX 11)."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )
