"""The command `serve`, whose small parent loads nothing that it does not need."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from search.cli.context import Context

if TYPE_CHECKING:
    from search.service import Service


@click.command()
@click.option("--host", help="The address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="The port to listen on.  [default: 8000]")
@click.option("--demo", is_flag=True, help="Serve the sample corpus, from a library of its own.")
@click.option("--inherited", hidden=True, help="What the parent hands to its worker.")
@click.pass_context
def serve(ctx: click.Context, host: str | None, port: int | None, demo: bool, inherited: str | None) -> None:
    """Start the web interface."""
    from web import supervisor

    context: Context = ctx.obj
    settings = context.settings()
    host, port = host or settings.host, port or settings.port
    if inherited:
        sockets, ready = supervisor.inherited(inherited)
    else:
        sockets, ready = supervisor.listening(host, port), lambda: None
        if sys.platform != "win32":
            again = ["--home", str(context.home), "serve", "--host", host, "--port", str(port), *["--demo"] * demo]
            ctx.exit(supervisor.supervise([*_program(), *again, "--inherited"], sockets))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # until the server runs, which ends in an orderly way
    from web import server

    with context.service(home=context.home / "demo" if demo else None, create=True) as service:
        if demo:
            _add_samples(service)
        server.run(service, sockets=sockets, host=host, port=port, ready=ready)
    if inherited:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)  # a thread that is just loading compiled code must not be met by an interpreter that is taken down


def _program() -> list[str]:
    """This program as a command, which finds its code where this process did and runs none of the current folder's."""
    root = str(Path(__file__).parents[1])
    code = f"import sys; sys.path.append({root!r}); from citecast import main; main()"
    return [sys.executable, "-P", "-c", code]


def _add_samples(service: Service) -> None:
    from corpus import samples
    from search.ingest.values import RawSource, SourceSpec

    uploads = (RawSource(source=f"sample: {f.name}", name=f.name, data=f.read_bytes()) for f in samples.files())
    for _ in service.adder.add(map(SourceSpec.at_hand, uploads)):
        pass
