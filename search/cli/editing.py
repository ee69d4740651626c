"""The command that edits: details of documents, and who is meant by the names in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import click

from corpus.corrections import Meant, Scope
from corpus.details import DETAILS
from corpus.library import Corrected
from corpus.model import ROLES, NameParts
from corpus.text import plural
from search import naming
from search.cli import console
from search.cli.context import Context, caught_up, json_option

_SHOWN = 10  # documents that are named, of those that change
_HELP = {"date": "2024, 2024-08 or 2024-08-21.", "episode": "Its number."}
Command = TypeVar("Command", bound=Callable[..., Any])
_OF_NAMES = ("is_", "given", "particle", "family", "suffix", "institution", "nobody", "role")


def detail_options(command: Command) -> Command:
    """An option for each detail that can be edited."""
    for name in reversed(DETAILS):
        command = click.option(f"--{name}", name, help=_HELP.get(name))(command)
    return command


@click.command()
@click.argument("documents", nargs=-1)
@detail_options
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
@click.pass_obj
def edit(
    context: Context,
    /,
    documents: tuple[str, ...],
    checked: bool,
    names: tuple[str, ...],
    shows: tuple[str, ...],
    everywhere: bool,
    dry_run: bool,
    listed: bool,
    list_: bool,
    undo: int | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Change the details of DOCUMENTS, or who is meant by the names in them.

    An empty value ('') of a detail restores what the source says. A name is corrected in DOCUMENTS, in a show
    (--in-show), or --everywhere; the sources stay as they are, and every correction can be undone.
    """
    details = {name: given[name] for name in DETAILS if given.get(name) is not None}
    of_names = {name: given[name] for name in _OF_NAMES if given[name]}
    if (of_names or dry_run or ((shows or everywhere) and not listed)) and not names:
        raise click.UsageError("say which name to correct: --speaker NAME, as it is printed or shown")
    if len([asked for asked in (details or checked, names, listed, list_, undo) if asked]) > 1:
        raise click.UsageError("details, --speaker, --names, --corrections and --undo are each given alone")
    if (list_ or undo) and documents:
        raise click.UsageError("--corrections and --undo are of the whole library: give no DOCUMENTS")
    if list_:
        _list(context, as_json=as_json)
    elif listed:
        scope = _scope(documents, shows, everywhere=everywhere or not (documents or shows))
        _names(context, *scope, as_json=as_json)
    elif undo:
        _undo(context, undo, as_json=as_json)
    elif names:
        scope = _scope(documents, shows, everywhere=everywhere)
        _correct(context, names, _meant(names, **of_names), *scope, dry_run=dry_run, as_json=as_json)
    elif details or checked:
        _edit(context, documents, details, checked=checked, as_json=as_json)
    else:
        asked = ", ".join(f"--{name}" for name in DETAILS)
        raise click.UsageError(f"nothing to change: give {asked} or --checked, or --speaker to correct a name")


def _edit(context: Context, documents: Sequence[str], details: dict[str, str], *, checked: bool, as_json: bool) -> None:
    if not documents:
        raise click.UsageError("Missing argument 'DOCUMENTS...'.")
    with context.service() as service:
        if checked:
            service.library.settle(documents)
        kept = service.editor.edit(documents if details else [], details)
        if as_json:
            console.as_json(kept)
        else:
            console.echo_all(f"{id}: checked" for id in documents if checked)
            console.echo_all(f"{each.document}: {each.status}, version {each.version}" for each in kept)
        caught_up(service)


def _scope(documents: Sequence[str], shows: Sequence[str], *, everywhere: bool) -> tuple[Scope, Sequence[str]]:
    if bool(documents) + bool(shows) + everywhere != 1:
        raise click.UsageError("say where to correct the name: DOCUMENTS, --in-show SHOW or --everywhere, one of them")
    return ("document", documents) if documents else ("show", shows) if shows else ("library", ())


def _meant(
    names: Sequence[str],
    *,
    is_: str | None = None,
    institution: bool = False,
    nobody: bool = False,
    role: Any = None,
    **parts: str,
) -> Meant:
    if institution and parts:
        raise click.UsageError("--institution is a name that is not split: give it with --is, without parts")
    if parts and not parts.get("family"):
        raise click.UsageError("a name in parts needs --family; one that is not to be split, --institution")
    split = NameParts(**parts) if parts else NameParts(is_ or names[0]) if institution else None
    return Meant(name=is_, parts=split, role=role, nobody=nobody)


def _correct(
    context: Context,
    names: Sequence[str],
    meant: Meant,
    scope: Scope,
    places: Sequence[str],
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    with context.service() as service:
        if dry_run:
            corrected, changes = service.naming.would_correct(names, meant, scope=scope, places=places)
        else:
            corrected, changes = service.naming.correct(names, meant, scope=scope, places=places), ()
        if as_json:
            said = naming.corrected_json(corrected)
            console.as_json({**said, "changes": changes} if dry_run else said)
        elif not corrected.already:
            number = "dry run" if dry_run else f"correction {corrected.correction.id}"
            console.line(f"{number}: {naming.said(corrected.correction)}: {naming.changed(corrected)}")
            console.echo_all(f"  {part}: {now} → {then}" for part, now, then in changes)
            console.echo_all(_documents(corrected.turns))
        if corrected.turns and not dry_run:
            caught_up(service)
    if not corrected.turns:
        click.echo(f"citecast: {_without_effect(corrected, dry_run=dry_run)}", err=True)


def _without_effect(corrected: Corrected, *, dry_run: bool) -> str:
    id = corrected.correction.id
    if corrected.already:
        return f"nothing is new: correction {id} says the same already"
    kept = "" if dry_run else f"; it is kept for what is added, and `citecast edit --undo {id}` takes it back"
    return f"no document has this name there now, or nothing is new; check how it is printed{kept}"


def _documents(turns: dict[str, int]) -> Iterator[str]:
    for id in list(turns)[:_SHOWN]:
        yield f"  {id}: {plural(turns[id], 'turn')}"
    if len(turns) > _SHOWN:
        yield f"  and {plural(len(turns) - _SHOWN, 'document')} more"


def _names(context: Context, scope: Scope, places: Sequence[str], *, as_json: bool) -> None:
    with context.service() as service:
        found = service.naming.names(scope, places)
    if as_json:
        console.as_json(found)
        return
    for each in found:
        labels = [label for label in each.labels if label != each.name]
        facts = (*each.roles, f"printed as {', '.join(labels)}" if labels else "")
        counts = f"{plural(each.turns, 'turn')} in {plural(len(each.documents), 'document')}"
        console.line("; ".join((f"{each.name}: {counts}", *filter(None, facts))))
    if not found:
        click.echo("No names.", err=True)


def _list(context: Context, *, as_json: bool) -> None:
    with context.service() as service:
        found = service.naming.corrections()
    if as_json:
        console.as_json(found)
        return
    for each in found:
        undone = f"; undone {each.undone:%Y-%m-%d}" if each.undone else ""
        console.line(f"{each.id}  {each.at:%Y-%m-%d}  {naming.said(each)}  ({naming.where(each)}{undone})")
    if not found:
        click.echo("No corrections.", err=True)


def _undo(context: Context, id: int, *, as_json: bool) -> None:
    with context.service() as service:
        corrected = service.naming.undo(id)
        if as_json:
            console.as_json(naming.corrected_json(corrected))
        else:
            click.echo(f"correction {id} undone: {naming.changed(corrected)}")
        caught_up(service)
