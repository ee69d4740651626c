"""The command that cites: cite."""

from __future__ import annotations

from pathlib import Path

import click

from corpus.citation import STYLES
from corpus.citation.pandoc import reference, with_origin
from corpus.quotation import Range
from search.cli.context import Context

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("passage", metavar="PASSAGE|DOCUMENT")
@click.argument("through", required=False)
@click.option("--quote", help="The words to cite, as they are said or written there: through several turns, too.")
@click.option("--style", type=click.Choice(STYLES), default="chicago", show_default=True)
@click.option("--csl", type=_FILE, help="A CSL file: its entry of a bibliography, by pandoc (the extra “styles”).")
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
    csl: Path | None,
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
        clip = service.citer.clip(passage, Range.of(start, end, through), quote, version=version)
        form = "csl-json" if csl else style
        made = service.citer.cite(clip.passage, form, version=clip.version, quote=clip.range)
        text = made.text
        if csl:
            made_by = reference(text, csl)
            text = with_origin(made_by.text, made.item)
            click.echo(f"citecast: by pandoc {made_by.version}", err=True)
        click.echo(text)
        seen = service.library.left.seen(made.passage)
    if seen and seen.gone:
        from search.results.left import vanished

        click.echo(f"citecast: these words are no longer there. {vanished(seen)}.", err=True)
