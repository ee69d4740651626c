"""The commands that bring documents in: add, sync, watch."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import watchfiles

from corpus.dates import PartialDate
from corpus.errors import CitecastError, InvalidValue, Stopped
from corpus.model import DOCUMENT_TYPES, Hints
from corpus.readers.formats import SUFFIXES
from corpus.text import plural, verbatim
from search.cli import console
from search.cli.context import Context, caught_up, json_option
from search.ingest.sources import expand, left_out
from search.ingest.sync import files, sync as synced
from search.ingest.values import AddResult, RawSource, SourceSpec
from search.service import Service

delete_option = click.option(
    "--delete", is_flag=True, help="Also take out of search what has no file any more; `undelete` brings it back."
)
folder_argument = click.argument("folder", type=click.Path(path_type=Path))


@click.command()
@click.argument("sources", nargs=-1, required=True)
@click.option("--type", "type_", type=click.Choice(DOCUMENT_TYPES), help="What the documents are.")
@click.option("--show", help="The show that they belong to.")
@click.option("--title", help="The title, where it is one document.")
@click.option("--date", help="The date: 2024, 2024-08 or 2024-08-21.")
@click.option("--as", "version_of", metavar="DOC", help="The document that it is a new version of.")
@click.option("--name", default="pasted.txt", help="The file name of what comes from standard input (-).")
@click.option("--dry-run", is_flag=True, help="Say what would happen; store nothing.")
@json_option
@click.pass_obj
def add(
    context: Context,
    sources: tuple[str, ...],
    type_: Any,
    show: str | None,
    title: str | None,
    date: str | None,
    version_of: str | None,
    name: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Add files, folders, addresses and feeds to the library; `-` reads standard input.

    A feed brings in its episodes and their transcripts; added again, only what is new or changed. Details may
    stand in name.yaml beside name.html, and those of all files of a folder in its folder.yaml.
    """
    given = PartialDate.parse(date) if date else None
    if date and not given:
        raise InvalidValue(f"--date {date!r}: write 2024, 2024-08 or 2024-08-21")
    meant = list(expand(sources))
    if not meant:
        known = " ".join(sorted(SUFFIXES))
        raise InvalidValue(f"nothing to add: no file of a known kind in {', '.join(sources)} ({known})")
    if title and len(meant) > 1:
        raise click.UsageError(f"--title is for one document, and here are {plural(len(meant), 'source')}")
    if version_of and len(meant) > 1:
        raise click.UsageError(f"--as is for one document, and here are {plural(len(meant), 'source')}")
    hints = Hints(type=type_, title=verbatim(title or "") or None, show=verbatim(show or "") or None, date=given)
    with (
        context.home_for(dry_run=dry_run) as home,
        context.service(home=home, create=True, fetch=True) as service,
    ):
        most = context.settings().max_file_mb * 2**20 + 1
        opened = [
            _standard_input(name, hints, most)
            if each == "-"
            else service.adder.spec(each, hints, asked=each in sources)
            for each in meant
        ]
        opened = [replace(each, version_of=version_of) for each in opened]
        added = service.adder.would_add(opened) if dry_run else service.adder.add(opened)
        results = _told(added, len(opened), quiet=as_json)
        if not dry_run:
            caught_up(service)
    if as_json:
        console.as_json(results)
    if ignored := left_out(sources):
        kinds = ", ".join(f"{count} {kind}" for kind, count in ignored.most_common())
        click.echo(f"citecast: files of other kinds left out in these folders: {console.printable(kinds)}", err=True)
    _fail_for(results)


def _standard_input(name: str, hints: Hints, most: int) -> SourceSpec:
    def read() -> RawSource:
        return RawSource(source="-", name=name, data=sys.stdin.buffer.read(most))

    return SourceSpec(source="-", open=read, hints=hints)


@click.command()
@folder_argument
@delete_option
@json_option
@click.pass_obj
def sync(context: Context, folder: Path, delete: bool, as_json: bool) -> None:
    """Make the library follow a folder: add what is new in it, and update what has changed."""
    with context.service(create=True, fetch=True) as service:
        results = _synced(service, folder, delete=delete, quiet=as_json)
    if as_json:
        console.as_json(results)
    _fail_for(results)


@click.command()
@folder_argument
@delete_option
@click.pass_obj
def watch(context: Context, folder: Path, delete: bool) -> None:
    """Follow a folder as it changes, until Ctrl-C."""
    started = False
    with context.service(create=True, fetch=True) as service:
        files(folder)
        # It is watched before it is first read, so that no change falls between the two.
        with suppress(KeyboardInterrupt):
            for changes in watchfiles.watch(folder, rust_timeout=500, yield_on_timeout=True):
                if started and not changes:
                    continue
                try:
                    _synced(service, folder, delete=delete, quiet=False)
                except Stopped as stopped:
                    click.echo(f"citecast: {stopped}", err=True)
                    return  # which is how watching ends
                except CitecastError as error:
                    click.echo(f"citecast: {console.printable(str(error))}", err=True)
                if not started:
                    click.echo(f"Watching {folder} (stop it with Ctrl-C)", err=True)
                    started = True


def _synced(service: Service, folder: Path, *, delete: bool, quiet: bool) -> list[AddResult]:
    """What became of each file; those that are as they were are not told of one by one."""
    meant = files(folder)
    followed = synced(service.library, service.adder, folder, meant, delete=delete)
    results = _told(followed, len(meant), quiet=quiet, unchanged=False)
    caught_up(service)
    same = sum(result.status == "unchanged" for result in results)
    if same and not quiet:
        click.echo(f"{same:,} unchanged")
    return results


def _told(added: Iterable[AddResult], count: int, *, quiet: bool, unchanged: bool = True) -> list[AddResult]:
    results: list[AddResult] = []
    try:
        with console.bar("Adding", length=count) as progress:
            for result in added:
                results.append(result)
                if not quiet and (unchanged or result.status != "unchanged" or result.message):
                    console.line(console.added(result))
                progress(len(results), max(count, len(results)))
    except KeyboardInterrupt as stopped:
        said = plural(len(results), "source is", "sources are")
        raise Stopped(f"stopped; {said} done, and the same command goes on from there") from stopped
    return results


def _fail_for(results: list[AddResult]) -> None:
    failed = [result for result in results if result.status == "failed"]
    if failed:
        first = f"{failed[0].source}: {failed[0].message}"
        raise CitecastError(f"{len(failed)} of {len(results)} sources failed: {first}")
