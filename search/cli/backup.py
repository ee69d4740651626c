"""The commands that keep a library safe: backup, restore; and what a purge has to say of backups."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.errors import InvalidValue, Stopped
from corpus.text import plural
from search.cli import console
from search.cli.context import Context, json_option
from search.settings import FILE_NAME, LIBRARY

if TYPE_CHECKING:
    from corpus.library.backup import Holding
    from search.service import Service


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--overwrite", is_flag=True, help="Replace the file where there is one.")
@json_option
@click.pass_obj
def backup(context: Context, file: Path | None, overwrite: bool, as_json: bool) -> None:
    """Write the library into one file, verified, also while it is served; without FILE, into its folder of backups.

    It holds the originals, all versions, edits and the settings, and neither the index, which is made from it, nor
    the token, nor recordings that are kept (setting keep_audio), which it tells of.
    """
    with context.service() as service, console.bar("Backing up") as progress:
        backups = service.backups
        made = backups.make_at(file, overwrite=overwrite, progress=progress) if file else backups.make(progress)
        recordings = service.library.recordings.files()
    console.as_json(made) if as_json else click.echo(_said(made))
    if recordings:
        size = sum(path.stat().st_size for path in recordings) / 1e6
        said = f"not in it: {plural(len(recordings), 'recording')} of {size:,.0f} MB"
        click.echo(f"citecast: {said}; copy the folder {recordings[0].parent}", err=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@json_option
@click.pass_obj
def restore(context: Context, file: Path, as_json: bool) -> None:
    """Make a library of a backup, in a folder that has none (--home), and make it searchable.

    Links and citations are as they were. Documents that were deleted for good in this folder since are left out.
    """
    from corpus.library import backup
    from corpus.library.beside import all_of
    from corpus.plain import plain

    home = context.home
    library = home / LIBRARY
    if any(path.exists() for path in (library, *all_of(library))):
        raise InvalidValue(
            f"{home} has a library already, which is whole if it is of a restore that was cut off; to restore another,"
            " name an empty folder with --home"
        )
    with console.bar("Restoring") as progress:
        restored = backup.restore(file, library, wanted=FILE_NAME, progress=progress)
    try:
        with context.service() as service, console.bar("Indexing") as progress:
            service.indexer.rebuild(progress, empty=True)
    except KeyboardInterrupt as stopped:
        raise Stopped("stopped; the library is restored, and `citecast rebuild` makes it searchable") from stopped
    if as_json:
        console.as_json({**plain(restored.holding), "left_out": restored.left_out})
        return
    click.echo(_said(restored.holding))
    if restored.left_out:
        count = len(restored.left_out)
        click.echo(
            f"{plural(count, 'document')} left out, deleted for good since the backup: {', '.join(restored.left_out)}"
        )


def _said(holding: Holding) -> str:
    return (
        f"{holding.file}: {plural(holding.documents, 'document')}, {plural(holding.passages, 'passage')},"
        f" revision {holding.revision}, {holding.bytes / 1e6:.1f} MB; whole"
    )


def renew_backups(service: Service, *, renew: bool) -> None:
    """Name the kept backups that still have what was purged; make the newest anew and delete them, where wanted."""
    old = service.backups.with_purged_words()
    for path in old:
        console.line(f"{path}: this backup still has what was deleted for good")
    if not old:
        return
    if not renew and sys.stdin.isatty() and sys.stdout.isatty():
        renew = click.confirm("Make a new backup, and delete these?", default=False)
    if not renew:
        click.echo("citecast: --purge with --renew-backups makes a new backup and deletes these", err=True)
        return
    with console.bar("Backing up") as progress:
        made = service.backups.renew(old, progress)
    click.echo(_said(made))
    for path in old:
        console.line(f"{path}: deleted")
