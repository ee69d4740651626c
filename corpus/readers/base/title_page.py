"""What a report is called, who wrote it, and when: as it is printed, else as its file's properties say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus import people
from corpus.dates import PartialDate
from corpus.model import Hints, Person, Reading, merged

_UNDER = 5  # lines at a title that a byline may be among
_FIRST = 10  # lines that the date of a report may be among
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel|office|publisher)|adobe \w+)(?: \d+| pdf| document)?(?: - .*)?"
    r"|(?:new |word |microsoft )?document ?\d*|(?:powerpoint )?presentation ?\d*"
    r"|audio file|untitled\b.{0,9}|no title|title|anonymous|layout ?\d*|slide ?\d*|template|blank|scan\w*(?: document)?"
    r"|\w:\\.*|(?:file|https?):.*|[^ ]+\.\w{2,5}|[\da-f-]{16,}"
    r"|.*\.(?:docx?|dotx?|indd|tex|pdf|qx[dp]|pptx?|xlsx?|rtf|odt|txt|html?|pub|exe|md|pages|tmp|wpd|p65|fm)|.*\w_\w.*"
    r"|[\W\d]*",
    re.IGNORECASE,
)  # what programs put where a title should be, and names of files
_PUBLISHED = re.compile(
    r"^(?:(?:first |last )?(?:published|updated|posted|issued|released|revised|dated?|printed|as of)(?: on)?):? +",
    re.IGNORECASE,
)
_ISO_AT_END = re.compile(r"(?<!\d)\d{4}-\d\d-\d\d$")
_SMALL = frozenset(("a", "an", "and", "at", "by", "for", "in", "of", "on", "the", "to"))
_LONGEST = 200  # characters of a line that says a date
_FEW = 3  # words: too few for a sentence


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
            document = replace(document, people=merged([*document.people, *authors]))
            checks = (*checks, f"people taken from {source}")
    return replace(reading, document=document, checks=checks)


def title_of(said: str) -> str:
    """The title that a file's properties say, unless it is a file's name or a program's; then none."""
    return "" if _NO_TITLE.fullmatch(said) else said


def _date(line: str) -> PartialDate | None:
    """The date that is all of a line, or stands at an end of one that is no sentence; never a year alone."""
    if len(line) > _LONGEST:
        return None
    date = PartialDate.parse(_PUBLISHED.sub("", line, count=1))
    if not date and people.byline(line) and (found := PartialDate.find(line)):
        date = found[0]
    date = date or _date_apart(line)
    return date if date and date.month else None


def _date_apart(line: str) -> PartialDate | None:
    """The date at either end of a line that a comma, a bar, a dash or brackets set apart: Vol. 3, No. 2 (May 2023)."""
    line = line.rstrip(")]")
    if iso := _ISO_AT_END.search(line):
        date, start, end = PartialDate.parse(iso[0]), *iso.span()
    elif found := PartialDate.find(line):
        date, start, end = found
    else:
        return None
    before, after = line[:start].strip(), line[end:].strip()
    rest = before or after
    apart = rest[-1 if before else 0] in ",|•·–—-(:;" if rest and not (before and after) else False
    words = rest.strip(" ,|•·–—-(:;").split()
    named = all(not word[0].islower() or word in _SMALL for word in words) or len(words) <= _FEW
    return date if apart and named and words and not words[0][0].islower() else None


def _byline(lines: Sequence[str]) -> tuple[Person, ...]:
    """The authors whom a line under the title names: several, or one with a date; a heading may look like one name."""
    for number, line in enumerate(lines[:_UNDER]):
        authors = people.byline(line)
        if len(authors) > 1 or (authors and any(map(_date, lines[number : number + 2]))):
            return authors
    return ()
