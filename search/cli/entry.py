"""The program's entry: its group of commands, and `serve`, whose small parent loads nothing that it does not need."""

from __future__ import annotations

import logging
import signal
import sys
from pathlib import Path
from typing import Any

import click

from corpus import errors
from corpus.errors import CitecastError
from search.cli.context import Context
from search.settings import default_home


class Citecast(click.Group):
    """The outer boundary: an error of ours is one line on stderr and its exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CitecastError as error:
            from search.cli import console

            click.echo(f"citecast: {console.printable(str(error))}", err=True)
            ctx.exit(errors.outcome(error).exit_code)
        except BrokenPipeError:
            raise  # whoever reads has seen enough; click ends quietly
        except OSError as error:
            click.echo(f"citecast: {errors.refusal(error)}", err=True)
            ctx.exit(1)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.commands:
            self._load()
        return super().get_command(ctx, name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._load()
        return super().list_commands(ctx)

    def _load(self) -> None:
        import search.cli.main  # noqa: F401  # whose commands are added to this group


@click.group(cls=Citecast)
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="CITECAST_HOME",
    help=f"The library's folder. [default: {default_home()}]",
)
@click.version_option(package_name="citecast", prog_name="citecast")
@click.pass_context
def main(ctx: click.Context, home: Path | None) -> None:
    """Search what was said. Cite exactly where."""
    logging.basicConfig(format="citecast: %(message)s")
    ctx.obj = Context(home=(home or default_home()).absolute())


@main.command()
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


def _program() -> list[str]:
    """This program as a command, which finds its code where this process did and runs none of the current folder's."""
    root = str(Path(__file__).parents[2])
    code = f"import sys; sys.path.append({root!r}); from search.cli.entry import main; main(prog_name='citecast')"
    return [sys.executable, "-P", "-c", code]


def _add_samples(service: Any) -> None:
    from corpus import samples
    from search.ingest.values import RawSource, SourceSpec

    uploads = (RawSource(source=f"sample: {f.name}", name=f.name, data=f.read_bytes()) for f in samples.files())
    for _ in service.adder.add(map(SourceSpec.at_hand, uploads)):
        pass
