"""What Whoosh is told of our columns and words: its schema, made by the code and never read from the disk."""

from __future__ import annotations

from typing import Any, NoReturn

from whoosh.columns import NumericColumn, RefBytesColumn, VarBytesColumn
from whoosh.fields import FieldType, Schema
from whoosh.filedb.filestore import ReadOnlyError
from whoosh.formats import Existence, Positions

from search.whoosh_engine.format.columns import Column, Ids, Numbers
from search.whoosh_engine.format.schema import COLUMNS
from search.whoosh_engine.format.types import TextField

WORDS: tuple[TextField, ...] = ("exact", "stem")
READ_ONLY = "an index of Citecast is read by Whoosh, not written"


class _Field(FieldType):
    def index(self, value: Any, **_: Any) -> NoReturn:
        raise ReadOnlyError(READ_ONLY)


class Words(_Field):
    """The words of a passage as they were analysed, with their positions: no analyzer runs here."""

    def __init__(self) -> None:
        self.format = Positions()
        self.scorable = True


class Text(_Field):
    """A text that is found whole; the empty one is no term."""

    def __init__(self, *, unique: bool = False) -> None:
        self.format = Existence()
        self.stored = True
        self.unique = unique
        self.column_type = VarBytesColumn() if unique else RefBytesColumn()


class Number(_Field):
    """A number that is not negative; it is not searched by."""

    def __init__(self) -> None:
        self.indexed = False
        self.stored = True
        self.column_type = NumericColumn("I")

    def to_column_value(self, value: Any) -> NoReturn:
        raise ReadOnlyError(READ_ONLY)

    def from_column_value(self, value: int) -> int:
        return value


class ReadOnlySchema(Schema):
    """The schema in what Whoosh reads. Each commit of Whoosh's ends with a table of contents, and of this is none."""

    def clean(self) -> NoReturn:
        raise ReadOnlyError(READ_ONLY)


class WrittenSchema(Schema):
    """The schema for what we write: what is read of it is a ReadOnlySchema."""

    def __reduce__(self) -> tuple[Any, ...]:
        return whoosh_schema, ()


def whoosh_schema(kind: type[Schema] = ReadOnlySchema) -> Schema:
    """The fields `exact` and `stem`, and the columns."""
    return kind(**{name: Words() for name in WORDS}, **{name: _field(column) for name, column in COLUMNS.items()})


def _field(kind: type[Column]) -> FieldType:
    if kind is Numbers:
        return Number()
    return Text(unique=kind is Ids)
