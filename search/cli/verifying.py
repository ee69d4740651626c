"""The command that checks quotations: verify."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from search.cli import console
from search.cli.context import Context, json_option
from search.verifying.values import OPTIONS

_STDIN = "-"


@click.command()
@click.argument("draft", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@json_option
@click.option("--strict", is_flag=True, help="Exit 1 also where something is to be looked at again.")
@click.option(
    "--fair",
    multiple=True,
    type=click.Choice(list(OPTIONS)),
    help="Differences that are fair in this draft, too; may be given again.",
)
@click.pass_obj
def verify(context: Context, draft: Path, as_json: bool, strict: bool, fair: tuple[str, ...]) -> None:
    """Check every quotation in a draft, word by word, against the library: a Word, OpenDocument, Markdown, HTML or text
    file, or - for text from standard input.

    Each is exact, fair (an ellipsis, brackets, another style of signs), altered or not found; whom the draft credits is
    held against who speaks. Exit code 1 where one is altered, not found, said by somebody else, or was not looked at.
    """
    data, name = (sys.stdin.buffer.read(), "") if str(draft) == _STDIN else (draft.read_bytes(), draft.name)
    from search.verifying import report as reports

    with context.service() as service:
        read = service.verifier.read(data, name)
        with console.bar("Checking") as progress:
            report = service.verifier.verify(read, fair=fair, progress=progress)
    if as_json:
        console.as_json(reports.as_json(report))
    else:
        console.echo_all(reports.lines(report))
    if as_json and report.partial:
        click.echo(f"citecast: {report.partial}", err=True)
    is_wrong = any(each.is_wrong or (strict and each.warnings) for each in report.findings)
    if is_wrong or report.partial:
        click.get_current_context().exit(1)
