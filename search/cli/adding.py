"""The commands that bring documents in: add, sync, watch."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.dates import PartialDate
from corpus.details import WRITTEN_DATES
from corpus.errors import CitecastError, InvalidValue, Stopped
from corpus.model import DOCUMENT_TYPES, Hints
from corpus.text import plural, verbatim
from search.cli import console
from search.cli.context import Context, caught_up, json_option, taking

if TYPE_CHECKING:
    from search.ingest.values import AddResult, SourceSpec
    from search.service import Service

delete_option = click.option(
    "--delete", is_flag=True, help="Also take out of search what has no file any more; `undelete` brings it back."
)
folder_argument = click.argument("folder", type=click.Path(path_type=Path))


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOptions:
    """What `add` was asked for."""

    sources: tuple[str, ...]
    type_: Any
    show: str | None
    title: str | None
    date: str | None
    version_of: str | None
    name: str
    listen: bool
    dry_run: bool
    as_json: bool

    def hints(self) -> Hints:
        """What is said of the documents; InvalidValue for what is no date."""
        date = PartialDate.parse(self.date) if self.date else None
        if self.date and not date:
            raise InvalidValue(f"--date {self.date!r}: write {WRITTEN_DATES}")
        title, show = verbatim(self.title or "") or None, verbatim(self.show or "") or None
        return Hints(type=self.type_, title=title, show=show, date=date)


@click.command()
@click.argument("sources", nargs=-1, required=True)
@click.option("--type", "type_", type=click.Choice(DOCUMENT_TYPES), help="What the documents are.")
@click.option("--show", help="The show that they belong to.")
@click.option("--title", help="The title, where it is one document.")
@click.option("--date", help=f"The date: {WRITTEN_DATES}.")
@click.option("--as", "version_of", metavar="DOC", help="The document that it is a new version of.")
@click.option("--name", default="pasted.txt", help="The file name of what comes from standard input (-).")
@click.option(
    "--listen", is_flag=True, help="Also listen to recordings in folders, and of episodes without transcript."
)
@click.option("--dry-run", is_flag=True, help="Say what would happen; store nothing.")
@json_option
@taking(AddOptions)
def add(context: Context, asked: AddOptions) -> None:
    """Add files, folders, addresses and feeds to the library; `-` reads standard input.

    A recording becomes a transcript of what a machine hears in it, which takes a while. A feed brings in its episodes
    and their transcripts; added again, only what is new or changed. Details may stand in name.yaml beside name.html,
    and those of all files of a folder in its folder.yaml.
    """
    from corpus.listening import kinds
    from search.ingest.sources import expand, left_out

    hints = asked.hints()
    meant = list(expand(asked.sources, also=kinds.SUFFIXES if asked.listen else frozenset()))
    if not meant:
        from corpus.readers.formats import SUFFIXES

        known = " ".join(sorted(SUFFIXES))
        raise InvalidValue(f"nothing to add: no file of a known kind in {', '.join(asked.sources)} ({known})")
    for option, given in (("--title", asked.title), ("--as", asked.version_of)):
        if given and len(meant) > 1:
            raise click.UsageError(f"{option} is for one document, and here are {plural(len(meant), 'source')}")
    with (
        context.home_for(dry_run=asked.dry_run) as home,
        context.service(home=home, create=True, fetch=True) as service,
    ):
        most = context.settings().max_file_mb * 2**20 + 1
        sounds = [each for each in meant if each != "-" and kinds.is_recording(each)]
        if sounds and asked.version_of:
            raise click.UsageError("--as is not for recordings: `citecast listen DOC` hears that of a document again")
        specs = [
            _standard_input(asked.name, hints, most)
            if each == "-"
            else service.adder.spec(each, hints, asked=each in asked.sources)
            for each in meant
            if each not in sounds
        ]
        specs = [replace(each, version_of=asked.version_of) for each in specs]
        added = service.adder.would_add(specs) if asked.dry_run else service.adder.add(specs)
        results = _told(added, len(specs), quiet=asked.as_json)
        if not asked.dry_run:
            caught_up(service)
        results += _heard(service, asked, sounds, hints, results)
    if asked.as_json:
        console.as_json(results)
    if ignored := left_out(asked.sources, also=kinds.SUFFIXES if asked.listen else frozenset()):
        told = ", ".join(f"{count} {kind}" for kind, count in ignored.most_common())
        click.echo(f"citecast: files of other kinds left out in these folders: {console.printable(told)}", err=True)
    _fail_for(results)


def _heard(
    service: Service, asked: AddOptions, sounds: list[str], hints: Hints, added: list[AddResult]
) -> list[AddResult]:
    """What came of recordings that were named, and of those of the episodes that were added, where that is asked."""
    from search.cli.listening import heard, of_episodes, of_source
    from search.ingest.values import AddResult

    if asked.dry_run:
        said = "dry run: it would be listened to"
        results = [AddResult(source=each, status="added", message=said) for each in sounds]
        console.echo_all(map(line_of, () if asked.as_json else results))
        return results
    asks = [of_source(service, each, hints) for each in sounds]
    results = list(heard(service, asks, quiet=asked.as_json))
    if asked.listen:
        episodes = of_episodes(service, (each.document for each in added if each.document))
        results += heard(service, episodes, quiet=asked.as_json)
    return results


def _standard_input(name: str, hints: Hints, most: int) -> SourceSpec:
    from search.ingest.values import RawSource, SourceSpec

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
    import watchfiles

    from search.ingest.sync import files

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
    from search.ingest.sync import files, sync

    meant = files(folder)
    followed = sync(service.library, service.adder, folder, meant, delete=delete)
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
                    console.line(line_of(result))
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


def line_of(result: AddResult) -> str:
    """A source's line: what it was, what became of it, and what to check."""
    source = result.source.replace("\n", "\\n")
    if result.status == "failed":
        return f"{source}: failed: {result.message}"
    parts = [f"{source}: {result.status}"]
    if result.document:
        parts.append(f" {result.document}")
    if result.version:
        parts.append(f" (version {result.version}, {plural(result.passages, 'passage')})")
    if result.message:
        parts.append(f"; {result.message}")
    parts += [f"; check: {check}" for check in result.checks]
    return "".join(parts)
