"""How the command line prints: lines on stdout, progress on stderr."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import click

# What a file's name or text could do to a terminal: control and direction of writing; a line break is one's own.
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_CLEAR = "\r\x1b[K"  # to the line's start, and erase it: the bar makes way for a line


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


def status(text: str) -> None:
    """What a terminal's stderr shows in place of the line that it showed so before; nothing elsewhere."""
    if sys.stderr.isatty():
        click.echo(_CLEAR + printable(text), nl=False, err=True)


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
    import json

    from corpus.plain import plain

    click.echo(json.dumps(plain(value, by_name=True), ensure_ascii=False, indent=2))
