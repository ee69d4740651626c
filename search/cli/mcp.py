"""The command for assistants: mcp."""

from __future__ import annotations

from importlib.util import find_spec

import click

from corpus.errors import CitecastError, EngineError, LibraryError
from search.cli.context import Context, caught_up


@click.command()
@click.pass_obj
def mcp(context: Context) -> None:
    """Answer an assistant on standard input and output (Model Context Protocol).

    It can search, read, cite and verify quotations, and changes nothing. Name this command in the assistant's
    configuration.
    """
    if find_spec("mcp") is None:
        raise CitecastError(
            "this needs the extra “mcp”: pip install '.[mcp]' in the folder that Citecast is installed from"
        )
    from search.mcp.server import serve

    with context.service() as service:
        try:
            caught_up(service)
        except (EngineError, LibraryError) as error:  # searches say so, and what is stored can be read and cited
            click.echo(f"citecast: searches do not find all: {error}", err=True)
        serve(service)
