"""The command line: a thin skin over the service."""

from __future__ import annotations

import sys

import click

from corpus.citation import STYLES
from corpus.errors import CitecastError, Gone
from corpus.plain import plain
from corpus.text import plural
from search import settings as config
from search.cli import (
    adding as cli_adding,
    backup as cli_backup,
    console,
    editing as cli_editing,
    reread as cli_reread,
    salvage as cli_salvage,
)
from search.cli.context import Context, caught_up, json_option, searched
from search.cli.entry import main
from search.engine import Sort
from search.results.json import search_json
from search.results.values import SearchRequest

_PURGE_SECONDS = 600  # to wait for another writer, for the index's files still hold the words

for command in (
    *(cli_adding.add, cli_adding.sync, cli_adding.watch, cli_reread.reread),
    *(cli_editing.edit, cli_backup.backup, cli_backup.restore, cli_salvage.salvage),
):
    main.add_command(command)


@main.command("list")
@click.option("--needs-check", is_flag=True, help="Only those with something to check.")
@json_option
@click.pass_obj
def list_(context: Context, needs_check: bool, as_json: bool) -> None:
    """List the documents, newest first."""
    with context.service() as service:
        records = service.library.records(service.library.listed(needs_check=needs_check))
    if as_json:
        console.as_json([{**plain(record.document), "checks": record.checks} for record in records])
        return
    console.echo_all(map(console.listed, records))
    if not records:
        click.echo("No documents.", err=True)


@main.command()
@click.argument("document")
@click.option("--version", type=click.IntRange(1), help="An earlier version; the latest is the default.")
@json_option
@click.pass_obj
def read(context: Context, document: str, version: int | None, as_json: bool) -> None:
    """Print a document, with the id of each passage."""
    with context.service() as service:
        found = service.library.document(document, version)
    if as_json:
        console.as_json(found)
    else:
        click.echo_via_pager(console.reading(found)) if sys.stdout.isatty() else console.echo_all(
            console.reading(found)
        )


@main.command()
@click.argument("document")
@click.option(
    "--purge", is_flag=True, help="Delete text and original for good; leaves a tombstone, and makes the index anew."
)
@click.option("--renew-backups", is_flag=True, help="With --purge: a new backup for those that still have the words.")
@click.pass_obj
def remove(context: Context, document: str, purge: bool, renew_backups: bool) -> None:
    """Take a document out of search; `undelete` brings it back, unless it is purged."""
    if renew_backups and not purge:
        raise click.UsageError("--renew-backups goes with --purge")
    with context.service() as service:
        try:
            removed = service.editor.remove(document, purge=purge)
        except Gone:
            if not renew_backups:
                raise
            removed = ()  # it was purged before, and what is left is its backups
        for id in removed:
            click.echo(f"{id}: {'purged' if purge else 'removed'}")
        caught_up(service, timeout=_PURGE_SECONDS if purge else 0)
        if purge:
            cli_backup.renew_backups(service, renew=renew_backups)


@main.command()
@click.argument("document")
@click.pass_obj
def undelete(context: Context, document: str) -> None:
    """Bring a removed document back into search."""
    with context.service() as service:
        for id in service.editor.undelete(document):
            click.echo(f"{id}: restored")
        caught_up(service)


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("query")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000))
@click.option("--after", metavar="CURSOR", help="The `next` of an earlier answer.")
@click.option("--sort", type=click.Choice([sort.value for sort in Sort]), default=Sort.RELEVANCE.value)
@json_option
@click.pass_obj
def search(context: Context, query: str, limit: int, after: str | None, sort: str, as_json: bool) -> None:
    """Find passages; `citecast serve` has the query language under Help."""
    with context.service() as service:
        request = SearchRequest(query=query, limit=limit, after=after, sort=Sort(sort))
        result = searched(service, request)
    if as_json:
        console.as_json(search_json(result))
    else:
        console.echo_all(console.found(result))


@main.command()
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


@main.command()
@click.option("--deep", is_flag=True, help="Also read the whole file and compare every original with its hash.")
@json_option
@click.pass_obj
def check(context: Context, deep: bool, as_json: bool) -> None:
    """Look for damage in the library and the index, and for what an earlier version of Citecast read."""
    from search.maintenance.check import check

    with context.service() as service:
        problems = check(service.library, service.engine, deep=deep)
        is_damaged = any(each.startswith("library:") for each in problems)
        behind = () if is_damaged else service.rereader.wanted()
        offer = "" if is_damaged else service.rereader.behind
    if as_json:
        console.as_json({"problems": problems, "behind": behind})
    else:
        console.echo_all(problems or ["All is well."])
        if offer:
            click.echo(f"{offer}; `citecast reread --dry-run` lists what would change.")
    if problems:
        raise CitecastError(f"{plural(len(problems), 'problem')} found")


@main.command()
@click.option("--empty", is_flag=True, help="Also where the library never held anything: the index is then empty.")
@click.pass_obj
def rebuild(context: Context, empty: bool) -> None:
    """Make the index anew from the library; the old one answers until then."""
    with context.service() as service, console.bar("Indexing") as progress:
        count = service.indexer.rebuild(progress, empty=empty)
    click.echo(f"The index was made anew from {plural(count, 'document')}.")


@main.command()
@json_option
@click.pass_obj
def stats(context: Context, as_json: bool) -> None:
    """Count what the library holds."""
    from search.maintenance.stats import stats

    with context.service() as service:
        counted = stats(service.library, service.engine, service.backups, index=service.index)
    console.as_json(counted) if as_json else console.echo_all(console.counted(counted))


@main.command()
@click.option("--renew", is_flag=True, help="Make a new one; the old one stops working.")
@click.pass_obj
def token(context: Context, renew: bool) -> None:
    """Print the token that lets another computer's browser add and edit."""
    click.echo(config.token(context.home, renew=renew))
