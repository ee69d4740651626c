"""The commands of documents that are stored: list, read, remove, undelete."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from corpus.errors import Gone
from corpus.origin import origin
from search.cli import console
from search.cli.context import Context, caught_up, json_option

if TYPE_CHECKING:
    from corpus.library import Record
    from corpus.model import Document

_PURGE_SECONDS = 600  # to wait for another writer, for the index's files still hold the words


@click.command("list")
@click.option("--needs-check", is_flag=True, help="Only those with something to check.")
@json_option
@click.pass_obj
def list_(context: Context, needs_check: bool, as_json: bool) -> None:
    """List the documents, newest first."""
    with context.service() as service:
        records = service.library.records(service.library.listed(needs_check=needs_check))
    if as_json:
        from search.results.documents import document_json

        console.as_json([{**document_json(record.document), "checks": record.checks} for record in records])
        return
    console.echo_all(map(_listed, records))
    if not records:
        click.echo("No documents.", err=True)


def _listed(record: Record) -> str:
    """A document's line: id, type, date, title, that it is a machine's transcript, and what to check."""
    document = record.document
    date = document.date.iso if document.date else "no date"
    heard = f"; {found}" if (found := origin(document, ())) else ""
    checks = "".join(f"; check: {check}" for check in record.checks)
    return f"{document.id}  {document.type}  {date}  {document.title}{heard}{checks}"


@click.command()
@click.argument("document")
@click.option("--version", type=click.IntRange(1), help="An earlier version; the latest is the default.")
@click.option("--captions", is_flag=True, help="As captions (WebVTT), where it says its times.")
@json_option
@click.pass_obj
def read(context: Context, document: str, version: int | None, captions: bool, as_json: bool) -> None:
    """Print a document, with the id of each passage."""
    with context.service() as service:
        found = service.library.document(document, version)
    if captions:
        from search.export.captions import as_vtt

        click.echo(as_vtt(found), nl=False)
    elif as_json:
        from search.results.documents import document_json

        console.as_json(document_json(found))
    else:
        click.echo_via_pager(text_of(found)) if sys.stdout.isatty() else console.echo_all(text_of(found))


def text_of(document: Document) -> Iterator[str]:
    """A document as text, each passage under its id."""
    from search.cli.lines import beside, details, who

    yield document.title
    yield " · ".join((*details(document), *beside(document, document.passages())))
    of_all = origin(document, document.passages())
    for person in document.people:
        roles = f" ({', '.join(person.roles)})" if person.roles else ""
        yield f"{person.name}{roles}" + (f", {person.affiliation}" if person.affiliation else "")
    for section in document.sections:
        if not section.is_heading():
            yield f"\n## {section.heading or section.kind.capitalize()}"
        for passage in section.passages:
            own = origin(document, [passage])
            heard = f" [{own}]" if own and own != of_all else ""
            yield f"\n[{passage.id}] {who(passage)}{passage.text}{heard}"


@click.command()
@click.argument("document")
@click.option("--purge", is_flag=True, help="Delete text and original for good; only that it was there is kept.")
@click.option("--renew-backups", is_flag=True, help="With --purge: a new backup for those that still have the words.")
@click.pass_obj
def remove(context: Context, document: str, purge: bool, renew_backups: bool) -> None:
    """Take a document out of search; `undelete` brings it back, unless it is purged."""
    if renew_backups and not purge:
        raise click.UsageError("--renew-backups goes with --purge")
    with context.service() as service:
        try:
            _tell(document, service.editor.remove(document, purge=purge), "purged" if purge else "removed")
        except Gone:
            if not renew_backups:
                raise  # else it was purged before, and what is left is its backups
        caught_up(service, timeout=_PURGE_SECONDS if purge else 0)
        if purge:
            from search.cli.backup import renew_backups as renewed

            renewed(service, renew=renew_backups)


@click.command()
@click.argument("document")
@click.pass_obj
def undelete(context: Context, document: str) -> None:
    """Bring a removed document back into search."""
    with context.service() as service:
        _tell(document, service.editor.undelete(document), "restored")
        caught_up(service)


def _tell(document: str, changed: tuple[str, ...], how: str) -> None:
    for id in changed:
        click.echo(f"{id}: {how}")
    if not changed:
        click.echo(f"{document}: unchanged")
