"""What is indexed of a passage: its words, exact and stemmed; and columns for fields, facets and sorting."""

from __future__ import annotations

import json
from collections.abc import Iterator

from corpus.model import Document
from search.analysis import FINGERPRINT as ANALYSIS
from search.whoosh_engine.format.columns import Column, Ids, Numbers, Texts
from search.whoosh_engine.format.container import FORMAT

FINGERPRINT = f"whoosh-5/arrays-{FORMAT}/{ANALYSIS}"
OF_DOCUMENTS: dict[str, type[Column]] = {  # columns in which all passages of a document have one value
    "document": Texts,
    "type": Texts,
    "show": Texts,
    "year": Texts,
    "title": Texts,
    "person": Texts,  # the names as a JSON list
    "lang": Texts,
    "first": Numbers,  # the first and the last day of the document's date, as ordinals; 0 where it has none
    "last": Numbers,
}
OF_PASSAGES: dict[str, type[Column]] = {
    "passage": Ids,
    "ordinal": Numbers,
    "speaker": Texts,
    "section": Texts,
    "label": Texts,  # the speaker's, as printed, where it is not their name
    "length": Numbers,  # words
}
COLUMNS = OF_DOCUMENTS | OF_PASSAGES

_LONGEST = 500  # characters of a title, a show or a name that can be searched by
_MOST_PEOPLE = 300


def of_document(document: Document) -> tuple[str | int, ...]:
    """The values of OF_DOCUMENTS. What a hostile file makes huge does not fill the index."""
    date = document.date
    people = json.dumps([person.name[:_LONGEST] for person in document.people[:_MOST_PEOPLE]], ensure_ascii=False)
    return (
        document.id,
        document.type,
        (document.show or "")[:_LONGEST],
        str(date.year) if date else "",
        document.title[:_LONGEST],
        people,
        (document.language or "")[:_LONGEST],
        date.first_day.toordinal() if date else 0,
        date.last_day.toordinal() if date else 0,
    )


def of_passages(document: Document) -> Iterator[tuple[tuple[str, int, str, str, str], str]]:
    """The values of OF_PASSAGES, without the length, and the text of each passage."""
    for section in document.sections:
        for passage in section.passages:
            speaker, label = (passage.who or "")[:_LONGEST], (passage.speaker or "")[:_LONGEST]
            label = "" if label == speaker else label
            yield (passage.id, passage.ordinal, speaker, section.kind, label), passage.text
