"""The commands of clippings: lists of cited words, collected, shown, exported and brought in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.errors import InvalidValue, NotFound
from corpus.quotation import Range
from corpus.text import plural
from search.cli import console
from search.cli.context import Context, json_option
from search.cli.exporting import write
from search.export.formats import FORMATS, STYLES

if TYPE_CHECKING:
    from search.results.collector import Collected

_WHOLE = "citecast"  # the format that comes back whole


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def clippings(call: click.Context, as_json: bool) -> None:
    """List the lists of clippings: words that you collected, with notes and tags."""
    if call.invoked_subcommand:
        return
    with call.obj.service() as service:
        lists = service.library.clippings.lists()
    if as_json:
        console.as_json([{"name": each.name, "clippings": each.size, "owner": each.owner} for each in lists])
    else:
        console.echo_all(f"{each.name}: {plural(each.size, 'clipping')}" for each in lists)
        if not lists:
            click.echo("There are no lists of clippings; `citecast clippings add LIST PASSAGE` makes one.")


@clippings.command()
@click.argument("name", metavar="LIST")
@json_option
@click.pass_obj
def show(context: Context, name: str, as_json: bool) -> None:
    """Show the clippings of a list, each with its number, and what became of its words."""
    with context.service() as service:
        if as_json:
            console.as_json(json.loads(service.collector.exported(service.collector.named(name).id)))
            return
        found = service.library.clippings.listed(service.collector.named(name).id)
        console.echo_all(_told(service.collector.opened(found)))


@clippings.command()
@click.argument("name", metavar="LIST")
@click.argument("passage", metavar="PASSAGE|DOCUMENT")
@click.argument("through", required=False)
@click.option("--quote", help="The words to collect, as they are said or written there.")
@click.option("--version", type=click.IntRange(1), help="The version they are of; the latest is the default.")
@click.option("--note", default="", help="A note beside them.")
@click.option("--tag", "tags", multiple=True, help="A tag; may be given again.")
@click.pass_obj
def add(
    context: Context,
    name: str,
    passage: str,
    through: str | None,
    quote: str | None,
    version: int | None,
    note: str,
    tags: tuple[str, ...],
) -> None:
    """Collect a passage, all through another, or the words that --quote gives, in a list, which is made where it is not
    there."""
    if quote is not None and through is not None:
        raise click.UsageError("--quote says which words: leave out THROUGH")
    with context.service() as service:
        clip = service.citer.clip(passage, Range.of(None, None, through), quote, version=version)
        held = service.library.clippings
        try:
            id = service.collector.named(name).id
        except NotFound:
            id = held.make(name).id
        new = service.collector.collect(id, [clip])
        for each in new:
            if note:
                held.note(each.id, note)
            for tag in tags:
                held.tag([each.id], tag)
    click.echo(f"{name}: {'collected' if new else 'has these words already'}")


@clippings.command()
@click.argument("name", metavar="LIST")
@click.argument("numbers", type=click.IntRange(1), nargs=-1)
@click.pass_obj
def remove(context: Context, name: str, numbers: tuple[int, ...]) -> None:
    """Remove clippings by their numbers, or the whole list; the page of clippings can bring both back."""
    with context.service() as service:
        made, held = service.collector.named(name), service.library.clippings
        if not numbers:
            held.remove_list(made.id)
        else:
            every = held.listed(made.id)
            if max(numbers) > len(every):
                raise InvalidValue(
                    f"{name} has {plural(len(every), 'clipping')}; there is none with the number {max(numbers)}"
                )
            held.remove([every[number - 1].id for number in dict.fromkeys(numbers)])
    click.echo(f"{name}: {plural(len(numbers), 'clipping') if numbers else 'the list'} removed")


@clippings.command()
@click.argument("name", metavar="LIST")
@click.option("--format", "kind", type=click.Choice([*FORMATS, _WHOLE]), default="markdown", show_default=True)
@click.option(
    "--style", type=click.Choice(STYLES), default="chicago", show_default=True, help="Of citations in a text."
)
@click.option("-o", "--output", "path", type=click.Path(path_type=Path, dir_okay=False), help="Write into this file.")
@click.option("--overwrite", is_flag=True, help="Replace the file where there is one.")
@click.pass_obj
def export(context: Context, name: str, *, kind: str, style: str, path: Path | None, overwrite: bool) -> None:
    """Write a list with citations; in the format citecast it comes back whole, by `clippings import`."""
    if path and path.exists() and not overwrite:
        raise InvalidValue(f"{path} exists; --overwrite replaces it")
    with context.service() as service:
        made = service.collector.named(name)
        if kind == _WHOLE:
            write([service.collector.exported(made.id).encode()], path)
            return
        found = service.library.clippings.listed(made.id)
        with service.exporter.clippings(made, found, FORMATS[kind], style=style) as exported:
            write(exported.pieces, path)
    click.echo(f"{path or 'citecast'}: {exported.end()}", err=not path)


@clippings.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def import_(context: Context, file: Path) -> None:
    """Bring in a list that `clippings export --format citecast` wrote: what is new of it, where it is there already."""
    with context.service() as service:
        found = service.collector.imported(file.read_text("utf-8", errors="replace"))
    click.echo(f"{found.made.name}: {plural(found.new, 'clipping')} brought in")
    for id in found.unknown:
        click.echo(f"citecast: {id} is left out: this library does not have these words", err=True)


def _told(found: Iterator[Collected]) -> Iterator[str]:
    for number, collected in enumerate(found, 1):
        clipping, view, trouble = collected
        yield f"{number}. {view.quotation.words if view else trouble}"
        if view:
            yield f"   {view.document.title}, {view.quotation.brief} ({collected.state}): {view.permalink}"
            yield from (f"   {told}" for told in (view.origin, view.timed_by) if told)
        if clipping.note:
            yield f"   note: {clipping.note}"
        if clipping.tags:
            yield f"   tags: {', '.join(clipping.tags)}"
