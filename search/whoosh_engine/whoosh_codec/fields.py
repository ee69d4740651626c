"""What Whoosh is told of our columns and words: its schema, made by the code and never read from the disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from whoosh.columns import NumericColumn, RefBytesColumn, VarBytesColumn
from whoosh.fields import FieldType, Schema
from whoosh.formats import Existence, Positions

from search.whoosh_engine.format.columns import Column, Ids, Numbers
from search.whoosh_engine.format.schema import COLUMNS

WORDS = ("exact", "stem")


class Words(FieldType):
    """The words of a passage as they were analysed, with their positions: no analyzer runs here."""

    def __init__(self) -> None:
        self.format = Positions()
        self.scorable = True

    def index(self, value: Sequence[str], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        positions: dict[str, list[int]] = {}
        for position, word in enumerate(value):
            positions.setdefault(word, []).append(position)
        for word, places in positions.items():
            yield word.encode(), len(places), float(len(places)), self.format.encode(places)


class Text(FieldType):
    """A text that is found whole; the empty one is no term."""

    def __init__(self, *, unique: bool = False) -> None:
        self.format = Existence()
        self.stored = True
        self.unique = unique
        self.column_type = VarBytesColumn() if unique else RefBytesColumn()

    def index(self, value: str, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        if value:
            yield self.to_bytes(value), 1, 1.0, b""


class Number(FieldType):
    """A number that is not negative; it is not searched by."""

    def __init__(self) -> None:
        self.indexed = False
        self.stored = True
        self.column_type = NumericColumn("I")

    def to_column_value(self, value: int) -> int:
        return value

    def from_column_value(self, value: int) -> int:
        return value


def whoosh_schema() -> Schema:
    """The fields `exact` and `stem`, each given the words of a passage in order; and the columns."""
    return Schema(**{name: Words() for name in WORDS}, **{name: _field(kind) for name, kind in COLUMNS.items()})


def _field(kind: type[Column]) -> FieldType:
    if kind is Numbers:
        return Number()
    return Text(unique=kind is Ids)
