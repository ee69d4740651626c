"""The commands of evidence: evidence, check-evidence."""

from __future__ import annotations

from pathlib import Path

import click

from corpus import disk
from corpus.errors import InvalidValue
from corpus.quotation import Range
from corpus.text import plural
from search.cli import console
from search.cli.context import Context, json_option
from search.export.formats import STYLES


@click.command()
@click.argument("passage", metavar="PASSAGE|DOCUMENT")
@click.argument("through", required=False)
@click.option("--quote", help="The words, as they are said or written there: through several turns, too.")
@click.option("--version", type=click.IntRange(1), help="The version they are of; the latest is the default.")
@click.option("--style", type=click.Choice(STYLES), default="chicago", show_default=True, help="Of the citation.")
@click.option("--with-original", is_flag=True, help="Enclose the original, as it was stored.")
@click.option("-o", "--output", "path", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option("--overwrite", is_flag=True, help="Replace the file where there is one.")
@click.pass_obj
def evidence(
    context: Context,
    passage: str,
    through: str | None,
    quote: str | None,
    version: int | None,
    style: str,
    with_original: bool,
    path: Path,
    overwrite: bool,
) -> None:
    """Write one file that shows words, what stands around them, their citation, and where they come from."""
    if path.exists() and not overwrite:
        raise InvalidValue(f"{path} exists; --overwrite replaces it")
    if quote is not None and through is not None:
        raise click.UsageError("--quote says which words: leave out THROUGH")
    from search.evidence.claims import page

    with context.service() as service:
        clip = service.citer.clip(passage, Range.of(None, None, through), quote, version=version)
        made = service.attestor.evidence(clip, style, with_original=with_original)
    disk.replace(path, page(made).encode())
    click.echo(f"{path}: evidence of {plural(len(made.turns), 'passage')}")


@click.command("check-evidence")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", is_flag=True, help="Ask the source, too, as it is today.")
@json_option
@click.pass_obj
def check_evidence(context: Context, file: Path, source: bool, as_json: bool) -> None:
    """Say what the enclosed original, this library and, if asked, the source today bear out of a file of evidence.

    Each claim is borne out, unsupported, or not compared, and why; exit code 1 where any is unsupported. That a file is
    true in all else is not said.
    """
    from search.evidence.claims import LARGEST

    if file.stat().st_size > LARGEST:
        raise InvalidValue(f"{file} is larger than a file of evidence may be ({LARGEST // 2**20} MiB)")
    with context.service() as service:
        recheck = (lambda id: next(service.rechecker.recheck([id]))) if source else None
        found = list(service.attestor.check(file.read_text("utf-8", errors="replace"), recheck))
    if as_json:
        console.as_json([each._asdict() for each in found])
    else:
        console.echo_all(
            f"{each.claim}: {each.verdict} by {each.by}" + (f" ({each.why})" if each.why else "") for each in found
        )
    if any(each.verdict == "unsupported" for each in found):
        click.get_current_context().exit(1)
