"""Transcripts in tables, CSV and TSV: a row for each turn or part of one, its columns known by their names."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Sequence

from corpus.errors import ReadError
from corpus.model import Hints, Reading
from corpus.readers.base.speech import Said, section_of, sentences, transcript, turns
from corpus.readers.base.times import Times, is_speech
from corpus.text import plural, printable, verbatim

_DELIMITERS = ",\t;|"
_COLUMNS = {
    "text": (
        "words", "text", "transcript", "transcription", "utterance", "content", "sentence", "speech", "dialogue",
        "caption",
    ),
    "speaker": ("speaker", "speaker name", "speaker label", "name", "participant", "voice"),
    "start": ("start", "start time", "begin", "timestamp", "time", "timecode", "start timestamp", "in"),
    "end": ("end", "end time", "stop", "end timestamp", "out"),
}  # fmt: skip
_UNIT = re.compile(r"[ (\[]*\b(?P<unit>ms|milliseconds?|s|secs?|seconds?)\b[)\]]*$")
_FRACTION = re.compile(r"\d{1,9}\.\d{1,9}", re.ASCII)
_SHOWN = 5


def read_csv(text: str, hints: Hints) -> Reading:
    """The transcript in a table; ReadError where no column says what is said, or none by whom or when.

    Bare numbers are times of the unit that the column's name says, or seconds where any has a fraction.
    """
    rows = _rows(text)
    named = [_name(cell) for cell in rows[0]] if rows else []
    columns = {
        kind: next((named.index(name) for name in names if name in named), None) for kind, names in _COLUMNS.items()
    }
    if columns["text"] is None or (columns["speaker"] is None and columns["start"] is None):
        raise ReadError("is a table without the columns of a transcript: name them speaker, start and text")

    def cells(kind: str) -> list[str]:
        at = columns[kind]
        return ["" if at is None or at >= len(row) else row[at].strip() for row in rows[1:]]

    times = Times()
    have_fractions = any(_FRACTION.fullmatch(cell) for kind in ("start", "end") for cell in cells(kind))
    starts, ends = (
        _times(
            cells(kind),
            times,
            unit="" if (at := columns[kind]) is None else _unit(rows[0][at]) or ("s" if have_fractions else ""),
        )
        for kind in ("start", "end")
    )
    checks = list(times.checks())
    said = [
        Said(
            verbatim(speaker).rstrip(" :") or None,
            verbatim(words),
            start,
            end,
            opens=not speaker and columns["speaker"] is not None,
        )
        for speaker, words, start, end in zip(cells("speaker"), cells("text"), starts, ends, strict=True)
        if words
    ]
    if not is_speech((each.text, each.start_ms, each.end_ms) for each in said):
        checks.append("times not understood: the text could not be spoken in them")
        said = [each._replace(start_ms=None, end_ms=None) for each in said]
    if any(each.speaker for each in said) and (missing := sum(each.speaker is None for each in said)):
        checks.append(f"speakers missing in {plural(missing, 'row')}")
    checks += _left_out(rows, used={*columns.values()})
    passages = turns(part for each in said for part in sentences(each))
    return transcript([section_of(passages)], hints, checks=checks)


def _left_out(rows: Sequence[Sequence[str]], *, used: Collection[int | None]) -> tuple[str, ...]:
    """What to check of columns that are not used, and have something in them."""
    head, *body = rows
    left = [
        cell for n, cell in enumerate(head) if n not in used and any(n < len(row) and row[n].strip() for row in body)
    ]
    return (f"columns left out: {', '.join(printable(cell)[:40] for cell in left[:_SHOWN])}",) if left else ()


def _rows(text: str) -> list[list[str]]:
    """The rows that have something in them; what parts their cells is what stands most often in the first line."""
    first = text.lstrip("\ufeff \n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        found = list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=delimiter))
    except csv.Error as error:
        raise ReadError(f"is no table that can be read: {error}") from error
    return [row for row in found if any(cell.strip() for cell in row)]


def _name(cell: str) -> str:
    """A column's name without its unit, as it is looked up."""
    return _UNIT.sub("", _folded(cell)).strip()


def _folded(cell: str) -> str:
    return " ".join(cell.casefold().replace("_", " ").replace("-", " ").split())


def _unit(cell: str) -> str:
    """The unit that a column's name says: s or ms, or nothing."""
    match = _UNIT.search(_folded(cell))
    return "" if not match else "ms" if match["unit"].startswith("m") else "s"


def _times(cells: Sequence[str], times: Times, *, unit: str) -> list[int | None]:
    """The times in a column, its bare numbers of a unit."""
    numbers: dict[str, Callable[[str], int | None]] = {"ms": times.ms, "s": times.seconds}
    number = numbers.get(unit, times.unknown)
    return [
        None if not cell else times.written(cell) if ":" in cell or not cell[-1].isdigit() else number(cell)
        for cell in cells
    ]
