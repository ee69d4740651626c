"""What is indexed of a passage: its words, exact and stemmed; and columns for fields, facets and sorting."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from corpus.model import NO_ARRIVALS, Arrivals, Document
from search import fields
from search.analysis import FINGERPRINT as ANALYSIS
from search.whoosh_engine.format.columns import Column, Ids, Numbers, Texts
from search.whoosh_engine.format.container import FORMAT

OF_DOCUMENTS: dict[str, type[Column]] = {  # columns in which all passages of a document have one value
    "document": Texts,
    **dict.fromkeys(fields.OF_DOCUMENTS, Texts),  # several names as a JSON list
    "first": Numbers,  # the first and the last day of the document's date, as ordinals; 0 where it has none
    "last": Numbers,
    "body": Texts,  # what tells the passages, and who says them, from any others; empty where that was not said
}
OF_PASSAGES: dict[str, type[Column]] = {
    "passage": Ids,
    "ordinal": Numbers,
    **dict.fromkeys(fields.OF_PASSAGES, Texts),
    "label": Texts,  # the speaker's, as printed, where it is not their name
    "heading": Texts,  # its section's
    "stored": Numbers,  # the change of the library with which it first came
    "length": Numbers,  # words
}
COLUMNS = OF_DOCUMENTS | OF_PASSAGES
FINGERPRINT = f"whoosh-6/arrays-{FORMAT}/{'+'.join(COLUMNS)}/{ANALYSIS}"

_LONGEST = 500  # characters of a title, a show or a name that can be searched by
_MOST_NAMES = 300


def of_document(document: Document, body: str = "") -> tuple[str | int, ...]:
    """The values of OF_DOCUMENTS. What a hostile file makes huge does not fill the index."""
    date = document.date
    return (
        document.id,
        *(_kept(value(document)) for value in fields.OF_DOCUMENTS.values()),
        date.first_day.toordinal() if date else 0,
        date.last_day.toordinal() if date else 0,
        body,
    )


def of_passages(document: Document, stored: Arrivals = NO_ARRIVALS) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The values of OF_PASSAGES, without the length, and the text of each passage."""
    values = fields.OF_PASSAGES.values()
    for section in document.sections:
        for passage in section.passages:
            who, label = (passage.who or "")[:_LONGEST], (passage.speaker or "")[:_LONGEST]
            label = "" if label == who else label
            said = [_kept(value(document, section, passage)) for value in values]
            came = stored.get(passage.id, 0)
            yield (passage.id, passage.ordinal, *said, label, section.heading[:_LONGEST], came), passage.text


def values(name: str, texts: Iterable[str]) -> Iterator[Sequence[str]]:
    """What each text of a column holds: itself, or several names."""
    return map(json.loads, texts) if name in fields.SEVERAL else zip(texts)


def _kept(value: str | tuple[str, ...]) -> str:
    """A value as a column has it: a text, or names as a JSON list; cut where it is too long."""
    return value[:_LONGEST] if isinstance(value, str) else _listed(value)


@lru_cache(maxsize=1000)  # many passages in a row have the same
def _listed(value: tuple[str, ...]) -> str:
    return json.dumps([name[:_LONGEST] for name in value[:_MOST_NAMES]], ensure_ascii=False)
