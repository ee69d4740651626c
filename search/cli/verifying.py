"""The command that checks quotations: verify."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from corpus import disk
from corpus.errors import InvalidValue
from search.cli import console
from search.cli.context import Context, json_option
from search.verifying.values import OPTIONS, Report

_STDIN = "-"
_REPORTS = (".docx", ".html")


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
@click.option(
    "-o",
    "--output",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a report as well: the draft with a comment at each quotation (.docx), or a page (.html).",
)
@click.option("--overwrite", is_flag=True, help="Replace the file where there is one.")
@click.pass_obj
def verify(
    context: Context,
    draft: Path,
    *,
    as_json: bool,
    strict: bool,
    fair: tuple[str, ...],
    path: Path | None,
    overwrite: bool,
) -> None:
    """Check every quotation in a draft, word by word, against the library: a Word, OpenDocument, Markdown, HTML or text
    file, or - for text from standard input.

    Each is exact, fair (an ellipsis, brackets, another style of signs), altered or not found; whom the draft credits is
    held against who speaks. Exit code 1 where one is altered, not found, said by
    somebody else, or was not looked at, such as behind a mark that never closes.
    """
    if path and path.suffix.lower() not in _REPORTS:
        raise InvalidValue(f"{path}: a report is a .docx or an .html")
    if path and path.exists() and not overwrite:
        raise InvalidValue(f"{path} exists; --overwrite replaces it")
    data, name = (sys.stdin.buffer.read(), "") if str(draft) == _STDIN else (draft.read_bytes(), draft.name)
    from search.verifying import report as reports

    with context.service() as service:
        read = service.verifier.read(data, name)
        with console.bar("Checking") as progress:
            report = service.verifier.verify(read, fair=fair, progress=progress)
    if path:
        disk.replace(path, _written(report, data, path))
        click.echo(f"{path}: {reports.summary(report)}", err=True)
    if as_json:
        console.as_json(reports.as_json(report))
    else:
        console.echo_all(reports.lines(report))
    if as_json and report.partial:
        click.echo(f"citecast: {report.partial}", err=True)
    is_wrong = any(each.is_wrong or (strict and each.again) for each in report.findings)
    if is_wrong or report.partial or report.notes:
        click.get_current_context().exit(1)


def _written(report: Report, data: bytes, path: Path) -> bytes:
    if path.suffix.lower() == ".html":
        from search.verifying.page import as_html

        return as_html(report).encode()
    from search.verifying.word import as_docx

    return as_docx(report, data if report.draft.format == "docx" else None)
