"""The command that reads again what is stored: reread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from corpus.errors import CitecastError, Stopped
from corpus.text import plural
from search.cli import console
from search.cli.context import Context, caught_up, json_option

if TYPE_CHECKING:
    from search.ingest.values import Difference, Example, Reread


@click.command()
@click.argument("documents", nargs=-1)
@click.option("--show", help="Only documents of this show.")
@click.option("--dry-run", is_flag=True, help="Say what would change, with examples; store nothing.")
@json_option
@click.pass_obj
def reread(context: Context, documents: tuple[str, ...], show: str | None, dry_run: bool, as_json: bool) -> None:
    """Read stored originals again, as this version of Citecast reads them; nothing is fetched.

    What is read differently becomes a new version; edits stay, and so do links to passages. Without a DOCUMENT, all
    that an earlier version read.
    """
    if documents and show is not None:
        raise click.UsageError("say what to read again: DOCUMENTS or --show, one of them")
    with context.service() as service:
        ids = service.rereader.wanted(documents, show=show)
        found = service.rereader.would_reread(ids) if dry_run else service.rereader.reread(ids)
        results = _told(found, len(ids), dry_run=dry_run, quiet=as_json)
        if not dry_run:
            caught_up(service)
    if as_json:
        console.as_json(results)
    else:
        console.echo_all(_summary(results, dry_run=dry_run))
    failed = [result for result in results if result.status == "failed"]
    if failed:
        first = f"{failed[0].document}: {failed[0].message}"
        raise CitecastError(f"{len(failed)} of {plural(len(results), 'document')} cannot be read again: {first}")


def _told(found: Iterable[Reread], count: int, *, dry_run: bool, quiet: bool) -> list[Reread]:
    results: list[Reread] = []
    try:
        with console.bar("Reading", length=count) as progress:
            for result in found:
                results.append(result)
                if not quiet and (result.status != "unchanged" or result.message):
                    for line in _lines(result, dry_run=dry_run):
                        console.line(line)
                progress(len(results), count)
    except KeyboardInterrupt as stopped:
        said = plural(len(results), "document is", "documents are")
        raise Stopped(f"stopped; {said} done, and the same command goes on from there") from stopped
    return results


def _lines(result: Reread, *, dry_run: bool) -> Iterator[str]:
    """A document's line: what became of it, and what changed; for a dry run with the examples below it."""
    if result.status == "failed":
        yield f"{result.document}: failed: {result.message}; it stays as it was read before"
        return
    if result.status == "unchanged":
        yield f"{result.document}: unchanged; {result.message}"
        return
    fate = "would change" if dry_run else f"updated (version {result.version})"
    changed = ", ".join(map(counted, result.changes)) or "nothing that is listed"
    told = (*filter(None, [result.origin]), *(f"check: {check}" for check in result.checks))
    yield "; ".join((f"{result.document}: {fate}: {changed}", *told))
    if dry_run:
        for change in result.changes:
            yield from (f"  {change.what}: {_example(each)}" for each in change.examples)


def counted(change: Difference) -> str:
    return f"{change.what} of {plural(change.passages, 'passage')}" if change.passages else change.what


def _example(each: Example) -> str:
    if not each.passage:
        return f"{each.was or 'none'} → {each.now or 'none'}"
    if each.words in (each.was, each.now):
        return f"{each.was or 'none'} → {each.now or 'none'} ({each.passage})"
    return f"{each.was or 'none'} → {each.now or 'none'}, “{each.words}” ({each.passage})"


def _summary(results: list[Reread], *, dry_run: bool) -> Iterator[str]:
    count = Counter(result.status for result in results)
    if not results:
        yield "Nothing to read again: all was read by this version of Citecast."
        return
    changed = plural(count["updated"], "document")
    yield (
        f"{changed} would change, {count['unchanged']:,} would not"
        if dry_run
        else (f"{changed} updated, {count['unchanged']:,} unchanged")
    )
