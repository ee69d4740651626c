"""The command that edits: details of documents, and who is meant by the names in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, TypeVar

import click

from corpus.details import DETAILS
from corpus.model import ROLES
from search.cli import console
from search.cli.context import Context, caught_up, json_option, taking

if TYPE_CHECKING:
    from corpus.corrections import Scope

Command = TypeVar("Command", bound=Callable[..., Any])
_OF_NAMES = ("is_", "given", "particle", "family", "suffix", "institution", "nobody", "role")


@dataclass(frozen=True, slots=True, kw_only=True)
class EditOptions:
    """What `edit` was asked for; `details` and `of_names` have what was given of theirs alone."""

    documents: tuple[str, ...]
    details: dict[str, str]
    checked: bool
    names: tuple[str, ...]
    of_names: dict[str, Any]
    shows: tuple[str, ...]
    everywhere: bool
    dry_run: bool
    listed: bool
    list_: bool
    undo: int | None
    as_json: bool

    @classmethod
    def of(cls, **given: Any) -> Self:
        details = {name: value for name in DETAILS if (value := given.pop(name)) is not None}
        of_names = {name: value for name in _OF_NAMES if (value := given.pop(name))}
        return cls(details=details, of_names=of_names, **given)

    def scope(self) -> tuple[Scope, Sequence[str]]:
        """Where a name is to be corrected."""
        if bool(self.documents) + bool(self.shows) + self.everywhere != 1:
            raise click.UsageError(
                "say where to correct the name: DOCUMENTS, --in-show SHOW or --everywhere, one of them"
            )
        if self.documents:
            return "document", self.documents
        return ("show", self.shows) if self.shows else ("library", ())


def _detail_options(command: Command) -> Command:
    """An option for each detail that can be edited."""
    for name in reversed(DETAILS):
        command = click.option(f"--{name}", name, help=DETAILS[name].help or None)(command)
    return command


@click.command()
@click.argument("documents", nargs=-1)
@_detail_options
@click.option("--checked", is_flag=True, help="What there was to check is right as it is.")
@click.option("--speaker", "names", multiple=True, metavar="NAME", help="Correct a name, as it is printed or shown.")
@click.option("--is", "is_", metavar="NAME", help="Who that is: a name, which may be that of another person here.")
@click.option("--given", help="With --family: the name in its parts.")
@click.option("--particle", help="van der, de, al-.")
@click.option("--family", help="The name that it is listed by.")
@click.option("--suffix", help="Jr., PhD.")
@click.option("--institution", is_flag=True, help="An institution, or a name that is not to be split.")
@click.option("--nobody", is_flag=True, help="Nobody: a heading or a label that was read as a name.")
@click.option("--role", type=click.Choice(ROLES))
@click.option("--in-show", "shows", multiple=True, metavar="SHOW", help="Correct the name in all of a show.")
@click.option("--everywhere", is_flag=True, help="Correct the name in the whole library.")
@click.option("--dry-run", is_flag=True, help="Say what a correction would change; store nothing.")
@click.option("--names", "listed", is_flag=True, help="List the names there, with their turns and labels.")
@click.option("--corrections", "list_", is_flag=True, help="List the corrections of names.")
@click.option("--undo", type=click.IntRange(1), metavar="NUMBER", help="Take a correction of a name back.")
@json_option
@taking(EditOptions.of)
def edit(context: Context, asked: EditOptions) -> None:
    """Change the details of DOCUMENTS, or who is meant by the names in them.

    An empty value ('') of a detail restores what the source says. A name is corrected in DOCUMENTS, in a show
    (--in-show), or --everywhere; the sources stay as they are, and every correction can be undone.
    """
    _check(asked)
    if asked.details or asked.checked:
        _edit(context, asked)
        return
    from search.cli import naming

    if asked.list_:
        naming.show_corrections(context, as_json=asked.as_json)
    elif asked.listed:
        scope = asked.scope() if asked.documents or asked.shows or asked.everywhere else ("library", ())
        naming.show_names(context, *scope, as_json=asked.as_json)
    elif asked.undo:
        naming.undo(context, asked.undo, as_json=asked.as_json)
    else:
        scope = asked.scope()
        meant = naming.meant_by(asked.names, **asked.of_names)
        naming.correct(context, asked.names, meant, *scope, dry_run=asked.dry_run, as_json=asked.as_json)


def _check(asked: EditOptions) -> None:
    """UsageError where options do not go together, or ask for nothing."""
    if (
        asked.of_names or asked.dry_run or ((asked.shows or asked.everywhere) and not asked.listed)
    ) and not asked.names:
        raise click.UsageError("say which name to correct: --speaker NAME, as it is printed or shown")
    wishes = (asked.details or asked.checked, asked.names, asked.listed, asked.list_, asked.undo)
    if sum(map(bool, wishes)) > 1:
        raise click.UsageError("details, --speaker, --names, --corrections and --undo are each given alone")
    if (asked.list_ or asked.undo) and asked.documents:
        raise click.UsageError("--corrections and --undo are of the whole library: give no DOCUMENTS")
    if not any(wishes):
        details = ", ".join(f"--{name}" for name in DETAILS)
        raise click.UsageError(f"nothing to change: give {details} or --checked, or --speaker to correct a name")
    if wishes[0] and not asked.documents:
        raise click.UsageError("Missing argument 'DOCUMENTS...'.")


def _edit(context: Context, asked: EditOptions) -> None:
    with context.service() as service:
        if asked.checked:
            service.library.dismiss(asked.documents)
        with console.bar("Editing") as progress:
            kept = service.editor.edit(asked.documents if asked.details else [], asked.details, progress)
        if asked.as_json:
            console.as_json(kept)
        else:
            console.echo_all(f"{id}: checked" for id in asked.documents if asked.checked)
            console.echo_all(f"{each.document}: {each.status}, version {each.version}" for each in kept)
        caught_up(service)
