"""The program's entry: its group of commands, each of which is imported when it is called."""

from __future__ import annotations

import logging
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from corpus import errors
from corpus.errors import CitecastError
from search.cli.console import printable
from search.cli.context import Context
from search.settings import default_home

COMMANDS = {  # where each is: a module and its attribute
    "add": "search.cli.adding:add",
    "backup": "search.cli.backup:backup",
    "check": "search.cli.maintenance:check",
    "check-evidence": "search.cli.evidence:check_evidence",
    "cite": "search.cli.citing:cite",
    "concordance": "search.cli.concordance:concordance",
    "edit": "search.cli.editing:edit",
    "evidence": "search.cli.evidence:evidence",
    "export": "search.cli.exporting:export",
    "listen": "search.cli.listening:listen",
    "list": "search.cli.documents:list_",
    "mcp": "search.cli.mcp:mcp",
    "read": "search.cli.documents:read",
    "rebuild": "search.cli.maintenance:rebuild",
    "remove": "search.cli.documents:remove",
    "recheck": "search.cli.recheck:recheck",
    "reread": "search.cli.reread:reread",
    "restore": "search.cli.backup:restore",
    "salvage": "search.cli.salvage:salvage",
    "saved": "search.cli.saved:saved",
    "clippings": "search.cli.clippings:clippings",
    "search": "search.cli.finding:search",
    "stats": "search.cli.maintenance:stats",
    "sync": "search.cli.adding:sync",
    "token": "search.cli.maintenance:token",
    "undelete": "search.cli.documents:undelete",
    "verify": "search.cli.verifying:verify",
    "vocabulary": "search.cli.vocabulary:vocabulary",
    "watch": "search.cli.adding:watch",
}


class Group(click.Group):
    """The outer boundary: an error of ours is one line on stderr and its exit code."""

    where = COMMANDS  # to which others may be added

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CitecastError as error:
            click.echo(f"citecast: {printable(str(error))}", err=True)
            ctx.exit(errors.outcome(error).exit_code)
        except BrokenPipeError:
            raise  # whoever reads has seen enough; click ends quietly
        except OSError as error:
            click.echo(f"citecast: {errors.refusal(error)}", err=True)
            ctx.exit(1)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.where:
            return None
        module, _, attribute = self.where[name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.where)


@click.group(cls=Group)
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
