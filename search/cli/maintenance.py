"""The commands that look after a library and its index: check, rebuild, stats, token."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from corpus.errors import CitecastError
from corpus.text import plural
from search.cli import console
from search.cli.context import Context, json_option
from search.settings import token as token_of

if TYPE_CHECKING:
    from search.maintenance.stats import Stats


@click.command()
@click.option(
    "--deep", is_flag=True, help="Also read the whole file, and see whether every original is as it was stored."
)
@json_option
@click.pass_obj
def check(context: Context, deep: bool, as_json: bool) -> None:
    """Look for damage in the library and the index, and for what an earlier version of Citecast read."""
    from search.maintenance.check import check

    with context.service() as service:
        problems = check(service.library, service.indexes, deep=deep)
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


@click.command()
@click.option("--empty", is_flag=True, help="Also where the library never held anything: the index is then empty.")
@click.pass_obj
def rebuild(context: Context, empty: bool) -> None:
    """Make the index anew from the library; the old one answers until then."""
    with context.service() as service, console.bar("Indexing") as progress:
        count = service.indexer.rebuild(progress, empty=empty)
    click.echo(f"The index was made anew from {plural(count, 'document')}.")


@click.command()
@json_option
@click.pass_obj
def stats(context: Context, as_json: bool) -> None:
    """Count what the library holds."""
    from search.maintenance.stats import stats

    with context.service() as service:
        counted = stats(service.library, service.engine, service.backups, folders=service.folders)
    console.as_json(counted) if as_json else console.echo_all(_counted(counted))


def _counted(stats: Stats) -> Iterator[str]:
    """What the library holds."""
    from search.maintenance.backups import told

    for type, count in stats.documents.items():
        yield f"{type}: {count}"
    yield f"passages: {stats.passages}"
    yield f"reports known only from references: {stats.stubs}"
    yield f"removed, restorable: {stats.removed}"
    yield f"library: {stats.library_bytes / 1e6:.1f} MB; index: {stats.index_bytes / 1e6:.1f} MB"
    yield from told(stats.last_backup, stats.failed_backup)


@click.command()
@click.option("--renew", is_flag=True, help="Make a new one; the old one stops working.")
@click.pass_obj
def token(context: Context, renew: bool) -> None:
    """Print the token that lets another computer's browser add and edit."""
    click.echo(token_of(context.home, renew=renew))
