"""Entries of Related Resources: "Author and Author, “Title,” Publisher, Date." (Chicago, 14.168)."""

from __future__ import annotations

import re

from corpus.dates import PartialDate
from corpus.model import Document, Passage, Person, Reference, Section

_TITLE = re.compile(r"[“\"](?P<title>.+?)[,.]?[”\"]")
_BETWEEN_NAMES = re.compile(r",? and |, | & ")


def reference(text: str, url: str | None = None) -> Reference:
    """An entry as printed, and what was understood of it: nothing but the text where there is no title."""
    title = _TITLE.search(text)
    if not title:
        return Reference(text=text, url=url)
    rest = text[title.end() :].strip(" ,.")
    date = None
    if found := PartialDate.find(rest):
        date, start, _ = found
        rest = rest[:start].strip(" ,.(")
    elif year := re.search(r"\b(19|20)\d\d$", rest):
        date, rest = PartialDate(int(year[0])), rest[: year.start()].strip(" ,.(")
    authors = tuple(name for name in _BETWEEN_NAMES.split(text[: title.start()].strip(" ,")) if name)
    return Reference(text=text, authors=authors, title=title["title"], publisher=rest or None, date=date, url=url)


def stub(entry: Reference) -> Document | None:
    """The report that an entry names, known from it alone; None where it has no title."""
    if not entry.title:
        return None
    return Document(
        type="report",
        title=entry.title,
        date=entry.date,
        url=entry.url,
        publisher=entry.publisher,
        people=tuple(Person(name=name, roles=("author",)) for name in entry.authors),
        sections=(Section(heading="", kind="body", passages=(Passage(text=entry.text),)),),
        stub=True,
    )
