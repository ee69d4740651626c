"""What is indexed of a passage: its words, exact and stemmed; and columns for fields, facets and sorting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from whoosh.fields import ID, STORED, FieldType, Schema
from whoosh.formats import Positions

from corpus.model import Document
from search.analysis import FINGERPRINT as ANALYSIS, tokens

FINGERPRINT = f"whoosh-3/{ANALYSIS}"
COLUMNS = (
    "passage", "document", "ordinal", "type", "show", "speaker", "section", "year", "title", "person", "lang",
    "first", "last", "length",
)  # fmt: skip

_LONGEST = 500  # characters of a title, a show or a name that can be searched by
_MOST_PEOPLE = 300


class Words(FieldType):
    """The words of a passage as they were analysed, with their positions: no analyzer runs here."""

    def __init__(self) -> None:
        self.format = Positions()
        self.scorable = False  # lengths are kept exactly, in a column

    def index(self, value: Sequence[str], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        positions: dict[str, list[int]] = {}
        for position, word in enumerate(value):
            positions.setdefault(word, []).append(position)
        for word, places in positions.items():
            yield word.encode(), len(places), float(len(places)), _encoded(tuple(places))


@lru_cache(maxsize=10_000)  # most words stand in a passage once, and passages are short
def _encoded(places: tuple[int, ...]) -> bytes:
    encoded: bytes = Positions().encode(list(places))
    return encoded


def schema() -> Schema:
    """The schema, made by the code and never read from the disk."""
    return Schema(
        exact=Words(),
        stem=Words(),
        document=ID(),
        row=STORED(),
    )


def rows(document: Document) -> Iterator[dict[str, Any]]:
    """The index rows of a document, one for each passage; `row` holds the values of COLUMNS."""
    date = document.date
    # Each row repeats these; what a hostile file makes huge must not fill the index.
    people = tuple(person.name[:_LONGEST] for person in document.people[:_MOST_PEOPLE])
    title, show = document.title[:_LONGEST], (document.show or "")[:_LONGEST]
    for section in document.sections:
        for passage in section.passages:
            found = tokens(passage.text)
            yield {
                "exact": [token.exact for token in found],
                "stem": [token.stem for token in found],
                "document": document.id,
                "row": (
                    passage.id,
                    document.id,
                    passage.ordinal,
                    document.type,
                    show,
                    (passage.who or "")[:_LONGEST],
                    section.kind,
                    str(date.year) if date else "",
                    title,
                    people,
                    (document.language or "")[:_LONGEST],
                    date.first_day.toordinal() if date else 0,
                    date.last_day.toordinal() if date else 0,
                    len(found),
                ),
            }
