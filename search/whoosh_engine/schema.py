"""What is indexed of a passage: its words, exact and stemmed; and columns for fields, facets and sorting."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from corpus.model import Document
from search.analysis import FINGERPRINT as ANALYSIS
from search.whoosh_engine.segments.arrays import FORMAT
from search.whoosh_engine.segments.columns import Column, Ids, Numbers, Texts

FINGERPRINT = f"whoosh-4/arrays-{FORMAT}/{ANALYSIS}"
COLUMNS: dict[str, type[Column]] = {
    "passage": Ids,
    "document": Texts,
    "ordinal": Numbers,
    "type": Texts,
    "show": Texts,
    "speaker": Texts,
    "section": Texts,
    "year": Texts,
    "title": Texts,
    "person": Texts,  # the names as a JSON list
    "lang": Texts,
    "first": Numbers,  # the first and the last day of the document's date, as ordinals; 0 where it has none
    "last": Numbers,
    "length": Numbers,  # words
}

_LONGEST = 500  # characters of a title, a show or a name that can be searched by
_MOST_PEOPLE = 300


class Row(NamedTuple):
    """The values of COLUMNS for one passage."""

    passage: str
    document: str
    ordinal: int
    type: str
    show: str
    speaker: str
    section: str
    year: str
    title: str
    person: str
    lang: str
    first: int
    last: int
    length: int = 0


def rows(document: Document) -> Iterator[tuple[Row, str]]:
    """The columns and the text of each passage of a document."""
    date = document.date
    # Each row repeats these; what a hostile file makes huge must not fill the index.
    people = json.dumps([person.name[:_LONGEST] for person in document.people[:_MOST_PEOPLE]], ensure_ascii=False)
    title, show = document.title[:_LONGEST], (document.show or "")[:_LONGEST]
    for section in document.sections:
        for passage in section.passages:
            yield (
                Row(
                    passage=passage.id,
                    document=document.id,
                    ordinal=passage.ordinal,
                    type=document.type,
                    show=show,
                    speaker=(passage.who or "")[:_LONGEST],
                    section=section.kind,
                    year=str(date.year) if date else "",
                    title=title,
                    person=people,
                    lang=(document.language or "")[:_LONGEST],
                    first=date.first_day.toordinal() if date else 0,
                    last=date.last_day.toordinal() if date else 0,
                ),
                passage.text,
            )
