"""What every command starts from: the library's folder, its settings, and its service."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.errors import EngineBusy, Stopped
from search import config

if TYPE_CHECKING:  # what `serve` keeps in memory beside its worker is small
    from search.service import Service

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@dataclass(frozen=True, slots=True)
class Context:
    """What every command starts from."""

    home: Path

    def settings(self) -> config.Settings:
        return config.Settings.load(self.home, os.environ)

    def service(self, *, home: Path | None = None, fetch: bool = False) -> Service:
        """The service; `fetch` where who gives the command may name addresses, whatever the settings say."""
        from search.service import Service

        settings = self.settings()
        return Service.open(home or self.home, replace(settings, fetch_enabled=fetch or settings.fetch_enabled))


def caught_up(service: Service) -> Service:
    """The service, its index brought up to date first, unless another process is at it."""
    from search import console

    try:
        with suppress(EngineBusy), console.bar("Indexing") as progress:
            service.catch_up(progress, timeout=0)
    except KeyboardInterrupt as stopped:
        raise Stopped("stopped; what is stored is kept, and the next command makes it searchable") from stopped
    return service
