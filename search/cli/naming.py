"""What `edit` does with names: correct, list, undo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click

from corpus.corrections import Meant, Scope
from corpus.library import Corrected
from corpus.model import NameParts
from corpus.text import plural
from search.cli import console
from search.cli.context import Context, caught_up
from search.naming import changed, corrected_json, said, where

_SHOWN = 10  # documents that are named, of those that change


def meant_by(
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


def correct(
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
            found = corrected_json(corrected)
            console.as_json({**found, "changes": changes} if dry_run else found)
        elif not corrected.already:
            number = "dry run" if dry_run else f"correction {corrected.correction.id}"
            console.line(f"{number}: {said(corrected.correction)}: {changed(corrected)}")
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


def show_names(context: Context, scope: Scope, places: Sequence[str], *, as_json: bool) -> None:
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


def show_corrections(context: Context, *, as_json: bool) -> None:
    with context.service() as service:
        found = service.naming.corrections()
    if as_json:
        console.as_json(found)
        return
    for each in found:
        undone = f"; undone {each.undone:%Y-%m-%d}" if each.undone else ""
        console.line(f"{each.id}  {each.at:%Y-%m-%d}  {said(each)}  ({where(each)}{undone})")
    if not found:
        click.echo("No corrections.", err=True)


def undo(context: Context, id: int, *, as_json: bool) -> None:
    with context.service() as service:
        corrected = service.naming.undo(id)
        if as_json:
            console.as_json(corrected_json(corrected))
        else:
            click.echo(f"correction {id} undone: {changed(corrected)}")
        caught_up(service)
