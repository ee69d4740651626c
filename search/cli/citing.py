"""The command that cites: cite."""

from __future__ import annotations

import click

from corpus.citation import STYLES
from search.cli.context import Context


@click.command()
@click.argument("passage")
@click.option("--style", type=click.Choice(STYLES), default="chicago", show_default=True)
@click.option("--version", type=click.IntRange(1), help="The version to cite; the latest is the default.")
@click.option("--from", "start", type=click.IntRange(0), help="First character of the quoted range.")
@click.option("--to", "end", type=click.IntRange(1), help="End of the quoted range.")
@click.pass_obj
def cite(context: Context, passage: str, style: str, version: int | None, start: int | None, end: int | None) -> None:
    """Print a citation of a passage, or of a range of its characters."""
    if (start is None) != (end is None):
        raise click.UsageError("--from and --to go together")
    quote = (start, end) if start is not None and end is not None else None
    with context.service() as service:
        click.echo(service.citer.cite(passage, style, version=version, quote=quote).text)
        seen = service.library.left.seen(passage)
    if seen and seen.gone:
        from search.results.left import vanished

        click.echo(f"citecast: these words are no longer there. {vanished(seen)}.", err=True)
