"""What every command starts from: the library's folder, its settings, and its service."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from corpus.errors import EngineBusy, Stopped
from search.cli import console
from search.settings import LIBRARY, Settings

if TYPE_CHECKING:
    from search.service import Service

Options = TypeVar("Options")
json_option = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON, for other programs.")


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
            from tempfile import TemporaryDirectory

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


def taking(make: Callable[..., Options]) -> Callable[[Callable[[Context, Options], None]], Callable[..., None]]:
    """Give a command all of its options as one value, which `make` makes of them by name."""

    def decorated(command: Callable[[Context, Options], None]) -> Callable[..., None]:
        @click.pass_obj
        @wraps(command)
        def called(context: Context, /, **given: Any) -> None:
            command(context, make(**given))

        return called

    return decorated


def caught_up(service: Service, *, timeout: float = 0) -> Service:
    """The service, its index brought up to date first, unless another process is at it for longer than `timeout`."""
    try:
        with console.bar("Indexing") as progress:
            service.indexer.catch_up(progress, timeout=timeout)
    except EngineBusy:
        click.echo("citecast: another program is making documents searchable, and takes up what is stored", err=True)
    except KeyboardInterrupt as stopped:
        raise Stopped("stopped; what is stored is kept, and the next command makes it searchable") from stopped
    return service
