"""The command of the vocabulary: print, import, export and undo."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import click

from corpus import disk, equivalents
from corpus.errors import InvalidValue
from corpus.text import plural
from search.cli import console
from search.cli.context import Context, json_option

_UNDO = "; `citecast vocabulary --undo` takes it back"


@click.command()
@click.option("--import", "file", type=click.File("rb"), help="Take the lines of a file in; - is standard input.")
@click.option("--replace", is_flag=True, help="With --import: instead of the lines that there are.")
@click.option("--dry-run", is_flag=True, help="With --import: say what would come in, and keep nothing.")
@click.option(
    "--export",
    "to",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Write it into a file; - is standard output.",
)
@click.option("--overwrite", is_flag=True, help="With --export: replace the file where there is one.")
@click.option("--undo", is_flag=True, help="Take the latest change back.")
@json_option
@click.pass_obj
def vocabulary(
    context: Context,
    file: BinaryIO | None,
    *,
    replace: bool,
    dry_run: bool,
    to: Path | None,
    overwrite: bool,
    undo: bool,
    as_json: bool,
) -> None:
    """Print the words that are searched together, as a file has them: a group a line, as in colour = color.

    A search for a word finds the others of its group, too, but not in quotation marks or behind =.
    """
    if (file is not None) + (to is not None) + undo > 1:
        raise click.UsageError("give --import, --export or --undo, one of them")
    if (replace or dry_run) and file is None:
        raise click.UsageError("--replace and --dry-run are of --import")
    with context.service() as service:
        held = service.library.vocabulary
        if undo:
            click.echo(f"undone: {_counted(held.undo(held.latest.number).text)}")
        elif file is not None:
            given = equivalents.decoded(file.read())
            text, said = _taken_in(held.latest.text, given, replace=replace)
            if not dry_run:
                held.change(lambda now: _taken_in(now, given, replace=replace)[0])
            click.echo(f"{'dry run: ' if dry_run else ''}{said}; {_counted(text)}{'' if dry_run else _UNDO}")
        elif to is not None and str(to) != "-":
            if to.exists() and not overwrite:
                raise InvalidValue(f"{to} exists; --overwrite replaces it")
            disk.replace(to, held.latest.text.encode())
        elif as_json:
            console.as_json(equivalents.written(equivalents.lines(held.latest.text)))
        else:
            click.echo(held.latest.text, nl=False)


def _taken_in(held: str, text: str, *, replace: bool) -> tuple[str, str]:
    """A vocabulary once a file's text was imported, and what is to be said of it."""
    if replace:
        return text, f"{plural(len(equivalents.lines(text)), 'line')} instead of those there were"
    merged = equivalents.merged(held, text)
    return merged.text, f"{plural(len(merged.new), 'line')} more, {plural(merged.known, 'group')} known already"


def _counted(text: str) -> str:
    return f"the vocabulary has {plural(len(equivalents.written(equivalents.lines(text))), 'group')}"
