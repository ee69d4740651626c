"""Who wrote a report, and when: what stands under its title, else what its file's properties say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus import people
from corpus.dates import PartialDate
from corpus.model import Hints, Person, Reading

_UNDER = 5  # lines at a title that a byline may be among
_FIRST = 10  # lines that the date of a report may be among


def signed(reading: Reading, hints: Hints, lines: Sequence[str], *, created: str, author: str) -> Reading:
    """The reading of a report with its date and its authors, and what to check of them.

    `lines` are those of the page that the title is on, `created` (ISO 8601) and `author` properties of the file. A
    printed date is before one in the file's name, and that is before the file's own.
    """
    document, checks = reading.document, reading.checks
    if hints.date is None:
        printed = next(filter(None, map(_date, lines[:_FIRST])), None)
        date = printed or document.date or PartialDate.parse(created)
        if date != document.date:
            source = "a line of the page" if printed else "when the file was made"
            checks = (*(each for each in checks if not each.startswith("date ")), f"date taken from {source}")
        document = replace(document, date=date)
    if document.type == "report" and not any("author" in person.roles for person in document.people):
        authors, source = _byline(lines), "the line under the title"
        if not authors:
            authors, source = people.byline(author), "the file's properties"
        if authors:
            document = replace(document, people=people.merged([*document.people, *authors]))
            checks = (*checks, f"people taken from {source}")
    return replace(reading, document=document, checks=checks)


def _date(line: str) -> PartialDate | None:
    """The date that is all of a line, or stands in a byline; a year alone may be any number."""
    date = PartialDate.parse(line)
    if not date and people.byline(line) and (found := PartialDate.find(line)):
        date = found[0]
    return date if date and date.month else None


def _byline(lines: Sequence[str]) -> tuple[Person, ...]:
    """The authors whom a line under the title names: several, or one with a date; a heading may look like one name."""
    for number, line in enumerate(lines[:_UNDER]):
        authors = people.byline(line)
        if len(authors) > 1 or (authors and any(map(_date, lines[number : number + 2]))):
            return authors
    return ()
