"""The command that listens to recordings: listen."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from corpus.errors import CitecastError, InvalidValue, NotFound, ReadError, Stopped, refusal
from corpus.model import Hints
from corpus.text import clock, plural
from search.cli import console
from search.cli.context import Context, caught_up, json_option, taking

if TYPE_CHECKING:
    from search.ingest.values import AddResult
    from search.listening.jobs import Job, Progress
    from search.listening.models import Offer
    from search.service import Service


@dataclass(frozen=True, slots=True, kw_only=True)
class ListenOptions:
    """What `listen` was asked for."""

    documents: tuple[str, ...]
    align: bool
    again: bool
    models: bool
    dry_run: bool
    as_json: bool


@click.command()
@click.argument("documents", nargs=-1, metavar="[DOC]...")
@click.option("--align", is_flag=True, help="Give each word of printed transcripts its time; their text stays.")
@click.option("--again", is_flag=True, help="Also what the same model heard before.")
@click.option("--models", is_flag=True, help="List the models, and how each would do on this computer.")
@click.option("--dry-run", is_flag=True, help="Say what would be listened to; do nothing.")
@json_option
@taking(ListenOptions)
def listen(context: Context, asked: ListenOptions) -> None:
    """Make episodes that have no transcript searchable, by what a machine hears in their recordings.

    Without a DOC, all episodes that name a recording and have no transcript, after what was begun before. One recording
    is listened to at a time; stopped, the same command goes on from there. Nothing leaves this computer. What a machine
    heard says so wherever it is shown, until a person checks it.
    """
    if asked.models:
        return _models(context, as_json=asked.as_json)
    with context.service(fetch=True) as service:
        meant = asked.documents or tuple(each.id for each in service.library.unheard(align=asked.align))
        if asked.dry_run:
            _would(service, meant, as_json=asked.as_json)
            return
        waiting = [] if asked.documents else [_waiting(job) for job in service.listening.jobs.all()]
        jobs = [*waiting, *(_of_document(service, id, asked) for id in meant)]
        results = list(heard(service, jobs, quiet=asked.as_json))
    if asked.as_json:
        console.as_json(results)
    elif not results:
        click.echo(f"Nothing to listen to: {_NOTHING[asked.align]}.")
    if failed := [each for each in results if each.status == "failed"]:
        raise CitecastError(f"{len(failed)} of {len(results)} recordings: {failed[0].source}: {failed[0].message}")


_NOTHING = {
    False: "no episode names a recording and has no transcript",
    True: "no printed transcript has a recording and words without their times",
}
_ELSEWHERE = "another program heard it meanwhile, or let it go"
Ask = tuple[str, Callable[[], "Job"]]  # a recording as it is named, and how it is let wait


def _waiting(job: Job) -> Ask:
    return job.source, lambda: replace(job, error=None)


def _of_document(service: Service, id: str, asked: ListenOptions) -> Ask:
    return id, lambda: service.listening.of_document(id, align=asked.align, again=asked.again)


def of_source(service: Service, source: str, hints: Hints) -> Ask:
    """A recording that a user names: a file, or an address."""
    if source.lower().startswith(("http://", "https://")):
        return source, lambda: service.listening.of_address(source, hints)
    return source, lambda: service.listening.of_file(source, hints)


def of_episodes(service: Service, ids: Iterable[str]) -> list[Ask]:
    """The recordings of those of some documents that are episodes without a transcript."""
    wanted = set(ids)
    found = [each.id for each in service.library.unheard() if each.id in wanted]
    return [(id, lambda id=id: service.listening.of_document(id)) for id in found]  # type: ignore[misc]


def heard(service: Service, asks: Iterable[Ask], *, quiet: bool) -> Iterator[AddResult]:
    """What came of recordings, a line for each as soon as it is in search; those that fail are let go."""
    from search.ingest.reading import failed
    from search.ingest.values import AddResult

    for source, ask in asks:
        job: Job | None = None
        try:
            job = ask()
            with _listening(job.source) as progress:
                result = service.listening.run(job, progress)
            caught_up(service)
        except NotFound as error:  # another process did it, or let it go
            told = AddResult(source=source, status="unchanged", message=_ELSEWHERE)
            result = told if job else failed(source, str(error))
        except (ReadError, InvalidValue) as error:
            result = failed(source, _let_go(service, job, str(error)))
        except OSError as error:  # of the disk, as a rule
            result = failed(source, _let_go(service, job, refusal(error), always=False))
        except KeyboardInterrupt as stopped:
            raise Stopped("stopped; what was heard is kept, and `citecast listen` goes on from there") from stopped
        if not quiet:
            from search.cli.adding import line_of

            console.line(line_of(result))
        yield result


def _let_go(service: Service, job: Job | None, why: str, *, always: bool = True) -> str:
    """Why a recording came to nothing. It is let go, unless some of it was heard, or it is not its fault: then `listen`
    goes on from there."""
    jobs = service.listening.jobs
    if job is None:
        return why
    far = jobs.progress(job)
    if always and not (far and far.heard_ms):
        jobs.drop(job)
        return why
    with suppress(OSError):
        jobs.put(replace(job, error=why))
    return f"{why}; what was heard is kept, and `citecast listen` goes on from there"


class _listening:
    """A line on a terminal's stderr that says how far a recording is heard, and how long it takes still."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._begun: tuple[float, int] | None = None

    def __enter__(self) -> Callable[[Progress], None]:
        return self._tell

    def __exit__(self, *_: object) -> None:
        console.status("")

    def _tell(self, progress: Progress) -> None:
        now = time.monotonic()
        since, was = self._begun = self._begun or (now, progress.heard_ms)
        said = f"Listening to {self._source}: {clock(progress.heard_ms)}"
        if progress.length_ms:
            said += f" of {clock(progress.length_ms)}"
        if now > since and progress.heard_ms > was and progress.length_ms:
            left = (progress.length_ms - progress.heard_ms) * (now - since) / (progress.heard_ms - was)
            said += f", about {plural(max(round(left / 60), 1), 'minute')} left"
        console.status(said)


def _would(service: Service, ids: Iterable[str], *, as_json: bool) -> None:
    known = [service.library.document(id) for id in ids]
    found = [{"document": each.id, "title": each.title, "duration_ms": each.duration_ms} for each in known]
    if as_json:
        console.as_json(found)
        return
    for each in known:
        long = f" ({clock(each.duration_ms)})" if each.duration_ms else ""
        console.line(f"{each.id}: {each.title}{long}")
    click.echo(f"{plural(len(found), 'recording')} would be listened to")


def _models(context: Context, *, as_json: bool) -> None:
    from search.listening.models import offers

    settings = context.settings()
    found = offers(threads=settings.listening_threads, memory_mb=settings.listen_memory_mb)
    if as_json:
        console.as_json(found)
        return
    click.echo(f"With {plural(settings.listening_threads, 'thread')}, as far as a quick measurement tells:")
    click.echo(f"{'model':16} {'language':9} {'to fetch':>9} {'memory':>8} {'an hour takes':>14} {'words wrong':>12}")
    for each in found:
        click.echo(_row(each))
    click.echo("Words wrong: of clean English read aloud, as its authors measured. `speech_model` chooses one.")


def _row(offer: Offer) -> str:
    known = offer.known
    errors = "not said" if known.errors is None else f"{known.errors:.1f} %"
    note = "" if offer.fits else "  more memory than listen_memory_mb allows"
    here = "here" if offer.is_here else f"{known.size_mb:,} MB"
    minutes = f"{max(round(offer.minutes), 1)} min"
    return f"{known.name:16} {known.languages:9} {here:>9} {offer.memory_mb:>5} MB {minutes:>14} {errors:>12}{note}"
