"""The command that exports: export."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from corpus import disk
from corpus.errors import CitecastError, InvalidValue, Stopped
from search.cli import console
from search.cli.asked import asked, ordered, request, searchable
from search.cli.context import Context
from search.export.formats import FORMATS, STYLES

if TYPE_CHECKING:
    from search.export.exporter import Export


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("query", required=False)
@click.option("--format", "name", type=click.Choice([*FORMATS]), default="csv", show_default=True)
@click.option("--style", type=click.Choice(STYLES), default="chicago", show_default=True, help="Of citations in docx.")
@click.option("-o", "--output", "path", type=click.Path(path_type=Path, dir_okay=False), help="Write into this file.")
@click.option("--overwrite", is_flag=True, help="Replace the file where there is one.")
@click.option(
    "--queries",
    "file",
    type=click.File("rb"),
    help="Each query of a CSV with a column named query, and one named name where they have names.",
)
@click.option("--counts", is_flag=True, help="With --queries: how much each finds, instead of all passages.")
@ordered
@asked
@click.pass_obj
def export(
    context: Context,
    /,
    query: str | None,
    *,
    name: str,
    style: str,
    path: Path | None,
    overwrite: bool,
    file: BinaryIO | None,
    counts: bool,
    **options: Any,
) -> None:
    """Write all passages that a search counts, each once for each document that it stands in.

    Those with some of the words, below the rule of a list, are not counted. The last line says how many passages there
    are, and what was asked: a file without it is cut off.
    """
    if (query is None) == (file is None):
        raise click.UsageError("give a query, or --queries and a file, one of them")
    if counts and file is None:
        raise click.UsageError("--counts is of --queries")
    if path is None and name in ("xlsx", "docx") and sys.stdout.isatty():
        raise click.UsageError(f"{name} is not for a terminal: name a file with -o")
    if path and path.exists() and not overwrite:
        raise InvalidValue(f"{path} exists; --overwrite replaces it")
    from search.export.queries import LARGEST, queries

    wanted = request(query or "", **options)
    format = FORMATS[name]
    with context.service() as service:
        searchable(service)
        exporter = service.exporter
        asked_for = queries(file.read(LARGEST + 1), file.name) if file else []
        with console.bar("Exporting") as progress:
            if counts:
                made: AbstractContextManager[Export] = exporter.counts(asked_for, wanted, progress=progress)
            elif file:
                made = exporter.of_each(asked_for, wanted, format, progress=progress)
            else:
                made = exporter.passages(wanted, format, style=style, progress=progress)
            with made as exported:
                write(exported.pieces, path)
    click.echo(f"{path}: {exported.end()}" if path else f"citecast: {exported.end()}", err=not path)


def write(pieces: Iterable[bytes], path: Path | None) -> None:
    """Write pieces into a file that has its name once it is whole, or to standard output."""
    if path is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.flush()
        return
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            for piece in pieces:
                file.write(piece)
    except CitecastError:
        click.echo(f"citecast: {part} has what came before, and no end", err=True)
        raise
    except KeyboardInterrupt as stopped:
        raise Stopped(f"stopped; {part} has what came before, and no end") from stopped
    disk.place(part, path)
