"""What the command line prints: lines on stdout, progress on stderr."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import click

from corpus.library import Record
from corpus.locators import locate
from corpus.model import Document, Passage
from corpus.plain import plain
from corpus.text import plural
from search.ingest.values import AddResult
from search.maintenance.backups import told
from search.maintenance.stats import Stats
from search.query.ast import Scope
from search.results import highlight
from search.results.values import SearchResult

# What a file's name or text could do to a terminal: control and direction of writing; a line break is one's own.
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_CLEAR = "\r\x1b[K"  # to the line's start, and erase it: the bar makes way for a line
_SCOPES = {
    Scope.PASSAGE: "",
    Scope.DOCUMENT: " (no passage has all of these words; these documents do)",
    Scope.ANY: " (no document has all of these words; these passages have some)",
}


@contextmanager
def bar(label: str, *, length: int = 1) -> Iterator[Callable[[int, int], None]]:
    """A progress bar with rate and time left on a terminal's stderr, nothing elsewhere; call it with done and all."""
    if not sys.stderr.isatty():
        yield lambda done, count: None
        return
    started = time.monotonic()
    with click.progressbar(
        length=length, label=label, file=sys.stderr, show_pos=True, item_show_func=lambda rate: rate
    ) as shown:

        def progress(done: int, count: int) -> None:
            shown.length = count
            shown.update(done - shown.pos, f"{done / max(time.monotonic() - started, 0.001):,.0f}/s")

        yield progress


def line(text: str) -> None:
    """A line on stdout, above a progress bar where both are on one terminal."""
    if sys.stderr.isatty() and sys.stdout.isatty():
        click.echo(_CLEAR, nl=False, err=True)
    click.echo(printable(text))


def echo_all(lines: Iterable[str]) -> None:
    for text in lines:
        click.echo(printable(text))


def printable(text: str) -> str:
    """A text that does to a terminal nothing but stand there."""
    return _UNPRINTABLE.sub(lambda match: repr(match[0])[1:-1], text)


def as_json(value: object) -> None:
    """One JSON document on stdout."""
    click.echo(json.dumps(plain(value, by_name=True), ensure_ascii=False, indent=2))


def added(result: AddResult) -> str:
    """A source's line: what it was, what became of it, and what to check."""
    source = result.source.replace("\n", "\\n")
    if result.status == "failed":
        return f"{source}: failed: {result.message}"
    parts = [f"{source}: {result.status}"]
    if result.document:
        parts.append(f" {result.document}")
    if result.version:
        parts.append(f" (version {result.version}, {plural(result.passages, 'passage')})")
    if result.message:
        parts.append(f"; {result.message}")
    parts += [f"; check: {check}" for check in result.checks]
    return "".join(parts)


def listed(record: Record) -> str:
    """A document's line: id, type, date, title, and what to check."""
    document = record.document
    date = document.date.iso if document.date else "no date"
    checks = "".join(f"; check: {check}" for check in record.checks)
    return f"{document.id}  {document.type}  {date}  {document.title}{checks}"


def reading(document: Document) -> Iterator[str]:
    """A document as text, each passage under its id."""
    yield document.title
    yield " · ".join(_details(document))
    for person in document.people:
        roles = f" ({', '.join(person.roles)})" if person.roles else ""
        yield f"{person.name}{roles}" + (f", {person.affiliation}" if person.affiliation else "")
    for section in document.sections:
        if not section.is_heading():
            yield f"\n## {section.heading or section.kind.capitalize()}"
        for passage in section.passages:
            yield f"\n[{passage.id}] {_who(passage)}{passage.text}"


def found(result: SearchResult) -> Iterator[str]:
    """A search's answer: the tally, then each hit with its words marked by asterisks."""
    for diagnostic in result.diagnostics:
        yield f"Note: {diagnostic.message}"
    count = f"{'' if result.total_is_exact else 'at least '}{plural(result.total, 'passage')}"
    yield f"{count} in {plural(result.total_documents, 'document')}{_SCOPES[result.scope]}"
    if result.suggestion:
        yield f"Did you mean: {result.suggestion}"
    if result.behind:
        yield f"Note: {plural(result.behind, 'change')} of the library are not in the index yet."
    for each in result.unshown:
        yield f"Note: passage {each.passage} of {each.document} cannot be shown: {each.reason}."
    for hit in result.hits:
        section, passage = hit.place
        where = section.heading or section.kind.capitalize()
        yield f"\n{hit.document.title} · {' · '.join(_details(hit.document))} · {where} ¶ {passage.paragraph}"
        pieces = highlight.pieces(passage.text, hit.spans, hit.fragment)
        text = "".join(f"*{words}*" if marked else words for words, marked in pieces)
        yield f"  {_who(passage)}{text}"
        yield f"  {hit.permalink}"
    if result.next:
        yield f"\nMore: --after {result.next}"


def counted(stats: Stats) -> Iterator[str]:
    """What the library holds."""
    for type, count in stats.documents.items():
        yield f"{type}: {count}"
    yield f"passages: {stats.passages}"
    yield f"reports known only from references: {stats.stubs}"
    yield f"removed, restorable: {stats.removed}"
    yield f"library: {stats.library_bytes / 1e6:.1f} MB; index: {stats.index_bytes / 1e6:.1f} MB"
    yield from told(stats.last_backup, stats.failed_backup)


def _details(document: Document) -> Iterator[str]:
    yield document.id
    yield f"{document.type}, version {document.version}"
    if document.show:
        yield document.show
    if document.date:
        yield document.date.written


def _who(passage: Passage) -> str:
    time = f" {found}" if (found := locate(passage).time) else ""
    if not passage.speaker:
        return f"({passage.label}, no speaker) " if passage.label else ""
    person = f" ({passage.person})" if passage.person not in (None, passage.speaker) else ""
    return f"{passage.speaker}{person}{time}: "
