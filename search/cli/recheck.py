"""The command that compares documents with their sources: recheck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from corpus.errors import CitecastError, Stopped
from corpus.text import plural
from search.cli import console
from search.cli.context import Context, json_option
from search.cli.reread import counted

if TYPE_CHECKING:
    from search.ingest.values import Ended, Rechecked

_EXAMPLES = 3
_SHOWN = 60  # characters of a passage
_TOLD: dict[Ended, str] = {
    "same": "the same",
    "changed": "changed, all words there",
    "words_gone": "words gone",
    "source_gone": "source gone",
    "not_reached": "not reached",
    "not_compared": "not compared",
}
_FINE = ("same", "changed")


@click.command()
@click.argument("documents", nargs=-1)
@json_option
@click.pass_obj
def recheck(context: Context, documents: tuple[str, ...], as_json: bool) -> None:
    """Compare documents with their sources as these are now: with the file or the address that each was read from.

    What is compared is what is read, not bytes. No document is changed: it is noted when it was compared, and how that
    ended; `add` or `sync` takes over what changed. Without a DOCUMENT, all that have such a source, those first that
    were not compared for the longest. Exits with 1 where words or a source are gone, or a document could not be
    compared.
    """
    with context.service(fetch=True) as service:
        ids = service.rechecker.wanted(documents)
        results = _told(service.rechecker.recheck(ids), len(ids), quiet=as_json)
        left_out = 0 if documents else len(service.library.live()) - len(ids)
    if as_json:
        console.as_json(results)
    else:
        console.echo_all(_summary(results, left_out))
    if wrong := [result for result in results if result.outcome not in _FINE]:
        first = f"{wrong[0].document}: {next(_lines(wrong[0]))}"
        count = plural(len(results), "document")
        raise CitecastError(f"of {count}, {len(wrong):,} cannot be shown to have their words at the source; {first}")


def _told(found: Iterable[Rechecked], count: int, *, quiet: bool) -> list[Rechecked]:
    results: list[Rechecked] = []
    try:
        with console.bar("Comparing", length=count) as progress:
            for result in found:
                results.append(result)
                if not quiet:
                    first, *more = _lines(result)
                    console.line(f"{result.document}: {first}")
                    for line in more:
                        console.line(f"  {line}")
                progress(len(results), count)
    except KeyboardInterrupt as stopped:
        said = plural(len(results), "document is", "documents are")
        raise Stopped(f"stopped; {said} compared, and the same command goes on with the others") from stopped
    return results


def _lines(result: Rechecked) -> Iterator[str]:
    """What became of the words of a document; below it, the first of those that are gone."""
    told = _TOLD[result.outcome]
    if result.why:
        yield f"{told}: {result.why}"
        return
    gone = f": {len(result.gone):,} of {plural(result.passages, 'passage')}" if result.gone else ""
    changes = ", ".join(counted(each) for each in result.changes if each.what != "gone")
    adds = f"; `{result.add}` takes that over" if result.add else ""
    yield f"{told}{gone}{f' ({changes})' if changes else ''}{adds}"
    for passage, words in result.gone[:_EXAMPLES]:
        yield f"gone: “{words[:_SHOWN]}{'…' if len(words) > _SHOWN else ''}” ({passage})"
    if more := result.gone[_EXAMPLES:]:
        yield f"gone: {plural(len(more), 'more passage', 'more passages')}"


def _summary(results: list[Rechecked], left_out: int) -> Iterator[str]:
    count = Counter(result.outcome for result in results)
    told = [f"{count[outcome]:,} {said}" for outcome, said in _TOLD.items() if count[outcome]]
    yield f"{plural(len(results), 'document')} compared: {', '.join(told)}" if results else "Nothing to compare."
    if left_out:
        yield f"{plural(left_out, 'document')} left out, without a file or an address that can be read again"
