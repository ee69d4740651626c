"""The commands of saved searches: list them with what is new, save, remove, and note that they were looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from corpus.errors import NotFound
from corpus.text import plural
from search.cli import console
from search.cli.asked import asked, ordered, request
from search.cli.context import Context, caught_up, json_option

if TYPE_CHECKING:
    from corpus.library import Library
    from search.results.following import Followed


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def saved(call: click.Context, as_json: bool) -> None:
    """List the saved searches, and how many passages of each are new.

    New are passages that came into the library since a search was last looked at, in the browser or with `saved seen`.
    """
    if call.invoked_subcommand:
        return
    with call.obj.service() as service:
        found = caught_up(service).following.listed()
    console.as_json([_plain(each) for each in found]) if as_json else console.echo_all(_listed(found))


@saved.command(context_settings={"ignore_unknown_options": True})
@click.argument("name")
@click.argument("query")
@ordered
@asked
@click.pass_obj
def add(context: Context, /, name: str, query: str, **options: Any) -> None:
    """Save a search under a name; it begins with nothing new."""
    wanted = request(query, **options)
    with context.service() as service:
        kept = caught_up(service).following.save(name, wanted)
    click.echo(f"saved: {kept.name}")


@saved.command()
@click.argument("name")
@click.pass_obj
def remove(context: Context, name: str) -> None:
    """Remove a saved search; the page of saved searches can bring it back."""
    with context.service() as service:
        service.library.saved.remove(_id(service.library, name))
    click.echo(f"removed: {name}")


@saved.command()
@click.argument("name", required=False)
@click.option("--all", "every", is_flag=True, help="Of all saved searches.")
@click.pass_obj
def seen(context: Context, name: str | None, every: bool) -> None:
    """Note that the new passages of a saved search were looked at."""
    if (name is None) != every:
        raise click.UsageError("give a NAME or --all, one of them")
    with context.service() as service:
        library = service.library
        ids = [each.id for each in library.saved.listed()] if name is None else [_id(library, name)]
        caught_up(service).following.see(ids)
    click.echo(f"seen: {plural(len(ids), 'saved search', 'saved searches')}")


def _id(library: Library, name: str) -> int:
    for each in library.saved.listed():
        if each.name.casefold() == name.casefold():
            return each.id
    raise NotFound(f"no saved search {name!r}; `citecast saved` lists them")


def _listed(found: tuple[Followed, ...]) -> Iterator[str]:
    if not found:
        yield "There are no saved searches; `citecast saved add NAME QUERY` saves one."
    for saved, counts, trouble in found:
        new = f"{counts.new:,} new of {plural(counts.total, 'passage')}" if counts else f"not counted: {trouble}"
        filters = "".join(f" · {name}={value}" for name, value in saved.wanted.filters)
        yield f"{saved.name}: {new}, since {saved.seen_at.astimezone():%Y-%m-%d}"
        yield f"  {saved.wanted.query}{filters}"


def _plain(followed: Followed) -> dict[str, Any]:
    """A saved search in JSON; its keys are a contract with other programs."""
    saved, counts, trouble = followed
    return {
        "name": saved.name,
        "query": saved.wanted.query,
        "filters": saved.wanted.filters,
        "sort": saved.wanted.sort,
        "match": saved.wanted.match or None,
        "vocabulary": saved.wanted.vocabulary,
        "made_at": saved.made_at.isoformat(),
        "seen": saved.seen,
        "seen_at": saved.seen_at.isoformat(),
        "total": counts.total if counts else None,
        "new": counts.new if counts else None,
        "trouble": trouble or None,
    }
