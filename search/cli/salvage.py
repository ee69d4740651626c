"""The command that brings what can be read of a damaged library into a new one."""

from __future__ import annotations

from pathlib import Path

import click

from corpus.errors import CitecastError
from corpus.text import plural
from search.cli import console
from search.cli.context import Context
from search.settings import LIBRARY


@click.command()
@click.argument("new_home", type=click.Path(path_type=Path, file_okay=False))
@click.pass_obj
def salvage(context: Context, new_home: Path) -> None:
    """Bring all that is whole in a damaged library into a new one, in NEW_HOME, and list what is gone.

    The damaged library stays as it is.
    """
    from corpus.library.salvage import salvage

    found = salvage(context.home / LIBRARY, new_home.absolute() / LIBRARY)
    with context.service(home=new_home.absolute()) as service, console.bar("Indexing") as progress:
        service.indexer.rebuild(progress, empty=True)
    console.echo_all(found.gone)
    click.echo(
        f"{plural(found.documents, 'document')}, {plural(found.versions, 'version')} and"
        f" {plural(found.originals, 'original')} are in {new_home}; use it with --home."
    )
    if found.gone:
        raise CitecastError(f"not all could be brought over: {plural(len(found.gone), 'line')} above")
