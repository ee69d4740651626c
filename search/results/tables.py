"""Tables for other programs: the lines of a concordance, the periods of a timeline, as rows; rows as CSV or TSV."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO
from typing import Any

from corpus.plain import plain
from corpus.quotation import Range
from search.results.concordance import Concordance, Line
from search.results.json import of_document
from search.results.timeline import OF, Timeline

DELIMITERS = {"csv": ",", "tsv": "\t"}
_LINE = (
    *("left", "words", "right", "place", "speaker", "person", "title", "show", "date", "document", "link"),
    *("origin", "timed_by"),
)
Link = Callable[[str, int, Range], str]  # of a passage by its id and version, and of a range of it


def delimited(rows: Iterable[Sequence[object]], delimiter: str) -> Iterator[str]:
    """Rows as RFC 4180 has them, one at a time; texts as they are."""
    written = StringIO()
    writer = csv.writer(written, delimiter=delimiter)
    for row in rows:
        writer.writerow(row)
        yield written.getvalue()
        written.seek(0)
        written.truncate()


def of_lines(found: Concordance, lines: Iterable[Line], link: Link) -> Iterator[Sequence[str]]:
    """A row a line, below their names; the last says how many there are."""
    yield _LINE
    gone = len(found.marked)
    for line in lines:
        gone -= 1
        document, passage = line.document, line.place.passage
        yield (
            *(line.left, line.words, line.right, line.locator.brief, passage.speaker or "", passage.person or ""),
            *(document.title, document.show or "", document.date.iso if document.date else "", document.id),
            link(passage.id, document.version, Range(*line.span)),
            *(line.origin or "", line.timed_by or ""),
        )
    yield (f"{found.told}{f', of which {gone:,} are no longer in the library' if gone else ''}",)


def line_json(line: Line, link: Link) -> dict[str, Any]:
    """The JSON object of a line; its keys are a contract with other programs."""
    document, (section, passage) = line.document, line.place
    return {
        "left": line.left,
        "words": line.words,
        "right": line.right,
        "passage": passage.id,
        "span": plain(line.span),
        **of_document(document),
        "section": section.kind,
        "speaker": passage.speaker,
        "person": passage.person,
        "locator": plain(line.locator._asdict()),
        "url": line.url,
        "permalink": link(passage.id, document.version, Range(*line.span)),
        "origin": line.origin,
        "timed_by": line.timed_by,
    }


def of_periods(line: Timeline) -> Iterator[Sequence[object]]:
    """A row a period, below their names, and a row for what is in none; where shares are told, these behind."""
    queries = [each.query for each in line.series]
    shares = [*(f"{query}, per {OF:,}" for query in queries), "all passages"] if line.stored else []
    yield (line.unit, "since", "until", *queries, *shares)
    for at, (period, counts) in enumerate(zip(line.periods, line.counts, strict=True)):
        told = [line.share(at, number) for number in range(len(queries))] if line.stored else []
        shown = ["" if share is None else f"{share:.3f}" for share in told]
        yield (*period, *counts, *shown, *([line.stored[at]] if line.stored else []))
    yield (f"before {line.periods[0].name}", "", "", *line.earlier)
    yield ("dated by a year alone", "", "", *line.by_year_alone)
    yield ("no date", "", "", *(each.months.without for each in line.series))
    yield ("all", "", "", *(each.total for each in line.series))
