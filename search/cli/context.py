"""What every command starts from: the library's folder, its settings, and its service."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from corpus.errors import EngineBusy, EngineError, LibraryError, Stopped
from search.settings import LIBRARY, Settings

if TYPE_CHECKING:  # what `serve` keeps in memory beside its worker is small
    from search.results.values import SearchRequest, SearchResult
    from search.service import Service

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@dataclass(frozen=True, slots=True)
class Context:
    """What every command starts from."""

    home: Path

    def settings(self) -> Settings:
        return Settings.load(self.home, os.environ)

    @contextmanager
    def home_for(self, *, dry_run: bool) -> Iterator[Path]:
        """The library's folder; for a dry run where there is no library an empty one, which goes afterwards."""
        if dry_run and not (self.home / LIBRARY).exists():
            with TemporaryDirectory(prefix="citecast-") as folder:
                yield Path(folder)
        else:
            yield self.home

    def service(self, *, home: Path | None = None, create: bool = False, fetch: bool = False) -> Service:
        """The service of a library, which is made where the command may `create` one; `fetch` where who gives the
        command may name addresses, whatever the settings say.

        Another `home` than that of the settings is not backed up into their folder.
        """
        from search.service import Service

        settings = self.settings()
        settings = replace(settings, fetch_enabled=fetch or settings.fetch_enabled)
        if home:
            settings = replace(settings, backup_every=0)
        return Service.open(home or self.home, settings, create=create)


def caught_up(service: Service, *, timeout: float = 0) -> Service:
    """The service, its index brought up to date first, unless another process is at it for longer than `timeout`."""
    from search.cli import console

    try:
        with console.bar("Indexing") as progress:
            service.indexer.catch_up(progress, timeout=timeout)
    except EngineBusy:
        click.echo("citecast: another process is writing to the index, and takes up what is stored", err=True)
    except KeyboardInterrupt as stopped:
        raise Stopped("stopped; what is stored is kept, and the next command makes it searchable") from stopped
    return service


def searched(service: Service, request: SearchRequest) -> SearchResult:
    """What is found once the index is brought up to date, or as far as that has come where it cannot be."""
    try:
        caught_up(service)
    except (EngineError, LibraryError) as error:
        try:
            result = service.finder.search(request)
        except (EngineError, LibraryError):
            raise error from None  # which is the cause
        click.echo(f"citecast: searches do not find all: {error}", err=True)
        return result
    return service.finder.search(request)
