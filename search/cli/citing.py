"""The command that cites: cite."""

from __future__ import annotations

import click

from corpus.citation import STYLES
from corpus.quotation import Range
from search.cli.context import Context


@click.command()
@click.argument("passage", metavar="PASSAGE|DOCUMENT")
@click.argument("through", required=False)
@click.option("--quote", help="The words to cite, as they are said or written there: through several turns, too.")
@click.option("--style", type=click.Choice(STYLES), default="chicago", show_default=True)
@click.option("--version", type=click.IntRange(1), help="The version to cite; the latest is the default.")
@click.option("--from", "start", type=click.IntRange(0), help="First character of the quoted range.")
@click.option("--to", "end", type=click.IntRange(1), help="End of the quoted range, in THROUGH where that is given.")
@click.pass_obj
def cite(
    context: Context,
    passage: str,
    through: str | None,
    quote: str | None,
    style: str,
    version: int | None,
    start: int | None,
    end: int | None,
) -> None:
    """Print a citation of a passage, of a range of its characters, of all words from it through another passage, or of
    the words that --quote gives, which may be anywhere in a document."""
    if quote is not None and (through, start, end) != (None, None, None):
        raise click.UsageError("--quote says which words: leave out THROUGH, --from and --to")
    if through is None and (start is None) != (end is None):
        raise click.UsageError("--from and --to go together")
    with context.service() as service:
        citer = service.citer
        if quote is None:
            made = citer.cite(passage, style, version=version, quote=Range.of(start, end, through))
        else:
            made = citer.cite_words(passage, quote, style, version=version)
        click.echo(made.text)
        seen = service.library.left.seen(made.passage)
    if seen and seen.gone:
        from search.results.left import vanished

        click.echo(f"citecast: these words are no longer there. {vanished(seen)}.", err=True)
